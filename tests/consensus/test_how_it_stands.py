"""Which positions count for a recommendation, whoever wrote them down in which order."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from forum.consensus.standing import KINDS, by_recommendation
from forum.consensus.standing import standing as of_given
from forum.model import ConsensusSettings, ForumSettings, Manifest, Partner, Position, PositionFile

NOW, BEFORE = "v1:now", "v1:before"
PARTNERS = ("amber", "birch", "cedar", "dune")
MANIFEST = Manifest(
    forum=ForumSettings(title="T"),
    partner=tuple(Partner(id=name, name=name.title()) for name in PARTNERS),
    consensus=ConsensusSettings(rule="ietf"),
)


def position(kind="endorse", person="p", capacity="institutional", digest=NOW, day=1, recommendation="rec-a"):
    return Position(
        recommendation=recommendation,
        position=kind,
        person=person,
        capacity=capacity,
        date=datetime.date(2031, 1, day),
        digest=digest,
    )


def files(**held):
    return [PositionFile(name, PurePosixPath(f"{name}.yaml"), tuple(each)) for name, each in held.items()]


def standing(recommendation, digest, of, manifest):
    return of_given(recommendation, digest, by_recommendation(of).get(recommendation, ()), manifest)


def test_institutions_decide_and_persons_are_counted_apart():
    found = standing(
        "rec-a",
        NOW,
        files(
            amber=[position(), position("formal-objection", "q", "personal")],
            birch=[position("no-objection")],
            cedar=[position("endorse-with-reservation"), position("endorse", "r", "personal")],
        ),
        MANIFEST,
    )
    assert found.decision.state == "agreed"
    assert found.counts["endorse"] == 1
    assert found.personal == {"formal-objection": 1, "endorse": 1}
    assert found.silent == ("dune",)
    assert not found.objected


def test_a_position_on_other_words_counts_for_nothing():
    held = files(amber=[position()], birch=[position()], cedar=[position("formal-objection", digest=BEFORE)])
    found = standing("rec-a", NOW, held, MANIFEST)
    assert (found.stale, found.silent) == (("cedar",), ("cedar", "dune"))
    assert found.decision.tally.formal_objection == 0
    assert found.decision.state == "open"


def test_an_institution_has_one_voice_the_latest_and_on_one_day_the_graver():
    later = standing("rec-a", NOW, files(amber=[position("dissent"), position("endorse", "q", day=2)]), MANIFEST)
    assert (later.counts["endorse"], later.counts["dissent"]) == (1, 0)
    same = standing("rec-a", NOW, files(amber=[position("formal-objection"), position("endorse", "q")]), MANIFEST)
    assert same.objected
    assert same.decision.tally.taking_part == 1


def test_positions_on_another_recommendation_and_of_nobody_known_do_not_count():
    held = files(amber=[position(recommendation="rec-b")], elsewhere=[position()])
    assert standing("rec-a", NOW, held, MANIFEST).held == ()


entries = st.builds(
    position,
    st.sampled_from(KINDS),
    st.sampled_from("pqr"),
    st.sampled_from(("institutional", "personal")),
    st.sampled_from((NOW, BEFORE)),
    st.integers(1, 3),
)
holdings = st.lists(st.tuples(st.sampled_from(PARTNERS), entries), max_size=12)


def _files(pairs):
    return files(**{name: [one for who, one in pairs if who == name] for name in dict.fromkeys(n for n, _ in pairs)})


@given(holdings, st.randoms())
def test_the_order_of_positions_and_of_files_is_irrelevant(pairs, random):
    turned = random.sample(pairs, len(pairs))
    one, other = (standing("rec-a", NOW, _files(each), MANIFEST) for each in (pairs, turned))
    assert (one.decision, one.personal, one.silent, one.stale) == (
        other.decision,
        other.personal,
        other.silent,
        other.stale,
    )


def _with(partners, rule="ietf"):
    return Manifest(
        forum=ForumSettings(title="T"), partner=tuple(partners), consensus=ConsensusSettings(rule=rule, quorum="2/3")
    )


@given(holdings, st.randoms(), st.sampled_from(("ietf", "w3c", "two-thirds", "absolute")))
def test_the_order_of_partners_is_irrelevant_and_who_is_recused_is_as_good_as_gone(pairs, random, rule):
    def decided(partners):
        return standing("rec-a", NOW, _files(pairs), _with(partners, rule))

    whole = decided(MANIFEST.partner)
    assert decided(random.sample(MANIFEST.partner, len(PARTNERS))).decision == whole.decision
    there = [one for one in MANIFEST.partner if not decided([one]).counts["recuse"]]
    assert decided(there).decision.state == whole.decision.state


@given(holdings, st.lists(st.tuples(st.sampled_from(PARTNERS), entries), max_size=6))
def test_what_persons_think_and_what_is_stale_decide_nothing(pairs, more):
    idle = [(name, one) for name, one in more if one.capacity == "personal" or one.digest == BEFORE]
    before, after = (standing("rec-a", NOW, _files(each), MANIFEST) for each in (pairs, [*pairs, *idle]))
    assert before.decision == after.decision
