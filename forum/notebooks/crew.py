"""Worker processes that are used again: whoever has a run to execute takes an idle one, or starts one."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection

from forum.notebooks.messages import Event, Failure, Job
from forum.notebooks.workers import Worker

_GRACE = 90.0  # seconds beyond its time-out after which a worker itself is taken to hang
_LOADING = threading.BoundedSemaphore(max(1, (os.cpu_count() or 1) - 1))
"""How many workers load at a time: one core is left to the warm process, for which all of them wait."""


class Crew:
    """Every worker process of a program, idle or busy. Any thread may execute a run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._over = False

    def execute(
        self, job: Job, report: Callable[[Event], None], taken: Callable[[Worker], None] | None = None
    ) -> Event:
        """Have a run executed, pass on what is said meanwhile, and return how it ended.

        ``taken`` is told which worker has it: to end that one ends the run.

        Raises:
            InterruptedError: the program ends.
        """
        worker = self._take()
        if taken:
            taken(worker)
        last = _listen(worker, job, report)
        with self._lock:
            if worker.process.poll() is None and not self._over:
                self._idle.append(worker)
            elif not self._over:
                self._all.discard(worker)
        return last

    def end(self) -> None:
        """See to it that no worker is left, nor what it started."""
        with self._lock:
            self._over = True
            workers = tuple(self._all)
        _end(workers)

    def stop(self) -> None:
        """End the workers that are busy."""
        with self._lock:
            workers = tuple(self._all.difference(self._idle))
            self._all.intersection_update(self._idle)
        _end(workers)

    def _take(self) -> Worker:
        if worker := self._idler():
            return worker
        with _LOADING:
            if worker := self._idler():  # it became so meanwhile
                return worker
            with self._lock:
                if self._over:
                    raise InterruptedError("the program ends")
                new = Worker()
                self._all.add(new)
            new.load()
            return new

    def _idler(self) -> Worker | None:
        with self._lock:
            if self._over:
                raise InterruptedError("the program ends")
            while self._idle:
                worker = self._idle.pop()
                if worker.process.poll() is None:
                    return worker
        return None


def _end(workers: Collection[Worker]) -> None:
    for worker in workers:  # all begin to end at once
        worker.hang_up()
    for worker in workers:
        worker.end()


def _listen(worker: Worker, job: Job, report: Callable[[Event], None]) -> Event:
    """Hand a job over and pass on what the worker says; return how it ended."""
    with worker.at_most(job.seconds + _GRACE if job.seconds else 0):
        for event in worker.do(job):
            if event.kind in ("done", "failed"):
                return event
            report(event)
    said = worker.said()
    worker.end()
    return Event("failed", failure=Failure("run-failed", "the process that executes notebooks died", tail=said))
