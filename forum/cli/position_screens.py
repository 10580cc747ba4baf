"""Positions on a terminal: how recommendations stand, what a partner thinks, what two wordings differ in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from forum.cli.printing import plural, styled
from forum.cli.quoting import visible
from forum.cli.screens import console, new_table
from forum.consensus.standing import KINDS, Held, Standing
from forum.contributions.marking import marked
from forum.documents.recommendations import RecommendationBlock

if TYPE_CHECKING:
    from forum.commands.position import Carrying, Recorded
    from forum.commands.positions import Listed, PositionList

_STYLES = {"agreed": "green", "not-agreed": "red", "no-quorum": "yellow", "open": "yellow"}
_SHORT = {
    "endorse-with-reservation": "with reservation",
    "no-objection": "no objection",
    "formal-objection": "formal objection",
    "recuse": "recused",
}
_WORDS = {"not-agreed": "not agreed", "no-quorum": "no quorum"}


def list_screen(report: PositionList, alone: bool) -> None:
    """Print how the recommendations stand; ``alone`` is one that was asked for, in full."""
    if not report.rows:
        click.echo("No paper has a recommendation yet.")
    elif alone:
        _one(report, report.rows[0])
    elif report.partner:
        _of_partner(report)
    else:
        _all(report)


def _all(report: PositionList) -> None:
    table = _table("recommendation", "decision", "positions", "stale")
    for row in report.rows:
        stands = row.standing
        table.add_row(row.wording.id, _state(stands), counts(stands), ", ".join(stands.stale))
    console().print(table)
    rule = report.rows[0].standing.decision.rule
    total = {state: sum(row.standing.decision.state == state for row in report.rows) for state in _STYLES}
    told = ", ".join(f"{count} {_WORDS.get(state, state)}" for state, count in total.items() if count)
    click.echo(f"\n{plural(len(report.rows), 'recommendation')} of {plural(len(report.names), 'partner')}: {told}")
    click.echo(f"Rule: {rule}, of forum.toml. Why, and every reason: forum position list --recommendation REC")


def _table(*columns: str) -> Table:
    """Return a table whose first column, ids that people copy, is never cut."""
    table = new_table(*columns)
    table.columns[0].no_wrap = True
    return table


def counts(stands: Standing) -> str:
    """Return how many institutions hold which position, in words; stale ones are silent."""
    told = [f"{count} {_SHORT.get(kind, kind)}" for kind in KINDS if (count := stands.counts[kind])]
    told += [f"{len(stands.silent)} silent"] if stands.silent else []
    personal = [f"{stands.personal[kind]} {_SHORT.get(kind, kind)}" for kind in KINDS if stands.personal.get(kind)]
    return ", ".join(told) + (f"; personal: {', '.join(personal)}" if personal else "")


def _state(stands: Standing) -> Text:
    state = stands.decision.state
    return Text(_WORDS.get(state, state), _STYLES[state])


def _of_partner(report: PositionList) -> None:
    click.echo(styled(report.names[report.partner], bold=True) + "\n")
    table = _table("recommendation", "position", "by", "remarks")
    table.columns[1].no_wrap = True
    for row in report.rows:
        for one in report.held(row):
            table.add_row(row.wording.id, one.position.position, _by(report, one), remarks(one))
        if report.partner in row.standing.silent and report.partner not in row.standing.stale:
            table.add_row(row.wording.id, "–", "", "missing")
    console().print(table)


def _by(report: PositionList, one: Held) -> str:
    said = one.position
    alone = "" if one.institutional else ", personally"
    return f"{visible(report.people.get(said.person, said.person))}{alone}, {said.date}"


def remarks(one: Held) -> str:
    """Return what is to be known of a position: that it is stale, that it was carried over."""
    carried = one.position.carried
    told = ["stale: the recommendation was reworded"] if one.stale else []
    if carried is not None:
        told.append(f"carried over by {carried.by} on {carried.date}, not confirmed: {visible(carried.note)}")
    return "; ".join(told)


def _one(report: PositionList, row: Listed) -> None:
    _wording(row.wording)
    for one in report.held(row):
        mandate = f"; {one.position.mandate}" if one.position.mandate else ""
        who = styled(report.names[one.partner], bold=True)
        click.echo(f"{who}: {one.position.position} ({_by(report, one)}{visible(mandate)})")
        for line in filter(None, (one.position.reason, remarks(one))):
            click.echo(f"  {visible(' '.join(line.split()))}")
    silent = [partner for partner in row.standing.silent if partner not in row.standing.stale]
    for partner in (one for one in silent if report.partner in ("", one)):
        click.echo(f"{styled(report.names[partner], bold=True)}: no position yet")
    click.echo()
    _decided(row.standing)


def _wording(wording: RecommendationBlock) -> None:
    facts = f"{wording.strength}, to {', '.join(wording.addressees) or 'nobody'}"
    click.echo(f"{styled(wording.id, bold=True)} ({facts})\n  {visible(wording.canonical)}\n")


def _decided(stands: Standing) -> None:
    state = stands.decision.state
    word = styled(_WORDS.get(state, state), fg=_STYLES[state], bold=True)
    click.echo(f"{word} (rule: {stands.decision.rule}): {stands.decision.reason}")
    click.echo(f"  {counts(stands)}")


def set_screen(done: Recorded) -> None:
    """Print a position that was recorded, the words that it speaks of, and where that leaves the recommendation."""
    one = done.position
    who = "" if one.capacity == "institutional" else f" ({one.person}, personally)"
    click.echo(f"{styled('wrote', fg='green')} {done.path}: {done.partner}{who}: {one.position}")
    if done.before is not None:
        click.echo(f"  in the place of {done.before.position} of {done.before.date}, by {done.before.person}")
    click.echo("The words that this speaks of:\n")
    _wording(done.wording)
    _decided(done.standing)
    if done.loose:
        path = done.wording.span.path
        click.echo(f"\nCommit {path}: until then these words are in no commit, and nobody could look them up later.")


def carry_screen(done: Carrying) -> None:
    """Print what the words were and are, and whose positions were carried over the difference, or would be."""
    for held in _by_origin(done).values():
        who = ", ".join(f"{done.names[one.partner]} ({one.position.position})" for one in held)
        click.echo(f"{styled(done.now.id, bold=True)}: what {who} spoke of, and what it says now:\n")
        _difference(done.origin(held[0]), done.now)
    if not done.written:
        click.echo("Nothing was written. Without --dry-run, these positions are carried over, and marked so.")
        return
    for path in done.written:
        click.echo(f"{styled('wrote', fg='green')} {path}")
    click.echo("Marked as carried over, in the report too, until the partners confirm: forum position set\n")
    _decided(done.standing)


def _by_origin(done: Carrying) -> Mapping[str, list[Held]]:
    found: dict[str, list[Held]] = {}
    for one in done.held:
        found.setdefault(done.origin(one).digest, []).append(one)
    return found


def _difference(before: RecommendationBlock, now: RecommendationBlock) -> None:
    """Print two wordings, what differs between brackets; and the addressees where they differ."""
    for sign, colour, pieces in (
        ("-", "red", marked(now.canonical, before.canonical)),
        ("+", "green", marked(before.canonical, now.canonical)),
    ):
        text = "".join(styled(f"[{visible(part)}]", fg=colour) if new else visible(part) for part, new in pieces)
        click.echo(f"  {sign} {text}")
    was, is_now = (" ".join(sorted(one.addressees)) or "none" for one in (before, now))
    if was != is_now:
        click.echo(f"  {styled('addressees', bold=True)}: {was} → {is_now}")
    click.echo()
