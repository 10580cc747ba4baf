"""However a run ends, no process and no file of it is left; and two builds do each other no harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from forum.notebooks.store import runs_folder

BUILD = """
import sys
from pathlib import Path, PurePosixPath
from forum.commands.run import ensure_results
from forum.documents.addresses import runs_of
from forum.model import ForumSettings, Manifest, Workspace
from forum.documents.notebooks import parse_notebook

root = Path(sys.argv[1])
path = PurePosixPath("notebooks/swarm.ipynb")
notebook = parse_notebook((root / path).read_text(), path).value
workspace = Workspace(root, Manifest(forum=ForumSettings(title="T")), notebooks=(notebook,))
outcome = ensure_results(workspace, runs_of(notebook))
print([result.digest for result in outcome.value.values()], outcome.problems)
"""
SLEEPY = """
import os, subprocess, time
subprocess.Popen(["sleep", "1000"], start_new_session=True)
open("starting", "w").write(str(os.getpid()))
os.rename("starting", "started")
time.sleep(1000)
"""


def build(root: Path, private: Path) -> subprocess.Popen[bytes]:
    """Start a build of a workspace whose processes are told by their temporary folder."""
    private.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(root)],
        env={**os.environ, "TMPDIR": str(private), "FORUM_TEST": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def alive(root: Path) -> list[str]:
    """Return the processes that a build of this workspace has started, told by their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("FORUM_TEST") == str(root) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


def wait_until(true: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_build_that_is_interrupted_or_killed_leaves_no_process_and_no_file(make, tmp_path, number) -> None:
    make.notebook("swarm", SLEEPY)
    process = build(make.root, tmp_path / "t")
    assert wait_until((make.root / "notebooks" / "started").exists), process.stderr
    commands = alive(make.root)
    assert any("sleep" in command for command in commands)
    (private,) = [Path(command.split()[-1]) for command in commands if "forum.notebooks.worker" in command]
    assert private.is_dir()

    process.send_signal(number)
    process.communicate(timeout=30)

    assert wait_until(lambda: not alive(make.root), 20), alive(make.root)
    assert wait_until(lambda: not private.exists(), 5)
    assert list((tmp_path / "t").iterdir()) == []
    assert list(runs_folder(make.root).iterdir()) == []
    assert process.returncode not in (0, None)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_worker_that_is_killed_takes_all_that_it_started_along_and_is_said(make, tmp_path) -> None:
    make.notebook("swarm", SLEEPY)
    process = build(make.root, tmp_path / "t")
    assert wait_until((make.root / "notebooks" / "started").exists)

    kernel = psutil.Process(int((make.root / "notebooks" / "started").read_text()))
    near = [*kernel.parents(), *psutil.Process(process.pid).children()]  # a forked kernel has another parent
    next(one for one in near if "forum.notebooks.worker" in one.cmdline()).kill()
    said, _ = process.communicate(timeout=60)

    assert b"the process that executes notebooks died" in said
    assert wait_until(lambda: not alive(make.root), 20), alive(
        make.root
    )  # a keeper that heard of it late ends by itself


def test_two_builds_at_once_give_the_same_and_leave_one_entry(make, tmp_path) -> None:
    make.notebook("swarm", "import time\ntime.sleep(1)", "#| label: x\n7")

    both = [build(make.root, tmp_path / "t") for _ in range(2)]
    said = [process.communicate(timeout=90) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert said[0][0] == said[1][0]
    assert said[0][0].endswith(b"] ()\n")
    assert said[0][1] == b""
    assert len([entry for entry in runs_folder(make.root).iterdir() if entry.name != "last"]) == 1
    assert not list((tmp_path / "t").iterdir())
    assert alive(make.root) == []


def test_a_file_that_changes_while_it_is_read_is_said_and_nothing_is_stored(make) -> None:
    from forum.commands.run import run

    make.notebook("swarm", "open('data.csv', 'a').write('more')", params="data: [data.csv]")
    make.file("notebooks/data.csv", "x")

    outcome = run(make.load())

    assert [(problem.code, problem.fatal) for problem in outcome.problems] == [("inputs-changed", True)]
    assert "data file data.csv changed" in outcome.problems[0].message
    assert list(runs_folder(make.root).iterdir()) == []
