"""Lists in brackets whose order means nothing, such as keywords: merged as sets."""

from __future__ import annotations

import re

from forum.merging.notebooks.metadata import merged_set

SETS = frozenset({"keywords", "tags", "subthemes", "categories", "addressees"})
_FLOW = re.compile(r"""^(?P<key>[^\[\n]*[:=][ \t]*)\[(?P<items>(?:"[^"\n]*"|[^\[\]{}#\n"])*)\](?P<end>\s*)$""")
_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')


def merged_flow_set(base: str, ours: str, theirs: str) -> str | None:
    """Return the line ``key: [a, b]`` with what both sides added, without what one took out; else None."""
    rows = [_FLOW.match(text) for text in (base or ours[: ours.find("[")] + "[]\n", ours, theirs)]
    was, mine, yours = rows
    if was is None or mine is None or yours is None:
        return None
    lists = [[one.strip() for one in _COMMA.split(row["items"]) if one.strip()] for row in (was, mine, yours)]
    items = merged_set(lists[0], lists[1], lists[2])
    return f"{mine['key']}[{', '.join(items)}]{mine['end']}"
