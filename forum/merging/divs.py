"""Fenced divs with an id, such as recommendations: each is one thing, wherever it stands.

Each div that all three texts have is taken out, leaving one line in its place. The
texts around them are merged, and each div on its own; so a recommendation that one
side moved and the other worded anew is moved and worded anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forum.merging.blocks import Line, kinds
from forum.merging.lines import split
from forum.merging.values import Merged, Piece, joined

_OPEN = re.compile(r"^\s*:{3,}\s*\{[^}\n]*#(?P<id>[^\s}.]+)")
_DIV = re.compile(r"^\s*:{3,}\s*(?P<attributes>\S.*)?$")
_HOLE = re.compile(r"\0div (?P<id>[^\n]*)\n")


@dataclass(frozen=True)
class Holed:
    """A text without its divs, and these by their ids."""

    text: str
    divs: Mapping[str, str]


def merge_by_div(base: str, ours: str, theirs: str, merge: Callable[[str, str, str], Merged]) -> Merged | None:
    """Merge three texts and their divs apart; None where there is no div to follow."""
    found = [_divs(text) for text in (base, ours, theirs)]
    common = found[0].keys() & found[1].keys() & found[2].keys()
    if not common or "\0" in base + ours + theirs:
        return None
    was, mine, yours = (_holed(text, divs, common) for text, divs in zip((base, ours, theirs), found, strict=True))
    around = merge(was.text, mine.text, yours.text)
    if sorted(_HOLE.findall("".join(one for one in around.pieces if isinstance(one, str)))) != sorted(common):
        return None  # one stands in a conflict, or twice
    pieces: list[Piece] = []
    for piece in around.pieces:
        parts = _HOLE.split(piece) if isinstance(piece, str) else [piece]
        for position, part in enumerate(parts):
            if position % 2 and isinstance(part, str):
                pieces += merge(was.divs[part], mine.divs[part], yours.divs[part]).pieces
            else:
                pieces.append(part)
    return joined(pieces)


def _divs(text: str) -> dict[str, tuple[int, int]]:
    """Return the outermost divs with an id by it: their lines; an id that is there twice is none."""
    lines = split(text)
    depth, start, name = 0, 0, ""
    result: dict[str, tuple[int, int]] = {}
    twice: set[str] = set()
    for number, (line, kind) in enumerate(zip(lines, kinds(lines), strict=True)):
        mark = _DIV.match(line) if kind is Line.DIV else None
        if mark is None:
            continue
        if mark["attributes"]:
            opened = _OPEN.match(line)
            if depth == 0:
                start, name = number, opened["id"] if opened else ""
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and name:
                twice |= {name} & result.keys()
                result[name] = (start, number + 1)
    return {name: place for name, place in result.items() if name not in twice}


def _holed(text: str, divs: Mapping[str, tuple[int, int]], common: set[str]) -> Holed:
    lines = split(text)
    taken = {name: "".join(lines[start:end]) for name, (start, end) in divs.items() if name in common}
    for name, (start, end) in divs.items():
        if name in common:
            lines[start:end] = [f"\0div {name}\n", *([""] * (end - start - 1))]
    return Holed("".join(lines), taken)
