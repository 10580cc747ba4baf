"""How values look on a terminal: diagnostics with their source lines; and to machines."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from forum.cli.quoting import Quotes, visible, width
from forum.diagnostics import Diagnostic, Severity

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
    if form == "text":
        quotes = Quotes(root) if root is not None else None
        for problem in problems:
            click.echo(as_text(problem, quotes))
    elif form == "github":
        from forum.cli.machine_formats import as_github

        for problem in problems:
            click.echo(as_github(problem))
    else:
        from forum.cli.machine_formats import as_json, as_sarif

        made = as_sarif(problems) if form == "sarif" else as_json(problems)
        click.echo(json.dumps(made, ensure_ascii=False, indent=1))


def show_by_file(problems: Sequence[Diagnostic], root: Path) -> None:
    """Print problems that are sorted by place under the file that they stand in."""
    quotes = Quotes(root)
    for path, group in groupby(problems, key=lambda problem: problem.span.path):
        found = tuple(group)
        number = f"{len(found)} problem{'s' if len(found) > 1 else ''}"
        click.echo(f"{styled(str(path), bold=True, underline=True)}: {number}\n")
        for problem in found:
            click.echo(as_text(problem, quotes) + "\n")


def as_text(problem: Diagnostic, quotes: Quotes | None) -> str:
    """Return a problem in lines: severity, message, place, the source line, hints."""
    head = styled(f"{problem.severity}[{problem.code}]", fg=_COLOURS[problem.severity], bold=True)
    lines = [f"{head}: {visible(problem.message)}", styled(f"  --> {problem.span}", fg="blue")]
    lines += _quoted(problem, quotes)
    lines += [f"   = {styled('hint', bold=True)}: {_below(visible(hint))}" for hint in problem.hints]
    return "\n".join(lines)


def _below(hint: str) -> str:
    """Return a hint of several lines, such as what a notebook printed last, set under its first."""
    return hint.replace("\n", "\n     ")


def _quoted(problem: Diagnostic, quotes: Quotes | None) -> list[str]:
    """Return the source line of a problem with a mark below its column; nothing for a lost file."""
    quote = quotes.of(problem.span) if quotes is not None else None
    if quote is None:
        return []
    number = str(quote.number)
    mark = " " * width(quote.before) + styled("^", fg=_COLOURS[problem.severity], bold=True)
    return [f"  {number} | {quote.before}{quote.after}", f"  {' ' * len(number)} | {mark}"]


def plural(count: int, one: str, many: str = "") -> str:
    """Return a number of things, as in "1 paper" or "2 papers"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def counted(problems: Iterable[Diagnostic]) -> str:
    """Return how many problems of each severity there are, in words."""
    from forum.cli.machine_formats import counts

    words = [f"{count} {name if count == 1 else name + 's'}" for name, count in counts(problems).items() if count]
    return ", ".join(words) or "no problems"
