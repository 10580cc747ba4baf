"""Tables as screens and Word want them: one row of headings, numbers that lean right."""

from __future__ import annotations

import re
from typing import Any

from forum.documents.ast import Node, iterate, stringify

_QUANTITY = re.compile(r"[<>≤≥~≈±+−–-]?\s*[€$£]?\s*\d[\d\s.,]*\s*(%|‰|[a-zA-Zµ°]{1,3})?(\s*[*†‡])?|[-–—]?")


def settled(node: Node) -> Node:
    """Return a Table with its two heading rows as one, and its numbers to the right.

    Data frames with a named index have two rows that fill each other's gaps.
    """
    attr, caption, columns, (head_attr, head), bodies, foot = node["c"]
    rows = [row for body in bodies for row in body[3]]
    leaning = [_leaning(column, _cells(rows, place)) for place, column in enumerate(columns)]
    return {"t": "Table", "c": [attr, caption, leaning, [head_attr, merged(head)], bodies, foot]}


def merged(head: list[Any]) -> list[Any]:
    """Return two rows of headings as one where no column has words in both."""
    if len(head) != 2 or len(head[0][1]) != len(head[1][1]):
        return head
    pairs = list(zip(head[0][1], head[1][1], strict=True))
    if any(cell[2:4] != [1, 1] for pair in pairs for cell in pair):
        return head
    if any(stringify(upper[4]) and stringify(lower[4]) for upper, lower in pairs):
        return head
    return [[head[0][0], [upper if stringify(upper[4]) else lower for upper, lower in pairs]]]


def _cells(rows: list[Any], place: int) -> list[Any]:
    """Return the cells of a column, where no row has a cell that spans several."""
    plain = [row[1] for row in rows if all(cell[2:4] == [1, 1] for cell in row[1])]
    return [cells[place] for cells in plain if place < len(cells)]


def _leaning(column: list[Any], cells: list[Any]) -> list[Any]:
    if column[0]["t"] in ("AlignRight", "AlignCenter"):
        return column
    linked = any(node["t"] == "Link" for cell in cells for node in iterate(cell[4]))
    texts = [text for cell in cells if (text := stringify(cell[4]))]
    numbers = all(_QUANTITY.fullmatch(text) for text in texts) and any(
        text[-1].isdigit() or "%" in text for text in texts
    )
    return [{"t": "AlignRight"}, column[1]] if numbers and not linked else column
