"""Screens of rating rounds: who is missing, what was collected, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from forum.cli.printing import plural
from forum.cli.quoting import visible
from forum.cli.screens import console, new_table
from forum.commands.round_collect import Collected
from forum.commands.rounds import RoundStatus
from forum.consensus.rounds import computed
from forum.diagnostics import Diagnostic, plain
from forum.model import ConcordanceResult, RatingChange, RatingResult, Round

_BARS = " ▁▂▃▄▅▆▇█"
_SAYS = {
    "counted": "counted",
    "replaced": "counted, in the place of an earlier one",
    "known": "was counted before",
    "older": "left out: the one that is counted was saved later",
    "refused": "refused",
}


def _as_json(value: Mapping[str, Any]) -> str:
    """Return a value as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode({"version": 1, **value}), indent=1).decode()


def status_json(one: RoundStatus) -> str:
    """Return how far a round is as JSON."""
    return _as_json(msgspec.to_builtins(one))


def collected_json(done: Collected, problems: Sequence[Diagnostic]) -> str:
    """Return what became of each file as JSON, with what is wrong in them."""
    files = [
        {"file": one.path.as_posix(), "state": one.state, "panellist": one.person, "ratings": one.ratings, "of": one.of}
        for one in done.taken
    ]
    counts = {"ballots": done.ballots, "panel": done.panel, "minimum": done.minimum}
    return _as_json({"files": files, "left": done.left, **counts, "diagnostics": [plain(one) for one in problems]})


def collected_screen(done: Collected) -> None:
    """Print what became of each file, and how many of the panel are in."""
    out = console()
    table = new_table("file", "panellist", "rated", "what became of it")
    for one in done.taken:
        rated = f"{one.ratings} of {one.of}" if one.of else ""
        table.add_row(visible(one.path.name), visible(one.person), rated, _SAYS[one.state])
    out.print(table)
    if done.left:
        out.print(f"\nnot read, for they are no .json or .csv: {visible(', '.join(done.left))}")
    short = done.minimum - done.ballots
    more = f"; {short} more before it can be closed" if short > 0 else ""
    out.print(f"\n{done.ballots} of {plural(done.panel, 'ballot')} with ratings{more}")


def status_screen(one: RoundStatus) -> None:
    """Print how far a round is."""
    out = console()
    out.print(one.title, style="bold")
    days = [f"{what} {day}" for what, day in (("opened", one.opened), ("closed", one.closed)) if day]
    out.print(", ".join([f"round {one.id}: {one.state}", *days, plural(one.items, "recommendation")]))
    if one.state == "draft":
        out.print(f"Next: forum round open {one.id} --panel N")
        return
    short = max(one.minimum - one.ballots, 0)
    least = f"; {short} more before it can be closed" if short and one.state == "open" else ""
    out.print(f"{one.ballots} of {plural(one.panel, 'ballot')} with ratings, {plural(one.comments, 'comment')}{least}")
    if one.missing:
        out.print(f"missing: {visible(', '.join(one.missing))}")


def results_screen(one: Round) -> None:
    """Print what came of a round: a table for each criterion, and what changed since the round before."""
    results, out = one.file.results, console()
    if results is None:
        return
    out.print(one.file.title, style="bold")
    out.print(f"round {one.id}, closed {one.file.closed}: {results.ballots} of {plural(one.file.panel, 'ballot')}")
    for criterion in one.file.criteria:
        out.print(f"\n{criterion.question}")
        out.print(f"1: {criterion.low}; 9: {criterion.high}")
        rated = [computed(each) for each in results.ratings if each.criterion == criterion.id]
        _print_table(["recommendation", "n", "median", "P30-P70", "DI", "class", "1   5   9"], map(_row, rated))
        agreed = next((each for each in results.concordance if each.criterion == criterion.id), None)
        out.print(_concordance(agreed) if agreed else "")
        if changed := [_changed(each, each.change) for each in rated if each.change]:
            out.print(f"\nSince the round {one.file.previous}:")
            _print_table(["recommendation", "median", "class", "moved"], changed)
    out.print(f"\nPercentiles: {results.percentiles}. * the range P30-P70 is wider than IPRAS allows (DI above 1).")


def _print_table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table whose cells are never cut: a class may take two lines."""
    table = new_table(*names)
    for column in table.columns:
        column.no_wrap, column.overflow = column.header != "class", "fold"
    for row in rows:
        table.add_row(*row)
    console().print(table)


def _row(each: RatingResult) -> list[str]:
    if each.median is None:
        return [each.recommendation, str(each.n), "", "", "", "too few to tell", ""]
    spread = "*" if (each.di or 0) > 1 else ""
    class_ = f"{each.class_}, {each.agreement}" if each.agreement != "neither" else str(each.class_)
    middle = [f"{each.median:g}", f"{each.p30:g}-{each.p70:g}", f"{each.di:.2f}{spread}"]
    return [each.recommendation, str(each.n), *middle, class_, bar(each.counts)]


def _changed(each: RatingResult, change: RatingChange) -> list[str]:
    moved = "" if change.moved is None else f"{round(change.moved * change.both)} of {change.both}"
    classes = [str(change.class_before), str(each.class_)]
    class_ = " → ".join(dict.fromkeys(classes))
    return [each.recommendation, f"{change.median_before:g} → {each.median:g}", class_, moved]


def bar(counts: Sequence[int]) -> str:
    """Return nine counts as a bar of nine signs, the highest full."""
    top = max(counts, default=0) or 1
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // top)] if count else "·" for count in counts)


def _concordance(one: ConcordanceResult) -> str:
    over = f"over {plural(one.items, 'recommendation')} that all {one.raters} rated"
    if one.w is None:
        return f"There is no Kendall's W {over}"
    return f"Kendall's W {one.w:.2f} {over} (chi-square {one.chi_square:.2f}, df {one.df})"


def results_json(one: Round) -> str:
    """Return a closed round as JSON."""
    return _as_json({"id": one.id, **msgspec.to_builtins(one.file)})
