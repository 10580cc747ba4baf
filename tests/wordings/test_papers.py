"""A paper through a list of commits: its title, status and name, whatever its folder was called."""

from __future__ import annotations

from pathlib import PurePosixPath

from forum.wordings.lineage import sources
from forum.wordings.papers import front, paper_steps
from forum.wordings.values import Commit, Source, Version

A, B = PurePosixPath("papers/a/paper.md"), PurePosixPath("papers/b/paper.md")
BLOCK = "::: {#rec-a .recommendation}\nLight lamps.\n:::\n"


def text(title: str = "Lamps", status: str = "draft", more: str = "", body: str = BLOCK) -> str:
    return f"---\ntitle: {title}\nstatus: {status}\n{more}---\n\n{body}"


def told(path: PurePosixPath, *states: dict[PurePosixPath, str | None]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    made = []
    for number, state in enumerate(states):
        papers = {
            where: None if one is None else Source(f"{number}{where}", sources(one), front(one))
            for where, one in state.items()
        }
        made.append(Version(Commit(str(number), "Ada", "2031-01-01", ""), papers))
    return [(one.commit.id, list(one.changed)) for one in paper_steps(path, made)]


def test_title_and_status_are_told_and_an_edit_of_the_text_is_not() -> None:
    found = told(
        A, {A: text()}, {A: text(body="More.\n" + BLOCK)}, {A: text(status="review")}, {A: text("Light", "review")}
    )
    assert found[:2] == [("3", [("title", "Lamps", "Light")]), ("2", [("status", "draft", "review")])]
    assert [commit for commit, _ in found] == ["3", "2", "0"]
    assert found[2][1] == [("file", "", str(A)), ("title", "", "Lamps"), ("status", "", "draft")]


def test_a_paper_is_followed_into_another_folder_by_its_recommendations() -> None:
    found = told(B, {A: text()}, {A: None, B: text("Light")}, {B: text("Light", "final")})
    assert found[1] == ("1", [("file", str(A), str(B)), ("title", "Lamps", "Light")])
    assert [commit for commit, _ in found] == ["2", "1", "0"]


def test_another_paper_in_the_same_commit_is_not_taken_for_it() -> None:
    found = told(B, {A: text()}, {A: None, B: text("Horns", body="Horns.")})
    assert [commit for commit, _ in found] == ["1"]


def test_a_paper_that_went_and_came_back_keeps_all_of_its_history() -> None:
    assert [commit for commit, _ in told(A, {A: text()}, {A: None}, {A: text()})] == ["2", "1", "0"]


def test_authors_are_named_and_front_matter_that_does_not_parse_says_nothing() -> None:
    more = "authors:\n  - {person: ada}\n  - {person: ben, roles: [x]}\n"
    found = told(A, {A: text()}, {A: text(more=more)}, {A: "---\n{[\n---\n"})
    assert found[1][1] == [("authors", "", "ada, ben")]
    assert ("title", "Lamps", "") in found[0][1]
