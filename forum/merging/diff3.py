"""Three sequences: where one side changed something, and where both did.

Source: S. Khanna, K. Kunal, B. C. Pierce, "A Formal Investigation of Diff3"
(2007), and git's ``xdiff/xmerge.c`` (zealous: what both sides have alike at the
ends of a conflict is no part of it).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from forum.merging.sequences import Hunk, hunks

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Region(Generic[T]):
    """A stretch that at least one side changed, or that nobody did."""

    base: Sequence[T]
    ours: Sequence[T]
    theirs: Sequence[T]
    changed: bool = True

    @property
    def clash(self) -> bool:
        """Whether both sides changed it, differently."""
        return self.changed and self.ours != self.theirs and self.base not in (self.ours, self.theirs)

    @property
    def result(self) -> Sequence[T]:
        """What it becomes, where it is no clash."""
        return self.theirs if self.ours == self.base else self.ours


def regions(
    base: Sequence[T],
    ours: Sequence[T],
    theirs: Sequence[T],
    touching: Callable[[Hunk, Hunk], bool] = lambda _, __: False,
) -> Iterator[Region[T]]:
    """Yield the regions of three sequences, in order.

    Two changes that merely touch are one region, unless ``touching`` says of the
    first and the second that they may stay apart.
    """
    changes = [(hunk, 0) for hunk in hunks(base, ours)] + [(hunk, 1) for hunk in hunks(base, theirs)]
    changes.sort(key=lambda change: (change[0].start, change[0].end, change[1]))
    at = [0, 0, 0]  # how far base, ours and theirs have been told
    position = 0
    while position < len(changes):
        group = [changes[position]]
        end = changes[position][0].end
        position += 1
        while position < len(changes) and _together(group, end, changes[position], touching):
            end = max(end, changes[position][0].end)
            group.append(changes[position])
            position += 1
        start = group[0][0].start
        if start > at[0]:
            size = start - at[0]
            same = base[at[0] : start]
            yield Region(same, ours[at[1] : at[1] + size], theirs[at[2] : at[2] + size], changed=False)
            at = [start, at[1] + size, at[2] + size]
        grown = [
            sum(h.new_end - h.new_start - h.end + h.start for h, side in group if side == which) for which in (0, 1)
        ]
        ends = [end, at[1] + end - start + grown[0], at[2] + end - start + grown[1]]
        yield Region(base[start:end], ours[at[1] : ends[1]], theirs[at[2] : ends[2]])
        at = ends
    if at[0] < len(base):
        yield Region(base[at[0] :], ours[at[1] :], theirs[at[2] :], changed=False)


def _together(
    group: list[tuple[Hunk, int]], end: int, change: tuple[Hunk, int], touching: Callable[[Hunk, Hunk], bool]
) -> bool:
    """Tell whether a change belongs to the region of those before it."""
    hunk, side = change
    if hunk.start < end:
        return True
    if hunk.start > end or all(before == side for _, before in group):
        return False
    last, other = group[-1]
    return len(group) > 1 or other == side or not touching(last, hunk)


def trimmed(region: Region[T]) -> tuple[Sequence[T], Region[T], Sequence[T]]:
    """Return what both sides of a clash begin with alike, the rest, and what they end with alike."""
    ours, theirs = region.ours, region.theirs
    shortest = min(len(ours), len(theirs))
    head = next((n for n in range(shortest) if ours[n] != theirs[n]), shortest)
    most = shortest - head
    tail = next((n for n in range(most) if ours[-1 - n] != theirs[-1 - n]), most)
    rest = Region(region.base, ours[head : len(ours) - tail], theirs[head : len(theirs) - tail])
    return ours[:head], rest, ours[len(ours) - tail :]
