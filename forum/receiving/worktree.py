"""The files of the workspace follow its branch: nothing that is not committed is overwritten."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from forum.diagnostics import UsageError
from forum.merging.tree import Entry
from forum.tools.files import unwritable
from forum.tools.git_objects import LINK, SUBMODULE, GitError, Store
from forum.tools.git_trees import blob_id, index_rows

_ID = {"sha1": 40, "sha256": 64}
Changes = Mapping[PurePosixPath, Entry | None]


def in_the_way(root: Path, home: Store, old: Mapping[PurePosixPath, Entry], changes: Changes) -> list[PurePosixPath]:
    """Return the files that a change would overwrite although what is in them is in no commit."""
    differing = _uncommitted(home)
    edited = _edited(root, home, {path: (old[path],) for path in changes if path in old})
    return [
        path
        for path in sorted(changes)
        if path in differing
        or path in edited
        or (path not in old and _occupied(root, path, changes))
        or _blocked(root, path, old)
    ]


def _occupied(root: Path, path: PurePosixPath, changes: Changes) -> bool:
    """Tell whether something is in a new file's place, other than a folder that the change empties."""
    place = root / path
    if place.is_symlink() or not place.is_dir():
        return os.path.lexists(place)
    below = (
        PurePosixPath(one.relative_to(root).as_posix())
        for one in place.rglob("*")
        if one.is_symlink() or not one.is_dir()
    )
    return any(one not in changes or changes[one] is not None for one in below)


def refuse_edited(root: Path, home: Store, old: Mapping[PurePosixPath, Entry], changes: Changes) -> None:
    """Raise a UsageError if a file has changed since an operation on it was cut off: it is neither old nor new."""
    paths = _edited(root, home, {path: (old.get(path), entry) for path, entry in changes.items()})
    if paths:
        raise UsageError(
            f"the last command was cut off, and since then you have edited {_named(paths)}",
            f"copy that to elsewhere; then git checkout HEAD -- {paths[0]}, and call this once more",
        )


def _edited(root: Path, home: Store, versions: Mapping[PurePosixPath, Sequence[Entry | None]]) -> list[PurePosixPath]:
    """Return the plain files on disk that are none of their versions, whatever git's index believes of them."""
    blobs = {path: {one.blob for one in entries if one} for path, entries in versions.items()}
    plain = [path for path in sorted(blobs) if (root / path).is_file() and not (root / path).is_symlink()]
    other = [path for path in plain if blob_id((root / path).read_bytes(), home.algorithm) not in blobs[path]]
    if not other:
        return []
    # git may have written other line ends than are in the blob.
    asked = "".join(f"{path}\n" for path in other).encode("utf-8", "surrogateescape")
    ids = home.text("hash-object", "--stdin-paths", stdin=asked).split("\n")
    return [path for path, blob in zip(other, ids, strict=True) if blob not in blobs[path]]


def _uncommitted(home: Store) -> frozenset[PurePosixPath]:
    """Return the tracked files that differ from the last commit, in the index or on disk."""
    rows = home.ask("status", "--porcelain", "-z", "--untracked-files=no", "--no-renames").split(b"\0")
    return frozenset(PurePosixPath(row[3:].decode("utf-8", "surrogateescape")) for row in rows if row)


def _blocked(root: Path, path: PurePosixPath, old: Mapping[PurePosixPath, Entry]) -> bool:
    """Tell whether a file that is not tracked stands where a folder has to be."""
    return any(
        (root / folder).is_symlink() or ((root / folder).is_file() and folder not in old)
        for folder in path.parents[:-1]
    )


def refuse_in_the_way(root: Path, home: Store, old: Mapping[PurePosixPath, Entry], changes: Changes) -> None:
    """Raise a UsageError if a change would overwrite what is in no commit; nothing has happened then."""
    paths = in_the_way(root, home, old, changes)
    if paths:
        raise UsageError(
            f"not committed, and would be overwritten: {_named(paths)}",
            "commit them: git add -A && git commit; or put them aside: git stash -u",
        )


def _named(paths: Sequence[PurePosixPath]) -> str:
    return ", ".join(map(str, paths[:3])) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")


def follow(root: Path, home: Store, changes: Changes) -> None:
    """Bring files and index to where the branch is. Doing it again does no harm.

    Each file is built aside and moved into place, so that it is old or new, never half.

    Raises:
        UsageError: a file cannot be written; the call that comes next tries again.
    """
    try:
        for path, entry in changes.items():
            if entry is None:
                _remove(root, root / path)
        for path, entry in changes.items():
            if entry is not None and entry.mode != SUBMODULE:
                _write(root / path, home.read(entry.blob), entry.mode)
    except OSError as failed:
        raise unwritable(failed, root) from failed
    home.change("update-index", "-z", "--index-info", stdin=index_rows(changes, "0" * _ID[home.algorithm]))
    with suppress(GitError):  # it only spares git looking at the files once more
        home.change("update-index", "-q", "--refresh")


def _write(path: Path, content: bytes, mode: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".forum-{os.getpid()}.new")  # short, for the file's own name may be as long as names can be
    try:
        if mode == LINK:
            aside.symlink_to(os.fsdecode(content))
        else:
            aside.write_bytes(content)
            aside.chmod(0o755 if mode == "100755" else 0o644)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _remove(root: Path, path: Path) -> None:
    """Remove a file, and the folders that are empty then; a submodule's files stay."""
    if path.is_dir() and not path.is_symlink():
        return
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()
