"""What each rule makes of a tally, and the laws that hold of all of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.consensus.rules import HALF, Tally, decide, read_quorum

RULES = ("ietf", "w3c", "two-thirds", "absolute")
COUNTS = ("endorse", "endorse_with_reservation", "no_objection", "abstain", "dissent", "formal_objection", "recuse")


@st.composite
def tallies(draw):
    counts = {name: draw(st.integers(0, 6)) for name in COUNTS}
    return Tally(sum(counts.values()) + draw(st.integers(0, 8)), **counts)


quorums = st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda pair: (min(pair), max(pair)))


# --- each rule ---------------------------------------------------------------------------


@pytest.mark.parametrize(("partners", "recused", "needed"), [(15, 0, 10), (15, 1, 10), (14, 2, 8)])
def test_ietf_needs_two_thirds_of_those_that_are_not_recused(partners, recused, needed):
    """The numbers of the IETF datatracker's own ballots."""
    enough = Tally(partners, endorse=1, no_objection=needed - 1, recuse=recused)
    assert decide("ietf", enough).state == "agreed"
    short = decide("ietf", replace(enough, no_objection=needed - 2))
    assert (short.state, short.reason) == ("open", "it lacks 1 more that endorses or does not object")


def test_ietf_needs_somebody_who_endorses_it():
    assert decide("ietf", Tally(4, no_objection=4)).reason == "it lacks an endorsement"
    assert decide("ietf", Tally(4, no_objection=3, endorse_with_reservation=1)).state == "agreed"


def test_one_formal_objection_stands_in_the_way_and_a_dissent_does_not():
    for rule in ("ietf", "w3c"):
        assert decide(rule, Tally(9, endorse=8, dissent=1)).state == "agreed"
        objected = decide(rule, Tally(9, endorse=8, formal_objection=1))
        assert (objected.state, objected.reason) == ("not-agreed", "it lacks the withdrawal of 1 formal objection")


def test_w3c_wants_more_than_half_to_endorse_and_silence_is_no_support():
    assert decide("w3c", Tally(4, endorse=2, no_objection=2)).state == "not-agreed"
    assert decide("w3c", Tally(4, endorse=2, no_objection=1)).state == "open"
    assert decide("w3c", Tally(4, endorse=3)).reason == "3 of 4 endorse, more than half, and none objects formally"


def test_two_thirds_are_of_the_votes_cast_with_a_quorum():
    assert decide("two-thirds", Tally(9, endorse=4, dissent=1, formal_objection=1)).state == "agreed"
    assert decide("two-thirds", Tally(9, endorse=3, dissent=2)).reason == "it lacks 1 more endorsement"
    few = decide("two-thirds", Tally(9, endorse=4))
    assert (few.state, few.reason) == ("no-quorum", "4 of 9 partners that are not recused take part; 5 have to")
    assert decide("two-thirds", Tally(9, endorse=4, abstain=1)).state == "agreed"
    assert decide("two-thirds", Tally(9, endorse=4), (1, 3)).state == "agreed"


def test_an_absolute_majority_is_of_all_that_are_not_recused():
    assert decide("absolute", Tally(8, endorse=4, abstain=4)).state == "not-agreed"
    assert decide("absolute", Tally(8, endorse=5)).state == "agreed"
    assert decide("absolute", Tally(8, endorse=4, recuse=1)).state == "agreed"
    assert decide("absolute", Tally(8, endorse=5), (3, 4)).state == "no-quorum"


def test_nothing_is_decided_where_nobody_has_spoken():
    for rule in RULES:
        assert decide(rule, Tally(4)).state == "open"
        assert decide(rule, Tally(4, recuse=4)).state == "not-agreed"
    assert decide("rand-ucla", Tally(4, endorse=4)).reason == "no rating round yet"


