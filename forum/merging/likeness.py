"""How alike two texts are; rapidfuzz is imported when it is first asked."""

from __future__ import annotations

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
