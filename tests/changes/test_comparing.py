"""Two states of a fictional forum, and what became of papers, recommendations, positions and references."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forum.changes.comparing import compare
from forum.changes.telling import sections, summary
from forum.changes.values import (
    PaperState,
    PositionState,
    RecommendationState,
    ResultState,
    RoundState,
    State,
)
from forum.changes.versions import latest, version_of, what_is_wrong
from forum.changes.wording import WORDS, words_for

LAMP = RecommendationState("rec-lamp", "lamps", "Light every lamp.", ("states",), "strong", "high", "v1:a")
PAPER = PaperState("lamps", "On lamps", "draft", "case-study", "sea", ("Ada Reed",), "Lamps are lit.\nHorns sound.\n")
HELD = PositionState("amber", "ada", "institutional", "rec-lamp", "endorse", "v1:a")
VALUE = ResultState("value", "38")
STATE = State(
    "v1.0",
    papers={"lamps": PAPER},
    recommendations={"rec-lamp": LAMP},
    positions=(HELD,),
    rounds={"one": RoundState("one", "First round", "open", {"rec-lamp": "v1:a"})},
    references={"reed": {"id": "reed", "title": "Of lamps", "author": [{"family": "Reed", "given": "A."}]}},
    people={"ada": "Ada Reed"},
    partners={"amber": "Amber University"},
    results={"/notebooks/a.ipynb?set=b#x": VALUE},
    runs={"/notebooks/a.ipynb?set=b#x": "key"},
)


def told(after: State, before: State = STATE) -> dict[str, list[str]]:
    """Return what is told, by kind: each item in a line."""
    found = sections(compare(before, after), words_for("en"))
    return {
        one.kind: [" | ".join(filter(None, (item.name, item.state, *item.notes))) for item in one.items]
        for one in found
    }


def test_the_same_state_has_no_changes() -> None:
    assert compare(STATE, replace(STATE, name="later")).nothing
    assert summary(compare(STATE, STATE), words_for("en")) == "Nothing differs that a reader would see."


def test_a_reworded_recommendation_makes_positions_and_rounds_stale() -> None:
    after = replace(STATE, recommendations={"rec-lamp": replace(LAMP, text="Light each lamp.", digest="v1:b")})
    assert told(after) == {
        "recommendations": ["rec-lamp | reworded"],
        "positions": ["rec-lamp | Amber University: endorse, stale: the words have changed since"],
        "rounds": ["one | rates other words than those of rec-lamp"],
    }
    renewed = replace(after, positions=(replace(HELD, digest="v1:b"),))
    assert told(renewed)["positions"] == ["rec-lamp | Amber University: endorse, renewed on the new words"]


def test_grades_and_addressees_are_told_by_field() -> None:
    now = replace(LAMP, strength="conditional", addressees=("industry", "states"), digest="v1:c")
    found = told(replace(STATE, recommendations={"rec-lamp": now}))["recommendations"]
    assert found == ["rec-lamp | changed | addressees: states → industry, states | strength: strong → conditional"]


def test_positions_come_change_and_go() -> None:
    person = PositionState("birch", "ben", "personal", "rec-lamp", "dissent", "v1:a")
    after = replace(STATE, positions=(replace(HELD, position="abstain"), person))
    assert told(after)["positions"] == [
        "rec-lamp | Amber University: endorse → abstain | ben (birch), personally: dissent"
    ]
    assert told(STATE, after)["positions"] == [
        "rec-lamp | Amber University: abstain → endorse | ben (birch), personally: dissent, withdrawn"
    ]


def test_a_paper_that_is_called_otherwise_is_known_by_its_recommendations_or_its_lines() -> None:
    moved = replace(PAPER, slug="lights", status="final")
    after = replace(STATE, papers={"lights": moved}, recommendations={"rec-lamp": replace(LAMP, paper="lights")})
    assert told(after)["papers"] == ["lights | renamed, was lamps | status: draft → final"]
    plain = replace(STATE, papers={"lights": moved}, recommendations={})
    assert told(plain, replace(STATE, recommendations={}))["papers"][0].startswith("lights | renamed, was lamps")
    other = replace(STATE, papers={"fog": PaperState("fog", "Fog", "draft", "case-study", "sea", (), "Fog is grey.")})
    assert told(other)["papers"] == ["fog | new | words: 3", "lamps | removed"]


def test_a_reference_is_told_by_field_names_and_dates_as_people_write_them() -> None:
    now = {"id": "reed", "title": "Of lamps", "author": [{"family": "Reed", "given": "A."}, {"family": "Moss"}]}
    now["issued"] = {"date-parts": [[2031, 4]]}
    found = told(replace(STATE, references={"reed": now, "moss": {"id": "moss"}}))["references"]
    assert found == ["@reed | changed | author: Reed, A. → Reed, A.; Moss | issued: 2031-4", "@moss | new"]


def test_a_value_is_told_and_what_cannot_be_compared_is_named() -> None:
    address = "/notebooks/a.ipynb?set=b#x"
    after = replace(STATE, results={address: ResultState("value", "41")}, runs={address: "other"})
    assert told(after)["results"] == [f"{address} | 38 → 41"]
    unknown = replace(STATE, results={}, runs={address: "other"})
    assert compare(STATE, unknown).uncompared == (address,)
    assert compare(STATE, replace(unknown, runs=STATE.runs)).uncompared == ()


def test_every_word_is_there_in_both_languages() -> None:
    assert set(WORDS["en"]) <= set(WORDS["nl"])
    dutch = sections(compare(STATE, replace(STATE, people={})), words_for("nl-NL"))
    assert [(one.title, one.items[0].state) for one in dutch] == [("Personen", "vervallen")]


@pytest.mark.parametrize(
    ("text", "said"),
    [("1.0", None), ("2027.1", None), ("1.0rc1", None), ("1.0-rc.1", "write 1.0rc1"), ("v1.0", "write 1.0")],
)
def test_a_version_is_written_as_versions_are(text: str, said: str | None) -> None:
    wrong = what_is_wrong(text)
    assert (wrong[1] if wrong else None) == said


def test_a_version_is_one_and_the_latest_is_by_number() -> None:
    assert what_is_wrong("soon") == ("soon is no version", "write it as in 1.0, 1.1rc1 or 2027.1 (PEP 440)")
    assert "+" in what_is_wrong("1.0+mine")[0]  # type: ignore[index]
    assert latest(["v0.9", "v0.10", "vision", "0.11"]) == "v0.10"
    assert version_of("voyage") is None


def test_the_recommendations_of_a_renamed_paper_are_told_only_if_they_changed() -> None:
    moved = replace(PAPER, slug="lights")
    after = replace(STATE, papers={"lights": moved}, recommendations={"rec-lamp": replace(LAMP, paper="lights")})
    assert told(after) == {"papers": ["lights | renamed, was lamps"]}
    other = PaperState("fog", "Fog", "draft", "case-study", "sea", (), "Fog is grey.")
    both = replace(STATE, papers={"fog": other, "lamps": PAPER})
    given = replace(both, recommendations={"rec-lamp": replace(LAMP, paper="fog")})
    assert told(given, both) == {"recommendations": ["rec-lamp | changed | paper: lamps → fog"]}


def test_pictures_settings_partners_and_notebooks_are_told() -> None:
    before = replace(
        STATE,
        papers={"lamps": replace(PAPER, files={"a.png": "1", "b.png": "1"})},
        settings={"title": "Old", "rule": "ietf", "templates": "1"},
        notebooks={"swarm": "1", "votes": "1"},
        partners={"amber": "Amber University"},
    )
    after = replace(
        before,
        papers={"lamps": replace(PAPER, files={"a.png": "2", "c.png": "1"})},
        settings={"title": "New", "rule": "ietf", "templates": "2"},
        notebooks={"swarm": "2", "alarms": "1"},
        partners={"amber": "Amber University", "birch": "Birch Institute"},
    )
    assert told(after, before) == {
        "papers": ["lamps | changed | changed file: a.png | file removed: b.png | new file: c.png"],
        "notebooks": ["swarm | changed", "alarms | new", "votes | removed"],
        "partners": ["birch | new"],
        "settings": ["forum.toml | title: Old → New", "templates/ | changed"],
    }
    assert not compare(before, after).nothing


def test_a_recommendation_with_another_id_is_the_same_if_its_words_are() -> None:
    renamed = {"rec-light": replace(LAMP, id="rec-light")}
    held = (replace(HELD, recommendation="rec-light"),)
    rounds = {"one": replace(STATE.rounds["one"], items={"rec-light": "v1:a"})}
    after = replace(STATE, recommendations=renamed, positions=held, rounds=rounds)
    assert told(after) == {"recommendations": ["rec-light | renamed, was rec-lamp"]}
    other = {"rec-fog": RecommendationState("rec-fog", "lamps", "Sound the horn.", (), "strong", "high", "v1:f")}
    found = told(replace(STATE, recommendations=other))
    assert [one.split(" | ")[:2] for one in found["recommendations"]] == [["rec-fog", "new"], ["rec-lamp", "removed"]]
    assert found["positions"] == ["rec-lamp | Amber University: endorse, stale: the words have changed since"]
