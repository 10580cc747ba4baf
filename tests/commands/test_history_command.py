"""The history of a recommendation from a real git: reworded, renamed, moved, and what was thought of it meanwhile."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from forum.cli import main_group
from forum.commands.init import init

PAPERS = "recommendations/papers"


def forum(root: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main_group, [*arguments, "--root", str(root)], standalone_mode=False)
    if done.exception is not None:
        return 2, f"{done.exception} {' '.join(getattr(done.exception, 'hints', ()))}"
    return done.return_value, done.output


def commit(root: Path, message: str, author: str = "Cora Lind") -> None:
    who = ("-c", f"user.name={author}", "-c", "user.email=c@example.org")
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    subprocess.run(["git", *who, "commit", "-qm", message], cwd=root, check=True)


def reword(root: Path, old: str, new: str, slug: str = "example") -> None:
    paper = root / PAPERS / slug / "paper.md"
    assert old in paper.read_text()
    paper.write_text(paper.read_text().replace(old, new))


def steps(root: Path, name: str) -> list[dict]:
    code, said = forum(root, "history", name, "--format", "json")
    assert code == 0, said
    (told,) = json.loads(said)["recommendations"]
    return told["history"]


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace whose recommendation was reworded, endorsed, renamed and moved, a commit each."""
    root = tmp_path_factory.mktemp("lamps") / "w"
    init(root, "Lamps")
    manifest, people = root / "forum.toml", root / "recommendations/people.yaml"
    manifest.write_text(manifest.read_text() + '\n[[partner]]\nid = "amber"\nname = "Amber University"\n')
    people.write_text(people.read_text() + "- {id: ada, name: Ada Reed, partner: amber}\n")
    paper = root / PAPERS / "example/paper.md"
    block = re.search(r"::: \{#rec-example.*", paper.read_text(), re.DOTALL)
    assert block
    text = block[0].split("\n")
    text[1] = "States should light every harbour by night, and test each lamp once a week."
    paper.write_text(paper.read_text().replace(block[0], "\n".join(text)))
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    commit(root, "Start")
    endorse = ("position", "set", "rec-example", "endorse", "--person", "ada", "--mandate", "the board")
    assert forum(root, *endorse)[0] == 0
    commit(root, "Amber endorses")
    reword(root, "once a week", "twice a week")
    commit(root, "Test more often", "Ben Moss")
    assert forum(root, "position", "set", "rec-example", "no-objection", *endorse[4:])[0] == 0
    commit(root, "Amber looks again")
    assert forum(root, "rename", "rec-example", "rec-lamp")[0] == 0
    commit(root, "Rename it")
    shutil.copytree(paper.parent, paper.parent.with_name("other"))
    found = re.search(r"::: \{#rec-lamp.*", paper.read_text(), re.DOTALL)
    assert found
    paper.write_text(paper.read_text().replace(found[0], ""))
    commit(root, "Move it")
    return root


@pytest.fixture
def root(made_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made_once, tmp_path / "w")


def test_each_wording_is_told_with_who_made_it_and_what_was_thought_of_it(root: Path) -> None:
    found = steps(root, "rec-lamp")
    told = [(one["subject"], one["by"], one["what"]) for one in found]
    assert told == [
        ("Move it", "Cora Lind", "moved"),
        ("Rename it", "Cora Lind", "renamed from rec-example"),
        ("Test more often", "Ben Moss", "reworded"),
        ("Start", "Cora Lind", "added"),
    ]
    marks = [(piece["mark"], piece["text"]) for piece in found[2]["diff"] if piece["mark"] != "same"]
    assert marks == [("gone", "once"), ("new", "twice")]
    positions = [[(one["position"], one["stands"]) for one in step["positions"]] for step in found]
    assert positions == [[], [], [("no-objection", True)], [("endorse", False)]]
    said = forum(root, "history", "rec-lamp")[1]
    assert "2 wordings, newest first" in said
    assert "test each lamp [-once-]{+twice+} a week" in said
    assert "Amber University: endorses (Ada Reed, " in said and "replaced since" in said


def test_the_files_as_they_are_come_first_where_they_differ_from_the_last_commit(root: Path) -> None:
    reword(root, "strength=conditional", "strength=strong", "other")
    (now, *_) = steps(root, "rec-lamp")
    assert (now["commit"], now["changed"]) == (
        "",
        [{"field": "strength", "before": "conditional", "now": "strong"}],
    )
    assert "not committed" in forum(root, "history", "rec-lamp")[1]


def test_the_old_id_leads_to_the_new_one(root: Path) -> None:
    assert steps(root, "rec-example")[0]["what"] == "renamed to rec-lamp"


def test_a_paper_tells_of_all_recommendations_that_it_ever_had(root: Path) -> None:
    code, said = forum(root, "history", "example")
    assert code == 0
    assert "rec-lamp\n" in said and "rec-example\n" in said
    reword(root, "status: draft", "status: review")
    commit(root, "For review")
    assert forum(root, "rename", "example", "lamps", "--kind", "paper")[0] == 0
    commit(root, "A better name")
    code, said = forum(root, "history", "lamps")
    assert f"file: {PAPERS}/example/paper.md → {PAPERS}/lamps/paper.md" in said
    assert "status: draft → review" in said
    assert "added; title: An example of a paper; status: draft; authors: example-author" in said
    told = json.loads(forum(root, "history", "lamps", "--format", "json")[1])
    assert [one["subject"] for one in told["paper"]] == ["A better name", "For review", "Start"]


