"""Merging by line, as git does: for whatever has no rules of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forum.merging.diff3 import Region, never, regions, trimmed
from forum.merging.sequences import Hunk
from forum.merging.values import Conflict, Merged, Piece, joined
from forum.merging.words import word_choice


def split(text: str) -> list[str]:
    """Return the lines of a text with their ends; only ``\\n`` ends a line."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def merge_lines(base: str, ours: str, theirs: str) -> Merged:
    """Merge three texts by line."""
    return joined(_pieces(base, ours, theirs))


def merge_code(base: str, ours: str, theirs: str) -> Merged:
    """Merge three pieces of code: by line; lines that were replaced may touch lines that the other side replaced."""
    return joined(_pieces(base, ours, theirs, _both_replaced))


def _pieces(base: str, ours: str, theirs: str, touching: Callable[[Hunk, Hunk], bool] = never) -> Iterator[Piece]:
    for region in regions(split(base), split(ours), split(theirs), touching):
        yield from settled_or_clash(region)


def _both_replaced(first: Hunk, second: Hunk) -> bool:
    """Tell whether neither of two changes only adds or takes out, nor both put more lines where they meet."""
    sizes = [(hunk.end - hunk.start, hunk.new_end - hunk.new_start) for hunk in (first, second)]
    return all(old and new for old, new in sizes) and any(new <= old for old, new in sizes)


def settled_or_clash(region: Region[str]) -> Iterator[Piece]:
    """Yield what becomes of lines; where both sides changed them, a conflict without what they have alike."""
    if not region.clash:
        yield "".join(region.result)
        return
    head, rest, tail = trimmed(region)
    yield "".join(head)
    texts = ("".join(rest.base), "".join(rest.ours), "".join(rest.theirs))
    yield Conflict(*texts, f"line {rest.at[1] + 1}", word_choice(*texts))
    yield "".join(tail)
