"""A citation style that is slow at the report's size is named, with its seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from forum.commands.build import Options, build
from forum.commands.init import init


def test_a_slow_style_is_named_with_its_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init(tmp_path)
    (tmp_path / "notebooks/example.ipynb").unlink()  # no kernel is needed to see it
    (tmp_path / "notebooks/example.params.yaml").unlink()
    manifest = tmp_path / "forum.toml"
    text = manifest.read_text().replace("[report]\n", '[report]\ncsl = "templates/csl/numeric.csl"\n')
    manifest.write_text(text)
    monkeypatch.setattr("forum.stages.citing.SLOW", 0.0)

    for _ in range(2):  # told again when citeproc need not run
        problems = build(tmp_path, Options(formats=("html",))).problems
        told = [problem for problem in problems if problem.code == "style-slow"]
        assert [problem.message.partition(" takes ")[0] for problem in told] == ["the citation style numeric.csl"]
        assert " s for " in told[0].message and told[0].span.path.name == "forum.toml"
        (tmp_path / "recommendations/report/foreword.md").write_text("Another text.\n")
