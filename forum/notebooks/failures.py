"""Failed runs told to an author: each failure once, however many runs it stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forum.diagnostics import Diagnostic, Span, fatal
from forum.documents.addresses import DEFAULT
from forum.notebooks.execute import Ended
from forum.notebooks.messages import Failure


def failures(ended: Iterable[Ended]) -> Iterator[Diagnostic]:
    """Yield a problem for each way in which each notebook failed."""
    found: dict[tuple[str, Failure], list[Ended]] = {}
    for one in ended:
        if one.failure:
            found.setdefault((one.task.run.notebook, _kind(one.failure)), []).append(one)
    for group in found.values():
        yield _problem(group)


def _kind(failure: Failure) -> Failure:
    """Return what makes two failures the same one; what they printed may differ."""
    return Failure(failure.code, failure.message, failure.cell, failure.line)


def _problem(group: list[Ended]) -> Diagnostic:
    first = group[0]
    failure = first.failure or Failure("run-failed", "the run failed")
    names = [one.task.run.name for one in group]
    last = "\n".join(failure.tail)
    hints = (*(() if names == [DEFAULT] else (_runs(names),)), *((f"it printed last:\n{last}",) if last else ()))
    place = Span(first.task.notebook.path, failure.line, 1, failure.cell or None)
    return fatal(failure.code, failure.message, place, *hints, *failure.hints)


def _runs(names: list[str]) -> str:
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return f"in the run {shown}" if len(names) == 1 else f"in the runs {shown}"
