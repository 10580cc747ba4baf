"""Checks run over a text: what a person would be told, and where."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath

from forum.citations.checks import DEFAULT_SEVERITY
from forum.citations.records import Source
from forum.citations.shelf_checks import check_references
from forum.diagnostics import Diagnostic, arranged

TODAY = datetime.date(2026, 11, 22)


def problems(*texts: str, name: str = "r.bib", everything: bool = False) -> list[Diagnostic]:
    """Return what is wrong in bibliographies; style, too, on demand."""
    stem, _, ending = name.partition(".")
    sources = [Source(PurePosixPath(f"{stem}{nth or ''}.{ending}"), text) for nth, text in enumerate(texts)]
    found = check_references(sources, TODAY)
    return list(arranged(found, {} if everything else DEFAULT_SEVERITY))


def codes(*texts: str, name: str = "r.bib", everything: bool = False) -> list[str]:
    """Return the codes of what is wrong."""
    return [problem.code for problem in problems(*texts, name=name, everything=everything)]


def entry(fields: str, kind: str = "misc") -> str:
    """Return an entry that is in order but for some fields."""
    return f"@{kind}{{doe, title = {{A title of a work}}, {fields}}}\n"
