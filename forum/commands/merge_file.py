"""``forum merge-file``: merge one file that two sides changed, by the rules of its kind."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum.diagnostics import Outcome, UsageError
from forum.merging.kinds import kind_of
from forum.merging.merging import merge, rendered
from forum.merging.values import Conflict, Kind, Unusable
from forum.tools.files import unwritable


@dataclass(frozen=True)
class MergedFile:
    """What became of a file: its rules, and what a person has to decide on."""

    path: PurePosixPath
    kind: Kind
    conflicts: tuple[Conflict, ...]


def merge_file(base: Path, ours: Path, theirs: Path, *, path: PurePosixPath, output: Path) -> Outcome[MergedFile]:
    """Merge OURS and THEIRS, which both come from BASE, and write the result to output.

    ``path`` is the file's name in the workspace: it decides on the rules. A conflict
    is written too: between markers, or in a notebook as two cells side by side.

    Raises:
        UsageError: a file cannot be read, by those rules or at all; nothing is written.
    """
    kind = kind_of(path)
    try:
        merged = merge(_read(base), _read(ours), _read(theirs), kind)
        data = rendered(merged)
    except Unusable as wrong:
        raise UsageError(f"{path}: {wrong}", "nothing is written; git merge-file merges it by line") from wrong
    _write(output, data)
    return Outcome(MergedFile(path, kind, merged.conflicts))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as unread:
        raise UsageError(f"{path} cannot be read: {unread.strerror or unread}") from unread


def _write(path: Path, data: bytes) -> None:
    """Write a file aside and move it into place; what is no plain file is written to as it is."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        if path.exists() and (path.is_symlink() or not path.is_file()):
            path.write_bytes(data)
            return
        aside.write_bytes(data)
        if path.exists():
            aside.chmod(path.stat().st_mode & 0o7777)
        aside.replace(path)
    except OSError as failed:
        aside.unlink(missing_ok=True)
        raise unwritable(failed, path) from failed
