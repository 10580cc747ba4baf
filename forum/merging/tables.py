"""Merging a row of a table by cell."""

from __future__ import annotations

import re

from forum.merging.values import settled

_BAR = re.compile(r"(?<!\\)\|")


def merged_row(base: str, ours: str, theirs: str) -> str | None:
    """Return a row with the changed cells of both sides, or None where they changed the same one."""
    rows = [_BAR.split(row) for row in (base, ours, theirs)]
    if len({len(row) for row in rows}) > 1 or len(rows[0]) < 3:
        return None
    cells = []
    for was, mine, yours in zip(*rows, strict=True):
        text = settled(" ".join(was.split()), " ".join(mine.split()), " ".join(yours.split()))
        if text is None:
            return None
        cells.append(mine if " ".join(mine.split()) == text else yours)
    return "|".join(cells)
