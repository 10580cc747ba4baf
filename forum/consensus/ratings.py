"""What a panel's ratings of 1 to 9 say: middle, spread, agreement and class, by the RAND/UCLA method.

Sources: K. Fitch et al., *The RAND/UCLA Appropriateness Method User's Manual*, RAND
MR-1269, 2001 (classes, the 30th and 70th percentile, and IPRAS; a median of 3.5 or 6.5 belongs to the
higher class). For panels of other sizes than 9, the table of BMC Med Inform Decis Mak 2012;12:93 as a closed
form. How a percentile lies between two ratings is a choice, named with the results: type 6. DI is later usage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

LOWEST, HIGHEST = 1, 9
SCALE = range(LOWEST, HIGHEST + 1)
PERCENTILES = "exclusive (type 6 of Hyndman and Fan)"

Class = Literal["appropriate", "uncertain", "inappropriate"]
Agreement = Literal["agreement", "disagreement", "neither"]

_MIDDLE = 5
_LEAST_RANGE, _CORRECTION = Fraction("2.35"), Fraction("1.5")


@dataclass(frozen=True)
class Statistics:
    """What is computed of one item's ratings; None for what is not defined.

    ``counts`` says how often each of 1 to 9 was given. ``p30`` and ``p70`` are the 30th and 70th
    percentile, ``ipr`` the range between them, ``ipr_cp`` its central point, ``asymmetry`` how far that
    lies from 5, ``ipras`` the range that an asymmetry of this size allows, ``di`` the quotient of the two:
    above 1 the range is larger than allowed. ``class_`` and ``agreement`` follow the classic
    rule by the panel's size.
    """

    counts: tuple[int, ...]
    n: int
    median: Fraction | None = None
    p30: Fraction | None = None
    p70: Fraction | None = None
    ipr: Fraction | None = None
    ipr_cp: Fraction | None = None
    asymmetry: Fraction | None = None
    ipras: Fraction | None = None
    di: Fraction | None = None
    class_: Class | None = None
    agreement: Agreement | None = None


def counted(ratings: Iterable[int]) -> tuple[int, ...]:
    """Return how often each rating of 1 to 9 is there."""
    every = list(ratings)
    return tuple(every.count(value) for value in SCALE)


def statistics(counts: Sequence[int]) -> Statistics:
    """Return what the nine counts of an item say.

    Formulas: IPR = P70 - P30; AI = |5 - (P30 + P70) / 2|; IPRAS = 2.35 + 1.5 AI; DI = IPR / IPRAS.
    """
    ratings = [value for value, count in zip(SCALE, counts, strict=True) for _ in range(count)]
    if not ratings:
        return Statistics(tuple(counts), 0)
    middle = percentile(ratings, Fraction(1, 2))
    low, high = percentile(ratings, Fraction(3, 10)), percentile(ratings, Fraction(7, 10))
    asymmetry = abs(_MIDDLE - (low + high) / 2)
    allowed = _LEAST_RANGE + _CORRECTION * asymmetry
    return Statistics(
        counts=tuple(counts),
        n=len(ratings),
        median=middle,
        p30=low,
        p70=high,
        ipr=high - low,
        ipr_cp=(low + high) / 2,
        asymmetry=asymmetry,
        ipras=allowed,
        di=(high - low) / allowed,
        class_=class_of(middle, agreement_of(counts)),
        agreement=agreement_of(counts),
    )


def percentile(ordered: Sequence[int], share: Fraction) -> Fraction:
    """Return a percentile by the exclusive method, type 6 of Hyndman and Fan (1996).

    ``ordered`` has at least one rating. It is what Python's ``statistics.quantiles(…, method="exclusive")``
    gives, but for two ratings, beyond which that extrapolates and this, as R, does not.
    """
    place = share * (len(ordered) + 1)
    below = min(max(int(place), 1), len(ordered))
    above = min(below + 1, len(ordered))
    part = min(max(place - below, Fraction(0)), Fraction(1))
    return ordered[below - 1] + part * (ordered[above - 1] - ordered[below - 1])


def region(median: Fraction) -> range:
    """Return the three points of the scale that a median lies in; 3.5 and 6.5 lie in the higher ones."""
    first = 1 if median < Fraction(7, 2) else 4 if median < Fraction(13, 2) else 7
    return range(first, first + 3)


def agreement_of(counts: Sequence[int]) -> Agreement | None:
    """Return whether a panel agrees, by its size; None without ratings.

    Agreement: at most floor((n - 2) / 3) lie outside the three points of the median. Disagreement: at
    least floor((n + 1) / 3) lie in 1 to 3, and as many in 7 to 9.
    """
    n = sum(counts)
    if not n:
        return None
    ratings = [value for value, count in zip(SCALE, counts, strict=True) for _ in range(count)]
    inside = sum(counts[value - 1] for value in region(percentile(ratings, Fraction(1, 2))))
    many = max((n + 1) // 3, 1)
    if sum(counts[:3]) >= many and sum(counts[6:]) >= many:
        return "disagreement"
    return "agreement" if n - inside <= max((n - 2) // 3, 0) else "neither"


def class_of(median: Fraction, agreement: Agreement | None) -> Class:
    """Return the class of an item: by its median, uncertain where the panel disagrees."""
    if agreement == "disagreement":
        return "uncertain"
    return {1: "inappropriate", 4: "uncertain", 7: "appropriate"}[region(median).start]  # type: ignore[return-value]


# --- two rounds ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What became of one item between two rounds, over the raters who rated it in both.

    ``moved`` of ``both`` gave another rating. The deviations are mean absolute ones from each round's
    median, over all ratings of that round; a smaller one means that the panel has come closer.
    """

    both: int
    moved: int
    median_before: Fraction
    class_before: Class
    deviation_before: Fraction
    deviation: Fraction


def change(before: Sequence[int], now: Sequence[int], pairs: Iterable[tuple[int, int]]) -> Change | None:
    """Return what changed from the counts of one round to those of the next; None where one is empty.

    ``pairs`` are the ratings of those who rated it in both.
    """
    first = statistics(before)
    if first.median is None or first.class_ is None or not sum(now):
        return None
    both = list(pairs)
    moved = sum(one != other for one, other in both)
    return Change(len(both), moved, first.median, first.class_, deviation(before), deviation(now))


def deviation(counts: Sequence[int]) -> Fraction:
    """Return the mean absolute deviation of ratings from their median; there is at least one."""
    ratings = [value for value, count in zip(SCALE, counts, strict=True) for _ in range(count)]
    middle = percentile(ratings, Fraction(1, 2))
    return sum((abs(value - middle) for value in ratings), Fraction(0)) / len(ratings)
