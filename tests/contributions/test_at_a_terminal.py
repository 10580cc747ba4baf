"""What a coordinator sees and types at a terminal: a real one, by a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import select
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from universities import PAPER, assert_whole, branch, edited, replacing, zipped

from forum.commands.merge import merge

FINDING = replacing("nothing in it is a finding", "nothing in it is a result")
FOUND = replacing("nothing in it is a finding", "nothing was ever found")
PATIENCE = 60.0  # seconds that a loaded machine may take


def talked(arguments: Sequence[str], answers: Sequence[tuple[str, str]]) -> tuple[str, int]:
    """Run the program at a terminal, typing each answer once its question is there; return what it showed."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ |= {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "120"}
        os.execv(sys.executable, [sys.executable, "-m", "forum", *arguments])
    shown, waiting, end = "", list(answers), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                shown += os.read(terminal, 4096).decode("utf-8", "replace")
            except OSError:  # the program has closed it
                break
        if waiting and waiting[0][0] in shown:
            os.write(terminal, f"{waiting.pop(0)[1]}\n".encode())
    return shown.replace("\r\n", "\n"), os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def test_conflicts_are_asked_one_by_one(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", FOUND)
    merge(forum, ["uni-a/one", "uni-b/two"])

    shown, code = talked(["resolve", "--root", str(forum), "two"], [("Which?", "x"), ("Which? x", "t")])

    assert "1 of 1: recommendations/papers/example/paper.md, line" in shown
    assert "[o] ours: what the forum has" in shown
    assert "Merged two as" in shown
    assert code == 0
    assert "nothing was ever found" in (forum / PAPER).read_text()
    assert_whole(forum)


def test_one_can_stop_in_the_middle(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", FOUND)
    merge(forum, ["uni-a/one", "uni-b/two"])

    shown, code = talked(["resolve", "--root", str(forum), "two"], [("Which?", "q")])

    assert "1 question left of 1; nothing is merged yet." in shown
    assert code == 1
    assert_whole(forum)


@pytest.mark.parametrize(("answer", "outcome", "code"), [("y", "1 merged", 0), ("n", "1 refused", 1)])
def test_the_likeliest_base_is_shown_and_asked(
    forum: Path, tmp_path: Path, answer: str, outcome: str, code: int
) -> None:
    path = zipped({PAPER: edited(forum, FINDING)}, tmp_path / "c.zip")

    shown, ended = talked(["merge", "--root", str(forum), str(path)], [("Take it? [y/N]:", answer)])

    assert "it is most alike (9" in shown
    assert outcome in shown
    assert ended == code
    assert_whole(forum)
