"""Statistics of ratings: against numbers from publications, and laws that hold for any panel."""

from __future__ import annotations

import statistics as python
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.consensus.concordance import concordance, ranks
from forum.consensus.ratings import (
    HIGHEST,
    LOWEST,
    agreement_of,
    change,
    class_of,
    counted,
    percentile,
    statistics,
)

RATINGS = st.lists(st.integers(LOWEST, HIGHEST), min_size=1, max_size=30)
MIRROR = {"appropriate": "inappropriate", "uncertain": "uncertain", "inappropriate": "appropriate"}

# BMJ Open 2012;2(5):e001431, table 1 (PMC3467596).
PUBLISHED = [4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9]

# The example "anxiety" of R's packages irr and DescTools: three raters, twenty subjects.
ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]


def as_ballots(raters: list[list[int]]) -> list[dict[str, int]]:
    return [{f"item-{number}": rating for number, rating in enumerate(one)} for one in raters]


def test_a_published_panel_has_the_published_statistics() -> None:
    found = statistics(counted(PUBLISHED))

    assert (found.n, found.median, found.p30, found.p70, found.ipr) == (15, 7, 7, 8, 1)
    assert (found.ipr_cp, found.asymmetry, found.ipras) == (Fraction("7.5"), Fraction("2.5"), Fraction("6.1"))
    assert found.di == pytest.approx(0.16393442622950818)
    assert (found.class_, found.agreement) == ("appropriate", "agreement")


@pytest.mark.parametrize(
    ("sizes", "outside", "each_extreme"),
    [  # BMC Med Inform Decis Mak 2012;12:93, table 7; PMC5966219, table 4, for 17 to 25
        (range(8, 11), 2, 3),
        (range(11, 14), 3, 4),
        (range(14, 17), 4, 5),
        (range(17, 20), 5, None),
        (range(20, 23), 6, None),
        (range(23, 26), 7, None),
    ],
)
def test_agreement_by_panel_size_is_as_published(sizes: range, outside: int, each_extreme: int | None) -> None:
    for n in sizes:
        assert agreement_of(counted([8] * (n - outside) + [5] * outside)) == "agreement"
        assert agreement_of(counted([8] * (n - outside - 1) + [5] * (outside + 1))) == "neither"
        if each_extreme:
            assert agreement_of(counted([8] * (n - each_extreme) + [2] * each_extreme)) == "disagreement"
            assert agreement_of(counted([8] * (n - each_extreme + 1) + [2] * (each_extreme - 1))) != "disagreement"


def test_a_median_of_8_is_uncertain_where_the_panel_disagrees() -> None:
    found = statistics(counted([1, 2, 3, 7, 8, 8, 9, 9, 9]))

    assert (found.median, found.agreement, found.class_) == (8, "disagreement", "uncertain")
    assert found.di > 1


def test_a_median_between_two_classes_belongs_to_the_higher() -> None:
    assert class_of(Fraction(7, 2), "neither") == "uncertain"
    assert class_of(Fraction(13, 2), "neither") == "appropriate"


def test_what_is_not_defined_is_none() -> None:
    nobody = statistics(counted([]))
    one = statistics(counted([7]))
    alike = statistics(counted([9] * 9))

    assert (nobody.n, nobody.median, nobody.di, nobody.class_, nobody.agreement) == (0, None, None, None, None)
    assert (one.median, one.p30, one.p70, one.di, one.class_) == (7, 7, 7, 0, "appropriate")
    assert (alike.ipr, alike.di, alike.agreement) == (0, 0, "agreement")


@given(RATINGS)
def test_the_order_of_raters_does_not_matter(ratings: list[int]) -> None:
    assert statistics(counted(ratings)) == statistics(counted(sorted(ratings)))