@pytest.mark.parametrize("text", ["", "half", "0.5", "0/2", "3/2", "1/0", "1/2/3", "-1/2", "50%"])
def test_a_quorum_is_a_fraction_above_nothing_and_up_to_all(text):
    assert read_quorum(text) is None


def test_a_quorum_is_read_as_it_is_written():
    assert (read_quorum("1/2"), read_quorum(" 2 / 3 "), read_quorum("1/1")) == ((1, 2), (2, 3), (1, 1))


# --- laws --------------------------------------------------------------------------------


@given(st.sampled_from(RULES), tallies(), quorums, st.sampled_from((*COUNTS, "silent", "new partner")))
def test_one_more_endorsement_never_undoes_an_agreement(rule, tally, quorum, gives_way):
    """Of a partner that thought otherwise, was recused, silent, or none."""
    if gives_way == "new partner":
        after = replace(tally, partners=tally.partners + 1, endorse=tally.endorse + 1)
    elif gives_way == "silent":
        after = replace(tally, endorse=tally.endorse + (tally.silent > 0))
    elif gives_way == "endorse" or getattr(tally, gives_way) == 0:
        after = tally
    else:
        after = replace(tally, endorse=tally.endorse + 1, **{gives_way: getattr(tally, gives_way) - 1})
    if decide(rule, tally, quorum).state == "agreed":
        assert decide(rule, after, quorum).state == "agreed"


@given(st.sampled_from(RULES), tallies(), quorums)
def test_a_formal_objection_brings_no_agreement_about_but_by_making_up_the_quorum(rule, tally, quorum):
    if tally.silent and decide(rule, replace(tally, formal_objection=tally.formal_objection + 1), quorum).state == (
        "agreed"
    ):
        assert decide(rule, tally, quorum).state in ("agreed", "no-quorum")


@given(st.sampled_from(RULES), tallies(), quorums)
def test_open_is_what_the_silent_can_still_agree_to(rule, tally, quorum):
    state = decide(rule, tally, quorum).state
    if state in ("open", "not-agreed"):
        hoped = replace(tally, endorse=tally.endorse + tally.silent)
        assert (decide(rule, hoped, quorum).state == "agreed") is (state == "open")


@given(st.sampled_from(RULES), tallies(), quorums)
def test_a_reservation_counts_as_an_endorsement(rule, tally, quorum):
    without = replace(tally, endorse=tally.support, endorse_with_reservation=0)
    assert decide(rule, tally, quorum).state == decide(rule, without, quorum).state


@given(st.sampled_from(RULES), tallies(), quorums)
def test_a_recused_partner_is_as_one_that_there_is_not(rule, tally, quorum):
    without = replace(tally, partners=tally.partners - tally.recuse, recuse=0)
    assert decide(rule, tally, quorum).state == decide(rule, without, quorum).state


@given(st.sampled_from(("ietf", "w3c")), tallies())
def test_a_dissent_weighs_as_much_as_an_abstention_where_it_bars_nothing(rule, tally):
    without = replace(tally, abstain=tally.abstain + tally.dissent, dissent=0)
    assert decide(rule, tally).state == decide(rule, without).state


@given(tallies(), quorums)
def test_whole_numbers_decide_as_fractions_would(tally, quorum):
    support, entitled = tally.support, tally.partners - tally.recuse
    against, spoken = tally.dissent + tally.formal_objection, tally.taking_part
    enough = spoken >= Fraction(*quorum) * entitled
    wanted = {
        "ietf": support >= 1
        and not tally.formal_objection
        and support + tally.no_objection >= ceil(Fraction(2, 3) * entitled),
        "w3c": support > Fraction(entitled, 2) and not tally.formal_objection,
        "two-thirds": enough and support >= 1 and Fraction(support, support + against) >= Fraction(2, 3),
        "absolute": enough and support > Fraction(entitled, 2),
    }
    assert {rule: decide(rule, tally, quorum).state == "agreed" for rule in RULES} == wanted


def test_the_usual_quorum_is_half():
    assert HALF == (1, 2)
