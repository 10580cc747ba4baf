"""Where runs are executed: here, or by a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from forum.diagnostics import UsageError
from forum.model import NotebookSettings
from forum.notebooks.limits import TIMES, quantity

HERE = "local"  # what --scheduler takes for: no cluster, whatever else names one
_VARIABLE = "DASK_SCHEDULER_ADDRESS"


@dataclass(frozen=True)
class Place:
    """Here, ``jobs`` at a time (0: one a core); or the cluster of the Dask scheduler at an address.

    ``started`` is the number of workers of a cluster that is started here for the
    purpose. ``patience`` are the seconds that a cluster may be without a worker.
    """

    jobs: int = 0
    scheduler: str = ""
    started: int = 0
    patience: float = 60.0


def choose_place(
    settings: NotebookSettings,
    jobs: int = 0,
    scheduler: str = "",
    dask_local: int = 0,
    variables: Mapping[str, str] = os.environ,
) -> Place:
    """Return where to execute: what the command line says wins, then the environment, then the manifest.

    Raises:
        UsageError: the command line says two things.
    """
    if scheduler and dask_local:
        raise UsageError("--scheduler and --dask-local exclude each other", "the second one starts a cluster here")
    if jobs and (dask_local or scheduler not in ("", HERE)):
        message = "--jobs is for runs on this machine; a cluster runs as many at a time as its workers have threads"
        raise UsageError(message, "--dask-local takes the number itself; dask worker has --nthreads")
    found = scheduler or variables.get(_VARIABLE, "") or settings.scheduler
    cluster = "" if found == HERE or dask_local or jobs else found
    patience = quantity(settings.worker_wait, TIMES)
    return Place(jobs, cluster, dask_local, Place.patience if patience is None else patience)
