"""Diagnostics for machines: JSON, SARIF 2.1.0, and annotations of GitHub Actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from forum import __version__
from forum.commands.baseline import fingerprints
from forum.diagnostics import Diagnostic, Severity, Span, plain

_LEVELS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def counts(problems: Iterable[Diagnostic]) -> dict[str, int]:
    """Return how many problems of each severity there are."""
    found = Counter(problem.severity.value for problem in problems)
    return {severity.value: found[severity.value] for severity in Severity}


def as_json(problems: Sequence[Diagnostic]) -> dict[str, Any]:
    """Return problems as the design's JSON has them, version 1."""
    found = counts(problems)
    return {
        "version": 1,
        "summary": {"errors": found["error"], "warnings": found["warning"], "infos": found["info"]},
        "diagnostics": [plain(problem) for problem in problems],
    }


def as_sarif(problems: Sequence[Diagnostic]) -> dict[str, Any]:
    """Return problems as SARIF 2.1.0 (OASIS), with fingerprints that outlive a change of lines.

    A place in a notebook counts inside a cell, which SARIF has no region for: the cell is
    its logical location, and its line is in the message.
    """
    codes = sorted({problem.code for problem in problems})
    index = {code: number for number, code in enumerate(codes)}
    marks = fingerprints(problems)
    results = [_result(one, index[one.code], mark) for one, mark in zip(problems, marks, strict=True)]
    driver = {"name": "forum", "version": __version__, "rules": [_rule(code) for code in codes]}
    return {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _result(problem: Diagnostic, rule: int, mark: str) -> dict[str, Any]:
    span = problem.span
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(str(span.path))}}
    location: dict[str, Any] = {"physicalLocation": physical}
    if span.cell is None:
        physical["region"] = {"startLine": span.line, "startColumn": span.column}
    else:
        location["logicalLocations"] = [{"name": f"cell {span.cell}", "kind": "element"}]
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _LEVELS[problem.severity],
        "message": {"text": "; ".join([_in_cell(span) + problem.message, *problem.hints])},
        "locations": [location],
        "partialFingerprints": {"forum/v1": mark},
    }


def _in_cell(span: Span) -> str:
    return "" if span.cell is None else f"cell {span.cell}, line {span.line}: "


def _rule(code: str) -> dict[str, Any]:
    from forum.explanations import EXPLANATIONS

    known = EXPLANATIONS.get(code)
    if known is None:
        return {"id": code}
    return {
        "id": code,
        "fullDescription": {"text": known.meaning},
        "help": {"text": known.remedy},
        "defaultConfiguration": {"level": _LEVELS[known.severity]},
    }


def as_github(problem: Diagnostic) -> str:
    """Return a problem as an annotation of GitHub Actions.

    Source: GitHub's documentation, "Workflow commands"; escapes as in its toolkit.
    """
    level = "notice" if problem.severity is Severity.INFO else problem.severity.value
    span = problem.span
    message = " ".join([_in_cell(span) + problem.message, *(f"({hint})" for hint in problem.hints)])
    place = "" if span.cell is not None else f",line={span.line},col={span.column}"
    return f"::{level} file={_property(str(span.path))}{place},title={problem.code}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
