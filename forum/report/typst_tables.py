"""Tables for Typst: how wide each column is, which way it leans, what its cells hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from forum.documents.ast import Node, attribute, iterate, raw_block, stringify
from forum.report.printable import breakable
from forum.report.tables import lean_right
from forum.report.typst_text import call

# Characters of a table's type that fit side by side, in the measure and across the whole page.
MEASURE = 80
PAGE = 106
_NORMAL, _WIDE, _SMALLEST = 8.6, 8.0, 5.0  # points
_LONGEST = 24  # a longer word is broken
_PADDING = 2.5  # what the space between two columns takes, in characters
_WIDTHS = {1.6: "mwMW@%—", 1.25: "ABCDEFGHKLNOPQRSTUVXYZ&", 0.6: "ijltfrI.,:;|!'’()[] /"}  # of the sans, in characters
_WIDTH_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}
_ALIGNMENT = {"AlignRight": "right", "AlignCenter": "center", "AlignLeft": "left"}
_BREAKS = re.compile(r"\s+|[/\-–—](?=[^\W\d])")  # as Unicode has it: not before a digit


@dataclass(frozen=True)
class Cell:
    """A cell as pandoc has it: its alignment, the columns and rows it spans, and its blocks."""

    align: str
    rows: int
    columns: int
    blocks: list[Node]

    @property
    def text(self) -> str:
        """Return what a reader sees in it."""
        return stringify(self.blocks)

    @property
    def linked(self) -> bool:
        """Tell whether it links somewhere: the number of a thing, and no quantity."""
        return any(node["t"] == "RawInline" and "#report-link(" in node["c"][1] for node in iterate(self.blocks))


@dataclass(frozen=True)
class Columns:
    """The layout of a table: Typst's ``columns`` and ``align``, its reach and size, and how words break."""

    widths: tuple[str, ...]
    aligns: tuple[str, ...]
    wide: bool
    size: float
    longest: int
    hyphenate: bool


def rows_of(rows: list[Any]) -> list[list[Cell]]:
    """Return pandoc's rows as cells."""
    return [[Cell(align["t"], down, across, blocks) for _, align, down, across, blocks in row[1]] for row in rows]


def typst_table(node: Node, identifier: str = "") -> list[Node]:
    """Return a Table as one call of ``report-table``; its caption goes first, then its cells."""
    _, (_, caption), specs, (_, head_rows), bodies, (_, foot_rows) = node["c"]
    head = merged_head(rows_of(head_rows))
    body = [row for _, _, heads, rows in bodies for row in [*rows_of(heads), *rows_of(rows)]] + rows_of(foot_rows)
    layout = columns_of(specs, head, body)
    cells = [cell for row in [*head, *body] for cell in row]
    opening = call(
        "report-table",
        identifier=identifier,
        aligns=layout.aligns,
        wide=layout.wide,
        size=layout.size,
        hyphenate=layout.hyphenate,
        floats=attribute(node, "floats") == "yes",
        keep=len(body) <= 14 and sum(len(cell.text) for cell in cells) < 1200,
        head=len(head),
        head_cells=sum(len(row) for row in head),
        spans={
            str(i): (cell.columns, cell.rows) for i, cell in enumerate(cells) if (cell.columns, cell.rows) != (1, 1)
        },
    )
    widths = "(" + "".join(f"{width}, " for width in layout.widths) + ")"
    opening = f"{opening[:-1]}, columns: {widths})"
    contents = [caption, *(breakable(cell.blocks, layout.longest) for cell in cells)]
    nodes = [raw_block("typst", f"{opening}[")]
    for position, content in enumerate(contents):
        nodes += [raw_block("typst", "][")] * bool(position) + list(content)
    return [*nodes, raw_block("typst", "]")]


def columns_of(specs: list[Any], head: list[list[Cell]], body: list[list[Cell]]) -> Columns:
    """Lay the columns out: as wide as their text where all fits, else shares of the line.

    A share is never less than the longest word of its column. A table that does
    not fit the measure runs out into the margin; one that does not fit there either
    is set smaller, and in the end its words are broken.
    """
    columns = [_column(position, [*head, *body]) for position in range(len(specs))]
    natural = [max((_width(cell.text) for cell in column), default=1) + _PADDING for column in columns]
    least = [max((_longest_word(cell.text) for cell in column), default=1) + _PADDING for column in columns]
    wide = sum(least) > MEASURE or (len(specs) > 4 and sum(natural) > 2 * MEASURE)
    size = max(_SMALLEST, round(_WIDE * min(1.0, PAGE / sum(least)), 1)) if wide else _NORMAL
    room = int(PAGE * _WIDE / size) if wide else MEASURE
    fits = sum(least) <= room
    return Columns(
        widths=_widths(specs, natural, least, room),
        aligns=tuple(_align(spec[0]["t"], _column(position, body)) for position, spec in enumerate(specs)),
        wide=wide,
        size=size,
        longest=_LONGEST if fits else int(max(room / len(specs) - _PADDING, 2)),
        hyphenate=not fits or any(need - _PADDING >= _LONGEST for need in least),
    )


def merged_head(head: list[list[Cell]]) -> list[list[Cell]]:
    """Return two header rows as one where they fill each other's gaps, as data frames with a named index have them."""
    if len(head) != 2 or len(head[0]) != len(head[1]):
        return head
    pairs = list(zip(*head, strict=True))
    if any(cell.columns != 1 or cell.rows != 1 for pair in pairs for cell in pair):
        return head
    if any(upper.text and lower.text for upper, lower in pairs):
        return head
    return [[upper if upper.text else lower for upper, lower in pairs]]


def _width(text: str) -> float:
    return sum(_WIDTH_OF.get(character, 1.0) for character in text)


def _column(position: int, rows: list[list[Cell]]) -> list[Cell]:
    """Return the cells of one column; those that span several are left out."""
    found = []
    for row in rows:
        at = 0
        for cell in row:
            if at == position and cell.columns == 1:
                found.append(cell)
            at += cell.columns
    return found


def _longest_word(text: str) -> float:
    return min(_LONGEST, max((_width(word) * 1.06 for word in _BREAKS.split(text)), default=0))  # heads are bold


def _widths(specs: list[Any], natural: list[float], least: list[float], room: float) -> tuple[str, ...]:
    if sum(natural) <= room:
        return ("auto",) * len(specs)
    given = [spec[1].get("c") for spec in specs]
    if all(given) and all(share * room >= need for share, need in zip(given, least, strict=True)):
        return tuple(f"{share:.4f}fr" for share in given)
    # Long columns gain with the root of their length: many lines cost less than a starved neighbour.
    spare = max(room - sum(least), 0)
    wants = [max(whole - need, 0) ** 0.6 for whole, need in zip(natural, least, strict=True)]
    shares = [need + spare * want / (sum(wants) or 1) for need, want in zip(least, wants, strict=True)]
    return tuple(f"{share:.2f}fr" for share in shares)


def _align(given: str, cells: list[Cell]) -> str:
    """Return left, right or center; numbers lean right whatever the author left out."""
    if given in ("AlignRight", "AlignCenter"):
        return _ALIGNMENT[given]
    linked = any(cell.linked for cell in cells)
    return "right" if lean_right([cell.text for cell in cells]) and not linked else "left"
