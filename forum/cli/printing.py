"""How values look on a terminal and to machines: diagnostics as text, JSON, SARIF or annotations."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from forum import __version__
from forum.diagnostics import Diagnostic, Severity, plain

FORMATS = ("text", "json", "sarif", "github")
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def coloured(stream: Any = None) -> bool:
    """Tell whether colour may be used: on a terminal, and without NO_COLOR."""
    return not os.environ.get("NO_COLOR") and bool((stream or sys.stdout).isatty())


def styled(text: str, **style: Any) -> str:
    """Return text with a style where colour may be used."""
    return click.style(text, **style) if coloured() else text


def show(problems: Sequence[Diagnostic], form: str, root: Path | None = None) -> None:
    """Print problems in a format, sources quoted in text."""
    if form == "json":
        click.echo(json.dumps(as_json(problems), ensure_ascii=False, indent=1))
    elif form == "sarif":
        click.echo(json.dumps(as_sarif(problems), ensure_ascii=False, indent=1))
    elif form == "github":
        for problem in problems:
            click.echo(as_github(problem))
    else:
        for problem in problems:
            click.echo(as_text(problem, root))


def as_text(problem: Diagnostic, root: Path | None) -> str:
    """Return a problem in lines: severity, message, place, the source line, hints."""
    head = styled(f"{problem.severity}[{problem.code}]", fg=_COLOURS[problem.severity], bold=True)
    lines = [f"{head}: {problem.message}", styled(f"  --> {problem.span}", fg="blue")]
    lines += _quoted(problem, root)
    lines += [f"   = {styled('hint', bold=True)}: {hint}" for hint in problem.hints]
    return "\n".join(lines)


def _quoted(problem: Diagnostic, root: Path | None) -> list[str]:
    """Return the source line of a problem with a mark below; nothing for a notebook or a lost file."""
    span = problem.span
    if root is None or span.cell is not None or span.line < 1:
        return []
    try:
        line = (root / span.path).read_text(encoding="utf-8").splitlines()[span.line - 1]
    except (OSError, IndexError, UnicodeDecodeError):
        return []
    start = max(0, span.column - 41)
    shown = line[start : start + 90].replace("\t", " ")
    before, after = ("…" if start else ""), ("…" if len(line) > start + 90 else "")
    number = str(span.line)
    mark = " " * (span.column - 1 - start + len(before)) + styled("^", fg=_COLOURS[problem.severity], bold=True)
    return [f"  {number} | {before}{shown}{after}", f"  {' ' * len(number)} | {mark}"]


def counted(problems: Iterable[Diagnostic]) -> str:
    """Return how many problems of each severity there are, in words."""
    counts = _counts(problems)
    words = [f"{count} {name if count == 1 else name + 's'}" for name, count in counts.items() if count]
    return ", ".join(words) or "no problems"


def _counts(problems: Iterable[Diagnostic]) -> dict[str, int]:
    counts = {"error": 0, "warning": 0, "info": 0}
    for problem in problems:
        counts[problem.severity] += 1
    return counts


def as_json(problems: Sequence[Diagnostic]) -> dict[str, Any]:
    """Return problems as the design's JSON has them, version 1."""
    counts = _counts(problems)
    return {
        "version": 1,
        "summary": {"errors": counts["error"], "warnings": counts["warning"], "infos": counts["info"]},
        "diagnostics": [plain(problem) for problem in problems],
    }


def as_sarif(problems: Sequence[Diagnostic]) -> dict[str, Any]:
    """Return problems as SARIF 2.1.0 (OASIS)."""
    levels: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    rules = [_rule(code) for code in sorted({problem.code for problem in problems})]
    results = [
        {
            "ruleId": problem.code,
            "level": levels[problem.severity],
            "message": {"text": "; ".join([problem.message, *problem.hints])},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": str(problem.span.path)},
                        "region": {"startLine": problem.span.line, "startColumn": problem.span.column},
                    }
                }
            ],
        }
        for problem in problems
    ]
    driver = {"name": "forum", "version": __version__, "rules": rules}
    return {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _rule(code: str) -> dict[str, Any]:
    from forum.explanations import EXPLANATIONS

    known = EXPLANATIONS.get(code)
    if known is None:
        return {"id": code}
    return {"id": code, "fullDescription": {"text": known.meaning}, "help": {"text": known.remedy}}


def as_github(problem: Diagnostic) -> str:
    """Return a problem as an annotation of GitHub Actions."""
    level = "notice" if problem.severity is Severity.INFO else problem.severity.value
    span = problem.span
    message = " ".join([problem.message, *(f"({hint})" for hint in problem.hints)])
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{level} file={span.path},line={span.line},col={span.column},title={problem.code}::{escaped}"
