"""How rating rounds are printed: an annex for those that are closed, in both languages; the panel is fictional."""

from __future__ import annotations

import datetime
from pathlib import Path, PurePosixPath

import pytest

from forum.consensus.rounds import Before, results_of
from forum.diagnostics import Span
from forum.documents.ast import iterate, stringify
from forum.model import Criterion, ForumSettings, Manifest, Round, RoundFile, RoundItem, Workspace
from forum.report.labels import LABELS, labels_for
from forum.report.labels_consensus import amount
from forum.report.rounds import rounds
from forum.report.values import Recommendation

RATINGS = {"rec-lamp": [7, 7, 8, 8, 8, 8, 9, 9, 6], "rec-bell": [1, 2, 3, 5, 7, 7, 8, 9, 9], "rec-gone": [4, 5]}
LATER = {"rec-lamp": [8, 8, 8, 8, 8, 8, 9, 9, 7], "rec-bell": [6, 7, 7, 7, 7, 7, 8, 9, 9], "rec-gone": [4, 5]}
CRITERION = Criterion(id="fit", question="Does it fit?", low="not at all", high="very well")


def ballots(ratings: dict[str, list[int]]) -> dict[str, dict[tuple[str, str], int]]:
    return {
        f"token-{number}": {(name, "fit"): some[number] for name, some in ratings.items() if number < len(some)}
        for number in range(9)
    }


def a_round(name: str, ratings: dict[str, list[int]], before: Before | None = None, bell: str = "v1:bell") -> Round:
    items = tuple(
        RoundItem(recommendation=one, digest=bell if one == "rec-bell" else f"v1:{one[4:]}") for one in RATINGS
    )
    asked = {"title": f"The {name} round", "criteria": (CRITERION,), "items": items, "panel": 9}
    results = results_of(RoundFile(**asked), ballots(ratings), before)
    day = datetime.date(2031, 3, 2)
    file = RoundFile(
        **asked, state="closed", opened=day, closed=day, results=results, previous=before.round.id if before else ""
    )
    path = PurePosixPath(f"recommendations/rounds/{name}/round.yaml")
    return Round(name, path, file, {(): Span(path)})


FIRST = a_round("first", RATINGS, bell="v1:bell before")
SECOND = a_round("second", LATER, Before(FIRST, ballots(RATINGS)))


def recommendation(name: str, number: int) -> Recommendation:
    return Recommendation(
        id=f"rec-{name}",
        number=number,
        paper="p",
        text="Words.",
        digest=f"v1:{name}",
        addressees=(),
        strength="strong",
        certainty="high",
        blocks=(),
        cites=(),
        figures=(),
    )


def printed(*made: Round, language: str = "en") -> tuple[list[str], list[list[str]]]:
    """Return the annex as the texts of its blocks but tables, and as the rows of its tables."""
    workspace = Workspace(Path(), Manifest(forum=ForumSettings(title="Forum")), rounds=made)
    known = [recommendation("lamp", 1), recommendation("bell", 2)]
    blocks = rounds(known, workspace, labels_for(language), language)
    tables = [row for block in blocks if block["t"] == "Table" for part in block["c"][4] for row in part[3]]
    rows = [[stringify(cell[4]) for cell in row[1]] for row in tables]
    return [stringify(block) for block in blocks if block["t"] != "Table"], rows


def test_a_closed_round_is_printed_with_its_statistics_and_how_they_were_computed() -> None:
    texts, rows = printed(FIRST)

    assert rows[0] == ["1", "9", "8", "7–8", "0.16", "Appropriate, agreement"]
    assert rows[1] == ["2*", "9", "7", "3–8", "1.61", "Uncertain, disagreement"]
    assert rows[2] == ["rec-gone", "2", "–", "–", "–", "Too few ratings"]
    assert "exclusive method (type 6 of Hyndman and Fan)" in texts[1]
    assert "classic panel rule of the RAND/UCLA Appropriateness Method" in texts[1]
    assert "Opened on 2 March 2031, closed on 2 March 2031; 9 of 9 ballots" in texts[3]
    assert texts[4] == "Does it fit? (1: not at all; 9: very well)"
    assert texts[5].startswith("Kendall’s W, corrected for ties: 0.50, over 2 recommendations that all 9 panellists")
    assert texts[6] == "* Reworded since the round: the ratings are of the earlier text."


def test_a_second_round_says_what_changed() -> None:
    _, rows = printed(SECOND, FIRST)

    assert len(rows) == 6  # the first round stands first, whatever the order of the files
    assert rows[3][-2:] == ["8, appropriate", "3 of 9"]
    assert rows[4][-2:] == ["7, uncertain; reworded in between", "4 of 9"]
    assert rows[5][-1] == "–"


def test_in_dutch_the_words_and_the_decimal_sign_are_dutch() -> None:
    texts, rows = printed(FIRST, language="nl")

    assert rows[1] == ["2*", "9", "7", "3–8", "1,61", "Onzeker, verdeeld"]
    assert "exclusieve methode (type 6 van Hyndman en Fan)" in texts[1]
    assert "Geopend op 2 maart 2031" in texts[3]
    assert "0,50, over 2 aanbevelingen" in texts[5]


def test_numbers_link_to_the_recommendations() -> None:
    workspace = Workspace(Path(), Manifest(forum=ForumSettings(title="Forum")), rounds=(FIRST,))
    blocks = rounds([recommendation("lamp", 1)], workspace, labels_for("en"), "en")
    assert [node["c"][2][0] for node in iterate(blocks) if node["t"] == "Link"] == ["#rec-lamp"]


@pytest.mark.parametrize("state", ["draft", "open"])
def test_nothing_is_printed_of_a_round_that_is_not_closed(state: str) -> None:
    values = {name: getattr(FIRST.file, name) for name in FIRST.file.__struct_fields__}
    unfinished = Round("first", FIRST.path, RoundFile(**values | {"state": state}), FIRST.spans)

    assert printed(unfinished) == ([], [])
    assert printed() == ([], [])


def test_both_languages_have_all_words() -> None:
    assert LABELS["en"].keys() == LABELS["nl"].keys()


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [("en", "1 recommendation", "2 recommendations"), ("nl", "1 aanbeveling", "2 aanbevelingen")],
)
def test_one_recommendation_is_one(language: str, one: str, two: str) -> None:
    labels = labels_for(language)
    assert [amount(count, "recommendation", labels) for count in (1, 2)] == [one, two]
