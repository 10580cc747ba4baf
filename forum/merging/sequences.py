"""Which elements of two sequences correspond: patience first, then the rarest common run.

Source: Bram Cohen's patience diff (as in Bazaar, ``patiencediff``) and JGit's
``HistogramDiff``; both follow what is unique before what is common, so that
blank lines and braces do not tie unrelated places together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence

import msgspec

_OFTEN = 64  # an element that occurs more often ties nothing together
_DEEP = 200

Match = tuple[int, int, int]  # start in a, start in b, length


class Hunk(msgspec.Struct, frozen=True):
    """A change: ``a[start:end]`` has become ``b[new_start:new_end]``."""

    start: int
    end: int
    new_start: int
    new_end: int


def matches(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Match]:
    """Return the runs that a and b have in common, in order and never touching twice."""
    found: list[Match] = []
    _match(a, b, (0, len(a), 0, len(b)), found, 0)
    found.sort()
    result: list[Match] = []
    for i, j, size in found:
        if result and (last := result[-1])[0] + last[2] == i and last[1] + last[2] == j:
            result[-1] = (last[0], last[1], last[2] + size)
        else:
            result.append((i, j, size))
    return result


def hunks(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Hunk]:
    """Return the changes that turn a into b, in order."""
    result, at, new_at = [], 0, 0
    for i, j, size in [*matches(a, b), (len(a), len(b), 0)]:
        if i > at or j > new_at:
            result.append(Hunk(at, i, new_at, j))
        at, new_at = i + size, j + size
    return result


Area = tuple[int, int, int, int]


def _match(a: Sequence[Hashable], b: Sequence[Hashable], area: Area, found: list[Match], depth: int) -> None:
    """Add the runs of one area; recursion goes into what lies between the anchors."""
    low, high, left, right = area
    size = 0
    while low + size < high and left + size < right and a[low + size] == b[left + size]:
        size += 1
    if size:
        found.append((low, left, size))
        low, left = low + size, left + size
    size = 0
    while low < high - size and left < right - size and a[high - size - 1] == b[right - size - 1]:
        size += 1
    if size:
        high, right = high - size, right - size
        found.append((high, right, size))
    if low == high or left == right or depth > _DEEP:
        return
    anchors = _unique_anchors(a, b, (low, high, left, right)) or _rarest_run(a, b, (low, high, left, right))
    for i, j, length in anchors:
        _match(a, b, (low, i, left, j), found, depth + 1)
        found.append((i, j, length))
        low, left = i + length, j + length
    if anchors:
        _match(a, b, (low, high, left, right), found, depth + 1)


def _unique_anchors(a: Sequence[Hashable], b: Sequence[Hashable], area: Area) -> list[Match]:
    """Return the elements that occur once in each, as far as they are in the same order."""
    low, high, left, right = area
    once_a, once_b = _once(a, low, high), _once(b, left, right)
    pairs = [(i, once_b[one]) for one, i in once_a.items() if i >= 0 and once_b.get(one, -1) >= 0]
    return [(i, j, 1) for i, j in _rising(pairs)]


def _once(sequence: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    """Return the place of each element, -1 where it has several."""
    places: dict[Hashable, int] = {}
    for position in range(start, end):
        element = sequence[position]
        places[element] = -1 if element in places else position
    return places


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of pairs, sorted by the first, in which the second rises too."""
    tails: list[int] = []
    ends: list[int] = []
    before = [-1] * len(pairs)
    for position, (_, j) in enumerate(pairs):
        slot = bisect_left(tails, j)
        before[position] = ends[slot - 1] if slot else -1
        tails[slot : slot + 1], ends[slot : slot + 1] = [j], [position]
    result, position = [], ends[-1] if ends else -1
    while position >= 0:
        result.append(pairs[position])
        position = before[position]
    return result[::-1]


def _rarest_run(a: Sequence[Hashable], b: Sequence[Hashable], area: Area) -> list[Match]:
    """Return the common run whose rarest element is the rarest, the longest of those; at most one."""
    low, high, left, right = area
    places: dict[Hashable, list[int]] = {}
    for i in range(low, high):
        places.setdefault(a[i], []).append(i)
    best: tuple[int, int, int, int] | None = None  # rarity, -length, i, j
    j = left
    while j < right:
        here = places.get(b[j], ())
        step = 1
        if 0 < len(here) <= _OFTEN:
            for i in here:
                run = _grown(a, b, area, i, j)
                rarity = min(len(places[a[k]]) for k in range(run[0], run[0] + run[2]))
                step = max(step, run[1] + run[2] - j)
                if best is None or (rarity, -run[2]) < best[:2]:
                    best = (rarity, -run[2], run[0], run[1])
        j += step
    return [(best[2], best[3], -best[1])] if best else []


def _grown(a: Sequence[Hashable], b: Sequence[Hashable], area: Area, i: int, j: int) -> Match:
    """Return the whole common run that a pair of equal elements lies in."""
    low, high, left, right = area
    start, new_start = i, j
    while start > low and new_start > left and a[start - 1] == b[new_start - 1]:
        start, new_start = start - 1, new_start - 1
    end, new_end = i + 1, j + 1
    while end < high and new_end < right and a[end] == b[new_end]:
        end, new_end = end + 1, new_end + 1
    return (start, new_start, end - start)
