"""Tables that were edited in Word, in the way in which their source draws them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forum.merging.likeness import likely_pairs
from forum.word.values import Leaf
from forum.word.wording import reworded

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CAPTION = re.compile(
    r"(?P<before>\s*(?:Table)?:[ \t]*)(?P<content>.*?)(?P<after>(?:[ \t]*\{[^{}\n]*\})?\s*)", re.DOTALL
)
_BAR = re.compile(r"(?<!\\)\|")
Row = tuple[str, ...]


def edited_table(source: str, shown: Leaf, leaf: Leaf) -> str:
    """Return a table's source as edited: cell by cell where it is drawn with bars, else drawn anew with them."""
    table, caption, first = _parted(source)
    lines = table.split("\n")
    rows = [line for line in lines if line.strip() and not _RULE.fullmatch(line)]
    same_shape = len(rows) == len(shown.cells) and {len(row) for row in leaf.cells} == {len(row) for row in shown.cells}
    if same_shape and all(len(_cells(row)) == len(shown.cells[0]) for row in rows):
        table = "\n".join(_rows(lines, shown, leaf))
    elif leaf.cells != shown.cells:
        table = _drawn(leaf)
    caption = _caption(caption, shown.caption, leaf.caption)
    parts = [caption, table] if first else [table, caption]
    return "\n\n".join(part for part in parts if part)


def _parted(source: str) -> tuple[str, str, bool]:
    """Return the table, its caption, and whether the caption stands first."""
    before, _, rest = source.partition("\n\n")
    if _CAPTION.fullmatch(before) and rest:
        return rest, before, True
    head, _, last = source.rpartition("\n\n")
    if head and _CAPTION.fullmatch(last) and re.match(r"\s*(?:Table)?:", last):
        return head, last, False
    return source, "", False


def _caption(source: str, shown: str, returned: str) -> str:
    if shown == returned:
        return source
    match = _CAPTION.fullmatch(source)
    if match is None:
        return f": {returned}" if returned else source
    return match["before"] + reworded(shown, match["content"], returned) + match["after"]


# --- rows ------------------------------------------------------------------------------


def _rows(lines: Sequence[str], shown: Leaf, leaf: Leaf) -> list[str]:
    """Return the lines of a table with the rows that came back; those that did not change as they stand."""
    pairs = {new: old for old, new in _pairs(shown.cells, leaf.cells)}
    source = [line for line in lines if line.strip() and not _RULE.fullmatch(line)]
    rules = [(place, line) for place, line in enumerate(lines) if _RULE.fullmatch(line)]
    even = len({len(line) for line in source}) == 1
    widths = [len(cell) if even else 0 for cell in _cells(source[0])]
    made = [
        _row(source[pairs[new]], shown.cells[pairs[new]], row) if new in pairs else _new_row(source[0], widths, row)
        for new, row in enumerate(leaf.cells)
    ]
    for place, rule in rules:
        made.insert(min(place, len(made)), rule)
    return made


def _pairs(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[int, int]]:
    def score(i: int, j: int) -> float:
        if before[i] == after[j]:
            return 3.0
        alike = sum(one == other for one, other in zip(before[i], after[j], strict=False))
        return (2.0 if i == j == 0 else 0.1 if len(before) == len(after) and i == j else 0.0) + alike / len(before[i])

    return list(likely_pairs(len(before), len(after), score))


def _cells(row: str) -> list[str]:
    cells = _BAR.split(row.strip())
    return cells[bool(not cells[0].strip()) : len(cells) - bool(len(cells) > 1 and not cells[-1].strip())]


def _row(source: str, shown: Row, returned: Row) -> str:
    pieces = re.split(r"((?<!\\)\|)", source)
    places = [place for place, piece in enumerate(pieces) if piece != "|"]
    if source.lstrip().startswith("|"):
        places = places[1:]
    for place, old, new in zip(places, shown, returned, strict=False):
        if old != new:
            pieces[place] = _padded(reworded(_barred(old), pieces[place].strip(), _barred(new)), pieces[place])
    return "".join(pieces)


def _padded(text: str, before: str) -> str:
    """Return a cell's new text with the blanks of the old one: as wide, on the same side."""
    lead = before[: len(before) - len(before.lstrip())]
    if len(lead) > 1 and len(before.rstrip()) + 1 >= len(before):  # set to the right
        return f"{text:>{len(before.rstrip())}}" + before[len(before.rstrip()) :]
    tail = before[len(before.rstrip()) :]
    return f"{lead}{text}".ljust(len(before) - min(1, len(tail))) + tail[:1]


def _new_row(example: str, widths: Sequence[int], row: Row) -> str:
    bar = "|" if example.lstrip().startswith("|") else ""
    cells = [f" {_barred(cell)} ".ljust(width) for cell, width in zip(row, widths, strict=True)]
    return f"{bar}{'|'.join(cells)}{bar}".strip(" ")


def _barred(cell: str) -> str:
    """Return a cell's text as it can stand between bars."""
    return _BAR.sub(r"\\|", " ".join(cell.split()))


def _drawn(leaf: Leaf) -> str:
    """Return a table drawn with bars; one with blocks in its cells as pandoc draws it."""
    if any("\n\n" in cell for row in leaf.cells for cell in row) or len({len(row) for row in leaf.cells}) != 1:
        return leaf.markdown
    head, *rows = [[_barred(cell) for cell in row] for row in leaf.cells]
    rule = ["-" * max(3, len(cell)) for cell in head]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows])


def drawn_with_caption(leaf: Leaf) -> str:
    """Return the source of a table that is new."""
    return _drawn(leaf) + (f"\n\n: {leaf.caption}" if leaf.caption else "")
