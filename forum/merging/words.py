"""Merging by word: a proposal for a person, never a result by itself."""

from __future__ import annotations

import re

from forum.merging.diff3 import regions

_WORDS = re.compile(r"\s+|\d+(?:[.,:]\d+)*\w*|\w+|[^\w\s]")
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_MOST = 4000


def word_choice(base: str, ours: str, theirs: str) -> str | None:
    """Return a text with the changed words of both sides, or None where they meet."""
    three = [_WORDS.findall(text) for text in (base, ours, theirs)]
    if not base or max(map(len, three)) > _MOST:
        return None
    parts: list[str] = []
    for region in regions(three[0], three[1], three[2]):
        if region.clash:
            return higher_version(base, ours, theirs)
        parts += region.result
    return "".join(parts)


def higher_version(base: str, ours: str, theirs: str) -> str | None:
    """Return the side with the higher version number, where that is all that differs and both raised it."""
    frames = {_VERSION.sub("\0", text) for text in (base, ours, theirs)}
    found = [_VERSION.findall(text) for text in (base, ours, theirs)]
    if len(frames) > 1:
        return None
    numbers = [[tuple(map(int, one.split("."))) for one in row] for row in found]
    changed = [(was, mine, yours) for was, mine, yours in zip(*numbers, strict=True) if len({was, mine, yours}) > 1]
    if len(changed) != 1 or not changed[0][0] < min(changed[0][1:]):
        return None
    return ours if changed[0][1] > changed[0][2] else theirs
