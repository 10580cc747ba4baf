"""What ``forum check`` would say of a tree, as far as a merge can change it; nothing is executed."""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import msgpack

from forum.contributions.mentions import may_show
from forum.contributions.rules import RECORDS
from forum.diagnostics import Diagnostic, Severity, Span, UsageError, fatal, from_plain, plain
from forum.documents.letters import is_plain
from forum.merging.tree import Entry
from forum.receiving.beside import Beside
from forum.receiving.desk import Desk
from forum.receiving.standing import is_laid_out, laid_out
from forum.stages.cache import cached
from forum.stages.forked import CAN_FORK, Forked, Line
from forum.tools.git_trees import changed_between

Tree = Mapping[PurePosixPath, Entry]
_NOTEBOOKS = PurePosixPath("notebooks")
_TEXTS = PurePosixPath("recommendations")


class Checks:
    """The errors of trees; each is laid out and checked at most once."""

    def __init__(self, desk: Desk, today: datetime.date, beside: Beside | None = None) -> None:
        self._desk, self._today = desk, today
        self._known: dict[str, tuple[Diagnostic, ...]] = {}
        self._shown: dict[tuple[str, ...], bool] = {}
        self._aside: Forked | None = None
        self._beside = beside or Beside(desk.root, fork=False)

    @cached_property
    def _around(self) -> tuple[str, ...]:
        return (self._today.isoformat(), *_surroundings(self._desk.root))

    def expect(self, base: str, theirs: str) -> None:
        """Get ready to check what has these changes: loading all that checks takes as long as merging."""
        if self._aside is not None or not CAN_FORK:
            return
        old, new, ours = (self._desk.scratch.tree(one) for one in (base, theirs, self._desk.head))
        merged = {path: entry for path, entry in {**ours, **changed_between(old, new)}.items() if entry is not None}
        if self._apart(ours, merged) is None:
            self._aside = Forked(partial(_check_each, self._today))

    def new_errors(self, before: str, after: str) -> tuple[Diagnostic, ...]:
        """Return the errors of the later commit that the earlier one has not; lines that only moved are the same.

        The earlier one is looked at only where the later one has errors.
        """
        trees = self._desk.scratch.tree(before), self._desk.scratch.tree(after)
        apart = self._apart(*trees)
        errors = self.errors if apart is None else self._errors_apart(apart)
        now = errors(after)
        old = Counter(_alike(one) for one in errors(before)) if now else Counter()
        found = []
        for problem in now:
            if old[_alike(problem)]:
                old[_alike(problem)] -= 1
            else:
                found.append(problem)
        return tuple(found)

    def errors(self, commit: str) -> tuple[Diagnostic, ...]:
        """Return the errors that the workspace would have at a commit; what was found of the same files is known."""
        if commit not in self._known:
            parts = [*self._around, *self._listed(commit)]
            told: list[dict[str, Any]] = cached(self._desk.root, "errors", parts, lambda: self._checked(commit))
            self._known[commit] = tuple(from_plain(one) for one in told)
        return self._known[commit]

    def _listed(self, commit: str) -> Iterator[str]:
        for path, entry in self._desk.scratch.tree(commit).items():
            if is_laid_out(path):
                yield f"{path}\0{entry.mode} {entry.blob}"

    def _checked(self, commit: str) -> list[dict[str, Any]]:
        desk = self._desk
        with laid_out(desk.root, desk.scratch, desk.scratch.tree(commit)) as folder:
            if self._aside is not None:
                self._aside.send(str(folder))
                if (told := self._aside.receive(list[dict[str, Any]])) is not None:
                    return told
            return _errors_in(folder, self._today)

    # --- files that nothing else depends on ------------------------------------------

    def _apart(self, before: Tree, after: Tree) -> frozenset[PurePosixPath] | None:
        """Return the files that a merge changes, if what is wrong in each can be told from it alone; else None.

        So it is with notebooks that no text shows, and with records of contributions. Of
        their names and parameters the report prints a list, so these are to be letters
        that every font has.
        """
        changed = [path for path in changed_between(before, after) if is_laid_out(path)]
        notebooks = {path for path in changed if path.parent == _NOTEBOOKS and path.suffix == ".ipynb"}
        records = [path for path in changed if path.parent == RECORDS and path.suffix == ".yaml"]
        if len(notebooks) + len(records) < len(changed):
            return None
        beside = {path.with_suffix(".params.yaml") for path in notebooks} & after.keys()
        of_files = [tree[path] for tree in (before, after) for path in (*changed, *beside) if path in tree]
        printed = [*map(str, changed), *(self._text(after[path]) for path in (*records, *beside) if path in after)]
        if not all(entry.plain for entry in of_files) or not all(map(is_plain, printed)):
            return None
        return None if notebooks and self._is_shown(before, notebooks) else frozenset((*changed, *beside))

    def _is_shown(self, tree: Tree, notebooks: Iterable[PurePosixPath]) -> bool:
        """Tell whether a text of the workspace may show one of the notebooks."""
        stems = {path.stem for path in notebooks}
        texts = {path: entry for path, entry in tree.items() if _may_lead_to_notebooks(path)}
        about = (*sorted(stems), *(entry.blob for entry in texts.values()))
        if about in self._shown:
            return self._shown[about]
        self._desk.scratch.read_ahead(entry.blob for entry in texts.values())
        self._shown[about] = any(may_show(self._text(entry), path, stems) for path, entry in texts.items())
        return self._shown[about]

    def _text(self, entry: Entry) -> str:
        return self._desk.scratch.read(entry.blob).decode("utf-8", "replace")

    def _errors_apart(self, paths: frozenset[PurePosixPath]) -> Callable[[str], tuple[Diagnostic, ...]]:
        def errors(commit: str) -> tuple[Diagnostic, ...]:
            tree = self._desk.scratch.tree(commit)
            chosen = {path: entry for path, entry in tree.items() if path in paths}
            with laid_out(self._desk.root, self._desk.scratch, chosen) as folder:
                return tuple(map(from_plain, self._beside.errors_apart(folder)))

        return errors


