"""Amendments as a body takes them: in which order, and which of them exclude one another."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from forum.wordings.proposals import Passage, Proposal, excluding, in_voting_order, is_same
from forum.wordings.values import Wording

TEXT = "States should light every harbour. They should test each lamp weekly."


def passage(text: str, addressees: str = "states", strength: str = "strong") -> Passage:
    source = f'::: {{#rec-a .recommendation addressees="{addressees}" strength={strength}}}\n{text}\n:::'
    to = tuple(sorted(addressees.split()))
    return Passage(source, Wording("rec-a", text, to, strength, "high", f"{text} {to} {strength}"))


def proposal(name: str, text: str | None, now: str | None = TEXT, in_conflict: bool = False, **more: str) -> Proposal:
    then = None if text is None else passage(text, **more)
    return Proposal("rec-a", name, passage(now) if now else None, then, in_conflict)


ONE = proposal("one", TEXT.replace("every", "each"))
OTHER = proposal("other", TEXT.replace("every", "any"))
SECOND = proposal("second", TEXT.replace("weekly", "daily"))
WHOLE = proposal("whole", "Ports should be dark.")
GONE = proposal("gone", None)


def test_deletion_comes_first_then_what_is_furthest_removed() -> None:
    both = proposal("both", TEXT.replace("every", "each").replace("weekly", "daily"))
    order = in_voting_order([ONE, both, WHOLE, GONE])
    assert [one.contribution for one in order] == ["gone", "whole", "both", "one"]


def test_proposals_that_are_equally_far_removed_come_by_name_whatever_order_they_came_in() -> None:
    assert in_voting_order([SECOND, OTHER, ONE]) == in_voting_order([ONE, SECOND, OTHER]) == (ONE, OTHER, SECOND)


def test_the_distance_is_the_share_of_words_that_differ() -> None:
    assert ONE.distance == Fraction(2, 26)  # one of eleven words each; to whom, and how strongly, are two more
    assert proposal("x", TEXT, strength="conditional").distance == Fraction(2, 26)
    assert proposal("x", TEXT, addressees="states ports").distance == Fraction(1, 27)
    assert (GONE.distance, proposal("x", TEXT).distance) == (1, 0)
    assert proposal("x", TEXT, now=None).distance == 1


def test_what_stops_and_blanks_change_is_no_distance() -> None:
    assert proposal("x", TEXT.replace(".", " ;")).distance == 0


def test_two_that_change_one_sentence_exclude_one_another_and_two_sentences_go_together() -> None:
    found = excluding([ONE, OTHER, SECOND])
    assert found == {"one": ("other",), "other": ("one",), "second": ()}


def test_a_deletion_excludes_all_that_change_the_text_but_not_another_deletion() -> None:
    again = proposal("again", None)
    assert excluding([GONE, again, ONE]) == {"gone": ("one",), "again": ("one",), "one": ("gone", "again")}


def test_the_same_words_exclude_nothing_and_are_told_to_be_the_same() -> None:
    twin = proposal("twin", TEXT.replace("every", "each"))
    assert is_same(ONE, twin) and not is_same(ONE, OTHER) and not is_same(ONE, GONE)
    assert excluding([ONE, twin]) == {"one": (), "twin": ()}


def test_addressees_and_strength_that_two_set_otherwise_exclude_one_another() -> None:
    strong, weak = (proposal(name, TEXT, strength=name) for name in ("conditional", "none"))
    ports = proposal("ports", TEXT, addressees="states ports")
    assert excluding([strong, weak])["conditional"] == ("none",)
    assert excluding([ONE, ports]) == {"one": (), "ports": ()}


def test_one_on_an_earlier_text_goes_with_none() -> None:
    late = proposal("late", TEXT.replace("weekly", "daily"), in_conflict=True)
    assert excluding([late, ONE])["late"] == ("one",)


def test_two_new_ones_under_one_id_exclude_one_another_unless_they_are_the_same() -> None:
    first, second, third = (
        proposal(name, text, now=None) for name, text in (("a", "X y."), ("b", "Z."), ("c", "X y."))
    )
    assert {one.kind for one in (first, second)} == {"new"}
    assert excluding([first, second, third])["a"] == ("b",)


TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d", "e."]), max_size=12).map(" ".join)


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_order_and_exclusion_hold_for_any_texts(texts: list[str], now: str) -> None:
    proposals = [proposal(str(number), text, now=now or None) for number, text in enumerate(texts)]
    order = in_voting_order(proposals)
    assert sorted(one.contribution for one in order) == sorted(one.contribution for one in proposals)
    assert all(0 <= one.distance <= 1 for one in order)
    found = excluding(order)
    assert all(name in found[other] for name, others in found.items() for other in others)
