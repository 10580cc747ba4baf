"""What comes of a round, what its file may say, and when its panel agrees."""

from __future__ import annotations

from pathlib import Path

import pytest
from panels import FIRST, a_round, ballots, closed, loaded, workspace

from forum.consensus.round_checks import reworded, round_problems
from forum.consensus.round_file import with_keys, written_results
from forum.consensus.rounds import Before, last_on, rand_ucla, result, results_of
from forum.consensus.standing import standing, standing_if_any
from forum.model import ConsensusSettings, Criterion, ForumSettings, Manifest, Round, Workspace

DIGESTS = {name: f"v1:{name}" for name in FIRST}
OPEN = a_round("first", DIGESTS)

TEXT = """\
title: First (fictional)
state: open
criteria:
  - {id: fit, question: Does it fit?, low: not at all, high: very well}   # asked of all
items:
  - {recommendation: rec-good, digest: "v1:rec-good"}
  - {recommendation: rec-split, digest: "v1:rec-split"}
  - {recommendation: rec-bad, digest: "v1:rec-bad"}
panel: 9
opened: 2031-01-01
"""


def written(state: str = "closed") -> str:
    """Return the file of the round after it was closed."""
    results = written_results(results_of(OPEN.file, ballots(FIRST)))
    return with_keys(TEXT, {"state": state, "results": results})


def codes(one: Round, *others: Round) -> list[str]:
    return [f"{problem.code}:{problem.span.line}" for problem in round_problems(workspace(one, *others), DIGESTS)]


def test_a_closed_round_says_what_its_ballots_say() -> None:
    one = closed(OPEN, FIRST)
    good, split = result(one.file, "rec-good", "fit"), result(one.file, "rec-split", "fit")

    assert good is not None and split is not None and one.file.results is not None
    assert (good.n, good.counts, good.median, good.p30, good.p70) == (9, (0, 0, 0, 0, 0, 1, 2, 4, 2), 8, 7, 8)
    assert (good.class_, good.agreement) == ("appropriate", "agreement")
    assert (split.class_, split.agreement, split.di) == ("uncertain", "disagreement", 1.6129)
    assert one.file.results.ballots == 9
    assert one.file.results.concordance[0].w == 0.8464


def test_of_fewer_ratings_than_the_minimum_only_their_number_is_told() -> None:
    few = results_of(OPEN.file, ballots({**FIRST, "rec-split": [1, 9, 9, 9]}))

    found = next(one for one in few.ratings if one.recommendation == "rec-split")
    assert (found.n, found.counts, found.median, found.class_) == (4, (), None, None)


def test_who_left_a_criterion_out_says_nothing_of_its_concordance() -> None:
    asked = (*OPEN.file.criteria, Criterion(id="cost", question="Is it dear?", low="cheap", high="dear"))
    two = a_round("two", DIGESTS, criteria=asked)
    given = ballots(FIRST)
    by_both = {
        token: {**some, **({(item, "cost"): rating for (item, _), rating in some.items()} if number < 6 else {})}
        for number, (token, some) in enumerate(given.items())
    }
    fit, cost = results_of(two.file, by_both).concordance
    assert (fit.raters, cost.raters, cost.items) == (9, 6, 3)
    assert cost.w is not None
    few = {
        token: {pair: one for pair, one in some.items() if token < "panellist-4" or pair[1] == "fit"}
        for token, some in by_both.items()
    }
    assert (results_of(two.file, few).concordance[1].raters, results_of(two.file, few).concordance[1].w) == (4, None)


def test_a_second_round_says_what_moved() -> None:
    first = closed(OPEN, FIRST)
    second = a_round("second", DIGESTS, previous="first")
    now = {**FIRST, "rec-split": [6, 6, 7, 7, 7, 7, 8, 8, 9]}
    found = result(closed(second, now, 2, Before(first, ballots(FIRST))).file, "rec-split", "fit")

    assert found is not None and found.change is not None
    assert (found.change.median_before, found.change.class_before) == (7, "uncertain")
    assert (found.change.both, found.change.moved) == (9, 0.5556)
    assert found.change.deviation < found.change.deviation_before


def test_without_the_ballots_of_the_first_round_only_its_counts_are_compared() -> None:
    second = results_of(a_round("second", DIGESTS).file, ballots(FIRST), Before(closed(OPEN, FIRST), {}))

    assert second.ratings[0].change is not None
    assert (second.ratings[0].change.both, second.ratings[0].change.moved) == (0, None)


