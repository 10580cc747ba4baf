"""A plain ``git merge`` in a workspace that ``forum init`` made."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from mutations import dumped, notebook

from forum.commands.init import init

PAPER = "---\ntitle: One\n---\n\nA first sentence. A second one. A third one.\n"


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    environment = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        ["git", *identity, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "with 'quotes' and spaces"
    init(folder)
    (folder / "a paper.md").write_text(PAPER)
    (folder / "n.ipynb").write_bytes(dumped(notebook()))
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "base")
    return folder


def two_branches(folder: Path, path: str, ours: str, theirs: str) -> subprocess.CompletedProcess[str]:
    git(folder, "checkout", "-qb", "theirs")
    (folder / path).write_text(theirs)
    git(folder, "commit", "-qam", "theirs")
    git(folder, "checkout", "-q", "main")
    (folder / path).write_text(ours)
    git(folder, "commit", "-qam", "ours")
    return git(folder, "merge", "theirs", "-m", "both")


def test_two_sentences_of_one_line_merge(workspace: Path) -> None:
    merged = two_branches(
        workspace, "a paper.md", PAPER.replace("A first", "Our first"), PAPER.replace("A third", "Their third")
    )

    assert merged.returncode == 0, merged.stdout + merged.stderr
    assert (workspace / "a paper.md").read_text().endswith("Our first sentence. A second one. Their third one.\n")


def test_a_conflict_is_left_for_a_person(workspace: Path) -> None:
    merged = two_branches(
        workspace, "a paper.md", PAPER.replace("A first", "Our first"), PAPER.replace("A first", "Their first")
    )

    assert merged.returncode == 1
    assert "a paper.md" in git(workspace, "diff", "--name-only", "--diff-filter=U").stdout
    assert "<<<<<<< ours\n" in (workspace / "a paper.md").read_text()


def test_outputs_of_a_notebook_do_not_conflict(workspace: Path) -> None:
    ours, theirs = notebook(), notebook()
    ours["cells"][0]["execution_count"], theirs["cells"][0]["execution_count"] = 7, 8
    ours["cells"][2]["source"] = ["ours = 1"]
    theirs["cells"][4]["source"] = ["theirs = 1"]

    merged = two_branches(workspace, "n.ipynb", dumped(ours).decode(), dumped(theirs).decode())

    assert merged.returncode == 0, merged.stdout + merged.stderr
    cells = json.loads((workspace / "n.ipynb").read_text())["cells"]
    assert [cells[2]["source"], cells[4]["source"]] == [["ours = 1"], ["theirs = 1"]]


def test_what_cannot_be_read_is_merged_by_git_and_theirs_is_not_lost(workspace: Path) -> None:
    merged = two_branches(workspace, "n.ipynb", "ours is no notebook\n", "theirs is no notebook\n")

    assert merged.returncode == 1
    text = (workspace / "n.ipynb").read_text()
    assert "ours is no notebook" in text and "theirs is no notebook" in text
    assert "n.ipynb" in git(workspace, "diff", "--name-only", "--diff-filter=U").stdout


def test_a_diff_of_a_notebook_shows_its_cells(workspace: Path) -> None:
    data = notebook()
    data["cells"][0]["execution_count"] = 99
    data["cells"][1]["source"] = ["Other words."]
    (workspace / "n.ipynb").write_bytes(dumped(data))

    shown = git(workspace, "diff", "n.ipynb").stdout

    assert "+Other words." in shown and "99" not in shown
