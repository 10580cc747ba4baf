"""Executes runs in worker processes, the longest first, and stores what they give."""

from __future__ import annotations

import errno
import logging
import os
import queue
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forum.documents.notebooks import code_of
from forum.notebooks import store
from forum.notebooks.limits import Limits
from forum.notebooks.messages import DISK_FULL, Event, Failure, Job, JobCell
from forum.notebooks.plan import Task, changed_since
from forum.notebooks.progress import Progress
from forum.notebooks.warming import Warming
from forum.notebooks.workers import Worker

UNWRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT)
_LOG = logging.getLogger(__name__)
_GRACE = 90.0  # seconds beyond its time-out after which a worker itself is taken to hang


@dataclass(frozen=True)
class Ended:
    """How a run ended: its results are stored, or ``failure`` tells why not."""

    task: Task
    seconds: float = 0.0
    failure: Failure | None = None


def execute(root: Path, tasks: Sequence[Task], limits: Limits, jobs: int, progress: Progress) -> tuple[Ended, ...]:
    """Execute runs, at most ``jobs`` at a time (0: one a core), and store their results.

    Each result is stored as soon as it is there, so that an interruption loses only
    what is running. No process is left behind, however this ends.

    Raises:
        OSError: the results cannot be stored.
    """
    if not tasks:
        return ()
    root = root.resolve()
    store.sweep(root)
    with store.building(root):
        pass  # whether the store can be written to is known before anything runs
    ordered = _longest_first(tasks)
    slots = min(jobs or os.cpu_count() or 1, len(ordered))
    progress.planned([task.run for task in ordered], [task.seconds for task in ordered], slots)
    with _Pool(root, ordered, limits, slots) as pool:
        return tuple(_watch(root, pool, len(ordered), progress))


def _note(reason: str) -> None:
    """Tell why kernels are started, though they should have been forked; nothing else is lost by it."""
    _LOG.warning("kernels are started one by one, which takes longer, as none could be forked: %s", reason)


def _longest_first(tasks: Sequence[Task]) -> list[Task]:
    """Order by the last time, unknown ones first: they may be the longest."""
    return sorted(tasks, key=lambda task: -(task.seconds or float("inf")))


def _watch(root: Path, pool: _Pool, count: int, progress: Progress) -> list[Ended]:
    """Pass on what the pool tells until every run has ended."""
    ended: list[Ended] = []
    noted = False
    while len(ended) < count:
        task, event = pool.told.get()
        if event.kind == "kernel":
            progress.started(task.run, event.of)
        elif event.kind == "cell":
            progress.advanced(task.run, event.cell, event.of)
        elif event.kind == "plain" and event.failure:
            if not noted:  # once: it is the same for all
                _note(event.failure.message)
            noted = True
        elif event.kind == "done":
            store.remember(root, task.run, event.seconds, task.parts)
            progress.finished(task.run, event.seconds)
            ended.append(Ended(task, event.seconds))
        elif event.kind == "failed" and event.failure:
            if event.failure.code == DISK_FULL:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            progress.failed(task.run, event.failure.message)
            ended.append(Ended(task, event.seconds, event.failure))
    return ended


def job_of(task: Task, root: Path, folder: Path, limits: Limits, warm: str = "") -> Job:
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
    )


class _Pool:
    """Threads that each keep one worker process busy; ``told`` takes what the workers say."""

    def __init__(self, root: Path, tasks: Sequence[Task], limits: Limits, slots: int) -> None:
        self.told: queue.SimpleQueue[tuple[Task, Event]] = queue.SimpleQueue()
        self._root, self._limits = root, limits
        self._waiting = deque(tasks)
        self._lock = threading.Lock()
        self._over = False
        self._workers: list[Worker] = []
        self._warming = Warming(root, [task.notebook for task in tasks])
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(slots)]

    def __enter__(self) -> _Pool:
        self._warming.start()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._over = True
        for worker in self._workers:
            worker.hang_up()
        for thread in self._threads:
            thread.join(timeout=10)
        for worker in self._workers:
            worker.end()
        self._warming.end()

    def _serve(self) -> None:
        worker: Worker | None = None
        while (task := self._next()) is not None:
            try:
                worker = self._living(worker)
                last = self._run(worker, task)
            except Exception as unforeseen:  # whatever it is, the program waits to be told
                last = Event("failed", failure=_broken(unforeseen))
            self.told.put((task, last))

    def _next(self) -> Task | None:
        with self._lock:
            return None if self._over or not self._waiting else self._waiting.popleft()

    def _living(self, worker: Worker | None) -> Worker:
        """Return the worker if it lives, else a new one."""
        if worker is not None and worker.process.poll() is None:
            return worker
        with self._lock:
            if self._over:
                raise InterruptedError("the program ends")
            new = Worker()
            self._workers.append(new)
            return new

    def _run(self, worker: Worker, task: Task) -> Event:
        with store.building(self._root) as folder:
            last = self._listen(worker, task, self._job(task, folder))
            # A file that changed meanwhile: the results belong to neither key.
            if last.kind == "done" and (changes := changed_since(self._root, task)):
                message = f"while the notebook ran, this happened: {'; '.join(changes)}"
                last = Event("failed", failure=Failure("inputs-changed", message, hints=("run the command again",)))
            elif last.kind == "done":
                store.keep(self._root, task.key, folder)
            return last

    def _job(self, task: Task, folder: Path) -> Job:
        return job_of(task, self._root, folder, self._limits, self._warming.address(task.notebook))

    def _listen(self, worker: Worker, task: Task, job: Job) -> Event:
        """Hand a job over and pass on what the worker says; return how it ended."""
        with worker.at_most(job.seconds + _GRACE if job.seconds else 0):
            for event in worker.do(job):
                if event.kind in ("done", "failed"):
                    return event
                self.told.put((task, self._warming.explained(event)))
        said = worker.said()
        worker.end()
        failure = Failure("run-failed", "the process that executes notebooks died", tail=said)
        return Event("failed", failure=failure)


def _broken(error: Exception) -> Failure:
    """Return the failure of the machinery around a run."""
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        return Failure(DISK_FULL, f"the results cannot be stored: {error.strerror}")
    return Failure("run-failed", f"the run could not be executed: {error}")
