"""Three sequences: where one side changed something, and where both did.

Source: S. Khanna, K. Kunal, B. C. Pierce, "A Formal Investigation of Diff3"
(2007), and git's ``xdiff/xmerge.c`` (zealous: what both sides have alike at the
ends of a conflict is no part of it).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Generic, TypeVar

import msgspec

from forum.merging.sequences import Hunk, hunks

T = TypeVar("T", bound=Hashable)


class Region(msgspec.Struct, Generic[T], frozen=True):
    """A stretch that at least one side changed, or that nobody did."""

    base: Sequence[T]
    ours: Sequence[T]
    theirs: Sequence[T]
    changed: bool = True
    at: tuple[int, int, int] = (0, 0, 0)  # where it begins in base, ours and theirs

    @property
    def clash(self) -> bool:
        """Whether both sides changed it, differently."""
        return self.changed and self.ours != self.theirs and self.base not in (self.ours, self.theirs)

    @property
    def result(self) -> Sequence[T]:
        """What it becomes, where it is no clash."""
        return self.theirs if self.ours == self.base else self.ours


def never(_: Hunk, __: Hunk) -> bool:
    """Keep no two changes apart that touch."""
    return False


def regions(
    base: Sequence[T],
    ours: Sequence[T],
    theirs: Sequence[T],
    touching: Callable[[Hunk, Hunk], bool] = never,
    changes: Callable[[Sequence[T], Sequence[T]], list[Hunk]] = hunks,
) -> Iterator[Region[T]]:
    """Yield the regions of three sequences, in order.

    Two changes that merely touch are one region, unless ``touching`` says of the
    first and the second that they may stay apart.
    """
    at = (0, 0, 0)
    for group in _groups(changes(base, ours), changes(base, theirs), touching):
        start, end = group[0][0].start, max(hunk.end for hunk, _ in group)
        if start > at[0]:
            yield _same(base, ours, theirs, at, start - at[0])
        at = (start, at[1] + start - at[0], at[2] + start - at[0])
        mine, yours = (
            sum(hunk.new_end - hunk.new_start - hunk.end + hunk.start for hunk, side in group if side == which)
            for which in (0, 1)
        )
        ends = (end, at[1] + end - start + mine, at[2] + end - start + yours)
        yield Region(base[start:end], ours[at[1] : ends[1]], theirs[at[2] : ends[2]], at=at)
        at = ends
    if at[0] < len(base):
        yield _same(base, ours, theirs, at, len(base) - at[0])


def _same(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T], at: tuple[int, int, int], size: int) -> Region[T]:
    parts = [one[start : start + size] for one, start in zip((base, ours, theirs), at, strict=True)]
    return Region(parts[0], parts[1], parts[2], changed=False, at=at)


Change = tuple[Hunk, int]  # with whose it is: 0 ours, 1 theirs


def _groups(ours: list[Hunk], theirs: list[Hunk], touching: Callable[[Hunk, Hunk], bool]) -> Iterator[list[Change]]:
    """Yield the changes that have to be looked at together."""
    changes = [(hunk, 0) for hunk in ours] + [(hunk, 1) for hunk in theirs]
    changes.sort(key=lambda change: (change[0].start, change[0].end, change[1]))
    group: list[Change] = []
    end = 0
    for change in changes:
        if group and not _together(group, end, change, touching):
            yield group
            group = []
        end = max(end, change[0].end) if group else change[0].end
        group.append(change)
    if group:
        yield group


def _together(group: list[Change], end: int, change: Change, touching: Callable[[Hunk, Hunk], bool]) -> bool:
    """Tell whether a change belongs to the region of those before it."""
    hunk, side = change
    if hunk.start != end:
        return hunk.start < end
    return any(not touching(before, hunk) for before, other in group if other != side and before.end == end)


def trimmed(region: Region[T]) -> tuple[Sequence[T], Region[T], Sequence[T]]:
    """Return what both sides of a clash begin with alike, the rest, and what they end with alike."""
    ours, theirs = region.ours, region.theirs
    shortest = min(len(ours), len(theirs))
    head = next((n for n in range(shortest) if ours[n] != theirs[n]), shortest)
    most = shortest - head
    tail = next((n for n in range(most) if ours[-1 - n] != theirs[-1 - n]), most)
    at = (region.at[0], region.at[1] + head, region.at[2] + head)
    rest = Region(region.base, ours[head : len(ours) - tail], theirs[head : len(theirs) - tail], at=at)
    return ours[:head], rest, ours[len(ours) - tail :]
