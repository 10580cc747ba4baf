"""The shared sample report, with the values that the web edition and the DOCX read besides its blocks."""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from forum.documents.ast import Node, attribute, has_class, identifier_of, iterate
from forum.model import Media
from forum.report.values import Recommendation, Report, ReportPaper

COMPUTATIONS: dict[str, Any] = {
    "version": 1,
    "program": "forum 0.1",
    "commit": "abc1234",
    "inputs": {"recommendations/papers/shift/paper.md": "sha256:" + "cd" * 32},
    "runs": [
        {
            "notebook": "swarm",
            "name": "large",
            "parameters": {"platforms": 200, "seed": 7},
            "kernel": "python3",
            "packages": {"numpy": "2.4.6", "pandas": "3.1.1"},
            "result": "ab" * 32,
        }
    ],
}


def _shared() -> ModuleType:
    path = Path(__file__).parent.parent / "report" / "sample.py"
    spec = importlib.util.spec_from_file_location("shared_sample", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["shared_sample"] = module
    spec.loader.exec_module(module)
    return module


shared = _shared()


def sample_report(folder: Path, markdown: str = "", **meta: Any) -> Report:
    """Return the sample with its recommendations and a bitmap beside its picture."""
    report: Report = shared.sample_report(folder, markdown)
    bitmap = folder / "accuracy.png"
    bitmap.write_bytes(shared.png(600, 300))
    found = tuple(_recommendation(node) for node in iterate(list(report.blocks)) if has_class(node, "recommendation"))
    return dataclasses.replace(
        report,
        meta=dataclasses.replace(report.meta, **{"address": "", **meta}),
        recommendations=found,
        papers=(
            ReportPaper(
                "shift",
                "1",
                "Predictability under distribution shift",
                "technology",
                "recommendation-paper",
                "draft",
                "en",
                ("Jane Doe", "José Núñez"),
            ),
            ReportPaper("coverage", "2", "Coverage", "governance", "case-study", "final", "en", ("Мария Петрова",)),
        ),
        media={**report.media, "media/accuracy.png": Media("image/png", bitmap)},
    )


def _recommendation(node: Node) -> Recommendation:
    first = identifier_of(node) == "rec-span-of-control"
    return Recommendation(
        id=identifier_of(node),
        number=int(attribute(node, "number")),
        paper=attribute(node, "paper"),
        text="States should act.",
        digest="v1:" + "0" * 64,
        addressees=tuple(attribute(node, "addressees").split()),
        strength=attribute(node, "strength"),
        certainty=attribute(node, "certainty"),
        cites=("doe2031", "ap1") if first else (),
        figures=("shift-fig-accuracy",) if first else (),
    )
