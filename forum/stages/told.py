"""What the last check told, by the content of all that it looks at: a check with nothing new loads nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from forum.diagnostics import Diagnostic, from_plain, plain
from forum.stages.cache import MANIFEST
from forum.stages.inputs import FOLDERS, LOCKS, file_digest
from forum.stages.memory import program, recall, remember, stamps

TOLD = "told"
_READ = (MANIFEST, *LOCKS, ".forum/retractions.json")  # beside the folders


class Told(msgspec.Struct, frozen=True):
    """The problems of a check with some options, and the digests of what it looked at.

    ``more`` are files outside the usual folders, by their path in the workspace.
    """

    options: str
    inputs: dict[str, str]
    more: list[str]
    problems: list[dict[str, Any]]


def told_before(root: Path, options: str) -> tuple[tuple[Diagnostic, ...] | None, dict[str, str]]:
    """Return what the last check with these options told, None where what it looks at has changed; and its digests."""
    told = recall(root, TOLD, Told)
    now = looked_at(root, told.more if told else ())
    if told is None or told.options != options or told.inputs != now:
        return None, now
    return tuple(replace(from_plain(one), fatal=bool(one["fatal"])) for one in told.problems), now


def tell_again(
    root: Path, options: str, inputs: Mapping[str, str], more: Iterable[str], problems: Iterable[Diagnostic]
) -> None:
    """Let the next check know what this one told; ``inputs`` are the digests from before it began."""
    names = sorted(more)
    digests = {**inputs, **{name: file_digest(root / name) for name in names}}
    remember(root, TOLD, Told(options, digests, names, [{**plain(one), "fatal": one.fatal} for one in problems]))


def looked_at(root: Path, more: Iterable[str] = ()) -> dict[str, str]:
    """Return the digest of everything that a check may look at, by its path in the workspace; folders count, too."""
    found = {name: file_digest(root / name) for name in (*_READ, *more)}
    for folder in FOLDERS:
        found |= {path: file_digest(root / path) if is_file else "" for path, is_file in _inside(root, folder)}
    found["(runs)"] = stamps(root / ".forum/cache/runs")
    found["(program)"] = program()
    return found


def _inside(root: Path, folder: str) -> Iterator[tuple[str, bool]]:
    """Yield what is in a folder, and whether it is a file; links are followed, but not in circles."""
    seen: set[str] = set()
    for where, folders, files in os.walk(root / folder, followlinks=True):
        real = os.path.realpath(where)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        here = Path(where).relative_to(root).as_posix()
        yield from ((f"{here}/{name}", False) for name in folders)
        yield from ((f"{here}/{name}", True) for name in files)
