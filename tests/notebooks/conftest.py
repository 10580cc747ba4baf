"""Workspaces of notebooks, made in a test from the source of their cells."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from forum.documents.notebooks import parse_notebook
from forum.documents.validation import load_yaml
from forum.model import ForumSettings, Manifest, Notebook, NotebookSettings, ParameterFile, Workspace

Source = str | Mapping[str, Any]


def cell(source: Source, number: int) -> dict[str, Any]:
    """A code cell of a text; ``{"markdown": …}`` or ``{"code": …, "tags": […]}`` for more."""
    given = {"code": source} if isinstance(source, str) else dict(source)
    kind = "markdown" if "markdown" in given else "code"
    made = {
        "cell_type": kind,
        "id": given.get("id", f"c{number}"),
        "metadata": {"tags": given.get("tags", [])},
        "source": given[kind],
    }
    return made | ({"outputs": given.get("outputs", []), "execution_count": None} if kind == "code" else {})


def notebook_text(cells: Sequence[Source], kernel: str = "python3", language: str = "python") -> str:
    metadata = {"kernelspec": {"name": kernel, "language": language, "display_name": kernel}}
    made = [cell(source, number) for number, source in enumerate(cells)]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made})


class Maker:
    """Writes notebooks into a workspace and loads it, as ``forum.workspace`` does."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = NotebookSettings(timeout="60 s")

    def file(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def notebook(self, name: str, *cells: Source, params: str = "", **kernel: str) -> None:
        self.file(f"notebooks/{name}.ipynb", notebook_text(cells, **kernel))
        if params:
            self.file(f"notebooks/{name}.params.yaml", params)

    def load(self) -> Workspace:
        notebooks = tuple(self._read(file) for file in sorted((self.root / "notebooks").glob("*.ipynb")))
        manifest = Manifest(forum=ForumSettings(title="Test"), notebooks=self.settings)
        return Workspace(self.root, manifest, notebooks=notebooks)

    def _read(self, file: Path) -> Notebook:
        relative = PurePosixPath(file.relative_to(self.root))
        parameters, spans = ParameterFile(), {}
        side = file.with_suffix(".params.yaml")
        if side.exists():
            loaded = load_yaml(side.read_text(), relative.with_suffix(".params.yaml"), ParameterFile)
            assert loaded.value is not None, loaded.problems
            parameters, spans = loaded.value, loaded.spans
        outcome = parse_notebook(file.read_text(), relative, parameters, spans)
        assert outcome.value is not None, outcome.problems
        return outcome.value


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    return Maker(tmp_path / "ws")


@pytest.fixture
def text() -> Callable[..., str]:
    return notebook_text
