"""Comments on papers from first to last: added, seen with their places, answered, and told of where they are open."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from forum.cli import main_group
from forum.commands.init import init

REVIEWS = "recommendations/reviews/example.yaml"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    root = tmp_path_factory.mktemp("lamps") / "w"
    init(root, "Lamps")
    manifest = root / "forum.toml"
    manifest.write_text(manifest.read_text() + '\n[[partner]]\nid = "amber"\nname = "Amber University"\n')
    people = root / "recommendations/people.yaml"
    people.write_text(people.read_text() + "- {id: ada, name: Ada Reed, partner: amber}\n")
    return root


@pytest.fixture
def root(made_once, tmp_path):
    return shutil.copytree(made_once, tmp_path / "w")


def forum(root: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main_group, [*arguments, "--root", str(root)], standalone_mode=False)
    if done.exception is not None:
        return 2, f"{done.exception} {' '.join(getattr(done.exception, 'hints', ()))}"
    return done.return_value, done.output


def review(root: Path, *arguments: str) -> str:
    code, said = forum(root, "review", *arguments)
    assert code == 0, said
    return said


def listed(root: Path, *arguments: str) -> list[dict]:
    return json.loads(review(root, "list", *arguments, "--format", "json"))["comments"]


def paper(root: Path) -> Path:
    return root / "recommendations/papers/example/paper.md"


def mark(root: Path) -> str:
    paper(root).write_text(paper(root).read_text() + "\nThe keepers of lamps sleep by day.\n")
    said = review(root, "add", "example", "--person", "ada", "--quote", "keepers of lamps", "--comment", "Which?")
    assert "paper.md:" in said
    return listed(root)[0]["id"]


def test_a_comment_is_added_listed_with_its_place_and_answered(root: Path) -> None:
    name = mark(root)
    (one,) = listed(root)
    line = paper(root).read_text().split("\n").index("The keepers of lamps sleep by day.") + 1
    assert (one["status"], one["words"], one["places"][0]["line"]) == ("open", "there", line)
    assert one["writer"] == {"name": "Ada Reed", "person": "ada", "partner": "amber"}
    said = review(root, "list", "example")
    assert f"recommendations/papers/example/paper.md:{line}:5" in said
    assert "“keepers of lamps”" in said
    assert "1 comment, 1 open" in said
    assert "Open review comments: 1 on example" in forum(root, "status")[1]
    assert "no comment open" in review(root, "answer", name, "--as", "accepted", "--by", "ada", "--reply", "All.")
    assert "Open review comments" not in forum(root, "status")[1]
    assert "→ All. (Ada Reed, " in review(root, "list")
    assert "No comment is open." in review(root, "list", "--open")
    assert forum(root, "check")[1].strip().endswith("no problems")


def test_comments_of_one_person_or_partner_are_found_by_name_or_id(root: Path) -> None:
    mark(root)
    for name in ("ada", "Ada Reed", "ada reed", "amber"):
        assert len(listed(root, "--by", name)) == 1
    assert listed(root, "--by", "editors") == []
    code, said = forum(root, "review", "list", "--by", "adda")
    assert (code, "did you mean ada" in said) == (2, True)


def test_words_that_were_edited_or_are_gone_are_told(root: Path) -> None:
    mark(root)
    text = paper(root).read_text()
    paper(root).write_text(text.replace("The keepers of lamps sleep by day.", "Nobody sleeps."))
    assert "the paper does not have these words" in review(root, "list")
    paper(root).write_text(text + "\nThe keepers of lamps again.\n")
    assert "2 places, also in line" in review(root, "list")


def test_a_final_paper_with_open_comments_is_told_by_check_until_they_are_decided(root: Path) -> None:
    name = mark(root)
    paper(root).write_text(paper(root).read_text().replace("status: draft", "status: final"))

    def told() -> list[tuple[str, str, str]]:
        found = json.loads(forum(root, "check", "--format", "json")[1])["diagnostics"]
        return [(one["code"], one["severity"], one["path"]) for one in found if one["code"].startswith("review")]

    assert told() == [("review-open", "warning", REVIEWS)]
    assert told() == [("review-open", "warning", REVIEWS)]
    review(root, "answer", name, "--as", "deferred", "--reply", "For the next edition.")
    assert told() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "exampel", "--person", "ada", "--comment", "x"), "did you mean example?"),
        (("add", "example", "--person", "adda", "--comment", "x"), "did you mean ada?"),
        (("add", "example", "--person", "ada", "--comment", "x", "--quote", "zwijg nu"), "does not have these words"),
        (("add", "example", "--person", "ada", "--comment", " "), "says nothing"),
        (("add", "example", "--person", "ada", "--comment", "x", "--answers", "c-2"), "did you mean c-1?"),
        (("answer", "c-none", "--as", "noted"), "there is no comment c-none"),
        (("answer", "c-1", "--as", "declined"), "needs a word why"),
        (("answer", "c-1", "--as", "noted", "--by", "adda"), "did you mean ada?"),
        (("answer", "c-1", "--as", "noted", "--commit", "HEAD"), "there is no commit HEAD"),
        (("answer", "c-1", "--as", "open", "--reply", "x"), "has no reply yet"),
        (("list", "exampel"), "did you mean example?"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    root: Path, arguments: tuple[str, ...], said: str
) -> None:
    path = root / REVIEWS
    path.parent.mkdir()
    path.write_text("- {id: c-1, text: How many?}\n")
    code, told = forum(root, "review", *arguments)
    assert (code, path.read_text()) == (2, "- {id: c-1, text: How many?}\n")
    assert said in told


def test_the_commit_that_changed_the_paper_is_kept_in_full(root: Path) -> None:
    name = mark(root)
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "so far")):
        who = ("-c", "user.name=C", "-c", "user.email=c@example.org")
        subprocess.run(["git", *who, *arguments], cwd=root, check=True)
    review(root, "answer", name, "--as", "accepted", "--commit", "HEAD")
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True)
    assert listed(root)[0]["commit"] == head.stdout.strip()


def test_a_comment_that_two_papers_have_is_asked_for_by_paper(root: Path) -> None:
    shutil.copytree(paper(root).parent, paper(root).parent.with_name("other"))
    for slug in ("example", "other"):
        path = root / f"recommendations/reviews/{slug}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("- {id: c-1, text: How many?}\n")
    code, said = forum(root, "review", "answer", "c-1", "--as", "noted")
    assert (code, "--paper example" in said) == (2, True)
    review(root, "answer", "c-1", "--as", "noted", "--paper", "other")
    assert [one["status"] for one in listed(root)] == ["open", "noted"]


def test_an_answer_to_a_comment_goes_with_it(root: Path) -> None:
    name = mark(root)
    said = review(root, "add", "example", "--person", "ada", "--comment", "Those of seaports.", "--answers", name)
    assert "example has 1 comment open" in said
    (one,) = listed(root)
    assert [each["text"] for each in one["replies"]] == ["Those of seaports."]
    assert "Ada Reed: Those of seaports." in review(root, "list")
    code, told = forum(root, "review", "answer", one["replies"][0]["id"], "--as", "noted")
    assert (code, f"answers {name}" in told) == (2, True)
    assert "no comment open" in review(root, "answer", name, "--as", "noted")


def test_what_steers_a_terminal_is_only_text(root: Path) -> None:
    path = root / REVIEWS
    path.parent.mkdir()
    path.write_text('- {id: c-1, author: "\\e[31mA", text: "\\e]0;x\\a line\\nline"}\n- {id: "c-\\e[31m"}\n')
    assert "\x1b" not in review(root, "list")
