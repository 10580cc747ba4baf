"""A forum in a git repository of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from universities import ENVIRONMENT, PARTNERS, git

from forum.commands.init import init


@pytest.fixture(autouse=True)
def _coordinator(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who commits; none of the machine's own settings."""
    for key in (*(one for one in ENVIRONMENT if one.startswith("GIT_")),):
        monkeypatch.setenv(key, ENVIRONMENT[key])


@pytest.fixture(scope="session")
def _start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start") / "ws"
    init(folder)
    manifest = folder / "forum.toml"
    manifest.write_text(manifest.read_text().replace("[[theme]]", PARTNERS + "[[theme]]", 1))
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Start")
    return folder


@pytest.fixture
def forum(_start: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "ws"
    shutil.copytree(_start, folder)
    return folder
