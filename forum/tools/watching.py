"""Which files of a workspace have changed, told at once: the only module that imports watchfiles."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

_QUIET = 20  # milliseconds without a further change that end a batch: an editor saves in several steps
_LONGEST = 1600  # milliseconds after which a batch ends in any case
_ALIVE = 500  # milliseconds between looks whether to stop
_PASSED_BY = frozenset({"__pycache__", ".ipynb_checkpoints", ".git", ".forum", "build", ".venv"})


class Watch:
    """Watches a workspace in threads of its own, and calls back with the paths of each batch of changes.

    The workspace's own folder is watched without what is below it, and the folders of its
    sources with everything: a folder that a branch lacks is watched again once it is back.
    """

    def __init__(self, root: Path, folders: Sequence[str], changed: Callable[[frozenset[Path]], None]) -> None:
        self._root, self._folders, self._changed = root, folders, changed
        self._over = threading.Event()
        self._anew = threading.Event()
        targets = (self._watch_top, self._watch_below)
        self._threads = [threading.Thread(target=target, daemon=True) for target in targets]

    def start(self) -> None:
        """Begin to watch."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._over.set()
        self._anew.set()
        for thread in self._threads:
            thread.join(timeout=5)

    def _watch_top(self) -> None:
        from watchfiles import watch

        commit = [folder] if (folder := self._root / ".git").is_dir() else []
        for batch in watch(
            self._root,
            *commit,
            recursive=False,
            stop_event=self._over,
            watch_filter=None,
            debounce=_LONGEST,
            step=_QUIET,
            rust_timeout=_ALIVE,
            raise_interrupt=False,
        ):
            paths = {Path(path) for _, path in batch}
            if any(path.parent == self._root and path.name in self._folders for path in paths):
                self._anew.set()  # a folder has come or gone
            self._tell({path for path in paths if path.parent == self._root or path.name == "HEAD"})

    def _watch_below(self) -> None:
        from watchfiles import watch

        while not self._over.is_set():
            there = [folder for name in self._folders if (folder := self._root / name).is_dir()]
            if not there:
                self._anew.wait()
            for batch in watch(
                *there,
                stop_event=self._anew,
                watch_filter=None,
                debounce=_LONGEST,
                step=_QUIET,
                rust_timeout=_ALIVE,
                raise_interrupt=False,
            ):
                self._tell({Path(path) for _, path in batch})
            if self._over.is_set():
                return
            self._anew.clear()
            self._tell([self._root / name for name in self._folders])  # what changed meanwhile is unknown

    def _tell(self, paths: Collection[Path]) -> None:
        kept = frozenset(path for path in paths if _counts(path, self._root))
        if kept:
            self._changed(kept)


def _counts(path: Path, root: Path) -> bool:
    """Tell whether a file may matter: neither made by the program, nor an editor's own."""
    if path.name == "HEAD" and path.parent == root / ".git":
        return True
    name = path.name
    if name.startswith((".", "~$", "#")) or name.endswith(("~", ".swp", ".tmp", "4913")):
        return False
    return not _PASSED_BY.intersection(path.relative_to(root).parts if path.is_relative_to(root) else ())
