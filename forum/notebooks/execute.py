"""Executes runs, the longest first, here or on a cluster, and stores what they give."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from forum.notebooks import store
from forum.notebooks.jobs import Told
from forum.notebooks.limits import Limits
from forum.notebooks.messages import DISK_FULL, Event, Failure
from forum.notebooks.places import Place
from forum.notebooks.plan import Task
from forum.notebooks.pool import LocalPool
from forum.notebooks.progress import Progress

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ended:
    """How a run ended: its results are stored, or ``failure`` tells why not."""

    task: Task
    seconds: float = 0.0
    failure: Failure | None = None


class Pool(Protocol):
    """What executes runs, ``slots`` at a time, stores what they give, and tells of each."""

    told: Told
    slots: int


def execute(root: Path, tasks: Sequence[Task], limits: Limits, place: Place, progress: Progress) -> tuple[Ended, ...]:
    """Execute runs and store their results.

    Each result is stored as soon as it is there, so that an interruption loses only
    what is running. No process is left behind, however this ends.

    Raises:
        OSError: the results cannot be stored.
        UsageError: there is no such cluster, or it is not fit.
    """
    if not tasks:
        return ()
    root = root.resolve()
    store.sweep(root)
    with store.building(root):
        pass  # whether the store can be written to is known before anything runs
    ordered = _longest_first(tasks)
    with _pool(root, ordered, limits, place) as pool:
        progress.planned([task.run for task in ordered], [task.seconds for task in ordered])
        return tuple(_watch(root, pool, len(ordered), progress))


def _pool(root: Path, tasks: Sequence[Task], limits: Limits, place: Place) -> AbstractContextManager[Pool]:
    if place.scheduler or place.started:
        from forum.notebooks.cluster.pool import ClusterPool

        return ClusterPool(root, tasks, limits, place)
    cores = os.cpu_count() or 1
    jobs = place.jobs or cores
    # The number of threads shows in the last digits of sums: it does not depend on how much is to be done.
    return LocalPool(root, tasks, limits, min(jobs, len(tasks)), max(1, cores // jobs))


def _note(reason: str) -> None:
    """Tell why kernels are started, though they should have been forked; nothing else is lost by it."""
    _LOG.warning("kernels are started one by one, which takes longer, as none could be forked: %s", reason)


def _longest_first(tasks: Sequence[Task]) -> list[Task]:
    """Order by the last time, unknown ones first: they may be the longest."""
    return sorted(tasks, key=lambda task: -(task.seconds or float("inf")))


def _watch(root: Path, pool: Pool, count: int, progress: Progress) -> list[Ended]:
    """Pass on what the pool tells until every run has ended."""
    ended: list[Ended] = []
    noted = False
    while len(ended) < count:
        said = pool.told.get()
        if isinstance(said, Exception):
            raise said
        task, event = said
        if event.kind == "plain" and event.failure:
            if not noted:  # once: it is the same for all
                _note(event.failure.message)
            noted = True
        elif event.kind in ("kernel", "cell"):
            _advanced(task, event, progress)
        elif one := _ended(root, task, event, progress):
            ended.append(one)
    return ended


def _advanced(task: Task, event: Event, progress: Progress) -> None:
    if event.kind == "kernel":
        progress.started(task.run, event.of)
    else:
        progress.advanced(task.run, event.cell, event.of)


def _ended(root: Path, task: Task, event: Event, progress: Progress) -> Ended | None:
    """Return how a run ended, if that is what an event tells.

    Raises:
        OSError: the disk is full.
    """
    if event.kind == "done":
        store.remember(root, task.run, event.seconds, task.parts)
        progress.finished(task.run, event.seconds)
        return Ended(task, event.seconds)
    if event.kind == "failed" and event.failure:
        if event.failure.code == DISK_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        progress.failed(task.run, event.failure.message)
        return Ended(task, event.seconds, event.failure)
    return None