# --- the file -------------------------------------------------------------------------------


def test_what_is_written_reads_back_the_same_and_keeps_comments() -> None:
    text = written()
    one, wrong = loaded(text)

    assert (wrong, codes(one)) == ((), [])
    assert one.file.results == closed(OPEN, FIRST).file.results
    assert "# asked of all" in text
    assert "median: 8, p30: 7" in text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("median: 8", "median: 9", "round-results:15"),
        ("class: uncertain", "class: appropriate", "round-results:16"),
        ("counts: [0, 0, 0, 0, 0, 1, 2, 4, 2]", "counts: [9, 9]", "round-results:15"),
        ("counts: [0, 0, 0, 0, 0, 1, 2, 4, 2]", "counts: [-1, 0, 0, 0, 0, 1, 2, 4, 2]", "round-results:15"),
        ("counts: [0, 0, 0, 0, 0, 1, 2, 4, 2]", "counts: [999999999999, 0, 0, 0, 0, 1, 2, 4, 2]", "round-results:15"),
        ("recommendation: rec-good, criterion", "recommendation: rec-other, criterion", "round-results:15"),
        ("exclusive (type 6", "inclusive (type 7", "round-results:12"),
        ("ballots: 9", "ballots: 10", "round-results:13"),
        ("ballots: 9", "ballots: 8", "round-results:15"),
        ("raters: 9", "raters: 19", "round-results:19"),
        ("w: 0.8464", "w: 1.8464", "round-results:19"),
        ("df: 2", "df: 3", "round-results:19"),
        ("panel: 9", "panel: 9\nminimum: 2", "round-minimum:10"),
        ("panel: 9", "panel: 9\nminimum: 10", "round-minimum:17"),
    ],
)
def test_results_that_somebody_edited_are_found(old: str, new: str, told: str) -> None:
    text = written()
    assert old in text
    one, wrong = loaded(text.replace(old, new, 1))

    assert wrong == ()
    assert told in codes(one)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("median-before: 8", "median-before: 7", "median-before does"),
        ("class-before: appropriate", "class-before: uncertain", "class-before does"),
        ("both: 9", "both: 19", "both do"),
        ("moved: 0.5556", "moved: 0.5", "moved does"),
        ("deviation: 0.6667", "deviation: 0.1", "deviation does"),
    ],
)
def test_a_change_that_somebody_edited_is_found(old: str, new: str, told: str) -> None:
    first = closed(OPEN, FIRST)
    second = a_round("second", DIGESTS, previous="first")
    now = {**FIRST, "rec-split": [6, 6, 7, 7, 7, 7, 8, 8, 9]}
    results = written_results(results_of(second.file, ballots(now), Before(first, ballots(FIRST))))
    text = with_keys(TEXT, {"state": "closed", "previous": "first", "results": results})
    assert codes(loaded(text, "second")[0], first) == []

    assert old in text
    edited, _ = loaded(text.replace(old, new, 1), "second")
    (problem,) = round_problems(workspace(edited, first), DIGESTS)
    assert (problem.code, told in problem.message) == ("round-results", True)


def test_a_round_lacks_what_its_state_asks_for() -> None:
    draft, _ = loaded(TEXT.replace("state: open", "state: draft").replace('"v1:rec-bad"', '""'))
    opened, _ = loaded(TEXT.replace('"v1:rec-bad"', '""'))
    done, _ = loaded(TEXT.replace("state: open", "state: closed"))

    assert codes(draft) == []
    assert codes(opened) == ["round-incomplete:2"]
    assert codes(done) == ["round-incomplete:2"]


def test_what_a_round_names_has_to_be_there() -> None:
    one, _ = loaded(TEXT.replace("rec-good,", "rec-god,") + "previous: zeroth\n")
    twice, _ = loaded(TEXT.replace("rec-split,", "rec-good,"))
    itself, _ = loaded(TEXT + "previous: first\n")
    found = list(round_problems(workspace(one), DIGESTS))

    assert codes(one) == ["round-recommendation-unknown:6", "round-previous-unknown:11"]
    assert found[0].hints == ("did you mean rec-good?",)
    assert codes(twice) == ["id-duplicate:7"]
    assert codes(itself) == ["round-previous-unknown:11"]