@given(RATINGS)
def test_the_mirrored_scale_mirrors_everything(ratings: list[int]) -> None:
    """But for medians between two classes: 3.5 and 6.5 both go up."""
    found = statistics(counted(ratings))
    mirrored = statistics(counted([10 - one for one in ratings]))

    assert found.median is not None
    assert (mirrored.median, mirrored.p30, mirrored.p70) == (10 - found.median, 10 - found.p70, 10 - found.p30)
    assert mirrored.di == found.di
    if found.median not in (Fraction(7, 2), Fraction(13, 2)):
        assert (mirrored.class_, mirrored.agreement) == (MIRROR[found.class_], found.agreement)


@given(st.lists(st.integers(LOWEST, HIGHEST), min_size=3, max_size=30))
def test_percentiles_are_those_of_pythons_exclusive_method(ratings: list[int]) -> None:
    tenths = python.quantiles(ratings, n=10, method="exclusive")

    ordered = sorted(ratings)
    assert float(percentile(ordered, Fraction(3, 10))) == pytest.approx(tenths[2])
    assert float(percentile(ordered, Fraction(7, 10))) == pytest.approx(tenths[6])
    assert float(percentile(ordered, Fraction(1, 2))) == python.median(ratings)


@given(RATINGS)
def test_classic_disagreement_in_a_panel_of_nine_is_a_wide_range_too(ratings: list[int]) -> None:
    """As the manual says of its own size of panel."""
    nine = (ratings * 9)[:9]
    found = statistics(counted(nine))
    assert found.di > 1 or found.agreement != "disagreement"


# --- Kendall's W ---------------------------------------------------------------------------


def test_w_with_ties_is_that_of_a_known_example() -> None:
    ballots = as_ballots(ANXIETY)
    found = concordance(ballots, list(ballots[0]))

    assert float(found.w) == pytest.approx(0.5396568759543698)
    assert float(found.chi_square) == pytest.approx(30.760441929399082)
    assert (found.raters, found.items, found.df) == (3, 20, 19)


def test_w_is_over_what_all_raters_rated() -> None:
    found = concordance([{"a": 1, "b": 5, "c": 9}, {"a": 2, "b": 6}], ["a", "b", "c"])
    assert (found.items, found.w) == (2, 1)


def test_w_is_not_defined_for_one_rater_one_item_or_no_order() -> None:
    assert concordance([{"a": 1, "b": 2}], ["a", "b"]).w is None
    assert concordance([{"a": 1}, {"a": 2}], ["a"]).w is None
    assert concordance([{"a": 5, "b": 5}, {"a": 7, "b": 7}], ["a", "b"]).w is None
    assert concordance([], ["a", "b"]).w is None


@given(st.integers(2, 8).flatmap(lambda k: st.lists(st.lists(st.integers(1, 9), min_size=k, max_size=k), max_size=9)))
def test_w_lies_between_0_and_1_whatever_the_order(raters: list[list[int]]) -> None:
    ballots = as_ballots(raters)
    items = list(ballots[0]) if ballots else []
    found = concordance(ballots, items)

    assert found.w is None or 0 <= found.w <= 1
    assert concordance(ballots[::-1], items[::-1]) == found


@given(RATINGS)
def test_ranks_add_up(values: list[int]) -> None:
    assert sum(ranks(values)) == Fraction(len(values) * (len(values) + 1), 2)


# --- two rounds ----------------------------------------------------------------------------


def test_what_moved_between_two_rounds() -> None:
    before, now = [2, 5, 5, 8, 9], [5, 5, 6, 7, 7]
    found = change(counted(before), counted(now), list(zip(before, now, strict=True)))

    assert found is not None
    assert (found.both, found.moved, found.median_before, found.class_before) == (5, 4, 5, "uncertain")
    assert (found.deviation_before, found.deviation) == (Fraction(2), Fraction(4, 5))


def test_nothing_changes_where_a_round_is_empty() -> None:
    assert change(counted([]), counted([5]), []) is None
    assert change(counted([5]), counted([]), []) is None
