"""Merging by line, as git does: for whatever has no rules of its own."""

from __future__ import annotations

from collections.abc import Iterator

from forum.merging.diff3 import Region, regions, trimmed
from forum.merging.values import Conflict, Merged, Piece, joined


def split(text: str) -> list[str]:
    """Return the lines of a text with their ends; only ``\\n`` ends a line."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def merge_lines(base: str, ours: str, theirs: str) -> Merged:
    """Merge three texts by line."""
    return joined(_pieces(base, ours, theirs))


def _pieces(base: str, ours: str, theirs: str) -> Iterator[Piece]:
    for region in regions(split(base), split(ours), split(theirs)):
        yield from settled_or_clash(region)


def settled_or_clash(region: Region[str]) -> Iterator[Piece]:
    """Yield what becomes of lines; where both sides changed them, a conflict without what they have alike."""
    if not region.clash:
        yield "".join(region.result)
        return
    head, rest, tail = trimmed(region)
    yield "".join(head)
    yield Conflict("".join(rest.base), "".join(rest.ours), "".join(rest.theirs), f"line {rest.at[1] + 1}")
    yield "".join(tail)