def test_a_closed_round_may_name_what_was_withdrawn_since() -> None:
    one, _ = loaded(written())
    assert list(round_problems(workspace(one), ["rec-good"])) == []


def test_rewording_is_told_while_a_round_is_open_and_noted_when_it_was_the_last() -> None:
    now = {**DIGESTS, "rec-good": "v1:other"}
    one, _ = loaded(TEXT)
    first, second = closed(OPEN, FIRST), closed(a_round("second", now, previous="first"), FIRST)

    assert [(each.code, each.span.line) for each in reworded([one], now)] == [("round-reworded", 6)]
    assert [each.code for each in reworded([first], now)] == ["round-outdated"]
    assert list(reworded([first, second], now)) == []
    assert last_on([second, first], "rec-good") == second


def test_numbers_that_are_none_are_told_with_their_place() -> None:
    one, wrong = loaded(written().replace("median: 8", "median: eight", 1))
    assert wrong == ("value-type",)
    assert "round-results:15" in codes(one)


# --- the rule rand-ucla ---------------------------------------------------------------------


def test_a_panel_agrees_on_what_is_appropriate_without_disagreement() -> None:
    rounds = [closed(OPEN, FIRST)]
    states = {name: rand_ucla(rounds, name, digest).state for name, digest in DIGESTS.items()}

    assert states == {"rec-good": "agreed", "rec-split": "not-agreed", "rec-bad": "not-agreed"}
    assert rand_ucla(rounds, "rec-good", "v1:rec-good").reason == (
        "appropriate without disagreement, median 8 (round first)"
    )
    assert rand_ucla(rounds, "rec-split", "v1:rec-split").reason == (
        "the panel disagrees by fit, median 7 (round first)"
    )


def test_the_last_closed_round_decides_and_only_on_the_words_that_it_saw() -> None:
    first = closed(OPEN, FIRST)
    second = closed(a_round("second", DIGESTS, previous="first"), {**FIRST, "rec-split": [7] * 9})

    assert rand_ucla([second, first], "rec-split", "v1:rec-split").state == "agreed"
    assert rand_ucla([first, OPEN], "rec-good", "v1:other").reason == "it has been reworded since the round first"
    assert rand_ucla([OPEN], "rec-good", "v1:rec-good").state == "open"
    assert rand_ucla([closed(OPEN, {**FIRST, "rec-good": [9, 9]})], "rec-good", "v1:rec-good").state == "open"


def test_disagreement_by_ipras_alone_is_enough_to_withhold_agreement() -> None:
    """Of ten, three rate it 1 to 3 and two 5: the classic rule wants as many below as above."""
    ratings = [4, 4, 4, 4, 7, 7, 9, 9, 9]
    one = closed(a_round("first", {"rec-good": "v1:rec-good"}), {"rec-good": ratings})
    found = result(one.file, "rec-good", "fit")

    assert found is not None and found.di is not None
    assert (found.class_, found.agreement, found.di > 1) == ("appropriate", "neither", True)
    assert rand_ucla([one], "rec-good", "v1:rec-good").state == "not-agreed"


def test_under_the_rule_rand_ucla_the_last_closed_round_decides_how_a_recommendation_stands() -> None:
    manifest = Manifest(forum=ForumSettings(title="Forum"), consensus=ConsensusSettings(rule="rand-ucla"))
    rated = Workspace(Path(), manifest, rounds=(closed(OPEN, FIRST),))
    found = {name: standing_if_any(name, digest, {}, rated) for name, digest in DIGESTS.items()}

    assert {name: one.decision.state for name, one in found.items() if one} == {
        "rec-good": "agreed",
        "rec-split": "not-agreed",
        "rec-bad": "not-agreed",
    }
    assert standing("rec-good", "v1:other", (), manifest, rated.rounds).decision.state == "open"
    assert standing_if_any("rec-other", "v1:other", {}, rated) is None
    assert standing_if_any("rec-good", "v1:rec-good", {}, workspace(closed(OPEN, FIRST))) is None  # another rule


def test_edited_results_decide_nothing_their_counts_do() -> None:
    one, _ = loaded(
        written().replace("median: 8, p30: 7", "p30: .nan").replace("class: uncertain", "class: appropriate")
    )
    states = {name: rand_ucla([one], name, digest).state for name, digest in DIGESTS.items()}
    assert states == {"rec-good": "agreed", "rec-split": "not-agreed", "rec-bad": "not-agreed"}
