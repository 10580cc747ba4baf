"""Merging by line, as git does: for whatever has no rules of its own."""

from __future__ import annotations

from collections.abc import Iterator

from forum.merging.diff3 import regions, trimmed
from forum.merging.values import Conflict, Merged, Piece, joined


def split(text: str) -> list[str]:
    """Return the lines of a text with their ends; only ``\\n`` ends a line."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def merge_lines(base: str, ours: str, theirs: str) -> Merged:
    """Merge three texts by line."""
    return joined(_pieces(base, ours, theirs))


def _pieces(base: str, ours: str, theirs: str) -> Iterator[Piece]:
    line = 1
    for region in regions(split(base), split(ours), split(theirs)):
        if region.clash:
            head, rest, tail = trimmed(region)
            yield "".join(head)
            texts = ("".join(rest.base), "".join(rest.ours), "".join(rest.theirs))
            yield Conflict(*texts, where=f"line {line + len(head)}")
            yield "".join(tail)
        else:
            yield "".join(region.result)
        line += len(region.ours)
