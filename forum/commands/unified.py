"""A unified diff in time proportional to the file, for files of any size with few changes.

Python's own difflib takes minutes over a bibliography of 50,000 entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_CONTEXT = 3
_FAR = 400  # lines to look ahead for the place where both texts agree again
_SURE = 3  # lines that agree before two texts count as together again

Stretch = tuple[int, int, int, int]  # start and end in the one text, start and end in the other


def unified(before: str, after: str, name: str) -> str:
    """Return what changes between two texts of a file, as ``git diff`` and ``patch`` write it; empty for nothing."""
    old, new = before.split("\n"), after.split("\n")
    if not old[-1] and not new[-1]:  # the line end of the last line begins no other
        del old[-1], new[-1]
    hunks = [list(_lines(old, new, group)) for group in _grouped(_stretches(old, new))]
    if not hunks:
        return ""
    return "\n".join([f"--- a/{name}", f"+++ b/{name}", *(line for hunk in hunks for line in hunk)]) + "\n"


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    """Yield where the texts differ, in order."""
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and old[i] == new[j]:
            i, j = i + 1, j + 1
            continue
        skip, jump = _together(old, new, i, j)
        yield from _refined(old, new, (i, i + skip, j, j + jump))
        i, j = i + skip, j + jump


def _refined(old: Sequence[str], new: Sequence[str], rough: Stretch) -> Iterator[Stretch]:
    """Yield a stretch in parts, where single lines in it agree; a long one stays as it is."""
    a, b, c, d = rough
    if max(b - a, d - c) > _FAR:
        yield rough
        return
    for what, i, k, j, m in SequenceMatcher(None, old[a:b], new[c:d], autojunk=False).get_opcodes():
        if what != "equal":
            yield a + i, a + k, c + j, c + m


def _together(old: Sequence[str], new: Sequence[str], i: int, j: int) -> tuple[int, int]:
    """Return how many lines of each to step over until they agree again; all that is left if they do not."""
    for far in range(1, _FAR):
        for skip in range(far + 1):
            jump = far - skip
            here, there = old[i + skip : i + skip + _SURE], new[j + jump : j + jump + _SURE]
            if here == there and (here or (i + skip >= len(old) and j + jump >= len(new))):
                return skip, jump
    return len(old) - i, len(new) - j


def _grouped(stretches: Iterator[Stretch]) -> Iterator[list[Stretch]]:
    """Yield stretches that are near each other together."""
    group: list[Stretch] = []
    for one in stretches:
        if group and one[0] - group[-1][1] > 2 * _CONTEXT:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _lines(old: Sequence[str], new: Sequence[str], group: Sequence[Stretch]) -> Iterator[str]:
    start, end = max(group[0][0] - _CONTEXT, 0), min(group[-1][1] + _CONTEXT, len(old))
    other = group[0][2] - (group[0][0] - start)
    length = other + sum(d - c - (b - a) for a, b, c, d in group) + end - start - other
    yield f"@@ -{start + 1},{end - start} +{other + 1},{length} @@"
    done = start
    for a, b, c, d in group:
        yield from (f" {line}" for line in old[done:a])
        yield from (f"-{line}" for line in old[a:b])
        yield from (f"+{line}" for line in new[c:d])
        done = b
    yield from (f" {line}" for line in old[done:end])
