"""How alike two texts are; rapidfuzz is imported when it is first asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_LONG = 20000


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """Return how alike two texts are, from 0 to 1; 0 where it is below ``least``."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    shorter, longer = sorted((len(one), len(other)))
    if 2 * shorter < least * (shorter + longer):
        return 0.0
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(one[:_LONG], other[:_LONG], score_cutoff=least))


def likely_pairs(rows: int, columns: int, score: Callable[[int, int], float]) -> Iterator[tuple[int, int]]:
    """Yield which of two sequences' elements belong together: in order, those together most alike.

    A pair with the score 0 is none; of pairs equally alike, the first in both sequences
    belong together, so that it does not matter which sequence is which. It is the
    alignment of S. Needleman and C. Wunsch (1970), without a price for gaps.
    """
    scores = [[score(i, j) for j in range(columns)] for i in range(rows)]
    best = [[(0.0, 0)] * (columns + 1) for _ in range(rows + 1)]  # how alike all are, and how near the beginning
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(_with(scores[i][j], i + j, best[i + 1][j + 1]), best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < rows and j < columns:
        if scores[i][j] and best[i][j] == _with(scores[i][j], i + j, best[i + 1][j + 1]):
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _with(score: float, place: int, rest: tuple[float, int]) -> tuple[float, int]:
    return (score + rest[0], rest[1] - place) if score else rest
