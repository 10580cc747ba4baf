"""A commit's workspace as files of its own: the user's files and branch stay as they are."""

from __future__ import annotations

import datetime
import os
import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from forum.diagnostics import UsageError
from forum.documents.nearest import did_you_mean
from forum.merging.tree import Entry
from forum.stages.aside import aside
from forum.tools.git_objects import LINK, SUBMODULE, GitError, Store
from forum.tools.git_process import ask_settings, settings_told
from forum.tools.git_tags import commit_moment, nearest_names, tip

_SHARED = ("runs", "stages", "check")  # parts of the cache whose entries go by content


@dataclass(frozen=True)
class Repository:
    """The repository that a workspace lies in, and the workspace's folder in it, ending in ``/`` unless it is all."""

    root: Path
    store: Store
    prefix: str
    _files: dict[str, Mapping[PurePosixPath, Entry]] = field(default_factory=dict)

    def commit(self, revision: str) -> str:
        """Return the commit that a revision names.

        Raises:
            UsageError: there is none.
        """
        found = tip(self.store, revision)
        if not found:
            if revision == "HEAD":
                raise UsageError("the repository has no commit yet", f"git -C {self.root} commit")
            hints = did_you_mean(revision, nearest_names(self.store)) or ("git log --oneline --all shows the commits",)
            raise UsageError(f"there is no revision {revision}", *hints)
        return found

    def files(self, commit: str) -> Mapping[PurePosixPath, Entry]:
        """Return the workspace's files at a commit, by their path in it."""
        if commit not in self._files:
            tree = self.store.tree(commit)
            below = ((path, one) for path, one in tree.items() if path.is_relative_to(self.prefix))
            self._files[commit] = {path.relative_to(self.prefix): one for path, one in below} if self.prefix else tree
        return self._files[commit]

    def content(self, commit: str, path: PurePosixPath) -> bytes | None:
        """Return what a file of the workspace holds at a commit, through one link; None where it is not there."""
        files = self.files(commit)
        entry = files.get(path)
        if entry is not None and entry.mode == LINK:
            target = posixpath.normpath(path.parent / self.store.read(entry.blob).decode("utf-8", "replace"))
            entry = files.get(PurePosixPath(target))
        return None if entry is None or entry.mode in (LINK, SUBMODULE) else self.store.read(entry.blob)

    def moment(self, commit: str) -> datetime.datetime:
        """Return when a commit was made, in UTC."""
        return datetime.datetime.fromtimestamp(commit_moment(self.store, commit), datetime.UTC)


@contextmanager
def repository(root: Path) -> Iterator[Repository]:
    """Give the repository of a workspace, for reading.

    Raises:
        UsageError: it has none, or git does not trust it.
    """
    with ask_settings(root) as settings:
        store = Store(root, settings_told(settings))
    try:
        yield Repository(root, store, store.text("rev-parse", "--show-prefix"))
    except GitError as refused:
        raise UsageError(f"git cannot tell: {refused}", "a workspace with a history is a git repository") from refused
    finally:
        store.close()


@contextmanager
def laid_out(home: Repository, commit: str) -> Iterator[Path]:
    """Give a folder with the workspace as a commit has it, byte for byte; it is gone afterwards.

    What the cache holds by content, results of notebooks above all, is that of the workspace.
    """
    with aside(home.root / ".forum/editions") as made:
        folder = made / "workspace"
        folder.mkdir()
        files = {path: one for path, one in home.files(commit).items() if one.mode != SUBMODULE}
        for path in files:
            _refuse_outside(path)
        home.store.read_ahead(one.blob for one in files.values())
        for parent in {path.parent for path in files}:
            (folder / parent).mkdir(parents=True, exist_ok=True)
        for path, entry in files.items():
            _write(folder, path, entry, home.store.read(entry.blob))
        _share(home.root, folder)
        yield folder


def _refuse_outside(path: PurePosixPath) -> None:
    """Raise a UsageError for a name that leads out of the folder: git makes none, but whoever forges objects may."""
    if path.is_absolute() or ".." in path.parts or (os.name == "nt" and ("\\" in str(path) or ":" in str(path))):
        raise UsageError(
            f"the commit has a file called {path}", "git fsck tells of it; nothing is made of such a commit"
        )


def _write(folder: Path, path: PurePosixPath, entry: Entry, content: bytes) -> None:
    """Write a file; of a link, only one that stays inside."""
    if entry.mode != LINK:
        (folder / path).write_bytes(content)
    elif _stays_inside(path, target := os.fsdecode(content)):
        with suppress(OSError):
            (folder / path).symlink_to(target)


def _stays_inside(path: PurePosixPath, target: str) -> bool:
    """Tell whether a link leads to a place in the folder, whatever other links its target goes through."""
    parts = target.split("/")
    steps = next((number for number, part in enumerate(parts) if part != ".."), len(parts))
    return not target.startswith("/") and ".." not in parts[steps:] and steps < len(path.parts)


def _share(root: Path, folder: Path) -> None:
    """Let a folder see what the workspace's cache holds by content; without links, nothing is at hand."""
    (folder / ".forum/cache").mkdir(parents=True, exist_ok=True)
    for name in _SHARED:
        kept = root / ".forum/cache" / name
        kept.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            (folder / ".forum/cache" / name).symlink_to(kept.resolve(), target_is_directory=True)
