"""A workspace that was built once, whatever the number of test processes; tests take copies of it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from forum.cli import run
from forum.commands.build import Options, build
from forum.commands.init import init

EPOCH = "1924905600"  # 2030-12-31

FRONT = """\
---
title: A notebook that is a paper
kind: case-study
theme: example-theme
authors: [{person: example-author}]
---
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><path d="M0 40L60 0" stroke="#000"/></svg>'
CELLS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("raw", FRONT, ()),
    ("markdown", "# Cells\n\nThree times two is [6](#product), as @fig-line and @tbl-frame show [@example2020].", ()),
    ("code", "n = 3", ("parameters",)),
    (
        "code",
        "#| label: fig-line\n#| fig-cap: A line of one cell.\n#| fig-alt: A line that rises.\n"
        f"from IPython.display import HTML, SVG, Markdown\nSVG('{DRAWING}')",
        ("remove-input",),
    ),
    (
        "code",
        "#| label: tbl-frame\n#| tbl-cap: A table of one cell.\n"
        "HTML('<table onclick=\"x()\"><tr><th>head</th></tr><tr><td>body</td></tr></table>')",
        (),
    ),
    ("code", "#| label: product\nn * 2", ()),
    ("code", "'without' + '-output'", ("remove-output",)),
    ("code", "'without' + '-cell'", ("remove-cell",)),
    ("code", "print('first line\\nsecond line')", ("hide-output",)),
    ("code", "Markdown('**bold** words [x](javascript:alert(1)) @nobody')", ()),
    ("markdown", "## Afterwards\n\nThe last words.", ()),
)


def notebook(cells: Any) -> str:
    """Return a notebook's file from (kind, source, tags)."""
    made = []
    for number, (kind, source, tags) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"c{number}", "metadata": {"tags": list(tags)}, "source": source}
        made.append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made}, indent=1)


def _make(root: Path) -> None:
    init(root, "A forum for tests")
    (root / "notebooks/example.params.yaml").write_text("sets: {baseline: {}}\n")
    paper = root / "recommendations/papers/cells"
    paper.mkdir()
    (paper / "paper.ipynb").write_text(notebook(CELLS))
    (paper / "paper.params.yaml").write_text("sets: {small: {n: 3}, big: {n: 4}}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        outcome = build(root, Options())
    assert not outcome.value.stopped, outcome.problems
    (root / "problems.json").write_text(json.dumps([[one.code, str(one.span)] for one in outcome.problems]))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with all outputs; nobody changes it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    root = shared / "built" / "w"
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "problems.json").exists():
            shutil.rmtree(root, ignore_errors=True)
            _make(root)
    return root


@pytest.fixture
def workspace(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the built workspace, results of its runs included."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    return shutil.copytree(built, tmp_path / "w", symlinks=True)


@pytest.fixture
def forum(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., tuple[int, str]]]:
    """Return a function that runs a command in this process: its exit code, and what it printed."""

    def called(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    yield called
