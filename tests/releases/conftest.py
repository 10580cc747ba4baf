"""A fictional forum in a git repository, its notebook run once; tests take copies of it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lanterns import WHO, commit, git

from forum.cli import run
from forum.commands.init import init


def _make(root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    init(root, "Lanterns and fog horns")
    assert run(["run", "--root", str(root)]) == 0
    assert run(["check", "--fix", "--root", str(root)]) == 0
    git(root, "init", "-q", "-b", "main")
    commit(root, "Start")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace whose results are stored; nobody changes it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    root = shared / "lanterns" / "w"
    with (shared / "lanterns.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / ".git/refs/heads/main").exists():
            _make(root)
    return root


@pytest.fixture
def root(made_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the workspace that a test may change."""
    for key, value in WHO.items():
        monkeypatch.setenv(key, value)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return shutil.copytree(made_once, tmp_path / "w", symlinks=True)


@pytest.fixture
def forum(root: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Return a function that runs a command on the workspace: its exit code, and what it printed."""

    def called(*arguments: object, at: Path = root) -> tuple[int, str]:
        capsys.readouterr()
        code = run([*map(str, arguments), "--root", str(at)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return called
