"""Amendments from a real inbox: in the order of voting, with words, reasons and commands; anew once one is adopted."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from universities import branch, git, replacing

from forum.cli import main_group

OLD = "Authors should replace this example by a recommendation of their own."
TEXT = "States should light every harbour by night. They should test each lamp once a week."
PAPER = "recommendations/papers/example/paper.md"


@pytest.fixture
def lamps(forum: Path) -> Path:
    paper = forum / PAPER
    paper.write_text(paper.read_text().replace(OLD, TEXT))
    git(forum, "commit", "-qam", "Lamps")
    return forum


def run(forum: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main_group, [*arguments, "--root", str(forum)], standalone_mode=False)
    assert done.exception is None, done.exception
    return done.output


def propose(forum: Path, name: str, old: str, new: str) -> None:
    run(forum, "merge", branch(forum, name, replacing(old, new)))


def listed(forum: Path, *names: str) -> list[dict]:
    return json.loads(run(forum, "amendments", *names, "--format", "json"))["recommendations"]


def block(forum: Path) -> str:
    found = re.search(r"::: \{#rec-example.*", (forum / PAPER).read_text(), re.DOTALL)
    assert found
    return found[0]


def test_amendments_stand_in_the_order_of_voting_with_what_each_excludes(lamps: Path) -> None:
    propose(lamps, "week", "once a week", "twice a week")
    propose(lamps, "day", "once a week", "at dawn, every single day of the year")
    propose(lamps, "dusk", "by night", "from dusk")
    propose(lamps, "gone", block(lamps), "")
    (one,) = listed(lamps)
    assert (one["recommendation"], one["now"]["text"]) == ("rec-example", TEXT)
    assert [each["contribution"] for each in one["amendments"]] == ["gone", "day", "dusk", "week"]
    relations = {each["contribution"]: (each["excludes"], each["together"]) for each in one["amendments"]}
    assert relations["week"] == (["gone", "day"], ["dusk"])
    assert relations["gone"] == (["day", "dusk", "week"], [])
    week = one["amendments"][3]
    marks = [(piece["mark"], piece["text"]) for piece in week["diff"] if piece["mark"] != "same"]
    assert marks == [("gone", "once"), ("new", "twice")]
    assert week["reasons"] == ["Edit for week"]
    said = run(lamps, "amendments")
    assert "each lamp [-once-]{+twice+} a week." in said
    assert "forum accept week" in said and 'forum return week --note "…"' in said
    assert "4 amendments to 1 recommendation, in the order of voting" in said


def test_once_one_is_adopted_the_others_are_held_against_the_new_text(lamps: Path) -> None:
    propose(lamps, "week", "once a week", "twice a week")
    propose(lamps, "day", "once a week", "every day")
    propose(lamps, "dusk", "by night", "from dusk")
    run(lamps, "accept", "week")
    (one,) = listed(lamps, "rec-example")
    assert "twice a week" in one["now"]["text"]
    left = {each["contribution"]: each for each in one["amendments"]}
    assert sorted(left) == ["day", "dusk"]
    assert (left["dusk"]["in-conflict"], left["dusk"]["adopt"]) == (False, "forum accept dusk")
    assert "twice a week" in left["dusk"]["then"]["text"]
    assert (left["day"]["in-conflict"], left["day"]["adopt"]) == (True, "forum resolve day")
    assert "made on an earlier text" in run(lamps, "amendments")
    run(lamps, "accept", "dusk")
    run(lamps, "return", "day", "--note", "Too often.")
    assert "No contribution" in run(lamps, "amendments")


def test_two_that_go_together_here_and_conflict_elsewhere_are_told_with_the_file(lamps: Path) -> None:
    def both(old: str, new: str, title: str):  # type: ignore[no-untyped-def]
        return lambda text: text.replace(old, new).replace("title: An example of a paper", f"title: {title}")

    run(lamps, "merge", branch(lamps, "week", both("once a week", "twice a week", "Lamps")))
    run(lamps, "merge", branch(lamps, "dusk", both("by night", "from dusk", "Light")))
    (one,) = listed(lamps)
    assert [(each["together"], each["excludes"], each["clashes"]) for each in one["amendments"]] == [
        ([], [], {"week": [PAPER]}),
        ([], [], {"dusk": [PAPER]}),
    ]
    assert "goes with, but conflicts in other files with: " in run(lamps, "amendments")


def test_comments_of_a_word_file_on_the_words_are_reasons(lamps: Path) -> None:
    def edit(text: str) -> str:
        return text.replace("once a week", "twice a week")

    name = branch(lamps, "week", edit)
    git(lamps, "checkout", "-q", name)
    reviews = lamps / "recommendations/reviews/example.yaml"
    reviews.parent.mkdir()
    said = [("twice a week", "They fail often."), ("what the paper does not have", "Elsewhere.")]
    lines = [f"- {{id: c-{number}, quote: {quote}, text: {text}}}\n" for number, (quote, text) in enumerate(said)]
    reviews.write_text("".join(lines))
    git(lamps, "add", "-A")
    git(lamps, "commit", "-qm", "Comments")
    git(lamps, "checkout", "-q", "main")
    run(lamps, "merge", name)
    (one,) = listed(lamps)
    assert one["amendments"][0]["reasons"] == ["They fail often.", "Edit for week", "Comments"]


def test_other_contributions_that_wait_are_counted(lamps: Path) -> None:
    """The manifest is a file of the program: what changes it waits, too."""
    name = branch(lamps, "hints", lambda text: f"{text}# A note.\n", "forum.toml")
    run(lamps, "merge", name)
    assert run(lamps, "amendments") == (
        "No contribution that waits for a decision changes a recommendation. "
        "1 other contribution waits and changes no recommendation: forum log\n"
    )


def test_what_was_adopted_is_in_the_history_by_whoever_proposed_it(lamps: Path) -> None:
    propose(lamps, "week", "once a week", "twice a week")
    run(lamps, "accept", "week")
    told = json.loads(run(lamps, "history", "rec-example", "--format", "json"))["recommendations"][0]["history"]
    assert (told[0]["what"], told[0]["by"], told[0]["contribution"]) == (
        "reworded",
        "Jane Doe (contribution week)",
        "week",
    )


def test_positions_that_an_adoption_makes_stale_are_named(lamps: Path) -> None:
    people = lamps / "recommendations/people.yaml"
    people.write_text(people.read_text() + "- {id: ada, name: Ada Reed, partner: uni-b}\n")
    run(lamps, "position", "set", "rec-example", "endorse", "--person", "ada", "--mandate", "the board")
    git(lamps, "add", "-A")
    git(lamps, "commit", "-qm", "A position")
    propose(lamps, "week", "once a week", "twice a week")
    (one,) = listed(lamps)
    assert one["stale"] == ["uni-b"]
    assert "becomes stale: University B (fictional) endorses" in run(lamps, "amendments")


def test_strength_addressees_and_a_new_rationale_are_told(lamps: Path) -> None:
    def edit(text: str) -> str:
        strong = text.replace("strength=conditional", "strength=strong").replace('="authors"', '="ports states"')
        return strong.replace("An example recommends nothing.", "Ships run aground.")

    run(lamps, "merge", branch(lamps, "strong", edit))
    said = run(lamps, "amendments")
    assert "strength: conditional → strong" in said
    assert "addressees: authors → ports states" in said
    assert "why: Ships run aground." in said


def test_a_new_recommendation_comes_last_and_what_else_a_contribution_brings_is_told(lamps: Path) -> None:
    new = block(lamps).replace("rec-example", "rec-horn").replace(TEXT, "States should test fog horns.")

    def edit(text: str) -> str:
        return text.replace("once a week", "twice a week") + "\n" + new

    run(lamps, "merge", branch(lamps, "horns", edit))
    first, last = listed(lamps)
    assert (first["recommendation"], first["amendments"][0]["also"]) == ("rec-example", ["rec-horn"])
    assert (last["recommendation"], last["now"], last["amendments"][0]["kind"]) == ("rec-horn", None, "new")
    assert last["amendments"][0]["then"]["text"] == "States should test fog horns."


def test_what_changes_no_words_of_a_recommendation_is_no_amendment(lamps: Path) -> None:
    propose(lamps, "why", "An example recommends nothing.", "Ships run aground.")
    assert listed(lamps) == []


def test_the_sheet_for_a_meeting_is_whole_in_each_format_and_both_languages(lamps: Path) -> None:
    propose(lamps, "week", "once a week", "twice a <b>week</b>")
    run(lamps, "amendments", "--format", "html")
    page = (lamps / "build/amendments/amendments.html").read_text()
    assert "<del>once</del><ins>twice</ins>" in page
    assert "<b>" not in page and "src=" not in page
    dutch = run(lamps, "amendments", "rec-example", "--format", "md", "--language", "nl", "-o", "-")
    assert "## rec-example" in dutch and "**Aannemen:** `forum accept week`" in dutch
    run(lamps, "amendments", "--format", "docx", "-o", str(lamps / "a.docx"))
    run(lamps, "amendments", "--format", "docx", "-o", str(lamps / "b.docx"))
    assert (lamps / "a.docx").read_bytes() == (lamps / "b.docx").read_bytes()
    with zipfile.ZipFile(lamps / "a.docx") as archive:
        body = archive.read("word/document.xml").decode()
    assert "<w:strike" in body and '<w:u w:val="single"' in body


def test_nothing_is_changed_by_looking(lamps: Path) -> None:
    propose(lamps, "week", "once a week", "twice a week")
    before = git(lamps, "for-each-ref"), git(lamps, "status", "--porcelain")
    run(lamps, "amendments")
    assert (git(lamps, "for-each-ref"), git(lamps, "status", "--porcelain")) == before
    assert not list((lamps / ".forum").glob("merging/*"))


def test_a_name_of_nothing_is_told(lamps: Path) -> None:
    done = CliRunner().invoke(main_group, ["amendments", "rec-exampel", "--root", str(lamps)], standalone_mode=False)
    assert "rec-exampel" in str(done.exception)
    assert "did you mean rec-example?" in " ".join(done.exception.hints)  # type: ignore[union-attr]
