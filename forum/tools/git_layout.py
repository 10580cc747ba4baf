"""How a git repository names its objects, and where its parts lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

_OPTIONS = ("--show-object-format", "--git-path", "objects", "--git-path", "shallow", "--show-toplevel")


class Layout(msgspec.Struct, frozen=True):
    """How a repository names objects, where they are, where it says that its history is cut off, and its files."""

    algorithm: str
    objects: Path
    shallow: Path
    top: Path


def layout_of(folder: Path, text: Callable[..., str]) -> Layout:
    """Return where the parts of the repository of a folder lie; ``text`` asks git.

    Raises:
        GitError: it is none, or git does not trust it.
    """
    algorithm, objects, shallow, top = text("rev-parse", *_OPTIONS).split("\n", 3)
    return Layout(algorithm, folder / objects, folder / shallow, Path(top))
