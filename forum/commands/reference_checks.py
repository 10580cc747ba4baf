"""The checks of references, which look at nothing but bibliographies: remembered, and on another core.

Fifty thousand references take seconds; meanwhile the papers are read. What was found
is stored by the content of the files, so that a change of a paper costs none of it.
"""

from __future__ import annotations

import datetime
import gc
import multiprocessing
import pickle
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from forum import citations, documents
from forum.citations.checks import check_references, collect
from forum.citations.records import Source
from forum.diagnostics import Diagnostic, from_plain, plain
from forum.stages.cache import cached, is_kept

_MUCH = 1_000_000  # characters; below, another process is not worth its start


def references_checked(root: Path, files: Sequence[Source], today: datetime.date) -> Callable[[], list[Diagnostic]]:
    """Begin to check bibliographies; the function that is returned waits for what was found."""
    parts = [_program(), today.isoformat()]
    parts += [part for one in files for part in (str(one.path), one.scope, one.text)]
    if sys.platform != "linux" or sum(len(one.text) for one in files) < _MUCH:
        return lambda: _found(files, today)
    if not is_kept(root, "references", parts):
        aside = _Aside(files, today)
        return lambda: _decoded(cached(root, "references", parts, lambda: [plain(one) for one in aside.result()]))
    return lambda: _decoded(cached(root, "references", parts, lambda: [plain(one) for one in _found(files, today)]))


def _decoded(found: list[dict[str, Any]]) -> list[Diagnostic]:
    return [from_plain(one) for one in found]


def _found(files: Sequence[Source], today: datetime.date) -> list[Diagnostic]:
    return list(check_references(collect(iter(files)), today))


@cache
def _program() -> str:
    """Return what the checks themselves are: a result of other ones is none of these."""
    folders = [Path(package.__path__[0]) for package in (citations, documents)]
    files = sorted(path for folder in folders for path in folder.glob("*.py"))
    return " ".join(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files)


class _Aside:
    """A check in a process of its own, forked so that it shares the texts."""

    def __init__(self, files: Sequence[Source], today: datetime.date) -> None:
        self.files, self.today = files, today
        context = multiprocessing.get_context("fork")
        self.answer, theirs = context.Pipe(duplex=False)
        self.process = context.Process(target=_tell, args=(files, today, theirs), daemon=True)
        self.process.start()
        theirs.close()

    def result(self) -> list[Diagnostic]:
        """Return what was found; where the process was killed, find it here."""
        try:
            found: list[Diagnostic] = pickle.loads(self.answer.recv_bytes())  # noqa: S301 (our own child wrote it)
        except EOFError:
            return _found(self.files, self.today)
        self.process.join()
        return found


def _tell(files: Sequence[Source], today: datetime.date, answer: Connection) -> None:
    gc.disable()  # the process ends when it is done
    with suppress(Exception):  # it comes again, and is told, where the answer is waited for
        answer.send_bytes(pickle.dumps(_found(files, today)))
