"""What the program and its workers say to each other: one JSON object a line."""

from __future__ import annotations

from typing import Any

import msgspec

DISK_FULL = "disk-full"  # the one failure that is the machine's: the program stops at it
PACKAGES_DIFFER = "packages-differ"  # of a cluster's worker: the program stops at it too


class JobCell(msgspec.Struct, frozen=True):
    """A cell to execute; ``number`` is its number in the notebook, ``place`` its place in the store or -1."""

    kind: str
    id: str
    source: str
    tags: tuple[str, ...]
    number: int
    place: int = -1


class Job(msgspec.Struct, frozen=True):
    """One run to execute, from the program to a worker.

    ``folder`` takes what is stored; ``warm`` is where a kernel may be forked, empty for none;
    ``threads`` are those for linear algebra.
    """

    name: str
    kernel: str
    language: str
    cells: tuple[JobCell, ...]
    parameters: dict[str, Any]
    root: str
    cwd: str
    folder: str
    seconds: float
    memory: int
    warm: str = ""
    threads: int = 1


class Failure(msgspec.Struct, frozen=True):
    """Why a run failed: a code, where, and what was said last."""

    code: str
    message: str
    cell: int = 0
    line: int = 1
    tail: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """From a worker to the program: the kernel that runs, the cells done, or the end of the run.

    A "plain" event tells why a kernel was started that should have been forked.
    """

    kind: str  # "ready", "plain", "kernel", "cell", "done", "failed"
    pid: int = 0
    cell: int = 0
    of: int = 0
    seconds: float = 0.0
    failure: Failure | None = None
