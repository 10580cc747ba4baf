"""What other processes do beside a merge changes nothing of what it does and tells."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from universities import branch

from forum.commands import standing
from forum.commands.merge import merge
from forum.receiving import beside as beside_merge
from forum.receiving.names import Names, names_of
from forum.stages.forked import CAN_FORK, Forked, Line
from forum.tools.files import not_for_children

WAYS = ("beside", "alone", "killed")


class _Killed(Forked):
    """A process that something ends before it has done anything."""

    def __init__(self, _: Any) -> None:
        super().__init__(lambda _line: os.kill(os.getpid(), signal.SIGKILL))


def _merged(forum: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    for module in (beside_merge, standing):
        if way == "alone":
            monkeypatch.setattr(module, "CAN_FORK", False)
        if way == "killed":
            monkeypatch.setattr(module, "Forked", _Killed)
    report = merge(forum, ["partner-a/fine", "partner-b/wrong"]).value
    told = [(one.name, one.state, one.reasons, [str(two) for two in one.problems]) for one in report.results]
    return told, {path.name: path.read_text() for path in (forum / "build/replies").iterdir()}


@pytest.mark.skipif(not CAN_FORK, reason="nothing is done beside where processes cannot be forked")
def test_a_merge_tells_the_same_whatever_is_done_beside_it(forum: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    branch(forum, "partner-a/fine", lambda text: f"{text}\nA new sentence.\n")
    branch(forum, "partner-b/wrong", lambda text: text.replace("\n# ", "\nAs was shown [@nobody2031].\n\n# ", 1))
    copies = [forum, *(shutil.copytree(forum, forum.with_name(way)) for way in WAYS[1:])]

    found = []
    for copy, way in zip(copies, WAYS, strict=True):
        with monkeypatch.context() as patch:
            found.append(_merged(copy, way, patch))

    assert [one[1].value for one in found[0][0]] == ["merged", "held"]
    assert found[0] == found[1] == found[2]


@pytest.mark.skipif(not CAN_FORK, reason="processes cannot be forked here")
def test_what_checks_beside_a_merge_answers(forum: Path) -> None:
    """Else every merge would quietly check by itself."""
    beside = Forked(partial(standing._check_each, datetime.date(2026, 11, 24)))
    for _ in "12":
        beside.send(str(forum))
        assert beside.receive(list[dict[str, Any]]) == []


@pytest.mark.skipif(not CAN_FORK, reason="processes cannot be forked here")
def test_what_works_beside_a_merge_answers(forum: Path, tmp_path: Path) -> None:
    """Else every merge would quietly do all of it by itself."""
    beside = Forked(partial(beside_merge._answer, forum))
    assert beside.receive(Names) == names_of(forum)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/wrong.ipynb").write_text("{")
    for folder, codes in ((forum, []), (tmp_path, ["notebook-not-json"])):
        beside.send(str(folder))
        told = beside.receive(list[dict[str, Any]])
        assert told is not None
        assert [one["code"] for one in told] == codes
    beside.send([])
    assert beside.receive(list[beside_merge.Page]) == []


@pytest.mark.skipif(not CAN_FORK, reason="processes cannot be forked here")
def test_a_process_beside_holds_no_lock_and_keeps_no_pipe_open(tmp_path: Path) -> None:
    def tell(line: Line) -> None:
        try:
            os.fstat(mine.fileno())
        except (OSError, ValueError):
            line.send_bytes(b"\xc3")  # true, as msgpack has it
            return
        line.send_bytes(b"\xc2")

    with (tmp_path / "lock").open("wb") as mine:
        not_for_children(mine)

        assert Forked(tell).receive(bool)


@pytest.mark.skipif(not CAN_FORK, reason="processes cannot be forked here")
def test_a_process_beside_ends_with_whoever_holds_it() -> None:
    others = psutil.Process().children()
    beside = Forked(lambda line: [line.send_bytes(line.recv_bytes()) for _ in "123"] and None)
    beside.send(["a", 1])
    assert beside.receive(list[str | int]) == ["a", 1]

    (made,) = (one for one in psutil.Process().children() if one not in others)
    del beside

    assert not made.is_running()
