"""Merging prose, by a cascade: line; then, only where lines are at odds, sentence, item, row and cell.

Two different changes of one sentence stay a conflict, because their words may fit
together and their meaning not; the words together are offered as a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from forum.merging.blocks import Line, kinds
from forum.merging.diff3 import Region, regions, trimmed
from forum.merging.divs import merge_by_div
from forum.merging.lines import split
from forum.merging.sentence_merging import merged_units
from forum.merging.sentences import units
from forum.merging.tables import merged_table
from forum.merging.values import Conflict, Merged, Piece, joined
from forum.merging.yaml_merging import merge_yaml

_FRONT = re.compile(r"---[ \t]*\n((?:.*\n)*?)(?=(?:---|\.\.\.)[ \t]*(?:\n|$))")
_LONG = 40  # characters from which on the same line in two places is no coincidence
_LABELS = re.compile(r"^ {0,3}\[\^[^\]\n]+\]:|\{#[^\s}]+")
_Kinds = tuple[Sequence[Line], Sequence[Line], Sequence[Line]]


def merge_prose(base: str, ours: str, theirs: str) -> Merged:
    """Merge three Markdown texts."""
    merged = _whole(base, ours, theirs)
    if merged.clean:
        return merged
    apart = merge_by_div(base, ours, theirs, _whole)
    return apart if apart and len(apart.conflicts) < len(merged.conflicts) else merged


def _whole(base: str, ours: str, theirs: str) -> Merged:
    fronts = [_FRONT.match(text) for text in (base, ours, theirs)]
    if fronts[1] is None or fronts[2] is None or (fronts[0] is None and base.strip()):
        return joined(_body(split(base), split(ours), split(theirs)))
    head = merge_yaml(fronts[0][1] if fronts[0] else "", fronts[1][1], fronts[2][1])
    ends = [front.end(1) if front else 0 for front in fronts]
    body = _body(split(base[ends[0] :]), split(ours[ends[1] :]), split(theirs[ends[2] :]), ours.count("\n", 0, ends[1]))
    return joined(["---\n", *head.pieces, *body])


def _body(base: list[str], ours: list[str], theirs: list[str], before: int = 0) -> Iterator[Piece]:
    told: _Kinds = (kinds(base), kinds(ours), kinds(theirs))
    found = list(regions(base, ours, theirs))
    twice = _twice(found)
    for number, region in enumerate(found):
        if region.clash:
            yield from _clash(region, told, before)
        elif number in twice:
            texts = ("".join(region.base), "".join(region.ours), "".join(region.theirs))
            yield Conflict(*texts, f"line {before + region.at[1] + 1}, which both sides put in different places")
        else:
            yield "".join(region.result)


def _twice(found: Sequence[Region[str]]) -> set[int]:
    """Return the regions where one side put what the other put elsewhere: taken together it would be there twice."""
    mine, yours = _added(found, ours=True), _added(found, ours=False)
    return {place for line in mine.keys() & yours.keys() for place in (mine[line], yours[line])}


def _added(found: Sequence[Region[str]], ours: bool) -> dict[str, int]:
    """Return the long lines, notes and ids that one side alone added, and the region of each."""
    result: dict[str, int] = {}
    for number, region in enumerate(found):
        side, other = (region.ours, region.theirs) if ours else (region.theirs, region.ours)
        if region.changed and other == region.base and side != other:
            known = {name for line in region.base for name in _names(line)}
            result.update({name: number for line in side for name in _names(line) if name not in known})
    return result


def _names(line: str) -> Iterator[str]:
    """Yield what may be in a text only once: a long line, the label of a note, an id."""
    words = " ".join(line.split())
    if len(words) >= _LONG:
        yield words
    yield from _LABELS.findall(line)


def _clash(region: Region[str], told: _Kinds, before: int) -> Iterator[Piece]:
    """Yield what becomes of lines that both sides changed: by sentence, or else as lines."""
    sides = (region.base, region.ours, region.theirs)
    here = [row[start : start + len(side)] for row, start, side in zip(told, region.at, sides, strict=True)]
    if all(kind is Line.ROW for row in here for kind in row) and (table := merged_table(*sides)) is not None:
        yield table
        return
    three = [units(side, row) for side, row in zip(sides, here, strict=True)]
    where = f"line {before + trimmed(region)[1].at[1] + 1}"
    yield from merged_units(three[0], three[1], three[2], where)
