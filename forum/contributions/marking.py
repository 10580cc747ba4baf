"""Which words of a text differ from another: what a reader of a conflict looks for."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_LONG = 4000  # words, beyond which a text is not compared word by word


def marked(base: str, side: str) -> tuple[tuple[str, bool], ...]:
    """Return a text in pieces, each with whether it is new against the base; joined, they are the text."""
    was, now = _WORD.findall(base), _WORD.findall(side)
    if base == side or not side:
        return ((side, False),) if side else ()
    if len(was) + len(now) > _LONG or not base:
        return ((side, bool(base)),)
    pieces = []
    for kind, _, _, start, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if end > start:
            pieces.append(("".join(now[start:end]), kind != "equal"))
    return tuple(pieces)
