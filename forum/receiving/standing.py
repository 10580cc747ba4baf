"""A tree as files, as it would stand after a merge: for the checks alone, nothing in it is executed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from forum.merging.tree import Entry
from forum.receiving.desk import new_folder
from forum.tools.git_objects import SUBMODULE, Store

_NEEDED = ("recommendations", "notebooks", "templates")


def is_laid_out(path: PurePosixPath) -> bool:
    """Tell whether the checks have a look at a file."""
    return path.parts[0] in _NEEDED or len(path.parts) == 1


@contextmanager
def laid_out(root: Path, store: Store, tree: Mapping[PurePosixPath, Entry]) -> Iterator[Path]:
    """Give a folder with the content of a tree; it shares the workspace's cache, and is gone afterwards."""
    folder = new_folder(root) / "workspace"
    folder.mkdir()
    try:
        wanted = {path: entry for path, entry in tree.items() if entry.mode != SUBMODULE and is_laid_out(path)}
        store.read_ahead(entry.blob for entry in wanted.values())
        for parent in {path.parent for path in wanted}:
            (folder / parent).mkdir(parents=True, exist_ok=True)
        for path, entry in wanted.items():
            (folder / path).write_bytes(store.read(entry.blob))
        with suppress(OSError):  # where links cannot be made, texts are only read once more
            (folder / ".forum").symlink_to((root / ".forum").resolve(), target_is_directory=True)
        yield folder
    finally:
        with suppress(OSError):
            (folder / ".forum").unlink()
        shutil.rmtree(folder.parent, ignore_errors=True)
