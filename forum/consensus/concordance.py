"""Kendall's W: how far raters put items in the same order.

Sources: M. G. Kendall and B. Babington Smith, "The Problem of m Rankings", Annals of Mathematical
Statistics 10 (1939); the correction for ties as in M. G. Kendall, *Rank Correlation Methods*, 1948.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Concordance:
    """Kendall's W over ``items`` that all of ``raters`` rated, corrected for ties.

    Chi-square is m(k - 1)W, with k - 1 degrees of freedom. All three are None where W is not defined:
    fewer than two raters or items, or every rater gave all items one rating.
    """

    raters: int
    items: int
    w: Fraction | None = None
    chi_square: Fraction | None = None
    df: int | None = None


def concordance(ballots: Sequence[Mapping[str, int]], items: Sequence[str]) -> Concordance:
    """Return Kendall's W of ballots, each a rating by item, over those items that every ballot rates.

    W = 12 S / (m²(k³ - k) - m ΣT), where S is the sum of squares of the rank sums' deviations from their
    mean, and T = Σ(t³ - t) over the ties of one rater.
    """
    common = [item for item in items if all(item in ballot for ballot in ballots)]
    m, k = len(ballots), len(common)
    if m < 2 or k < 2:
        return Concordance(m, k)
    ranked = [ranks([ballot[item] for item in common]) for ballot in ballots]
    sums = [sum((row[column] for row in ranked), Fraction(0)) for column in range(k)]
    mean = Fraction(m * (k + 1), 2)
    ties = sum(t**3 - t for ballot in ballots for t in Counter(ballot[item] for item in common).values())
    below = m**2 * (k**3 - k) - m * ties
    if not below:
        return Concordance(m, k)
    w = 12 * sum(((one - mean) ** 2 for one in sums), Fraction(0)) / below
    return Concordance(m, k, w, m * (k - 1) * w, k - 1)


def ranks(values: Sequence[int]) -> list[Fraction]:
    """Return the rank of each value, from 1; equal ones share the mean of theirs."""
    below = {one: sum(other < one for other in values) for one in set(values)}
    return [below[one] + Fraction(values.count(one) + 1, 2) for one in values]
