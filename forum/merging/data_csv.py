"""Merging tables of values (CSV, TSV): by row and column, each cell as it is written.

Columns go by their names in the first row, rows by the first column that tells them
all apart, else by what they are most alike. A file whose rows do not fit its first
one is merged by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from forum.merging.keyed import merged_order, merged_values, named
from forum.merging.likeness import likely_pairs, likeness
from forum.merging.lines import merge_lines, split
from forum.merging.sequences import matches
from forum.merging.values import Conflict, Merged, Piece, joined, settled

_ALIKE = 0.5
_PAIRS = 10000
Name = tuple[object, int]


@dataclass(frozen=True)
class Sheet:
    """A table: the sign between its cells, the names of its columns, and its rows."""

    sign: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


def merge_csv(base: str, ours: str, theirs: str) -> Merged:
    """Merge three tables; what changes in different lines needs no reading."""
    by_line = merge_lines(base, ours, theirs)
    was, mine, yours = _sheet(base), _sheet(ours), _sheet(theirs)
    if was is None or mine is None or yours is None or len({was.sign, mine.sign, yours.sign}) > 1:
        return by_line
    if not set(was.columns) <= set(mine.columns) & set(yours.columns):
        return by_line  # a column that went may have been changed on the other side
    if by_line.clean and was.columns == mine.columns == yours.columns and _sound(by_line.text, mine, yours):
        return by_line
    sign = mine.sign
    return merge_sheets(was, mine, yours, lambda row, columns: sign.join(row.get(one, "") for one in columns) + "\n")


def _sheet(text: str) -> Sheet | None:
    lines = _records(text)
    if not lines or text.count('"') % 2:
        return None
    signs = max(",;\t", key=lines[0].count)
    rows = [_cells(line.removesuffix("\n"), signs) for line in lines]
    columns = tuple(rows[0] or ())
    if len(set(columns)) < len(columns) or len(columns) < 2:
        return None
    found = [dict(zip(columns, row, strict=True)) for row in rows[1:] if row and len(row) == len(columns)]
    return Sheet(signs, columns, tuple(found)) if len(found) == len(rows) - 1 else None


def _records(text: str) -> list[str]:
    """Return the rows of a table with their ends; a line end in quotes ends none."""
    rows: list[str] = []
    within = False
    for line in split(text):
        if within:
            rows[-1] += line
        else:
            rows.append(line)
        within = within != bool(line.count('"') % 2)
    return rows


def _cells(line: str, sign: str) -> list[str] | None:
    cells, at = [], 0
    pattern = re.compile(rf'"(?:[^"]|"")*"|[^"{sign}]*')
    while True:
        found = pattern.match(line, at)
        at = found.end() if found else at
        cells.append(found[0] if found else "")
        if at == len(line):
            return cells
        if line[at] != sign:
            return None
        at += 1


def _sound(text: str, ours: Sheet, theirs: Sheet) -> bool:
    """Tell whether a merge by line has no row twice that each side has once."""
    merged = _sheet(text)
    key = _key(ours, theirs)
    if merged is None or key is None:
        return merged is not None
    values = [row[key] for row in merged.rows]
    return len(set(values)) == len(values)


def _key(*sheets: Sheet) -> str | None:
    """Return the first column if it tells the rows of each table apart."""
    column = sheets[0].columns[0]
    told = (column in sheet.columns and len({row[column] for row in sheet.rows}) == len(sheet.rows) for sheet in sheets)
    return column if all(told) else None


Written = Callable[[Mapping[str, str], Sequence[str]], str]


def merge_sheets(base: Sheet, ours: Sheet, theirs: Sheet, written: Written) -> Merged:
    """Merge three tables by row and column; ``written`` gives a row's text by its cells and the columns.

    The pieces are the head, and a row each.
    """
    columns = merged_order(base.columns, ours.columns, theirs.columns)
    names = _names(base, ours, theirs)
    sides = [dict(zip(each, sheet.rows, strict=True)) for each, sheet in zip(names, (base, ours, theirs), strict=True)]

    def line(row: Mapping[str, str]) -> str:
        return written(row, columns)

    def both(
        _: Name, was: Mapping[str, str] | None, mine: Mapping[str, str] | None, yours: Mapping[str, str] | None
    ) -> Piece:
        cells = _row(was, mine, yours, columns)
        if cells is not None:
            return line(cells)
        texts = [line(row) if row else "" for row in (was, mine, yours)]
        first = next(iter((mine or yours or {}).values()), "")
        return Conflict(texts[0], texts[1], texts[2], f"row {first}")

    order = merged_order(names[0], names[1], names[2])
    rows = merged_values(sides[0], sides[1], sides[2], both, lambda _, row: line(row), order)
    return joined([written(dict(zip(columns, columns, strict=True)), columns), *rows])


def _row(
    base: Mapping[str, str] | None,
    ours: Mapping[str, str] | None,
    theirs: Mapping[str, str] | None,
    columns: Sequence[str],
) -> dict[str, str] | None:
    if ours is None or theirs is None:
        return None
    cells = {}
    for column in columns:
        text = settled((base or {}).get(column, ""), ours.get(column, ""), theirs.get(column, ""))
        if text is None:
            return None
        cells[column] = text
    return cells


def _names(base: Sheet, ours: Sheet, theirs: Sheet) -> list[list[Name]]:
    key = _key(base, ours, theirs)
    if key is not None:
        return [[(row[key], 0) for row in sheet.rows] for sheet in (base, ours, theirs)]
    names = named(_said(row) for row in base.rows)
    return [names, *(_by_likeness(base, names, side) for side in (ours, theirs))]


def _by_likeness(base: Sheet, names: Sequence[Name], side: Sheet) -> list[Name]:
    was, now = [_said(row) for row in base.rows], [_said(row) for row in side.rows]
    pairs = {j + k: i + k for i, j, size in matches(was, now) for k in range(size)}
    taken = set(pairs.values())
    rows, columns = [i for i in range(len(was)) if i not in taken], [j for j in range(len(now)) if j not in pairs]
    if 0 < len(rows) * len(columns) <= _PAIRS:
        alike = likely_pairs(len(rows), len(columns), lambda m, n: likeness(was[rows[m]], now[columns[n]], _ALIKE))
        pairs.update((columns[n], rows[m]) for m, n in alike)
    fresh = named(("new", said) for said in now)
    return [names[pairs[j]] if j in pairs else fresh[j] for j in range(len(now))]


def _said(row: Mapping[str, str]) -> str:
    return " ".join(row.values())
