"""What the programs that execute runs share: the job of a run, and what is told of it."""

from __future__ import annotations

import errno
import queue
from pathlib import Path

from forum.documents.notebooks import code_of
from forum.notebooks.limits import Limits
from forum.notebooks.messages import DISK_FULL, Event, Failure, Job, JobCell
from forum.notebooks.plan import Task

UNWRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT)
Told = queue.SimpleQueue[tuple[Task, Event] | Exception]
"""What is said of each run; an exception ends them all."""


def job_of(task: Task, root: Path, folder: Path, limits: Limits, warm: str = "", threads: int = 1) -> Job:
    """Return what a worker is told to do. Where the same cell is stored is counted as in the key."""
    cells = []
    place = 0
    for cell in task.notebook.cells:
        computes = cell.kind == "code" and bool(code_of(cell))
        cells.append(JobCell(cell.kind, cell.id, cell.source, cell.tags, cell.number, place if computes else -1))
        place += computes
    return Job(
        name=str(task.run),
        kernel=task.notebook.kernel,
        language=task.notebook.language,
        cells=tuple(cells),
        parameters=dict(task.run.parameters),
        root=str(root),
        cwd=str(root / task.notebook.path.parent),
        folder=str(folder),
        seconds=limits.seconds,
        memory=limits.memory,
        warm=warm,
        threads=threads,
    )


def broken(error: Exception) -> Failure:
    """Return the failure of the machinery around a run."""
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        return Failure(DISK_FULL, f"the results cannot be stored: {error.strerror}")
    return Failure("run-failed", f"the run could not be executed: {error}")
