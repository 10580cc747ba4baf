"""What comes of a rating round: statistics by item, W by criterion, and whether its panel agrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from forum.consensus.ballots import Ratings
from forum.consensus.concordance import Concordance, concordance
from forum.consensus.ratings import PERCENTILES, SCALE, Statistics, change, statistics
from forum.model import (
    ConcordanceResult,
    RatingChange,
    RatingResult,
    Round,
    RoundFile,
    RoundItem,
    RoundResults,
)

_DIGITS = 4
LARGEST = 10_000  # ratings of one item


@dataclass(frozen=True)
class Before:
    """The round before, and its ballots' ratings by token where they are still there."""

    round: Round
    ratings: Mapping[str, Ratings]


def results_of(file: RoundFile, ratings: Mapping[str, Ratings], before: Before | None = None) -> RoundResults:
    """Return what the ballots of a round say, by token; what fewer than its minimum rated is not told."""
    rated = tuple(
        _rating(file, item, criterion.id, ratings, before) for criterion in file.criteria for item in file.items
    )
    agreed = tuple(_concordance(file, criterion.id, ratings) for criterion in file.criteria)
    voted = sum(bool(one) for one in ratings.values())
    return RoundResults(percentiles=PERCENTILES, ballots=voted, ratings=rated, concordance=agreed)


def _rating(
    file: RoundFile, item: RoundItem, criterion: str, ratings: Mapping[str, Ratings], before: Before | None
) -> RatingResult:
    name = item.recommendation
    given = {token: one[name, criterion] for token, one in ratings.items() if (name, criterion) in one}
    counts = tuple(list(given.values()).count(value) for value in SCALE)
    if len(given) < file.minimum:
        return RatingResult(recommendation=name, criterion=criterion, n=len(given))
    return rating_result(name, criterion, counts, _change(file, name, criterion, counts, given, before))


def rating_result(
    recommendation: str, criterion: str, counts: Sequence[int], changed: RatingChange | None = None
) -> RatingResult:
    """Return what counts say of an item, as it is written."""
    found: Statistics = statistics(counts)
    return RatingResult(
        recommendation=recommendation,
        criterion=criterion,
        n=found.n,
        counts=found.counts,
        median=_written(found.median),
        p30=_written(found.p30),
        p70=_written(found.p70),
        ipr=_written(found.ipr),
        ipras=_written(found.ipras),
        di=_written(found.di),
        class_=found.class_,
        agreement=found.agreement,
        change=changed,
    )


def _change(
    file: RoundFile,
    name: str,
    criterion: str,
    counts: Sequence[int],
    given: Mapping[str, int],
    before: Before | None,
) -> RatingChange | None:
    earlier = result(before.round.file, name, criterion) if before is not None else None
    if before is None or earlier is None or not earlier.counts:
        return None
    both = [token for token in given if (name, criterion) in before.ratings.get(token, {})]
    pairs = [(before.ratings[token][name, criterion], given[token]) for token in both]
    return rating_change(file, earlier.counts, counts, pairs)


def rating_change(
    file: RoundFile, before: Sequence[int], now: Sequence[int], pairs: Sequence[tuple[int, int]]
) -> RatingChange | None:
    """Return what changed from the counts of one round to those of the next, as it is written.

    ``pairs`` are the ratings of those who rated it in both; of fewer than the minimum it is not told who moved.
    """
    found = change(before, now, pairs)
    if found is None:
        return None
    return RatingChange(
        median_before=float(found.median_before),
        class_before=found.class_before,
        both=found.both,
        moved=_written(Fraction(found.moved, found.both)) if found.both >= file.minimum else None,
        deviation_before=round(float(found.deviation_before), _DIGITS),
        deviation=round(float(found.deviation), _DIGITS),
    )


def result(file: RoundFile, recommendation: str, criterion: str) -> RatingResult | None:
    """Return what a round says of an item by a criterion; None where it does not."""
    every = file.results.ratings if file.results else ()
    found = (one for one in every if (one.recommendation, one.criterion) == (recommendation, criterion))
    return next(map(computed, found), None)


