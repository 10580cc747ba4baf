"""Screens: a value as tables on a terminal, plain where output is piped."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from forum.cli.printing import coloured, plural
from forum.cli.tables import WIDE

if TYPE_CHECKING:
    from forum.commands.run import RunReport
    from forum.commands.status import StatusReport
    from forum.commands.status_positions import PositionStatus


def console() -> Console:
    """Return a console on standard output: no colour where none may be used, no wrapping where it is piped.

    Texts are printed as they stand: names in square brackets are no markup.
    """
    width = None if sys.stdout.isatty() else WIDE
    return Console(no_color=not coloured(), highlight=False, markup=False, emoji=False, width=width)


def new_table(*columns: str) -> Table:
    """Return an empty table without rules; numbers lean right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column in ("recs", "days", "seconds") else "left")
    return table


def status_screen(report: StatusReport) -> None:
    """Print the workspace on one screen: papers, milestones, who owes what."""
    out = console()
    counts = ", ".join(f"{count} {status}" for status, count in report.by_status.items() if count)
    out.print(report.title, style="bold")
    papers = f"{plural(len(report.papers), 'paper')} ({counts})"
    out.print(f"{papers}, {plural(report.recommendations, 'recommendation')}, {plural(report.notebooks, 'notebook')}\n")
    table = new_table("paper", "status", "theme", "recs", "editor", "late for")
    for paper in report.papers:
        table.add_row(
            paper.slug, paper.status, paper.theme, str(paper.recommendations), paper.editor, ", ".join(paper.late)
        )
    out.print(table)
    if report.milestones:
        out.print("\nMilestones", style="bold")
        table = new_table("milestone", "date", "requires", "days", "not there yet")
        for one in report.milestones:
            table.add_row(one.id, str(one.date), one.requires, str(one.days), _named(one.missing, len(report.papers)))
        out.print(table)
    if report.positions is not None:
        _positions(report.positions)
    if report.open_contributions:
        out.print(f"\nOpen contributions: {', '.join(report.open_contributions)}; forum log tells more")
    if report.open_comments:
        told = ", ".join(f"{count} on {slug}" for slug, count in report.open_comments.items())
        out.print(f"\nOpen review comments: {told}; forum review list --open")
    for name in report.open_rounds:
        out.print(f"\nOpen rating round: {name}; forum round status {name} says who is missing")
    for title, owed in (("By editor", report.by_editor), ("By partner", report.by_partner)):
        if owed:
            out.print(f"\n{title}", style="bold")
            table = new_table("who", "owes for", "days", "papers")
            for row in owed:
                table.add_row(row.who, row.milestone, str(row.days), _named(row.papers, len(report.papers)))
            out.print(table)


def _positions(found: PositionStatus) -> None:
    """Print how many recommendations stand how, and what each partner owes."""
    out = console()
    told = ", ".join(f"{count} {state.replace('-', ' ')}" for state, count in found.by_state.items())
    out.print("\nPositions", style="bold")
    out.print(f"{told} (rule: {found.rule}); forum position list tells more, --partner ID of one partner")
    if not found.by_partner:
        return
    table = new_table("partner", "missing", "of them stale", "carried over, to confirm")
    every = sum(found.by_state.values())
    for one in found.by_partner:
        missing = f"all {every} recommendations" if len(one.missing) == every > _FEW else _first(one.missing)
        table.add_row(one.partner, missing or "none", _first(one.stale), _first(one.carried))
    out.print(table)


def _first(names: Sequence[str]) -> str:
    """Return names, the first ones of many: it is one screen."""
    return (
        ", ".join(names) if len(names) <= _FEW else f"{', '.join(names[: _FEW - 1])} and {len(names) - _FEW + 1} more"
    )


_FEW = 4


def _named(names: Sequence[str], every: int) -> str:
    """Return papers by name, or how many where it is all of many."""
    if len(names) == every > _FEW:
        return f"all {every} papers"
    return ", ".join(names) or "none"


def run_screen(report: RunReport, explain: bool) -> None:
    """Print what became of each run, and why it was executed."""
    out = console()
    table = new_table("notebook", "run", "state", "seconds", "why")
    for line in report.runs:
        spent = f"{line.seconds:.1f}" if line.seconds else ""
        why = "; ".join(line.reasons)
        if line.state != "fresh" or explain:
            table.add_row(line.run.notebook, line.run.name, line.state, spent, why)
    if table.row_count:
        out.print(table)
    states = ("fresh", "executed", "failed", "stale")
    out.print(", ".join(f"{report.count(state)} {state}" for state in states if report.count(state)) or "no runs")
