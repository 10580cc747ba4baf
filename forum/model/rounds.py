"""``recommendations/rounds/ID/round.yaml``: a rating round, what was asked in it, and what came of it."""

from __future__ import annotations

import datetime
from typing import Literal

import msgspec

RoundState = Literal["draft", "open", "closed"]
RatingClass = Literal["appropriate", "uncertain", "inappropriate"]
PanelAgreement = Literal["agreement", "disagreement", "neither"]

LEAST_MINIMUM = 3  # of fewer ballots each rating can be read off


class _File(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """A part of the file: frozen, keys in kebab-case."""


class Criterion(_File, frozen=True, kw_only=True):
    """What each recommendation is rated by, from 1 to 9; ``low`` and ``high`` are the ends in words."""

    id: str
    question: str
    low: str
    high: str


class RoundItem(_File, frozen=True, kw_only=True):
    """A recommendation that is rated; its digest is fixed when the round opens."""

    recommendation: str
    digest: str = ""


class RatingChange(_File, frozen=True, kw_only=True):
    """What became of an item since the previous round, over those who rated it in both.

    ``moved`` is the share of them who gave another rating; nothing where they are fewer than the minimum.
    Deviations are mean absolute ones from the median of their round.
    """

    median_before: float
    class_before: RatingClass
    both: int
    moved: float | None = None
    deviation_before: float
    deviation: float


class RatingResult(_File, frozen=True, kw_only=True):
    """What came of one item by one criterion; nothing but ``n`` where that is below the round's minimum."""

    recommendation: str
    criterion: str
    n: int
    counts: tuple[int, ...] = ()  # how often 1 to 9 were given
    median: float | None = None
    p30: float | None = None
    p70: float | None = None
    ipr: float | None = None
    ipras: float | None = None
    di: float | None = None
    class_: RatingClass | None = msgspec.field(name="class", default=None)
    agreement: PanelAgreement | None = None
    change: RatingChange | None = None


class ConcordanceResult(_File, frozen=True, kw_only=True):
    """Kendall's W by one criterion, over the items that every ballot rates; no ``w`` where it is not defined."""

    criterion: str
    raters: int
    items: int
    w: float | None = None
    chi_square: float | None = None
    df: int | None = None


class RoundResults(_File, frozen=True, kw_only=True):
    """What ``forum round close`` writes."""

    percentiles: str
    ballots: int
    ratings: tuple[RatingResult, ...] = ()
    concordance: tuple[ConcordanceResult, ...] = ()


class RoundFile(_File, frozen=True, kw_only=True):
    """``round.yaml``, whole."""

    title: str
    state: RoundState = "draft"
    criteria: tuple[Criterion, ...]
    items: tuple[RoundItem, ...]
    panel: int = 0
    minimum: int = 5
    previous: str = ""
    opened: datetime.date | None = None
    closed: datetime.date | None = None
    results: RoundResults | None = None
