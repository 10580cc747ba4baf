"""``forum merge-file``: exit codes, and what is written when."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forum.cli import run


def files(folder: Path, *texts: str, suffix: str = ".txt") -> list[str]:
    paths = [folder / f"{name}{suffix}" for name in ("base", "ours", "theirs")]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def test_a_clean_merge_is_written_and_ends_with_0(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    inputs = files(tmp_path, "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n")

    assert run(["merge-file", *inputs, "--path", "notes.txt", "--output", str(out)]) == 0
    assert out.read_text() == "A\nb\nC\n"


def test_a_conflict_is_written_with_markers_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = files(tmp_path, "a\n", "b\n", "c\n")

    assert run(["merge-file", *inputs, "--path", "notes.txt", "--output", inputs[1], "--format", "json"]) == 1
    assert "<<<<<<< ours\nb\n" in Path(inputs[1]).read_text()
    told = json.loads(capsys.readouterr().out)
    assert [one["theirs"] for one in told["conflicts"]] == ["c\n"]


def test_a_file_that_is_not_there_ends_with_2_and_nothing_is_written(tmp_path: Path) -> None:
    inputs = files(tmp_path, "a\n", "b\n", "c\n")
    out = tmp_path / "out.txt"

    assert run(["merge-file", str(tmp_path / "none"), *inputs[1:], "--path", "a.txt", "--output", str(out)]) == 2
    assert not out.exists()


def test_a_notebook_that_cannot_be_read_ends_with_2_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = files(tmp_path, "{}", "not a notebook", "[]", suffix=".ipynb")

    assert run(["merge-file", *inputs, "--path", "n.ipynb", "--output", inputs[1]]) == 2
    assert Path(inputs[1]).read_text() == "not a notebook"
    assert "n.ipynb: " in capsys.readouterr().err


def test_the_result_may_go_to_a_pipe(tmp_path: Path) -> None:
    inputs = files(tmp_path, "a\n", "b\n", "a\n")

    assert run(["merge-file", *inputs, "--path", "a.txt", "--output", "/dev/null"]) == 0