def computed(one: RatingResult) -> RatingResult:
    """Return what the counts of a result say, whatever stands beside them; only how many, if they are none."""
    if not are_counts(one.counts):
        return RatingResult(recommendation=one.recommendation, criterion=one.criterion, n=one.n)
    return rating_result(one.recommendation, one.criterion, one.counts, one.change)


def are_counts(counts: Sequence[int]) -> bool:
    """Tell whether these can be how often 1 to 9 were given."""
    return len(counts) == len(SCALE) and min(counts) >= 0 and 0 < sum(counts) <= LARGEST


def _concordance(file: RoundFile, criterion: str, ratings: Mapping[str, Ratings]) -> ConcordanceResult:
    """Return W by a criterion, of those who rated by it at all; of fewer than the minimum only how many they are."""
    items = [item.recommendation for item in file.items]
    ballots = [{item: one[item, criterion] for item in items if (item, criterion) in one} for one in ratings.values()]
    found = concordance([ballot for ballot in ballots if ballot], items)
    told = found if found.raters >= file.minimum else Concordance(found.raters, found.items)
    return ConcordanceResult(
        criterion=criterion,
        raters=told.raters,
        items=told.items,
        w=_written(told.w),
        chi_square=_written(told.chi_square),
        df=told.df,
    )


def _written(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), _DIGITS)


# --- whether a panel agrees ----------------------------------------------------------------


@dataclass(frozen=True)
class PanelDecision:
    """What the last closed round on a recommendation decides, and why in words; ``round`` is its id."""

    state: Literal["agreed", "not-agreed", "open"]
    reason: str
    round: str = ""


def in_order(rounds: Iterable[Round]) -> list[Round]:
    """Return the closed rounds as they followed each other: by day, and a round after the one that it names."""
    closed = {one.id: one for one in rounds if one.file.state == "closed" and one.file.results}

    def depth(one: Round) -> int:
        seen = {one.id}
        while one.file.previous in closed and one.file.previous not in seen:
            one = closed[one.file.previous]
            seen.add(one.id)
        return len(seen)

    return sorted(closed.values(), key=lambda one: (str(one.file.closed), depth(one), one.id))


def last_on(rounds: Iterable[Round], recommendation: str) -> Round | None:
    """Return the last closed round that asked about a recommendation."""
    asked = (one for one in in_order(rounds) if any(item.recommendation == recommendation for item in one.file.items))
    return next(reversed(list(asked)), None)


def rand_ucla(rounds: Iterable[Round], recommendation: str, digest: str) -> PanelDecision:
    """Decide as a RAND/UCLA panel: agreed if, by every criterion, it is appropriate without disagreement.

    There is no disagreement where neither the classic rule finds one nor the range is larger than IPRAS.
    The last closed round decides; ratings of other words than those with the digest decide nothing.
    """
    last = last_on(rounds, recommendation)
    if last is None:
        return PanelDecision("open", "no closed rating round has asked about it")
    item = next(one for one in last.file.items if one.recommendation == recommendation)
    if item.digest != digest:
        return PanelDecision("open", f"it has been reworded since the round {last.id}", last.id)
    found = [result(last.file, recommendation, criterion.id) for criterion in last.file.criteria]
    if any(one is None or one.class_ is None for one in found):
        return PanelDecision("open", f"too few rated it in the round {last.id}", last.id)
    against = [words for one in found if one and (words := _against(one))]
    state: Literal["agreed", "not-agreed"] = "not-agreed" if against else "agreed"
    medians = ", ".join(f"{one.median:g}" for one in found if one)
    reason = "; ".join(against) or f"appropriate without disagreement, median {medians}"
    return PanelDecision(state, f"{reason} (round {last.id})", last.id)


def _against(one: RatingResult) -> str:
    """Return in words what keeps an item from being agreed by one criterion."""
    if one.agreement == "disagreement" or (one.di or 0) > 1:
        return f"the panel disagrees by {one.criterion}, median {one.median:g}"
    return "" if one.class_ == "appropriate" else f"{one.class_} by {one.criterion}, median {one.median:g}"
