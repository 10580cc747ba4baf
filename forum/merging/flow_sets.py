"""Lists in brackets whose order means nothing, such as keywords: merged as sets."""

from __future__ import annotations

from dataclasses import replace

from forum.merging.flow import in_brackets
from forum.merging.notebooks.metadata import merged_set

SETS = frozenset({"keywords", "tags", "subthemes", "categories", "addressees"})


def merged_flow_set(base: str, ours: str, theirs: str) -> str | None:
    """Return the line ``key: [a, b]`` with what both sides added, without what one took out; else None."""
    rows = [in_brackets(line) for line in (base or ours[: ours.find("[")] + "[]\n", ours, theirs)]
    was, mine, yours = rows
    if was is None or mine is None or yours is None or {row[1].sign for row in (was, mine, yours)} != {"["}:
        return None
    items = merged_set(*(list(row[1].elements) for row in (was, mine, yours)))
    return mine[0] + replace(mine[1], elements=tuple(items)).text() + mine[2]