def test_one_that_is_removed_keeps_its_history(root: Path) -> None:
    shutil.rmtree(root / PAPERS / "other")
    commit(root, "Drop it")
    assert [one["what"] for one in steps(root, "rec-lamp")][:2] == ["removed", "moved"]


def test_records_that_somebody_brings_otherwise_name_nobody(root: Path) -> None:
    record = root / "recommendations/contributions/lamps.yaml"
    record.parent.mkdir(exist_ok=True)
    record.write_text(
        "{name: lamps, partner: amber, sender: Ada Reed, channel: folder, content: sha256:00, base: aa, commit: bb, "
        "received: 2031-01-01, outcome: accepted}\n"
    )
    reword(root, "by night", "at dusk", "other")
    commit(root, "All of another repository", "Ben Moss")
    (step, *_) = steps(root, "rec-lamp")
    assert (step["by"], step["contribution"]) == ("Ben Moss", "")


def test_a_paper_that_cannot_be_read_now_is_told_and_its_recommendations_are_not_gone(root: Path) -> None:
    paper = root / PAPERS / "other/paper.md"
    paper.write_text(paper.read_text().removeprefix("---\n"))
    code, said = forum(root, "history", "rec-lamp")
    assert (code, "removed" in said, "front-matter-missing" in said) == (1, False, True)


def test_a_merge_by_hand_names_who_wrote_the_words_and_who_merged_them(root: Path) -> None:
    who = ("git", "-c", "user.name=Cora Lind", "-c", "user.email=c@example.org")
    main = subprocess.run(["git", "branch", "--show-current"], cwd=root, check=True, capture_output=True, text=True)
    subprocess.run(["git", "checkout", "-qb", "side"], cwd=root, check=True)
    for number, new in enumerate(("at dusk", "after dusk")):
        reword(root, ("by night", "at dusk")[number], new, "other")
        commit(root, f"Edit {number}\x01\x02", ("Ben Moss", "Dov Hart")[number])
    reword(root, "An example", "This example", "other")
    commit(root, "A rationale", "Ada Reed")
    subprocess.run(["git", "checkout", "-q", main.stdout.strip()], cwd=root, check=True)
    subprocess.run([*who, "merge", "-q", "--no-ff", "-m", "Take the branch", "side"], cwd=root, check=True)
    (step, *_) = steps(root, "rec-lamp")
    assert (step["what"], step["subject"]) == ("reworded", "Take the branch")
    assert step["by"] == "Dov Hart (merged by Cora Lind)"


def test_what_is_told_is_the_same_with_and_without_what_was_kept(root: Path) -> None:
    first = forum(root, "history", "rec-lamp", "--format", "json")
    for path in (root / ".forum/cache/stages/wordings").glob("*.json"):
        path.write_text("damaged")
    assert forum(root, "history", "rec-lamp", "--format", "json") == first
    shutil.rmtree(root / ".forum/cache")
    assert forum(root, "history", "rec-lamp", "--format", "json") == first


def test_digests_of_the_history_are_those_of_the_report(root: Path) -> None:
    """A source is read without the rest of its paper where that is enough, and with it where it is not."""
    before = json.loads(forum(root, "position", "list", "--format", "json")[1])["recommendations"]
    reword(root, "by night", "by night[^1] as in [Why] and [this][r], [@example2020]", "other")
    paper = root / PAPERS / "other/paper.md"
    paper.write_text(paper.read_text() + "\n# Why\n\n[^1]: A note.\n\n[r]: https://a.example\n")
    commit(root, "Links")
    now = json.loads(forum(root, "position", "list", "--format", "json")[1])["recommendations"]
    told = steps(root, "rec-lamp")
    assert told[0]["wording"]["digest"] == next(one["digest"] for one in now if one["recommendation"] == "rec-lamp")
    digests = {one["wording"]["digest"] for one in told if one["wording"]}
    assert {one["digest"] for one in before if one["recommendation"] == "rec-lamp"} <= digests


def test_a_page_is_written_in_the_forums_language_or_another(root: Path) -> None:
    assert "wrote build/history/rec-lamp.html" in forum(root, "history", "rec-lamp", "--format", "html")[1]
    page = (root / "build/history/rec-lamp.html").read_text()
    assert "<del>once</del><ins>twice</ins>" in page
    forum(root, "history", "rec-lamp", "--format", "html", "--language", "nl", "-o", str(root / "nl.html"))
    assert "anders verwoord" in (root / "nl.html").read_text()


def test_names_of_nothing_and_a_workspace_without_history_are_told(root: Path) -> None:
    assert "did you mean rec-lamp?" in forum(root, "history", "rec-lampp")[1]
    shutil.rmtree(root / ".git")
    assert "no history of this workspace" in forum(root, "history", "rec-lamp")[1]
