"""The cache: what it holds, what goes, and builds beside and after."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from forum.cli import run
from forum.commands.build import Options, build
from forum.commands.init import init

EPOCH = "1924905600"
PAPER = "recommendations/papers/example/paper.md"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace without notebooks, built once."""
    root = tmp_path_factory.mktemp("cache") / "forum"
    init(root)
    shutil.rmtree(root / "notebooks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        build(root, Options())
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    shutil.copytree(made, tmp_path / "forum", symlinks=True)
    return tmp_path / "forum"


def sizes(root: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    capsys.readouterr()
    assert run(["cache", "size", "--format", "json", "--root", str(root)]) == 0
    return {part["name"]: part["entries"] for part in json.loads(capsys.readouterr().out)["parts"]}


def entries(root: Path) -> list[Path]:
    return [path for path in (root / ".forum/cache/stages").rglob("*") if path.is_file()]


def test_size_names_the_parts_and_clear_removes_them(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {"stages/read", "stages/cite", "stages/bib"} <= set(sizes(root, capsys))
    assert run(["cache", "clear", "--root", str(root)]) == 0
    assert "removed" in capsys.readouterr().out
    assert sizes(root, capsys) == {}


def test_cached_and_uncached_builds_give_the_same_files(root: Path) -> None:
    def outputs() -> dict[str, bytes]:
        files = [path for path in (root / "build").rglob("*") if path.is_file() and path.name != "manifest.json"]
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}

    text = (root / PAPER).read_text()
    (root / PAPER).write_text(text.replace("This paper", "This changed paper"))
    build(root, Options())
    warm = outputs()
    shutil.rmtree(root / "build")
    run(["cache", "clear", "--all", "--root", str(root)])
    build(root, Options())
    assert outputs() == warm


def test_prune_leaves_what_was_used_lately(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = entries(root)[0]
    os.utime(old, (time.time() - 40 * 86400,) * 2)
    before = len(entries(root))
    run(["cache", "prune", "--days", "50", "--root", str(root)])
    assert len(entries(root)) == before
    run(["cache", "prune", "--root", str(root)])
    assert len(entries(root)) == before - 1 and not old.exists()


@pytest.mark.parametrize("damage", [b"", b"{}", b"cut off"])
def test_a_damaged_entry_is_made_anew_and_said(root: Path, damage: bytes) -> None:
    entry = next((root / ".forum/cache/stages/read").glob("*.json"))
    good = entry.read_bytes()
    entry.write_bytes(damage)
    (root / "forum.toml").write_text((root / "forum.toml").read_text() + "\n# touched\n")
    told = [problem for problem in build(root, Options()).problems if problem.code == "cache-damaged"]
    assert [root / problem.span.path for problem in told] == [entry]
    assert entry.read_bytes() == good


def test_two_builds_at_once_and_a_clear_beside_give_a_whole_report(root: Path) -> None:
    expected = (root / "build/report.pdf").read_bytes()
    run(["cache", "clear", "--root", str(root)])
    command = [sys.executable, "-m", "forum", "build", "--to", "pdf", "--root", str(root)]
    builds = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
    while any(one.poll() is None for one in builds):
        run(["cache", "clear", "--root", str(root)])
        time.sleep(0.05)
    assert [one.wait() for one in builds] == [0, 0]
    assert (root / "build/report.pdf").read_bytes() == expected
    assert not list((root / ".forum").rglob(".new-*"))


def test_prune_refuses_where_the_needed_results_are_unknown(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "forum.toml").write_text("[forum")
    assert run(["cache", "prune", "--root", str(root)]) == 2
    assert "which results are needed" in capsys.readouterr().err
