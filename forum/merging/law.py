"""The law of merging, checked on every result: what one side added or kept and the other did not delete is there.

Structure is read by rules that a text may not follow. Where a merge by structure
would lose a word, the merge by line, which cannot, is taken instead.
"""

from __future__ import annotations

import re
from collections import Counter

from forum.merging.values import Merged

_WORD = re.compile(r"\w+")


def lawful(base: str, ours: str, theirs: str, merged: Merged) -> bool:
    """Tell whether no word is gone that one side added or kept and the other did not delete."""
    was, mine, yours = (Counter(_WORD.findall(text)) for text in (base, ours, theirs))
    now = Counter(_WORD.findall(_told(merged)))
    return all(now[word] >= needed(was[word], mine[word], yours[word]) for word in mine.keys() | yours.keys())


def _told(merged: Merged) -> str:
    parts = []
    for piece in merged.pieces:
        parts += [piece] if isinstance(piece, str) else [piece.ours, piece.theirs, piece.base]
    return "\n".join(parts)


def needed(base: int, ours: int, theirs: int) -> int:
    """Return how many of a word must be left, by how many each of the three has."""
    if min(ours, theirs) >= base:
        return max(ours, theirs)
    if max(ours, theirs) > base:
        return max(ours, theirs) - base
    return 0
