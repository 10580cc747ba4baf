"""What another process does beside a merge: it loads what this one then need not, and answers for it.

It tells at once who is known, then loads the templates, checks files that nothing else
depends on, and fills in the pages while the branch moves. What it does not give, because
it was killed or cannot be forked, is made here: the same by the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from forum.stages.forked import CAN_FORK, Forked, Line

if TYPE_CHECKING:
    from forum.receiving.names import Names

Sheet = tuple[str, str, Mapping[str, Any]]
"""A file below the workspace's folder, the template that it is made by, and the plain values for that."""
Page = tuple[str, bytes]
"""A file below the workspace's folder, and what is in it."""
T = TypeVar("T")


class Beside:
    """The process beside a merge into a workspace; without one, all is made when it is asked for."""

    def __init__(self, root: Path, *, fork: bool = True) -> None:
        self._root = root
        self._process = Forked(partial(_answer, root)) if fork and CAN_FORK else None

    @cached_property
    def names(self) -> Names:
        """Who is known.

        Raises:
            UsageError: it is no workspace, or asks for another program.
        """
        from forum.receiving.names import Names, names_of

        told = self._process.receive(Names) if self._process else None
        return names_of(self._root) if told is None else told

    def errors_apart(self, folder: Path) -> list[dict[str, Any]]:
        """Return the errors of a folder's notebooks and records, each for itself, as JSON has them."""
        return self._asked(str(folder), list[dict[str, Any]], partial(_errors_apart, folder))()

    def filled(self, sheets: Sequence[Sheet]) -> Callable[[], list[Page]]:
        """Begin to fill sheets in; return what waits for the pages."""
        return self._asked(sheets, list[Page], partial(_filled, self._root, sheets))

    def _asked(self, question: object, kind: type[T], here: Callable[[], T]) -> Callable[[], T]:
        """Ask the process for something; return what waits for its answer, or makes it ``here`` where there is none."""
        process = self._process
        if process is None or not self.names:  # which it tells first of all
            return here
        process.send(question)

        def waited() -> T:
            told = process.receive(kind)
            return here() if told is None else told

        return waited


def _errors_apart(folder: Path) -> list[dict[str, Any]]:
    from forum.diagnostics import Severity, plain
    from forum.workspace import load_apart

    return [plain(one) for one in load_apart(folder) if one.severity is Severity.ERROR]


def _filled(root: Path, sheets: Sequence[Sheet]) -> list[Page]:
    from forum.receiving.pages import Pages

    return Pages(root).filled(sheets)


def _answer(root: Path, line: Line) -> None:
    """Tell who is known; then, once all is loaded, check each folder that is named, and fill in sheets."""
    from forum.receiving.names import names_of

    line.send_bytes(msgspec.msgpack.encode(names_of(root)))
    from forum.receiving.pages import Pages

    pages = Pages(root)
    pages.load()
    while True:
        asked = msgspec.msgpack.decode(line.recv_bytes(), type=str | list[Sheet])
        told = _errors_apart(Path(asked)) if isinstance(asked, str) else pages.filled(asked)
        line.send_bytes(msgspec.msgpack.encode(told))
