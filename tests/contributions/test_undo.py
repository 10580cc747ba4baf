"""Undo, redo, resolve, and what a kill leaves: the repository is whole each time."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from universities import PAPER, assert_whole, branch, git, head, replacing

from forum.cli import run
from forum.commands.log import log
from forum.commands.merge import merge
from forum.commands.resolve import resolve
from forum.commands.return_ import return_
from forum.commands.undo import undo
from forum.contributions.questions import Question
from forum.diagnostics import UsageError

FINDING = replacing("nothing in it is a finding", "nothing in it is a result")
FOUND = replacing("nothing in it is a finding", "nothing was ever found")
ADDED = replacing("# Recommendations\n", "A paragraph of a university.\n\n# Recommendations\n")


def conflicting(forum: Path) -> None:
    """Merge one wording, and leave another one open."""
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", FOUND)
    merge(forum, ["uni-a/one", "uni-b/two"])


def refs(forum: Path) -> str:
    return git(forum, "for-each-ref")


def test_undo_takes_back_all_that_a_merge_did_and_redo_does_it_again(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", FOUND)
    before, text = refs(forum), (forum / PAPER).read_text()
    merge(forum, ["uni-a/one", "uni-b/two"])
    after = refs(forum)

    undo(forum)

    assert (refs(forum), (forum / PAPER).read_text()) == (before, text)
    assert (log(forum).value.merged, log(forum).value.pending) == ((), ())
    assert not (forum / "recommendations/contributions").exists()
    assert_whole(forum)

    undo(forum, redo=True)

    assert refs(forum) == after
    assert [one.name for one in log(forum).value.pending] == ["two"]
    assert_whole(forum)


def test_undo_goes_further_back_each_time(forum: Path) -> None:
    start = head(forum)
    conflicting(forum)
    merged = head(forum)
    resolve(forum, "two", "theirs")
    resolved = head(forum)

    undo(forum)
    assert head(forum) == merged
    undo(forum)
    assert head(forum) == start
    undo(forum, redo=True)
    undo(forum, redo=True)
    assert head(forum) == resolved
    with pytest.raises(UsageError, match="nothing to redo"):
        undo(forum, redo=True)
    assert_whole(forum)


def test_there_is_nothing_to_undo_at_first(forum: Path) -> None:
    with pytest.raises(UsageError, match="nothing to undo"):
        undo(forum)


def test_a_return_is_taken_back_too(forum: Path) -> None:
    conflicting(forum)
    before = refs(forum)
    return_(forum, "two", "Please look again.")
    assert refs(forum) != before

    undo(forum)

    assert refs(forum) == before
    assert [one.state.value for one in log(forum).value.pending] == ["conflict"]


def test_what_others_have_is_taken_back_by_a_new_commit(forum: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "server")
    git(forum, "remote", "add", "origin", str(tmp_path / "server"))
    branch(forum, "uni-a/one", FINDING)
    text = (forum / PAPER).read_text()
    merge(forum, ["uni-a/one"])
    merged = head(forum)
    git(forum, "push", "-q", "origin", "main")

    assert undo(forum).value.reverted

    assert git(forum, "rev-parse", "main~1") == merged
    assert (forum / PAPER).read_text() == text
    assert_whole(forum)
    undo(forum, redo=True)
    assert "is a result" in (forum / PAPER).read_text()
    assert git(forum, "merge-base", "--is-ancestor", "origin/main", "main") == ""
    assert_whole(forum)


def test_what_came_later_stays(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    merge(forum, ["uni-a/one"])
    (forum / PAPER).write_text((forum / PAPER).read_text() + "\nA last line.\n")
    git(forum, "commit", "-qam", "By hand")

    assert undo(forum).value.reverted

    assert (forum / PAPER).read_text().endswith("A last line.\n")
    assert "is a finding" in (forum / PAPER).read_text()
    assert_whole(forum)


def test_what_later_changes_build_on_is_not_taken_back(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    merge(forum, ["uni-a/one"])
    (forum / PAPER).write_text((forum / PAPER).read_text().replace("is a result", "was a result"))
    git(forum, "commit", "-qam", "By hand")
    before = head(forum)

    with pytest.raises(UsageError, match="later changes build on it"):
        undo(forum)
    assert head(forum) == before
    assert_whole(forum)


def test_undo_never_overwrites_what_is_not_committed(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    merge(forum, ["uni-a/one"])
    (forum / PAPER).write_text("Not committed.\n")

    with pytest.raises(UsageError, match="not committed"):
        undo(forum)
    assert (forum / PAPER).read_text() == "Not committed.\n"


# --- resolve ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("take", "sentence"),
    [
        ("ours", "nothing in it is a result."),
        ("theirs", "nothing was ever found."),
        ("both", "nothing in it is a result. This paper is an example; nothing was ever found."),
        ("edit:This paper shows nothing.", "This paper shows nothing."),
    ],
)
def test_a_conflict_is_settled_as_it_is_answered(forum: Path, take: str, sentence: str) -> None:
    conflicting(forum)
    tip = git(forum, "rev-parse", "uni-b/two")

    done = resolve(forum, "two", take).value

    assert sentence in " ".join((forum / PAPER).read_text().split())
    assert git(forum, "rev-parse", "main^2") == tip
    assert done.open == ()
    assert log(forum).value.pending == ()
    assert_whole(forum)


def test_one_can_stop_and_go_on(forum: Path) -> None:
    branch(forum, "uni-a/one", lambda text: FINDING(text).replace("Authors should replace", "Authors may replace"))
    branch(forum, "uni-b/two", lambda text: FOUND(text).replace("Authors should replace", "Authors must replace"))
    merge(forum, ["uni-a/one"])
    from forum.commands.accept import accept

    accept(forum, "one")
    merge(forum, ["uni-b/two"])
    asked: list[int] = []

    def first_only(question: Question, _: int) -> str | None:
        asked.append(question.number)
        return "theirs" if question.number == 1 else None

    stopped = resolve(forum, "two", ask=first_only).value
    assert (asked, len(stopped.open), stopped.commit) == ([1, 2], 1, "")
    assert "is a result" in (forum / PAPER).read_text()  # nothing is merged yet

    done = resolve(forum, "two", {2: "ours"}).value

    assert done.commit == head(forum)
    text = (forum / PAPER).read_text()
    assert "nothing was ever found" in text
    assert "Authors may replace" in text
    assert_whole(forum)


def test_an_answer_that_is_none_is_told(forum: Path, capsys: pytest.CaptureFixture[str]) -> None:
    conflicting(forum)

    assert run(["resolve", "--root", str(forum), "two", "--take", "them"]) == 2
    assert "possible are ours, theirs" in capsys.readouterr().err
    assert run(["resolve", "--root", str(forum), "two", "--take", "7=ours"]) == 2
    assert run(["resolve", "--root", str(forum), "two"]) == 1
    told = capsys.readouterr().out
    assert "1 question left of 1" in told
    assert "nothing was ever found" in told


def test_a_file_that_one_side_took_out_is_taken_whole(forum: Path) -> None:
    path = "recommendations/report/foreword.md"
    git(forum, "checkout", "-q", "-b", "uni-a/out", "main")
    git(forum, "rm", "-q", path)
    git(forum, "commit", "-qm", "Out")
    git(forum, "checkout", "-q", "main")
    (forum / path).write_text("Other words.\n")
    git(forum, "commit", "-qam", "Ours")

    (one,) = merge(forum, ["uni-a/out"]).value.results
    assert one.state.value == "conflict"
    resolve(forum, "out", "theirs")
    assert not (forum / path).exists()
    assert_whole(forum)


# --- kills ------------------------------------------------------------------------------


def _killed_at(forum: Path, sources: list[str], after: float, alone: bool) -> None:
    """Kill a merge after so many seconds, with what works beside it or ``alone``."""
    command = [sys.executable, "-m", "forum", "merge", "--root", str(forum), *sources]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=os.environ
    )
    time.sleep(after)
    with suppress(psutil.NoSuchProcess):
        changing = [one for one in psutil.Process(process.pid).children() if one.name() == "git"]
        if alone:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        psutil.wait_procs(changing, timeout=20)  # git ends what it began
    process.wait()


KILLS = int(os.environ.get("FORUM_KILLS", "6"))


def test_a_kill_at_any_moment_leaves_the_workspace_whole_and_the_same_command_carries_on(forum: Path) -> None:
    """``FORUM_KILLS=200 pytest tests/contributions/test_undo.py -k kill`` tries more moments."""
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", ADDED)
    branch(forum, "uni-c/three", FOUND)
    sources = ["uni-a/one", "uni-b/two", "uni-c/three"]
    before = head(forum)
    moments = random.Random(7)
    for _ in range(KILLS):
        _killed_at(forum, sources, moments.uniform(0.0, 0.8), moments.random() < 0.5)
        git(forum, "fsck", "--strict")
        at = head(forum)
        merged = git(forum, "rev-list", "--count", "--first-parent", f"{before}..{at}")
        assert (at == before) == (merged == "0")
        assert merged in ("0", "2")  # all of it, or none

        done = run(["merge", "--root", str(forum), *sources])

        assert done == 1  # the third one conflicts
        assert git(forum, "rev-list", "--count", "--first-parent", f"{before}..main") == "2"
        assert "is a result" in (forum / PAPER).read_text()
        assert [one.name for one in log(forum).value.pending] == ["three"]
        assert_whole(forum)
        undo(forum)
        assert head(forum) == before
        assert_whole(forum)
