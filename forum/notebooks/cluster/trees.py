"""The part of a workspace that a run finds on a worker: the files that it declares, and nothing else."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from forum.notebooks.cluster.blobs import Blobs


class Tree:
    """A folder with files of a workspace, made of contents that are there."""

    def __init__(self, folder: Path, files: Mapping[str, str], work: str, blobs: Blobs) -> None:
        self.folder = folder
        self._files = files
        (folder / work).mkdir(parents=True)
        for name, digest in files.items():
            path = self._path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            _place(blobs.path(digest), path)
        self._seen = {name: _signature(self._path(name)) for name in files}

    def changed(self) -> tuple[str, ...]:
        """Return the files that are not any more as they were placed."""
        return tuple(name for name, seen in self._seen.items() if _signature(self._path(name)) != seen)

    def _path(self, name: str) -> Path:
        """Return where a file lies.

        Raises:
            ValueError: that is outside the folder.
        """
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise ValueError(f"{name} lies outside the workspace")
        return self.folder / name


class Trees:
    """Every tree of a worker, by its name; each is made once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._lock = threading.Lock()
        self._made: dict[str, Tree] = {}
        self._count = 0

    def tree(self, name: str, files: Mapping[str, str], work: str, blobs: Blobs) -> Tree:
        """Return the tree of a name; ``work`` is the folder in it that runs work in."""
        with self._lock:
            if name not in self._made:
                self._count += 1  # a run may still be in the one that was dropped
                self._made[name] = Tree(self._folder / f"w{self._count}", files, work, blobs)
            return self._made[name]

    def drop(self, name: str) -> None:
        """Make a tree anew the next time."""
        with self._lock:
            self._made.pop(name, None)


def _place(source: Path, target: Path) -> None:
    """Put content where a run finds it; linked, as data may be large."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _signature(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
