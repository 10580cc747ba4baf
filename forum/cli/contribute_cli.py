"""``forum merge``, ``accept``, ``return``, ``undo``, ``log``: parse, call, print."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from forum.cli.options import format_option, root_option
from forum.cli.printing import as_text, plural, styled
from forum.contributions.values import Asked, State

if TYPE_CHECKING:
    from forum.commands.merge import MergeReport
    from forum.commands.settling import Result

_COLOURS = {State.MERGED: "green", State.CONFLICT: "red", State.REFUSED: "red", State.HELD: "yellow"}


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--from", "partner", default="", metavar="PARTNER", help="Who sends it: a partner's id in forum.toml.")
@click.option("--name", default="", help="What the contribution is called (default: after its file or branch).")
@click.option("--paper", default="", metavar="SLUG", help="The paper that the files belong to, where they do not say.")
@click.option("--base", default="", metavar="REV", help="The commit that it was made from, where it does not say.")
@click.option("--guess", is_flag=True, help="Take the most alike commit for the base, without asking.")
@click.option("--deletions", is_flag=True, help="Delete the files that a zip or folder no longer has.")
@click.option("--allow-tooling", is_flag=True, help="Take changes of the program, its settings and CI, too.")
@click.option(
    "--dry-run", is_flag=True, help="Tell all that would happen, and which contributions clash; change nothing."
)
@format_option("text", "json")
@root_option
def merge(
    sources: tuple[str, ...],
    partner: str,
    name: str,
    paper: str,
    base: str,
    guess: bool,
    deletions: bool,
    allow_tooling: bool,
    dry_run: bool,
    form: str,
    root: Path,
) -> int:
    """Merge what universities send: Word files, zips, folders, branches, bundles, patches, mailboxes, or an inbox.

    FILE#BRANCH and ADDRESS#BRANCH name a branch of a bundle or repository. Nothing of a
    contribution is executed. What merges is checked as it would stand; what does not, or
    rewords a recommendation, is set aside. Exit code 1 if anything is not merged.
    """
    from forum.commands.merge import Options
    from forum.commands.merge import merge as run

    at_terminal = form == "text" and sys.stdin.isatty()
    asked = Asked(partner, name, paper, base, deletions, guess, _confirm if at_terminal else None)
    options = Options(dry_run=dry_run, allow_tooling=allow_tooling, progress=_progress)
    report = run(root, sources, asked, options).value
    if form == "json":
        click.echo(json.dumps(as_json(report), ensure_ascii=False, indent=1))
    else:
        from forum.cli.contribute_screens import merge_screen

        merge_screen(report)
    fine = (State.MERGED, State.KNOWN, State.UNCHANGED)
    return 0 if all(one.state in fine for one in report.results) else 1


def _confirm(message: str) -> bool:
    return click.confirm(f"\n{message}. Take it?", err=True)


def _progress(name: str, number: int, count: int) -> None:
    if sys.stderr.isatty() and count > 1:
        click.echo(f"\r\x1b[K{number} of {count}: {name[-60:]}", nl=number == count, err=True)


def as_json(report: MergeReport) -> dict[str, Any]:
    """Return a merge as JSON, version 1."""
    return {
        "version": 1,
        "branch": report.branch,
        "before": report.before,
        "after": report.after,
        "dry_run": report.dry_run,
        "operation": report.operation,
        "contributions": [_one_as_json(one) for one in report.results],
        "clashes": [{"between": [one, other], "paths": list(paths)} for one, other, paths in report.clashes],
    }


def _one_as_json(one: Result) -> dict[str, Any]:
    from msgspec import to_builtins

    from forum.diagnostics import plain

    return {
        "name": one.name,
        "partner": one.partner,
        "source": one.source,
        "state": one.state.value,
        "reasons": list(one.reasons),
        "rule": one.refusal.rule if one.refusal else None,
        "path": one.refusal.where if one.refusal else None,
        "remedy": one.refusal.remedy if one.refusal else None,
        "commit": one.commit or None,
        "received": to_builtins(one.received) if one.received else None,
        "facts": to_builtins(one.facts),
        "conflicts": [
            {"path": str(each.path), "where": each.where, "base": each.base, "ours": each.ours, "theirs": each.theirs}
            for each in one.questions
        ],
        "diagnostics": [plain(problem) for problem in one.problems],
    }


@click.command()
@click.argument("name")
@click.option("--note", default="", metavar="TEXT", help="A word on why, for the record.")
@root_option
def accept(name: str, note: str, root: Path) -> int:
    """Merge the contribution NAME, which was set aside, as it is."""
    from forum.commands.accept import accept as run

    outcome = run(root, name, note)
    done = outcome.value
    click.echo(f"{styled('Merged', fg='green', bold=True)} {done.pending.name} as {done.commit[:12]}.")
    for problem in outcome.problems:
        click.echo(as_text(problem, None))
    click.echo(_undo_hint())
    return 1 if outcome.problems else 0


@click.command("return")
@click.argument("name")
@click.option("--note", required=True, metavar="TEXT", help="Why, in words for the sender.")
@root_option
def return_(name: str, note: str, root: Path) -> int:
    """Send the contribution NAME back: it is not merged, and stays in the log with the note."""
    from forum.commands.return_ import return_ as run

    done = run(root, name, note).value
    click.echo(f"{styled('Returned', fg='yellow', bold=True)} {done.name}: {done.note}")
    return 0


@click.command()
@click.option("--redo", is_flag=True, help="Do again what was undone last.")
@root_option
def undo(redo: bool, root: Path) -> int:
    """Take back the last merge, accept, return, resolve or release; again to go further back.

    What others have already is taken back by a new commit, never by rewriting. Of a release its tag goes,
    unless a remote has it; build/release/VERSION/ stays, until that version is released again.
    """
    from forum.commands.undo import undo as run

    done = run(root, redo).value
    verb = "Done again" if done.redone else "Taken back"
    how = ", by a new commit: others have the old one already, or the branch has moved on" if done.reverted else ""
    click.echo(
        f"{styled(verb, fg='green', bold=True)}: operation {done.operation.number}, {done.operation.command}{how}."
    )
    click.echo(
        "Next: forum undo goes further back; forum undo --redo does it again." if not done.redone else _undo_hint()
    )
    return 0


def _undo_hint() -> str:
    return "Next: forum undo takes it back; forum log tells all."


@click.command()
@click.option("--operations", "by_operation", is_flag=True, help="What was done, instead of what came in.")
@format_option("text", "json")
@root_option
def log(by_operation: bool, form: str, root: Path) -> int:
    """Show every contribution: who sent it, what it touches, what became of it."""
    from forum.commands.log import log as run

    outcome = run(root)
    if form == "json":
        from msgspec import to_builtins

        click.echo(json.dumps({"version": 1, **to_builtins(outcome.value)}, ensure_ascii=False, indent=1))
        return 0
    from forum.cli.contribute_screens import log_screen, operations_screen

    (operations_screen if by_operation else log_screen)(outcome.value)
    if outcome.problems:
        click.echo(f"\n{plural(len(outcome.problems), 'problem')} in the records: forum check tells")
    return 0
