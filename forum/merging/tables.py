"""Merging tables of a text: a row by cell; where a side has put in a column, all of it by row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from forum.merging.data_csv import Sheet, merge_sheets
from forum.merging.values import settled

_RULE = re.compile(r":?-+:?")
_RULE_LINE = re.compile(r"-+")
_BAR = re.compile(r"(?<!\\)\|")


def merged_row(base: str, ours: str, theirs: str) -> str | None:
    """Return a row with the changed cells of both sides, or None where they changed the same one."""
    rows = [_BAR.split(row) for row in (base, ours, theirs)]
    if len({len(row) for row in rows}) > 1 or len(rows[0]) < 3:
        return None
    cells = []
    for was, mine, yours in zip(*rows, strict=True):
        text = settled(" ".join(was.split()), " ".join(mine.split()), " ".join(yours.split()))
        if text is None:
            return None
        cells.append(mine if " ".join(mine.split()) == text else yours)
    return "|".join(cells)


def merged_table(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> str | None:
    """Return a table of which a side has more columns than base, merged by row and column.

    None where it is none, both sides have the columns of base, or the two are at odds.
    """
    sheets = [_sheet(lines) for lines in (base, ours, theirs)]
    was, mine, yours = sheets
    if was is None or mine is None or yours is None or was[0].columns == mine[0].columns == yours[0].columns:
        return None
    if not set(was[0].columns) <= set(mine[0].columns) & set(yours[0].columns):
        return None  # a column that went may have been changed on the other side
    rules = {**yours[1], **mine[1]}
    if any(rules[name] != one[1][name] for one in (mine, yours) for name in one[1]):
        return None  # aligned differently
    merged = merge_sheets(was[0], mine[0], yours[0], _written)
    if not merged.clean:
        return None
    head, *rows = (_cells(line) for line in merged.text.split("\n")[:-1])
    even = any(len({len(line) for line in side}) == 1 for side in (ours, theirs))
    widths = [max(map(len, column)) if even else 0 for column in zip(head, *rows, strict=True)]
    rule = [_drawn(rules[name], width) for name, width in zip(head, widths, strict=True)]
    return "".join(_line(row, widths) for row in (head, rule, *rows))


def _written(row: Mapping[str, str], columns: Sequence[str]) -> str:
    return _line([row.get(column, "") for column in columns], [0] * len(columns))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    inside = " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {inside} |\n"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _BAR.split(line)[1:-1]]


def _drawn(rule: str, width: int) -> str:
    """Return the rule of a column as wide as the column is."""
    return rule.replace("---", "-" * (width - len(rule) + 3)) if width > len(rule) else rule


def _sheet(lines: Sequence[str]) -> tuple[Sheet, Mapping[str, str]] | None:
    """Return a table with a head, its cells without blanks around, and the rule below its head, by column."""
    rows = [[cell.strip() for cell in _BAR.split(line.rstrip("\n"))] for line in lines]
    if len(rows) < 3 or any(row[0] or row[-1] or len(row) != len(rows[0]) for row in rows):
        return None
    columns, rule, *below = (tuple(row[1:-1]) for row in rows)
    if len(set(columns)) < len(columns) or not all(map(_RULE.fullmatch, rule)):
        return None
    cells = tuple(dict(zip(columns, row, strict=True)) for row in below)
    return Sheet("|", columns, cells), dict(zip(columns, (_RULE_LINE.sub("---", one) for one in rule), strict=True))
