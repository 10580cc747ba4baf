"""The three-way merge of whole trees of files: names, modes and folders; the content by the rules of each file.

Source: git's ``merge-ort`` (which conflicts there are, and folders that moved).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Literal, TypeVar

import msgspec

from forum.merging.kinds import is_binary, kind_of
from forum.merging.merging import merge
from forum.merging.renames import PLAIN, Entry, Read, Tree
from forum.merging.tree_files import Side, Three, TreeFile, added, known, side_of
from forum.merging.values import Kind, Merged, Unusable

__all__ = ["Entry", "MergedFile", "MergedTree", "Reason", "Rename", "Tree", "TreeConflict", "merge_trees"]

Reason = Literal[
    "content", "modify-delete", "rename-rename", "add-add", "file-directory", "binary", "mode", "unreadable"
]


class MergedFile(msgspec.Struct, frozen=True):
    """A file that both sides changed; ``forum.merging.merging.rendered`` makes its bytes."""

    path: PurePosixPath
    mode: str
    kind: Kind
    merged: Merged


class TreeConflict(msgspec.Struct, frozen=True):
    """A file that a person has to decide on.

    ``base``, ``ours`` and ``theirs`` are the ids of its three contents, None where it is
    not there; ``names`` is what the three call it, ``modes`` are git's. ``note`` says why it is unreadable.
    """

    path: PurePosixPath
    reason: Reason
    base: str | None
    ours: str | None
    theirs: str | None
    names: Three
    note: str = ""
    modes: tuple[str | None, str | None, str | None] = (None, None, None)

    def mode_of(self, side: Literal["ours", "theirs"]) -> str:
        """Return the mode of a file of which a side's content is taken: modes merge apart from contents."""
        base, ours, theirs = self.modes
        own = (ours if side == "ours" else theirs) or "100644"
        if ours is None or theirs is None or not PLAIN.issuperset({base or ours, ours, theirs}):
            return own  # of a link or another repository, what it is goes with what is in it
        return _whose(base, ours, theirs) or own


class Rename(msgspec.Struct, frozen=True):
    """A file that one side gave another name."""

    old: PurePosixPath
    new: PurePosixPath
    by: Literal["ours", "theirs"]


