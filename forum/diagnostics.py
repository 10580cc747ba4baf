"""Problems are values: what is wrong, where it stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Severity(StrEnum):
    """How much a problem matters; ``error`` only for what is wrong in the output."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Span:
    """A place in a source file; cells, lines and columns count from 1.

    ``path`` is relative to the workspace. ``cell`` is None where the file is not
    a notebook; in a notebook ``line`` and ``column`` count inside the cell.
    """

    path: PurePosixPath
    line: int = 1
    column: int = 1
    cell: int | None = None

    def __str__(self) -> str:
        cell = "" if self.cell is None else f":cell {self.cell}"
        return f"{self.path}{cell}:{self.line}:{self.column}"

    def sort_key(self) -> tuple[str, int, int, int]:
        """Order by file, then by place in it."""
        return (str(self.path), self.cell or 0, self.line, self.column)


@dataclass(frozen=True)
class Diagnostic:
    """A problem that an author can fix.

    ``code`` is stable and in kebab-case; ``fatal`` marks what stops a build,
    because the file cannot be read at all.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    hints: tuple[str, ...] = ()
    fatal: bool = False


def error(code: str, message: str, span: Span, *hints: str) -> Diagnostic:
    """Return a diagnostic for what is wrong in the output or provably false."""
    return Diagnostic(code, Severity.ERROR, message, span, hints)


def warning(code: str, message: str, span: Span, *hints: str) -> Diagnostic:
    """Return a diagnostic for what is probably not meant."""
    return Diagnostic(code, Severity.WARNING, message, span, hints)


def info(code: str, message: str, span: Span, *hints: str) -> Diagnostic:
    """Return a diagnostic for what is good to know."""
    return Diagnostic(code, Severity.INFO, message, span, hints)


def fatal(code: str, message: str, span: Span, *hints: str) -> Diagnostic:
    """Return a diagnostic for a file that cannot be read: nothing is built from it."""
    return Diagnostic(code, Severity.ERROR, message, span, hints, fatal=True)


def plain(problem: Diagnostic) -> dict[str, Any]:
    """Return a problem as JSON has it."""
    span = problem.span
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "path": str(span.path),
        "cell": span.cell,
        "line": span.line,
        "column": span.column,
        "hints": list(problem.hints),
    }


def from_plain(given: Mapping[str, Any]) -> Diagnostic:
    """Return a problem from what ``plain`` made of it; it stops nothing."""
    span = Span(PurePosixPath(given["path"]), given["line"], given["column"], given["cell"])
    return Diagnostic(given["code"], Severity(given["severity"]), given["message"], span, tuple(given["hints"]))


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """A value, and what was noticed while making it."""

    value: T
    problems: tuple[Diagnostic, ...] = ()


class UsageError(Exception):
    """The program was called wrongly, or the machine lacks something: exit code 2.

    ``hints`` say what to type instead.
    """

    def __init__(self, message: str, *hints: str) -> None:
        super().__init__(message)
        self.hints = hints


def arranged(problems: Iterable[Diagnostic], severity: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Apply the manifest's severities, drop repeats, and sort by place.

    ``severity`` maps a code to ``error``, ``warning``, ``info`` or ``off``. What
    stops a build cannot be turned off.
    """
    kept = {
        problem if problem.fatal else replace(problem, severity=Severity(severity.get(problem.code, problem.severity)))
        for problem in problems
        if problem.fatal or severity.get(problem.code) != "off"
    }
    return tuple(sorted(kept, key=lambda problem: (problem.span.sort_key(), problem.code, problem.message)))


def has_errors(problems: Iterable[Diagnostic]) -> bool:
    """Tell whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)
