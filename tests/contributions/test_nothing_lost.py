"""What a coordinator or a contributor has done is there afterwards, whatever came in between."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from universities import ENVIRONMENT, PAPER, assert_whole, branch, git, replacing, zipped

from forum import operations as log
from forum.commands.merge import merge
from forum.commands.resolve import resolve
from forum.commands.undo import undo
from forum.contributions.values import State
from forum.diagnostics import UsageError

FINDING = replacing("is a finding", "is a result")
FOUND = replacing("is a finding", "was found")
ADDED = replacing("# Recommendations\n", "A paragraph of a university.\n\n# Recommendations\n")
MINE = "\nAn evening's work of the coordinator.\n"


def conflicting(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", FOUND)
    merge(forum, ["uni-a/one", "uni-b/two"])


def test_what_is_open_stays_open_when_it_is_named_again_beside_something_new(forum: Path) -> None:
    conflicting(forum)
    branch(forum, "uni-c/three", ADDED)

    done = merge(forum, ["uni-b/two", "uni-c/three"]).value

    assert [one.state for one in done.results] == [State.CONFLICT, State.MERGED]
    assert list(log.pendings(forum)) == ["two"]
    assert git(forum, "rev-parse", "contrib/uni-b/two") == git(forum, "rev-parse", "uni-b/two")


def test_commits_made_by_hand_on_a_contributions_branch_stay(forum: Path) -> None:
    conflicting(forum)
    git(forum, "checkout", "-q", "contrib/uni-b/two")
    (forum / PAPER).write_text("By hand.\n")
    git(forum, "commit", "-qam", "By hand")
    mine = git(forum, "rev-parse", "HEAD")
    git(forum, "checkout", "-q", "main")

    resolve(forum, "two", "theirs")

    assert git(forum, "rev-parse", "contrib/uni-b/two") == mine


def test_an_edit_without_a_text_takes_nothing_out(forum: Path) -> None:
    conflicting(forum)

    with pytest.raises(UsageError, match="edit is no answer"):
        resolve(forum, "two", "edit")


def test_what_was_edited_after_a_kill_is_not_overwritten(forum: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    branch(forum, "uni-a/one", FINDING)
    with monkeypatch.context() as patch:
        patch.setattr(log, "follow", killed)
        with pytest.raises(KeyboardInterrupt):
            merge(forum, ["uni-a/one"])
    (forum / PAPER).write_text((forum / PAPER).read_text() + MINE)

    with pytest.raises(UsageError, match=f"you have edited {PAPER}"):
        undo(forum)
    assert MINE in (forum / PAPER).read_text()

    git(forum, "checkout", "HEAD", "--", PAPER)
    undo(forum)
    assert_whole(forum)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_an_edit_that_git_was_told_to_overlook_is_not_overwritten(forum: Path, flag: str) -> None:
    branch(forum, "uni-a/one", FINDING)
    git(forum, "update-index", flag, PAPER)
    (forum / PAPER).write_text((forum / PAPER).read_text() + MINE)

    with pytest.raises(UsageError, match="would be overwritten"):
        merge(forum, ["uni-a/one"])

    assert MINE in (forum / PAPER).read_text()


def test_line_ends_that_the_users_git_has_written_are_no_edit(
    forum: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git for Windows sets ``core.autocrlf`` for the whole system."""
    settings = tmp_path / "gitconfig"
    settings.write_text("[core]\n\tautocrlf = true\n")
    environment = {**ENVIRONMENT, "GIT_CONFIG_GLOBAL": str(settings)}
    subprocess.run(["git", "clone", "-q", str(forum), "clone"], cwd=tmp_path, env=environment, check=True)
    clone = tmp_path / "clone"
    branch(forum, "uni-a/one", FINDING)
    assert b"\r\n" in (clone / PAPER).read_bytes()
    os.utime(clone / PAPER)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))

    done = merge(clone, [f"{forum}#uni-a/one"]).value

    assert done.count(State.MERGED) == 1
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, env=environment, capture_output=True, check=True
    )
    assert status.stdout == b""


def test_an_operation_is_logged_below_a_line_that_was_cut_off(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", ADDED)
    merge(forum, ["uni-a/one"])
    path = forum / log.LOG
    path.write_bytes(path.read_bytes()[:-20])

    merge(forum, ["uni-b/two"])
    undo(forum)

    assert "A paragraph of a university." not in (forum / PAPER).read_text()
    assert "is a result" in (forum / PAPER).read_text()


def test_a_link_that_a_contribution_took_out_comes_back_as_a_link(forum: Path) -> None:
    (forum / "notebooks/link.md").symlink_to("../README.md")
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "Link")
    git(forum, "checkout", "-q", "-b", "without")
    git(forum, "rm", "-q", "notebooks/link.md")
    git(forum, "commit", "-qm", "No link")
    git(forum, "checkout", "-q", "main")
    merge(forum, ["without"])

    undo(forum)

    assert_whole(forum)


def test_a_forum_with_a_submodule_can_be_merged_into(forum: Path) -> None:
    git(forum, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},vendor")
    git(forum, "commit", "-qm", "Submodule")
    (forum / "vendor").mkdir()
    branch(forum, "uni-a/one", FINDING)

    assert merge(forum, ["uni-a/one"]).value.count(State.MERGED) == 1
    assert_whole(forum)


def test_a_file_may_have_a_name_as_long_as_names_can_be(forum: Path, tmp_path: Path) -> None:
    name = f"recommendations/papers/example/{'n' * 252}.md"

    done = merge(forum, [str(zipped({name: "x\n"}, tmp_path / "long.zip"))]).value

    assert done.count(State.MERGED) == 1
    assert_whole(forum)


def test_what_each_side_took_back_after_histories_crossed_stays_taken_back(forum: Path) -> None:
    """Two best common ancestors: with one alone as base, what theirs took out would come back without a word."""
    paper = forum / PAPER
    branch(forum, "uni-a/one", FINDING)
    paper.write_text(ADDED(paper.read_text()))
    git(forum, "commit", "-qam", "More")
    main, one = git(forum, "rev-parse", "main"), git(forum, "rev-parse", "uni-a/one")
    git(forum, "merge", "-q", "--no-edit", one)
    git(forum, "checkout", "-q", "uni-a/one")
    git(forum, "merge", "-q", "--no-edit", main)
    paper.write_text(paper.read_text().replace("A paragraph of a university.\n\n", ""))
    git(forum, "commit", "-qam", "Less")
    git(forum, "checkout", "-q", "main")
    paper.write_text(paper.read_text().replace("is a result", "is a finding"))
    git(forum, "commit", "-qam", "As it was")

    assert merge(forum, ["uni-a/one"]).value.count(State.MERGED) == 1

    assert "is a finding" in paper.read_text()
    assert "A paragraph of a university." not in paper.read_text()


@pytest.mark.parametrize(("take", "kept"), [("ours", "x/y.md"), ("theirs", "x")])
def test_of_a_file_and_a_folder_in_one_place_one_is_taken_whole(forum: Path, take: str, kept: str) -> None:
    place = forum / "recommendations/x"
    git(forum, "checkout", "-q", "-b", "uni-a/one")
    place.write_text("A file.\n")
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "File")
    git(forum, "checkout", "-q", "main")
    place.mkdir()
    (place / "y.md").write_text("In a folder.\n")
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "Folder")
    merge(forum, ["uni-a/one"])

    resolve(forum, "one", take)

    assert git(forum, "ls-files", "recommendations/x*") == f"recommendations/{kept}"
    assert_whole(forum)
    undo(forum)
    assert_whole(forum)
