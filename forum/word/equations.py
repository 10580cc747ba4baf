"""Equations that came back: the TeX of the base where an editor only drew them otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from forum.documents.ast import Node, iterate, transform
from forum.merging.sequences import hunks

_SIGN = re.compile(r"\\[A-Za-z]+|\\.|[^\s\\{}]")
# What says how an equation is drawn, and not what it says.
_DRAWN = {"\\frac", "\\dfrac", "\\tfrac", "\\left", "\\right", "\\limits", "\\nolimits", "\\text", "\\mathrm", "\\,"}
_DRAWN |= {"\\ ", "\\;", "\\:", "\\!", "\\quad", "\\displaystyle", "\\textstyle", "/", "(", ")", "&", "\\mspace"}


def signature(tex: str) -> tuple[str, ...]:
    """Return the signs of an equation, without how they are drawn."""
    return tuple(one for one in _SIGN.findall(tex) if one not in _DRAWN)


def equations(blocks: Sequence[Node]) -> list[Node]:
    """Return the equations of a document, in order."""
    return [node for node in iterate(list(blocks)) if node["t"] == "Math"]


def with_known(blocks: Sequence[Node], base: Sequence[Node]) -> list[Node]:
    """Return blocks whose equations are those of the base, where their signs and order are."""
    own = equations(blocks)
    before, after = ([signature(node["c"][1]) for node in row] for row in (base, own))
    known = dict(_same(before, after))
    waiting = iter(range(len(own)))

    def rewrite(node: Node) -> Node | None:
        if node["t"] != "Math":
            return None
        place = next(waiting)
        return base[known[place]] if place in known else None

    return list(transform(list(blocks), rewrite))


def without(blocks: Sequence[Node]) -> list[Node]:
    """Return blocks without equations."""
    return list(transform(list(blocks), lambda node: [] if node["t"] == "Math" else None))


def _same(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    at = back = 0
    for hunk in hunks(before, after):
        yield from ((back + step, at + step) for step in range(hunk.start - at))
        at, back = hunk.end, hunk.new_end
    yield from ((back + step, at + step) for step in range(len(before) - at))
