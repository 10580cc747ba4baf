"""``forum preview``: rebuilds as files are saved, and shows the result in a browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from forum.commands.run import ensure_results, stale_results
from forum.diagnostics import Diagnostic, Outcome, Span, UsageError, fatal
from forum.documents.addresses import runs_of
from forum.model import Run, Workspace
from forum.notebooks.plan import notebooks_of, plan
from forum.notebooks.standing import standing
from forum.preview.server import Server
from forum.preview.session import Session
from forum.preview.snapshot import Board
from forum.preview.whole import Results
from forum.stages.inputs import FOLDERS
from forum.tools.files import MANIFEST
from forum.tools.watching import Watch


@dataclass(frozen=True)
class Running:
    """A preview at work: where it is, and what builds for it."""

    address: str
    session: Session


@contextmanager
def preview(root: Path, port: int = 0, paper: str = "") -> Iterator[Running]:
    """Serve the workspace for as long as the context lasts; ``session.wait`` does the building.

    ``port`` is the first that is tried, 0 for any. ``paper`` is whose page the address opens.

    Raises:
        UsageError: there is no such paper or no free port.
    """
    if paper and not (root / "recommendations/papers" / paper).is_dir():
        raise UsageError(f"there is no paper {paper}", "forum status lists the papers")
    board = Board()
    notebooks = _Notebooks(board)
    session = Session(root, board, notebooks.results_of)
    notebooks.done = session.changed
    server = Server(root, board, port)
    watch = Watch(root, FOLDERS, session.changed)
    server.start()
    watch.start()
    session.changed()
    try:
        with standing():
            yield Running(server.address + (f"papers/{paper}.html" if paper else "index.html"), session)
    finally:
        watch.stop()
        server.stop()


class _Notebooks:
    """Gives what notebooks computed last, and executes what is out of date in a thread of its own."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._thread: threading.Thread | None = None
        self._tried: frozenset[str] = frozenset()  # keys of runs that were executed: a failed one waits for a change
        self._problems: tuple[Diagnostic, ...] = ()
        self.done: Callable[[], None] = lambda: None

    def results_of(self, workspace: Workspace) -> Outcome[Results]:
        """Return the last results at once; once newer ones are there, ``done`` is called."""
        known = notebooks_of(workspace)
        runs = [run for notebook in known.values() for run in runs_of(notebook)]
        tasks = plan(workspace.root, known, runs, workspace.manifest.notebooks).value
        due = frozenset(task.key for task in tasks if task.reasons)
        if not due:
            self._problems = ()
        elif not due <= self._tried and (self._thread is None or not self._thread.is_alive()):
            self._tried = due
            self._thread = threading.Thread(target=self._execute, args=(workspace, runs, len(due)), daemon=True)
            self._thread.start()
        return Outcome(stale_results(workspace, runs), self._problems)

    def _execute(self, workspace: Workspace, runs: Sequence[Run], count: int) -> None:
        self._board.tell("running", f"Executing notebooks ({count} run{'s' if count > 1 else ''}) …")
        try:
            found = ensure_results(workspace, runs).problems
        except UsageError as unwritable:
            found = (fatal("preview-stopped", str(unwritable), Span(MANIFEST), *unwritable.hints),)
        self._problems = tuple(replace(problem, fatal=False) for problem in found)
        self.done()