def _may_lead_to_notebooks(path: PurePosixPath) -> bool:
    here = (path.is_relative_to(_TEXTS) and path.parent != RECORDS) or len(path.parts) == 1
    return here and path.suffix in (".md", ".ipynb", ".yaml", ".toml")


def _check_each(today: datetime.date, line: Line) -> None:
    """Tell what is wrong in each folder that is named, once all that this takes is loaded."""
    import forum.commands.check.whole
    import forum.notebooks.plan  # noqa: F401

    while True:
        line.send_bytes(msgpack.encode(_errors_in(Path(msgpack.decode(line.recv_bytes(), type=str)), today)))


def _errors_in(folder: Path, today: datetime.date) -> list[dict[str, Any]]:
    """Return the errors of a workspace, as JSON has them."""
    from forum.commands.check import check

    try:
        problems: Iterable[Diagnostic] = check(folder, today=today).problems
    except UsageError as refused:
        problems = [fatal("workspace-unusable", str(refused), Span(PurePosixPath("forum.toml")), *refused.hints)]
    return [plain(problem) for problem in problems if problem.severity is Severity.ERROR]


def _alike(problem: Diagnostic) -> tuple[str, str, str]:
    return (problem.code, str(problem.span.path), problem.message)


def _surroundings(root: Path) -> Iterator[str]:
    """Yield what the checks depend on beside the files: the program, Python, stored results, works retracted."""
    from forum.commands.retractions import SNAPSHOT

    package = Path(__file__).resolve().parent.parent
    kept = root / ".forum"
    for folder, pattern in ((package, "**/*.py"), (kept / "cache/runs", "*/results.json"), (kept, SNAPSHOT.name)):
        for path in sorted(folder.glob(pattern)):
            about = path.stat()
            yield f"{path.relative_to(folder)} {about.st_size} {about.st_mtime_ns}"
    yield sys.version
