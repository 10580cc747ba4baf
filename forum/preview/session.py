"""One preview from start to end: waits for changes, builds what they ask for, tells the browser."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum.diagnostics import Diagnostic, Outcome, Span, fatal
from forum.model import Workspace
from forum.preview.frame import problems_shown
from forum.preview.quick import paper_anew
from forum.preview.snapshot import Board
from forum.preview.whole import Results, Superseded, Warm, Whole, files_of, make_whole, pages_of
from forum.report.memo import Memo
from forum.stages.outputs import Work, make_pdf
from forum.tools.files import MANIFEST
from forum.tools.pandoc import PandocError

EVERYTHING: frozenset[Path] = frozenset()
"""What has changed where nobody knows what."""
_PATIENCE = 5  # times that the whole report is put off while somebody writes on


@dataclass(frozen=True)
class Made:
    """What was done about a batch of changes, for the terminal."""

    what: str
    seconds: float
    problems: tuple[Diagnostic, ...]
    stale: bool


class Session:
    """Builds for one board. ``changed`` may be called from any thread, the rest from one."""

    def __init__(self, root: Path, board: Board, results_of: Callable[[Workspace], Outcome[Results]]) -> None:
        self.root, self.board = root, board
        self._results_of = results_of
        self._changes: queue.SimpleQueue[frozenset[Path]] = queue.SimpleQueue()
        self._warm = Warm()
        self._memo = Memo()
        self._whole: Whole | None = None
        self._typeset_of: Whole | None = None
        self._due = False  # the whole report is older than its sources
        self._put_off = 0

    def changed(self, paths: frozenset[Path] = EVERYTHING) -> None:
        """Say what has changed; it is built soon."""
        self._changes.put(paths)

    def wait(self, seconds: float) -> Made | None:
        """Build for the next change, and return what was done; None where nothing changes for some time."""
        try:
            paths = self._changes.get(timeout=0 if self._due else seconds)
        except queue.Empty:
            if self._due:
                return self._rebuilt()
            if self.board.newly_arrived():
                self._guarded(self._typeset)
            return None
        while not self._changes.empty():
            more = self._changes.get()
            paths = paths | more if paths and more else EVERYTHING
        self._due = True
        return self._quickly(paths) or self._rebuilt()

    def _rebuilt(self) -> Made | None:
        """Make the whole report; where something changes meanwhile, put it off, but not for ever."""
        start = time.perf_counter()
        self.board.tell("building", True)
        try:
            self._guarded(self._show_whole)
        except Superseded:
            self._put_off += 1
            return None
        self._due, self._put_off = False, 0
        self.board.tell("problems", problems_shown(self.board.snapshot, self.root))
        self._guarded(self._typeset)
        snapshot = self.board.snapshot
        return Made("report", time.perf_counter() - start, snapshot.problems, snapshot.stale)

    def _show_whole(self) -> None:
        """Show the report; where it cannot be built, say why and keep the last good pages."""
        made = make_whole(self.root, self._results_of, self._check)
        before = self.board.snapshot.pages
        if made.value is None:
            self.board.change(problems=made.problems, stale=True)
            return
        pages = pages_of(made.value, self._warm)
        self._whole = made.value
        self.board.change(pages=pages, files=files_of(made.value), problems=made.problems, stale=False)
        self.board.tell("pages", [path for path in {**before, **pages} if before.get(path) != pages.get(path)])

    def _check(self) -> None:
        if not self._changes.empty() and self._put_off < _PATIENCE:
            raise Superseded

    def _guarded(self, step: Callable[[], None]) -> None:
        """Do a step, and turn what stops it into a problem: a half-written file must not end the preview."""
        try:
            step()
        except Superseded:
            raise
        except Exception as stopped:
            hints = getattr(stopped, "hints", ()) or ("save the file again; forum check says more",)
            problem = fatal("preview-stopped", f"the report cannot be built now: {stopped}", Span(MANIFEST), *hints)
            self.board.change(problems=(problem,), stale=True)

    def _quickly(self, paths: frozenset[Path]) -> Made | None:
        """Show one paper's page anew if it is all that has changed; None where the whole report has to be made."""
        if self._whole is None or len(paths) != 1 or self.board.snapshot.stale:
            return None
        start = time.perf_counter()
        path = PurePosixPath(next(iter(paths)).relative_to(self.root).as_posix())
        if not path.match("recommendations/papers/*/paper.md"):
            return None
        try:
            made = paper_anew(self._whole, path)
        except (OSError, PandocError):  # it is gone, or half written; the whole report says so
            return None
        if made is None:
            return None
        self._whole = made
        page = pages_of(made, self._warm, {f"papers/{path.parts[2]}.html"})
        pages = {**self.board.snapshot.pages, **page}
        self.board.change(pages=pages, files=files_of(made), problems=made.problems)
        self.board.tell("pages", list(page))
        self.board.tell("problems", problems_shown(self.board.snapshot, self.root))
        self._guarded(self._typeset)
        return Made(path.parts[2], time.perf_counter() - start, made.problems, False)

    def _typeset(self) -> None:
        """Make the PDF of the report as it is now if somebody looks at it, unless something has changed again."""
        whole = self._whole
        if whole is None or whole is self._typeset_of or not self.board.wants_pdf() or not self._changes.empty():
            return
        work = Work(self.root, whole.workspace, whole.report, whole.inputs, whole.results, self.root)
        made = make_pdf(work, self._memo.renewed())
        self._typeset_of = whole
        if made.value and made.value != self.board.snapshot.pdf:
            version = self.board.snapshot.pdf_version + 1
            self.board.change(pdf=made.value, pdf_version=version)
            self.board.tell("pdf", version)