class MergedTree(msgspec.Struct, frozen=True):
    """What two sides make of a tree.

    ``files`` has an ``Entry`` for what is taken as it is and a ``MergedFile`` for what
    both changed. A file in conflict is there too: with its conflicts in it (content,
    add-add); under its old name (rename-rename); as the side has it that did not delete
    it (modify-delete); as ours has it (binary, mode, unreadable). Of several files that
    would get one name there is none, and of a file and a folder the folder.
    """

    files: Mapping[PurePosixPath, Entry | MergedFile]
    conflicts: tuple[TreeConflict, ...] = ()
    renames: tuple[Rename, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.conflicts


Outcome = tuple[Entry | MergedFile | None, tuple[TreeConflict, ...]]
T = TypeVar("T", Entry, str)
_NOTHING: Outcome = (None, ())


def merge_trees(base: Tree, ours: Tree, theirs: Tree, read: Read) -> MergedTree:
    """Merge two trees that come from base; ``read`` returns the bytes of a blob.

    Only files that both sides changed are read, and those that may have another name.
    A file or folder that one side renamed takes the other side's changes along.
    """
    mine, yours = side_of(base, ours, theirs, read), side_of(base, theirs, ours, read)
    files: dict[PurePosixPath, Entry | MergedFile] = dict(base)
    placed: dict[PurePosixPath, list[TreeFile]] = defaultdict(list)
    conflicts: list[TreeConflict] = []
    for file in (*known(base, mine, yours), *added(base, mine, yours)):
        if file.names[0] is not None:
            files.pop(file.names[0], None)
        placed[file.path].append(file)
        if file.apart:
            conflicts.append(_conflict(file, "rename-rename"))
    for path in sorted(placed):
        entry, found = _settled_place(placed[path], read)
        conflicts += found
        if entry is not None:
            files[path] = entry
    at_folders = {one.path: one for one in _where_folders_are(files, placed, (base, ours, theirs))}
    conflicts = [*at_folders.values(), *(one for one in conflicts if one.path not in at_folders)]
    conflicts.sort(key=lambda one: (one.path, one.reason, str(one.names)))
    return MergedTree(files, tuple(conflicts), (*_told(mine, "ours"), *_told(yours, "theirs")))


def _conflict(file: TreeFile, reason: Reason, note: str = "") -> TreeConflict:
    base, ours, theirs = (entry.blob if entry else None for entry in (file.base, file.ours, file.theirs))
    modes = tuple(entry.mode if entry else None for entry in (file.base, file.ours, file.theirs))
    return TreeConflict(file.path, reason, base, ours, theirs, file.names, note, (modes[0], modes[1], modes[2]))


def _told(side: Side, by: Literal["ours", "theirs"]) -> Iterator[Rename]:
    return (Rename(old, new, by) for old, new in sorted(side.names.items()))


def _settled_place(files: list[TreeFile], read: Read) -> Outcome:
    """Return what comes to stand in one place; several files that do so are at odds, unless they are equal."""
    found = [outcome for outcome in (_settled(file, read) for file in files) if outcome != _NOTHING]
    if all(outcome == found[0] and isinstance(outcome[0], Entry) for outcome in found[1:]):
        return found[0] if found else _NOTHING
    return None, tuple(_conflict(file, "add-add") for file in files)


def _settled(file: TreeFile, read: Read) -> Outcome:
    base, ours, theirs = file.base, file.ours, file.theirs
    if ours is None or theirs is None:
        left, name = ours or theirs, file.names[1] or file.names[2]
        if base is None or left is None:
            return left, ()
        return (left, (_conflict(file, "modify-delete"),)) if (left, name) != (base, file.names[0]) else _NOTHING
    entry = _whose(base, ours, theirs)
    if entry is not None:
        return entry, ()
    versions = [one for one in (base, ours, theirs) if one]
    modes = {one.mode for one in versions}
    if not all(one.plain for one in versions):
        return ours, (_conflict(file, "mode" if len(modes) > 1 else "binary"),)
    mode = _whose(base.mode if base else None, ours.mode, theirs.mode) or max(modes)  # new in both: executable
    blob = _whose(base.blob if base else None, ours.blob, theirs.blob)
    return (Entry(mode, blob), ()) if blob else _content(file, mode, [read(one.blob) for one in versions])


def _whose(base: T | None, ours: T, theirs: T) -> T | None:
    """Return what follows from who changed something, or None if both did, differently."""
    if theirs in (ours, base):
        return ours
    return theirs if ours == base else None


def _content(file: TreeFile, mode: str, data: list[bytes]) -> Outcome:
    """Return the merge of what a file has in it, of which the last two are ours and theirs."""
    if any(is_binary(one) for one in data):
        return file.ours, (_conflict(file, "binary"),)
    kind = kind_of(file.path)
    try:
        merged = merge(data[0] if file.base else b"", data[-2], data[-1], kind)
    except Unusable as wrong:
        return file.ours, (_conflict(file, "unreadable", str(wrong)),)
    result = MergedFile(file.path, mode, kind, merged)
    reason: Reason = "content" if file.base else "add-add"
    return result, () if merged.clean else (_conflict(file, reason),)


def _where_folders_are(
    files: dict[PurePosixPath, Entry | MergedFile], changed: Iterable[PurePosixPath], sides: tuple[Tree, Tree, Tree]
) -> Iterator[TreeConflict]:
    """Take out the files whose name is a folder's as well, and yield a conflict for each."""
    for path in sorted(changed):
        for folder in path.parents[:-1] if path in files else ():
            if folder in files:
                del files[folder]
                base, ours, theirs = (tree.get(folder) for tree in sides)
                names = tuple(folder if one else None for one in (base, ours, theirs))
                yield _conflict(TreeFile(folder, base, ours, theirs, (names[0], names[1], names[2])), "file-directory")
