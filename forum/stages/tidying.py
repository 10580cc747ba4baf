"""The cache on disk: how large it is, and removing what is not wanted, beside builds that use it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from forum.notebooks.store import drop
from forum.stages.cache import CACHE

RUNS = "runs"


@dataclass(frozen=True)
class Part:
    """A part of the cache: its name, how many entries and bytes it has."""

    name: str
    entries: int
    size: int


@dataclass(frozen=True)
class Entry:
    """A file of the cache, or a run's folder; ``used`` is when it was written or used last, in seconds since 1970."""

    path: Path
    part: str
    size: int
    used: float


def entries(root: Path) -> Iterator[Entry]:
    """Yield every entry of a workspace's cache; one that goes meanwhile is passed by."""
    for path in sorted((root / CACHE).glob("*/*")):
        part = path.parent.name
        if path.name.startswith(".new-"):
            continue  # somebody is building it
        if part == RUNS and path.is_dir():
            yield from _entry(path, RUNS, path.rglob("*") if path.name != "last" else ())
        elif part == "stages" and path.is_dir():
            for file in path.glob("[!.]*"):
                yield from _entry(file, f"stages/{path.name}", [file])
        elif path.is_file():
            yield from _entry(path, part, [path])


def _entry(path: Path, part: str, files: Iterable[Path]) -> Iterator[Entry]:
    with suppress(OSError):
        known = [file.lstat() for file in files]
        if known:
            yield Entry(path, part, sum(one.st_size for one in known), max(one.st_mtime for one in known))


def parts(found: Iterable[Entry]) -> tuple[Part, ...]:
    """Return entries summed up by part, in the order of their names."""
    sums: dict[str, Part] = {}
    for entry in found:
        before = sums.get(entry.part, Part(entry.part, 0, 0))
        sums[entry.part] = Part(entry.part, before.entries + 1, before.size + entry.size)
    return tuple(sums[name] for name in sorted(sums))


def remove(root: Path, chosen: Iterable[Entry]) -> tuple[Entry, ...]:
    """Remove entries, each at once, so that a build beside finds one whole or not at all; return what is gone."""
    gone = []
    for entry in chosen:
        if entry.part == RUNS:
            drop(root, entry.path.name)
        else:
            entry.path.unlink(missing_ok=True)
        gone.append(entry)
    return tuple(gone)
