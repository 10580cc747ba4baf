"""The three-way merge of trees: which files there are, and each that both sides changed merged by its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from forum.merging.kinds import kind_of
from forum.merging.merging import merge
from forum.merging.values import Kind, Merged, Unusable


@dataclass(frozen=True)
class Entry:
    """A file in a tree: its mode as git writes it (``100644``, ``100755``), and the id of its content."""

    mode: str
    blob: str


Tree = Mapping[PurePosixPath, Entry]


@dataclass(frozen=True)
class MergedFile:
    """A file that both sides changed, merged by the rules of its kind; it may have conflicts."""

    path: PurePosixPath
    mode: str
    kind: Kind
    merged: Merged


@dataclass(frozen=True)
class TreeConflict:
    """A file on which a person decides: why, and its content on the three sides, None where it is not there."""

    path: PurePosixPath
    reason: str
    base: str | None = None
    ours: str | None = None
    theirs: str | None = None


@dataclass(frozen=True)
class MergedTree:
    """The files of a merge: an entry where one side's can be taken as it is; and what is left to decide."""

    files: Mapping[PurePosixPath, Entry | MergedFile]
    conflicts: tuple[TreeConflict, ...] = ()


def merge_trees(base: Tree, ours: Tree, theirs: Tree, read: Callable[[str], bytes]) -> MergedTree:
    """Merge two trees that come from one; ``read`` gives the content of a blob.

    Only files that both sides changed are read.
    """
    files: dict[PurePosixPath, Entry | MergedFile] = {}
    conflicts: list[TreeConflict] = []
    for path in sorted({*ours, *theirs}):
        was, mine, yours = base.get(path), ours.get(path), theirs.get(path)
        taken = mine if yours in (mine, was) else yours
        if mine == was or yours in (mine, was):
            files |= {path: taken} if taken else {}
            continue
        blobs = tuple(side.blob if side else None for side in (was, mine, yours))
        if mine is None or yours is None:
            conflicts.append(TreeConflict(path, "modify-delete", *blobs))
            files |= {path: one} if (one := mine or yours) else {}
            continue
        content = _merged(path, was, mine, yours, read)
        if content is None or content.conflicts:
            conflicts.append(TreeConflict(path, "unreadable" if content is None else "content", *blobs))
        mode = yours.mode if was and was.mode == mine.mode else mine.mode
        files[path] = mine if content is None else MergedFile(path, mode, kind_of(path), content)
    return MergedTree(files, tuple(conflicts))


def _merged(
    path: PurePosixPath, was: Entry | None, mine: Entry, yours: Entry, read: Callable[[str], bytes]
) -> Merged | None:
    """Return a file merged by its rules, or None where one side cannot be read by them."""
    try:
        return merge(read(was.blob) if was else b"", read(mine.blob), read(yours.blob), kind_of(path))
    except Unusable:
        return None
