"""Merging three notebooks into one: which cells there are, in which order, and what is in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from forum.merging.keyed import merged_order, merged_values
from forum.merging.law import lawful
from forum.merging.notebooks.cells import CellConflict, merged_cell, taken_out
from forum.merging.notebooks.matching import matched
from forum.merging.notebooks.metadata import differing, merged_metadata
from forum.merging.notebooks.reading import NotebookCell, NotebookText, Style, read
from forum.merging.notebooks.splitting import Side, resplit
from forum.merging.values import Merged

_LONG = 40  # characters from which on the same new cell in two places is no coincidence
Name = tuple[str, int]  # b: the base's cell; o, t: a cell that ours or theirs added


class MergedNotebook(Merged, frozen=True):
    """A merged notebook: its cells and conflicts of cells, and the rest.

    ``pieces`` are the conflicts alone: those of the notebook's metadata, then the cells'.
    """

    cells: tuple[NotebookCell | CellConflict, ...] = ()
    top: Mapping[str, Any] = msgspec.field(default_factory=dict)
    style: Style = msgspec.field(default_factory=Style)


def merge_notebooks(base: str, ours: str, theirs: str) -> MergedNotebook:
    """Merge three notebooks, given as the texts of their files.

    Raises:
        Unusable: one is no notebook of format 3 or 4.
    """
    was = read(base, "the base")
    mine, yours = read(ours, "ours", was), read(theirs, "theirs", was)
    if not mine.top or not yours.top:
        was, mine, yours = (one if one.top else NotebookText({"nbformat": 4}, ()) for one in (was, mine, yours))
    about = (was.top.get("metadata"), mine.top.get("metadata"), yours.top.get("metadata"))
    metadata = merged_metadata(*about, "the notebook's metadata")
    top = {**_top(was.top, mine.top, yours.top), "metadata": metadata.value}
    cells = _cells(was.cells, mine.cells, yours.cells)
    conflicts = (*metadata.conflicts, *(one for one in cells if isinstance(one, CellConflict)))
    style = mine.style if was.style == yours.style or not was.top or mine.style != was.style else yours.style
    return MergedNotebook(conflicts, cells=cells, top=top, style=style)


def _top(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    keys = dict.fromkeys([*ours, *theirs])
    top = {key: differing(base.get(key), ours.get(key), theirs.get(key)) for key in keys}
    was, mine, yours = (int(one.get("nbformat_minor") or 0) for one in (base, ours, theirs))
    minor = max(mine, yours) if was not in (mine, yours) else differing(was, mine, yours)
    return {**top, "cells": (), "nbformat": 4, "nbformat_minor": minor}


def _cells(
    base: Sequence[NotebookCell], ours: Sequence[NotebookCell], theirs: Sequence[NotebookCell]
) -> tuple[NotebookCell | CellConflict, ...]:
    """Return the merged cells; split and joined ones only as far as nothing is lost by it."""
    our_names, their_names = _names(matched(base, ours), ours, "o"), _names(matched(base, theirs), theirs, "t")
    their_names = _same_additions(ours, our_names, theirs, their_names)
    sides = (
        Side([("b", i) for i in range(len(base))], base),
        Side(our_names, ours),
        Side(their_names, theirs),
    )
    anew = resplit(base, sides[1], sides[2])
    result = _in_order(*sides, anew)
    if anew and not _lawful(base, ours, theirs, result):
        return _in_order(*sides, {})
    return result


def _in_order(
    base: Side, ours: Side, theirs: Side, anew: Mapping[Name, NotebookCell | None]
) -> tuple[NotebookCell | CellConflict, ...]:
    order = merged_order(base.names, ours.names, theirs.names)
    numbers = {name: number for side in (theirs, ours) for number, name in enumerate(side.names, 1)}

    def both(
        name: Name, was: NotebookCell | None, mine: NotebookCell | None, yours: NotebookCell | None
    ) -> NotebookCell | CellConflict | None:
        if name in anew:
            return anew[name]
        where = f"cell {numbers.get(name, 0)}"
        if mine is not None and yours is not None:
            return merged_cell(was, mine, yours, where)
        return taken_out(was, mine, yours, where)

    def one(name: Name, cell: NotebookCell) -> NotebookCell | CellConflict | None:
        return anew.get(name, cell)

    found = merged_values(base.by_name(), ours.by_name(), theirs.by_name(), both=both, one=one, order=order)
    return tuple(cell for cell in found if cell is not None)


def _lawful(
    base: Sequence[NotebookCell],
    ours: Sequence[NotebookCell],
    theirs: Sequence[NotebookCell],
    result: Sequence[NotebookCell | CellConflict],
) -> bool:
    was, mine, yours = ("\n".join(cell.source for cell in side) for side in (base, ours, theirs))
    pieces = tuple(f"{cell.source}\n" if isinstance(cell, NotebookCell) else cell for cell in result)
    return lawful(was, mine, yours, Merged(pieces))


def _names(pairs: Mapping[int, int], cells: Sequence[NotebookCell], letter: str) -> list[Name]:
    return [("b", pairs[j]) if j in pairs else (letter, j) for j in range(len(cells))]


def _same_additions(
    ours: Sequence[NotebookCell], our_names: Sequence[Name], theirs: Sequence[NotebookCell], their_names: list[Name]
) -> list[Name]:
    """Return their names, with ours for a cell that both added: in the same place, by the same id, or word for word."""
    mine = [j for j, name in enumerate(our_names) if name[0] == "o"]
    yours = [j for j, name in enumerate(their_names) if name[0] == "t"]
    if not mine or not yours:
        return their_names
    slots, other = _slots(our_names), _slots(their_names)
    result = list(their_names)
    pairs = matched([ours[j] for j in mine], [theirs[j] for j in yours])
    for j, i in pairs.items():
        one, another = mine[i], yours[j]
        same_id = ours[one].id and ours[one].id == theirs[another].id
        same_place = ours[one].kind == theirs[another].kind and set(slots[one]) & set(other[another])
        same_text = len(ours[one].source) >= _LONG and ours[one].source == theirs[another].source
        if same_id or same_place or same_text:
            result[another] = our_names[one]
    return result


def _slots(names: Sequence[Name]) -> list[tuple[tuple[str, Name | None], tuple[str, Name | None]]]:
    """Return for each cell the cells of the base before and after it."""
    before: list[Name | None] = []
    last: Name | None = None
    for name in names:
        before.append(last)
        last = name if name[0] == "b" else last
    after: list[Name | None] = []
    last = None
    for name in reversed(names):
        after.append(last)
        last = name if name[0] == "b" else last
    return [(("<", one), (">", other)) for one, other in zip(before, reversed(after), strict=True)]
