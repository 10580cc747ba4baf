"""Tables as screens and Word want them: one row of headings, numbers that lean right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from forum.documents.ast import Node, iterate, stringify

_QUANTITY = re.compile(r"[<>≤≥~≈±+−–-]?\s*[€$£]?\s*\d[\d\s.,]*\s*(%|‰|[a-zA-Zµ°]{1,3})?(\s*[*†‡])?|[-–—]?")
_WORD = re.compile(r"[^\W\d]{1,8}")  # “none” or “met” in the place of a number


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


def apportioned(node: Node, room: float) -> Node:
    """Return a Table without widths with a share of the line for each column.

    ``room`` is how many characters fit side by side. A share is never less than the
    longest word of its column; what is left goes to those that have more to say.
    """
    attr, caption, columns, head, bodies, foot = node["c"]
    if any(width["t"] == "ColWidth" for _, width in columns):
        return node
    rows = [*head[1], *(row for body in bodies for row in body[3])]
    texts = [[stringify(cell[4]) for cell in _cells(rows, place)] or [""] for place in range(len(columns))]
    least = [2.5 + max(len(word) for text in column for word in (text.split() or [""])) for column in texts]
    whole = [2.5 + max(len(text) for text in column) for column in texts]
    wants = [max(full - need, 0) ** 0.6 for full, need in zip(whole, least, strict=True)]
    spare = max(room - sum(least), 0)
    parts = [need + spare * want / (sum(wants) or 1) for need, want in zip(least, wants, strict=True)]
    parts = whole if sum(whole) <= room else parts
    shared = [
        [align, {"t": "ColWidth", "c": part / sum(parts)}] for (align, _), part in zip(columns, parts, strict=True)
    ]
    return {"t": "Table", "c": [attr, caption, shared, head, bodies, foot]}


def _cells(rows: list[Any], place: int) -> list[Any]:
    """Return the cells of a column, where no row has a cell that spans several."""
    plain = [row[1] for row in rows if all(cell[2:4] == [1, 1] for cell in row[1])]
    return [cells[place] for cells in plain if place < len(cells)]


def _leaning(column: list[Any], cells: list[Any]) -> list[Any]:
    if column[0]["t"] in ("AlignRight", "AlignCenter"):
        return column
    linked = any(node["t"] == "Link" for cell in cells for node in iterate(cell[4]))
    numbers = lean_right([stringify(cell[4]) for cell in cells])
    return [{"t": "AlignRight"}, column[1]] if numbers and not linked else column


def lean_right(cells: Sequence[str]) -> bool:
    """Tell whether a column's texts are numbers; among four, one may be a short word instead."""
    texts = [text for text in cells if text]
    words = [text for text in texts if not _QUANTITY.fullmatch(text)]
    mostly = 4 * len(words) <= len(texts) and all(_WORD.fullmatch(text) for text in words)
    return mostly and any(text[-1].isdigit() or "%" in text for text in texts)
