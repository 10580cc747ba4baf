"""The connection to a Dask cluster, made and tried before anything is sent."""

from __future__ import annotations

import importlib
import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from forum.diagnostics import UsageError
from forum.notebooks.cluster.environments import Environment, describe, differences
from forum.notebooks.limits import said_seconds
from forum.notebooks.places import Place

_LOG = logging.getLogger(__name__)
_CONNECTING = "10 s"
_SILENCE = 3.0  # seconds of waiting for a worker after which that is said
_SHOWN = 8  # differing packages that are named for each kind of worker
_SAME = "install the same there, from the lock file that is used here, or use the same container image"


@contextmanager
def connected(place: Place) -> Iterator[Any]:
    """Give Dask's client of a cluster that has a worker.

    Raises:
        UsageError: Dask is not installed, or there is no such scheduler, or no worker.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as missing:
        message = f"runs on a cluster need Dask, which is not installed: {missing}"
        raise UsageError(message, "install it: pip install 'distributed>=2024.8' (the extra named dask)") from missing
    for name in ("distributed", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said by ourselves
    with _started(distributed, place) as address:
        try:
            client = distributed.Client(address, timeout=_CONNECTING, set_as_default=False)
        except (OSError, TimeoutError) as silent:
            hint = "start one with the command: dask scheduler; it prints its address"
            raise UsageError(f"no Dask scheduler answers at {place.scheduler}", hint) from silent
        except (ValueError, TypeError) as wrong:
            message = f"{place.scheduler} is no address of a Dask scheduler: {wrong}"
            raise UsageError(message, "write it as in tcp://10.0.0.1:8786") from wrong
        with client:
            _await_worker(client, place)
            yield client


@contextmanager
def _started(distributed: Any, place: Place) -> Iterator[str]:
    """Give the address of a scheduler, of one that is started here if it is to be."""
    if not place.started:
        yield place.scheduler
        return
    import dask

    quiet = dask.config.set({"distributed.worker.profile.enabled": False})  # it would look at itself 100 times a second
    with (
        quiet,
        distributed.LocalCluster(
            n_workers=place.started,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            memory_limit=0,  # a run has its own limit
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster.scheduler_address


def _await_worker(client: Any, place: Place) -> None:
    start = time.monotonic()
    said = False
    while not threads_of(client):
        waited = time.monotonic() - start
        if waited > place.patience:
            raise lost(place)
        if waited > _SILENCE and not said:
            _LOG.warning("waiting for a worker at %s, at most %s", place.scheduler, said_seconds(place.patience))
            said = True
        time.sleep(0.1)


def threads_of(client: Any) -> int:
    """Return how many runs a cluster executes at a time."""
    return sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())


def lost(place: Place) -> UsageError:
    """Return the error of a cluster without workers."""
    message = f"the Dask scheduler at {place.scheduler} has no worker (waited {said_seconds(place.patience)})"
    start = f"start one with the command: dask worker {place.scheduler} --nthreads 4"
    return UsageError(message, start, 'to wait longer, set worker-wait = "30 min" under [notebooks] in forum.toml')


def compare(client: Any, wanted: Environment) -> None:
    """See to it that every worker has the packages that are used here.

    Raises:
        UsageError: one has not; it names the workers and the packages.
    """
    found = client.run(describe, tuple(wanted.packages), on_error="return")
    other = {worker: differ for worker, one in found.items() if (differ := _differ(wanted, one))}
    if other:
        raise unlike(other)


def _differ(wanted: Environment, found: Environment | Exception) -> tuple[str, ...]:
    if isinstance(found, ModuleNotFoundError):
        return (f"{found.name} none instead of the one here",)
    return (f"it cannot be asked: {found}",) if isinstance(found, Exception) else differences(wanted, found)


def unlike(other: Mapping[str, tuple[str, ...]]) -> UsageError:
    """Return the error of workers that have other packages, by their addresses."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for worker, differ in sorted(other.items()):
        groups[differ].append(worker)
    hints = [f"{_named(workers)}: {_listed(differ)}" for differ, workers in groups.items()]
    return UsageError("the workers have other packages than this machine: results would not be the same", *hints, _SAME)


def _named(workers: list[str]) -> str:
    return workers[0] if len(workers) == 1 else f"{workers[0]} and {len(workers) - 1} more"


def _listed(differ: tuple[str, ...]) -> str:
    return ", ".join(differ[:_SHOWN]) + (f" and {len(differ) - _SHOWN} more" if len(differ) > _SHOWN else "")
