"""Contributions on a terminal: a summary first, then for each that is not merged why, and what to type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from forum.cli.printing import as_text, plural, styled
from forum.cli.quoting import visible
from forum.cli.tables import show_table
from forum.contributions.values import UNKNOWN, Facts, Pending, State

if TYPE_CHECKING:
    from forum.commands.log import Log
    from forum.commands.merge import MergeReport
    from forum.commands.settling import Result
    from forum.model import ContributionRecord

_STYLES = {
    State.MERGED: "green",
    State.HELD: "yellow",
    State.CONFLICT: "red",
    State.REFUSED: "red",
    State.RETURNED: "yellow",
    State.KNOWN: "",
    State.UNCHANGED: "",
}
_SHOWN = 5  # problems of one contribution


def merge_screen(report: MergeReport) -> None:
    """Print what became of each contribution, and what to do about those that are not merged."""
    if not report.results:
        click.echo("There is nothing to merge: the inbox is empty.")
        return
    rows = []
    for one in report.results:
        state = "would merge" if report.dry_run and one.state is State.MERGED else one.state.value
        form = one.received.channel.value if one.received else ""
        rows.append((one.name, _sender(one), form, (state, _STYLES[one.state]), in_short(one.facts)))
    show_table(("contribution", "from", "form", "outcome", "touches"), rows)
    for one in report.results:
        _details(one)
    for first, second, paths in report.clashes:
        click.echo(
            f"\n{styled('clash', fg='red', bold=True)}: {first} and {second} change the same in {', '.join(paths)}"
        )
    click.echo("\n" + "\n".join(_end(report)))


def _sender(one: Result) -> str:
    name = one.received.sender.name if one.received else ""
    return one.partner or name or UNKNOWN


def _details(one: Result) -> None:
    notes = [
        *(one.received.notes if one.received else ()),
        *([one.received.signature] if one.received and one.received.signature else []),
    ]
    if one.state in (State.MERGED, State.KNOWN) and not notes:
        return
    head = styled(f"{one.name}: {one.state.value}", fg=_STYLES[one.state] or None, bold=True)
    rule = f" [{one.refusal.rule}]" if one.refusal else ""
    click.echo(f"\n{head}{rule}")
    for reason in (*one.reasons, *notes):
        click.echo(f"  {visible(reason)}")
    if one.refusal and one.refusal.remedy:
        click.echo(f"   = {styled('hint', bold=True)}: {one.refusal.remedy}")
    for question in one.questions[:_SHOWN]:
        click.echo(visible(f"  {question.path}: {question.where}"))
    for problem in one.problems[:_SHOWN]:
        click.echo(as_text(problem, None))
    if len(one.problems) > _SHOWN:
        click.echo(f"  … and {len(one.problems) - _SHOWN} more")
    for line in _what_to_type(one):
        click.echo(f"  {line}")


def _what_to_type(one: Result) -> Iterator[str]:
    if one.state is State.CONFLICT:
        yield f"decide: forum resolve {one.name}"
    if one.state is State.HELD:
        yield f"take it: forum accept {one.name}"
    if one.state in (State.HELD, State.CONFLICT):
        yield f'send it back: forum return {one.name} --note "…"'


def _end(report: MergeReport) -> Iterator[str]:
    counts = [f"{report.count(state)} {state.value}" for state in State if report.count(state)]
    yield styled(", ".join(counts), bold=True) + (" (dry run: nothing was changed)" if report.dry_run else "")
    if report.dry_run:
        return
    if report.after != report.before:
        branch = report.branch.removeprefix("refs/heads/")
        yield f"{branch} is at {report.after[:12]}."
    yield "Replies to send are in build/replies/; conflicts side by side in build/merge-report.html."
    if report.operation:
        yield "Next: forum check, forum build; forum undo takes it back; forum log tells all."


def in_short(facts: Facts) -> str:
    """Return what a contribution touches, in a line."""
    words = [f"{paper.slug} +{paper.added} −{paper.removed}" for paper in facts.papers[:3]]
    words += [plural(len(facts.papers) - 3, "more paper")] if len(facts.papers) > 3 else []
    for names, one, many in (
        (facts.recommendations, "recommendation reworded", "recommendations reworded"),
        (facts.new_recommendations, "new recommendation", ""),
        (facts.notebooks, "notebook", ""),
        (facts.references, "new reference", ""),
        (facts.people, "new person", ""),
        (facts.tooling, "file of the program", "files of the program"),
    ):
        words += [plural(len(names), one, many)] if names else []
    return ", ".join(words) or (plural(len(facts.files), "file") if facts.files else "")


def log_screen(log: Log) -> None:
    """Print contributions: those that are open, returned, and merged."""
    if not log.merged and not log.pending:
        click.echo("No contribution yet: forum merge SOURCE")
    for title, open_ in (("Open", True), ("Returned", False)):
        chosen = [one for one in log.pending if one.is_open is open_]
        if chosen:
            click.echo(styled(title, bold=True))
            show_table(("contribution", "from", "form", "since", "why", "touches"), [_pending(one) for one in chosen])
            click.echo()
    if log.merged:
        click.echo(styled("Merged", bold=True))
        signed = any(record.signature for record in log.merged)
        rows = [_recorded(record, signed) for record in log.merged]
        more = ["signature"] if signed else []
        show_table(("contribution", "from", "form", "on", "outcome", "papers", *more), rows)


def _pending(one: Pending) -> tuple[str, ...]:
    why = one.note or "; ".join(one.reasons)
    return (one.name, _of(one), one.received.channel.value, one.time[:10], why, in_short(one.facts))


def _recorded(record: ContributionRecord, signed: bool) -> tuple[str, ...]:
    papers = ", ".join(f"{slug} +{words.added} −{words.removed}" for slug, words in record.papers.items())
    sender = record.partner or record.sender or UNKNOWN
    cells = (record.name, sender, record.channel, str(record.received), record.outcome, papers)
    return (*cells, *([record.signature] if signed else []))


def _of(one: Pending) -> str:
    return one.received.partner or one.received.sender.name or UNKNOWN


def operations_screen(log: Log) -> None:
    """Print what was done, the last first, and which of it ``forum undo`` takes back."""
    if not log.operations:
        click.echo("Nothing was done yet that could be undone")
        return
    rows = []
    for one in reversed(log.operations):
        moved = f"{one.before[:8]} → {one.after[:8]}" if one.before != one.after else "stays"
        note = "← forum undo" if one.number == log.undoable else ""
        rows.append((str(one.number), one.time, one.command, moved, note))
    show_table(("number", "when", "command", "branch", ""), rows)
