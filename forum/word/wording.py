"""A changed block in the words of its source: what was edited is taken, the spelling of the rest stays.

Three texts: as Word shows the base (``shown``), as the source writes it (``source``), and
as Word shows what came back (``returned``). What differs between the first two is spelling:
attributes, line breaks, an id. What differs between the first and the third is an edit. Both
are put together word by word; where they meet, the edit wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from forum.merging.diff3 import Region, regions
from forum.merging.sequences import Hunk

_TOKEN = re.compile(r"\s*(?:\u00a0|\S)+")
_WIDE = 100  # from here on a line was not broken by hand


def reworded(shown: str, source: str, returned: str) -> str:
    """Return the source with the edits that lead from ``shown`` to ``returned``."""
    if shown == returned:
        return source
    sides = [_TOKEN.findall(text) for text in (shown, source, returned)]
    bare = [[token.strip() for token in side] for side in sides]
    result: list[str] = []
    for region in regions(bare[0], bare[1], bare[2], touching=_apart):
        result += _words(region, sides[1], sides[2])
    text = "".join(result).strip("\n") if result else ""
    return wrapped(text.lstrip(" "), source)


def _apart(_: Hunk, __: Hunk) -> bool:
    return True


def _words(region: Region[str], source: Sequence[str], returned: Sequence[str]) -> Sequence[str]:
    ours = source[region.at[1] : region.at[1] + len(region.ours)]
    theirs = returned[region.at[2] : region.at[2] + len(region.theirs)]
    if not region.changed or region.theirs in (region.base, region.ours):
        return ours
    if not region.base:  # both put something here: the source what Word does not show
        return [*ours, *theirs] if region.ours else theirs
    return theirs


def wrapped(text: str, source: str) -> str:
    """Return a text in the manner in which its source breaks lines: a sentence a line, at a width, or not at all."""
    before = source.split("\n")
    width = max(map(len, before))
    if len(before) < 2 or width > _WIDE:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _broken(line, max(width, 60)) if len(line) > width + 2 else [line]
    return "\n".join(lines)


def _broken(line: str, width: int) -> list[str]:
    indent = re.match(r"\s*(?:[-*+>] |\d+[.)] +)?", line)
    hanging = " " * len(indent[0]) if indent and ">" not in indent[0] else "> "
    if line.lstrip().startswith(("|", "#", ":", "![")):
        return [line]
    found: list[str] = []
    while len(line) > width and (cut := line.rfind(" ", len(hanging) + 1, width + 1)) > 0:
        found.append(line[:cut])
        line = hanging + line[cut + 1 :]
    return [*found, line]
