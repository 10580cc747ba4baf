"""Merging sentences: three sequences of units into text and conflicts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from forum.merging.attributes import merged_opening
from forum.merging.blocks import Line
from forum.merging.diff3 import Region, regions
from forum.merging.likeness import likely_pairs, likeness
from forum.merging.sentences import Unit
from forum.merging.sequences import Hunk, hunks
from forum.merging.tables import merged_row
from forum.merging.values import Conflict, Piece, settled
from forum.merging.words import word_choice

_ALIKE = 0.5  # from here on a changed sentence is the same sentence, changed
_TWICE = 0.75  # from here on two new sentences say the same
_PAIRS = 2500
_LISTED = frozenset({Line.ITEM, Line.ROW, Line.NOTE})
_LABEL = re.compile(r"\s*\[([^\]]+)\]:")
_RULE = re.compile(r"-{2,}")
_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_TRAILING = re.compile(r"[ \t]+(?=\n|$)")


def merged_units(base: Sequence[Unit], ours: Sequence[Unit], theirs: Sequence[Unit], where: str) -> Iterator[Piece]:
    """Yield the merge of three sequences of units."""
    keys = [[_key(unit) for unit in side] for side in (base, ours, theirs)]
    found = list(regions(keys[0], keys[1], keys[2], _apart, fine_hunks))
    if _says_twice(found):
        yield Conflict(_text(base), _text(ours), _text(theirs), where)
        return
    for region in found:
        was, mine, yours = (
            side[start : start + len(part)]
            for side, start, part in zip(
                (base, ours, theirs), region.at, (region.base, region.ours, region.theirs), strict=True
            )
        )
        yield from _region(region, was, mine, yours, where)


def _key(unit: Unit) -> str:
    """Return what a unit says, whatever its line breaks; of code and such, how it stands."""
    if unit.kind is Line.OPAQUE:
        return unit.body
    words = " ".join(unit.body.split())
    return _RULE.sub("--", words) if unit.kind is Line.ROW else words


def _text(side: Sequence[Unit]) -> str:
    return "".join(unit.text for unit in side)


def _region(
    region: Region[str], base: Sequence[Unit], ours: Sequence[Unit], theirs: Sequence[Unit], where: str
) -> Iterator[Piece]:
    if not region.changed:
        for was, mine, yours in zip(base, ours, theirs, strict=True):
            yield _same(was.body, mine.body, yours.body) + _same(was.gap, mine.gap, yours.gap)
    elif region.clash:
        yield from _both(base, ours, theirs, where)
    elif region.ours == region.base:
        yield _laid_out(base, ours, theirs)
    else:
        yield _laid_out(base, theirs, ours)


def _laid_out(base: Sequence[Unit], other: Sequence[Unit], changed: Sequence[Unit]) -> str:
    """Return what one side changed, in lines as the other side laid out what was there."""
    if not (base and changed) or len(base) != len(other):
        return _text(changed)
    bodies = [unit.body for unit in changed]
    if len(changed) == 1 and changed[0].kind is Line.ROW:
        bodies = [merged_row(base[0].body, other[0].body, bodies[0]) or bodies[0]]
    if _breaks(base) and not _breaks(other):
        bodies = [one.body if one.kind is Line.OPAQUE else _BREAK.sub(" ", one.body) for one in changed]
    gaps = [*(unit.gap for unit in changed[:-1]), _same(base[-1].gap, other[-1].gap, changed[-1].gap)]
    return "".join(body + gap for body, gap in zip(bodies, gaps, strict=True))


def _breaks(side: Sequence[Unit]) -> bool:
    """Tell whether lines end within sentences."""
    return any("\n" in unit.body for unit in side)


def _same(base: str, ours: str, theirs: str) -> str:
    """Return the text of one that differs in blanks only: whose lines break anew counts before trailing blanks."""
    for form in (str, _without_trailing):
        text = settled(form(base), form(ours), form(theirs))
        if text is not None:
            return ours if text == form(ours) else theirs
    return ours


def _without_trailing(text: str) -> str:
    return _TRAILING.sub("", text)


def _both(base: Sequence[Unit], ours: Sequence[Unit], theirs: Sequence[Unit], where: str) -> Iterator[Piece]:
    if len(base) == len(ours) == len(theirs) == 1:
        line = _by_part(base[0], ours[0], theirs[0])
        if line is not None:
            yield line + _same(base[0].gap, ours[0].gap, theirs[0].gap)
            return
    if _said(base) and (rest := _without_blank_lines(base, ours, theirs)) is not None:
        yield _text(rest)
        return
    both = _left(base, ours, theirs) if _said(base) else _united(ours, theirs)
    if both is not None:
        yield _text(both)
        return
    if not _said(base):
        yield Conflict(_text(base), _text(ours), _text(theirs), where, _text(ours) + _text(theirs))
        return
    texts = (_text(base), _text(ours), _text(theirs))
    yield Conflict(*texts, where, word_choice(*texts))


def _without_blank_lines(base: Sequence[Unit], ours: Sequence[Unit], theirs: Sequence[Unit]) -> Sequence[Unit] | None:
    """Return what a side made of a stretch that it took out or wrote anew, if the other only set lines apart in it.

    None else: where something of the stretch is left, how it is set has a say.
    """
    said = [_key(unit) for unit in base if unit.body]
    for quiet, other in ((ours, theirs), (theirs, ours)):
        left = [_key(unit) for unit in other if unit.body]
        if [_key(unit) for unit in quiet if unit.body] == said and len(said) * len(left) <= _PAIRS:
            alike = any(likeness(one, new, _ALIKE) >= _ALIKE for one in said for new in left)
            return None if alike else other
    return None


def _by_part(base: Unit, ours: Unit, theirs: Unit) -> str | None:
    """Return a row merged by cell, or the opening of a div or of code merged by attribute; None for a clash."""
    if {base.kind, ours.kind, theirs.kind} == {Line.ROW}:
        return merged_row(base.body, ours.body, theirs.body)
    if {base.kind, ours.kind, theirs.kind} <= {Line.DIV, Line.OPAQUE}:
        return merged_opening(base.body, ours.body, theirs.body)
    return None


def _said(side: Sequence[Unit]) -> bool:
    return any(unit.body for unit in side)


def _left(base: Sequence[Unit], ours: Sequence[Unit], theirs: Sequence[Unit]) -> list[Unit] | None:
    """Return what is left where both sides only took out; None where one did more."""
    three = [[_key(unit) for unit in side] for side in (base, ours, theirs)]
    changes = [*hunks(three[0], three[1]), *hunks(three[0], three[2])]
    if any(hunk.new_end > hunk.new_start for hunk in changes):
        return None
    gone = {at for hunk in changes for at in range(hunk.start, hunk.end)}
    return [unit for at, unit in enumerate(base) if at not in gone]


def _united(ours: Sequence[Unit], theirs: Sequence[Unit]) -> list[Unit] | None:
    """Return what two sides put in one place: new items of a list; or what overlaps, in both once; else None."""
    if not (_said(ours) and _said(theirs)):
        return list(ours if _said(ours) else theirs)
    mine, yours = [_key(unit) for unit in ours], [_key(unit) for unit in theirs]
    if _is_list(ours) and _is_list(theirs):
        alike = any(likeness(one, other, _TWICE) >= _TWICE for one in mine for other in yours if one and other)
        return None if alike or _labels(ours) & _labels(theirs) else [*ours, *theirs]
    here, there = (Counter(key for key in side if key) for side in (mine, yours))
    if here <= there or there <= here:
        larger = theirs if here <= there else ours
        return list(larger) if here and there and here != there else None
    return _woven(ours, theirs, hunks(mine, yours), here | there)


def _is_list(side: Sequence[Unit]) -> bool:
    """Tell whether a text is only items, rows or notes, with what is indented below them."""
    before = Line.BLANK
    inside = False
    for unit in side:
        inside = inside or unit.kind in _LISTED
        goes_on = unit.kind is Line.TEXT and inside and (before is not Line.BLANK or unit.body[:1].isspace())
        if unit.kind not in (*_LISTED, Line.BLANK) and not goes_on:
            return False
        before = unit.kind
    return inside


def _labels(side: Sequence[Unit]) -> set[str]:
    return {found[1] for unit in side if unit.kind is Line.NOTE and (found := _LABEL.match(unit.body))}


def _woven(
    ours: Sequence[Unit], theirs: Sequence[Unit], changes: Sequence[Hunk], most: Counter[str]
) -> list[Unit] | None:
    """Return two texts as one, each adding where the other does not; None if something would be there twice."""
    result: list[Unit] = []
    at = same = 0
    for hunk in changes:
        mine, yours = ours[hunk.start : hunk.end], theirs[hunk.new_start : hunk.new_end]
        if _said(mine) and _said(yours):
            return None
        same += sum(1 for unit in ours[at : hunk.start] if unit.body)
        result += [*ours[at : hunk.start], *(mine if _said(mine) else yours)]
        at = hunk.end
    same += sum(1 for unit in ours[at:] if unit.body)
    result += ours[at:]
    return result if same and Counter(_key(unit) for unit in result if unit.body) <= most else None


def _apart(first: Hunk, second: Hunk) -> bool:
    """Tell whether two sides' changes that touch may both stand.

    They may, if neither puts something in the place where the other may have put
    something too: beside a sentence that was changed, not beside one that became several.
    """
    return (_grows(first), _grows(second)) != (True, True)


def _grows(hunk: Hunk) -> bool:
    return hunk.new_end - hunk.new_start > hunk.end - hunk.start


def fine_hunks(base: Sequence[str], side: Sequence[str]) -> list[Hunk]:
    """Return changes, those of several sentences cut so that each changed sentence is one."""
    return [part for hunk in hunks(base, side) for part in _cut(base, side, hunk)]


def _cut(base: Sequence[str], side: Sequence[str], hunk: Hunk) -> Iterator[Hunk]:
    rows, columns = hunk.end - hunk.start, hunk.new_end - hunk.new_start
    if min(rows, columns) == 0 or max(rows, columns) == 1 or rows * columns > _PAIRS:
        yield hunk
        return
    i, j = hunk.start, hunk.new_start
    alike = likely_pairs(rows, columns, lambda m, n: likeness(base[hunk.start + m], side[hunk.new_start + n], _ALIKE))
    for row, column in alike:
        at, new_at = hunk.start + row, hunk.new_start + column
        if at > i or new_at > j:
            yield Hunk(i, at, j, new_at)
        yield Hunk(at, at + 1, new_at, new_at + 1)
        i, j = at + 1, new_at + 1
    if i < hunk.end or j < hunk.new_end:
        yield Hunk(i, hunk.end, j, hunk.new_end)


def _says_twice(found: Sequence[Region[str]]) -> bool:
    """Tell whether both sides added nearly the same in different places."""
    mine = [(n, one) for n, region in enumerate(found) for one in _added(region, region.ours)]
    yours = [(n, one) for n, region in enumerate(found) for one in _added(region, region.theirs)]
    if len(mine) * len(yours) > _PAIRS:
        return False
    return any(
        n != m and len(one) > 12 and likeness(one, other, _TWICE) >= _TWICE for n, one in mine for m, other in yours
    )


def _added(region: Region[str], side: Sequence[str]) -> list[str]:
    return [one for one in side if region.changed and one not in region.base]
