"""Outputs are made in a folder aside and moved into place together, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from forum.diagnostics import UsageError


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """Give a folder to make outputs in; what is left of it goes, and what killed builds left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".new-*"):
            owner = left.name.split("-")[1]
            if not (owner.isdigit() and _alive(int(owner))):
                shutil.rmtree(left, ignore_errors=True)
        made = Path(tempfile.mkdtemp(prefix=f".new-{os.getpid()}-", dir=folder))
    except OSError as refused:
        raise UsageError(f"{folder} cannot be written to: {refused.strerror or refused}", WRITABLE) from refused
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


WRITABLE = "build writes into build/ and .forum/: give write permission, or copy the workspace elsewhere"


def _alive(pid: int) -> bool:
    import psutil

    return bool(psutil.pid_exists(pid))


def move(made: Sequence[Path], folder: Path) -> None:
    """Put what was made into place; where one cannot be, what was there before comes back."""
    replaced: list[tuple[Path, Path]] = []
    try:
        for new in made:
            final, old = folder / new.name, new.with_name(f"{new.name}.old")
            if final.exists():
                final.rename(old)
                replaced.append((old, final))
            new.rename(final)
    except BaseException:
        for old, final in replaced:
            if final.exists():
                final.rename(old.with_name(f"{old.name}.new"))
            old.rename(final)
        raise
