"""What executes runs on a Dask worker, for one session of one program: its processes, files and kernels.

Dask calls ``execute_run`` in its threads, as many at a time as the worker has. The
rest is called by the program, in the worker's event loop. Nothing of a session is
left once it is closed, nor when its program or this worker is killed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import msgspec
from distributed import get_worker
from distributed.core import Status

from forum.notebooks.cluster.blobs import Blobs, RefusedError, UnwantedError
from forum.notebooks.cluster.environments import describe, differences
from forum.notebooks.cluster.parcels import Bundle, Parcel
from forum.notebooks.cluster.trees import Tree, Trees
from forum.notebooks.crew import Crew
from forum.notebooks.messages import PACKAGES_DIFFER, Event, Failure, Job
from forum.notebooks.store import decoded
from forum.notebooks.warm_process import Warm, warm_with
from forum.notebooks.workers import Worker

Returned = tuple[bytes, dict[str, bytes]]
"""How a run ended, as JSON; and the files of its entry by name."""
_IDLE = 60.0  # seconds without a run after which a host that nobody closes ends
_OFTEN = 0.2  # seconds between two words on how far a run is
_LOOK = 0.5  # seconds between looks at which runs are still wanted
_ABSENT = "on a cluster a run finds the files that its parameter file declares under data:, and the local modules"
_MISSING = ("FileNotFoundError", "ModuleNotFoundError")
Key = Hashable
"""Dask's name of a run."""
_hosts: dict[str, Host] = {}
_lock = threading.Lock()


def execute_run(parcel: Parcel) -> Returned:
    """Execute a run on this worker and return its entry."""
    worker = get_worker()
    with _lock:
        if parcel.session not in _hosts:
            _hosts[parcel.session] = Host(parcel.session, worker)
        host, key = _hosts[parcel.session], worker.get_current_task()
        host.begin(key)
    return host.execute(parcel, key)


def receive(session: str, digest: str, start: int, piece: bytes, last: bool) -> None:
    """Take a piece of content that was asked for."""
    if host := _hosts.get(session):
        host.blobs.receive(digest, start, piece, last)


def refuse(session: str, digest: str, reason: str) -> None:
    """Take note that the program does not have what was asked for."""
    if host := _hosts.get(session):
        host.blobs.refuse(digest, reason)


async def close(session: str) -> None:
    """End all that a session has here."""
    with _lock:
        host = _hosts.pop(session, None)
    if host:
        await asyncio.to_thread(host.end)


class Host:
    """The processes and files of one session on one worker."""

    def __init__(self, session: str, worker: Any) -> None:
        self._session, self._worker = session, worker
        self._folder = Path(tempfile.mkdtemp(prefix="forum-", dir=Path(worker.local_directory).resolve()))
        self.blobs = Blobs(self._folder / "blobs", lambda digests: self._tell(need=digests, at=worker.address))
        self._trees = Trees(self._folder / "trees")
        self._crew = Crew()
        self._guard = threading.Lock()
        self._bundles: dict[str, tuple[Bundle, tuple[str, ...]]] = {}
        self._warm: Warm | None = None
        self._running: dict[Key, Worker | None] = {}
        self._told: dict[int, float] = {}  # when something was said of a run, by its number
        self._last = time.monotonic()
        self._over = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def begin(self, key: Key) -> None:
        """Take note of a run by Dask's name for it: from now on, this host is not idle."""
        with self._guard:
            self._running[key] = None

    def execute(self, parcel: Parcel, key: Key) -> Returned:
        """Execute a run that has begun."""
        try:
            return self._execute(parcel, key)
        except RefusedError as refused:
            failure = Failure("inputs-changed", f"while the notebook ran, this happened: {refused}")
            return _failed(msgspec.structs.replace(failure, hints=("run the command again",)))
        except (UnwantedError, InterruptedError):
            return _failed(Failure("run-failed", "the run was cancelled"))
        finally:
            with self._guard:
                self._running.pop(key, None)
                self._last = time.monotonic()

    def end(self) -> None:
        """See to it that nothing is left."""
        self._over.set()
        self._crew.end()
        if self._warm:
            self._warm.end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _execute(self, parcel: Parcel, key: Key) -> Returned:
        bundle, other = self._bundle(parcel.bundle, key)
        if other:
            return _failed(Failure(PACKAGES_DIFFER, self._worker.address, tail=other))
        self.blobs.fetch(bundle.files.values(), lambda: self._unwanted(key))
        tree = self._trees.tree(parcel.bundle, bundle.files, bundle.job.cwd, self.blobs)
        made = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            job = _job(bundle.job, parcel, tree, made, self._address(bundle))
            last = self._crew.execute(job, lambda event: self._report(parcel, event), lambda it: self._taken(key, it))
            if changed := tree.changed():
                return _failed(self._spoilt(parcel.bundle, bundle, changed))
            files = {file.name: file.read_bytes() for file in made.iterdir()} if last.kind == "done" else {}
            return msgspec.json.encode(_explained(last)), files
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def _bundle(self, digest: str, key: Key) -> tuple[Bundle, tuple[str, ...]]:
        """Return a bundle, and in what this worker's packages differ from what it needs."""
        if digest not in self._bundles:
            self.blobs.fetch([digest], lambda: self._unwanted(key))
            bundle = decoded(self.blobs.path(digest).read_bytes(), Bundle)
            other = differences(bundle.environment, describe(bundle.environment.packages))
            self._bundles[digest] = bundle, other
        return self._bundles[digest]

    def _address(self, bundle: Bundle) -> str:
        """Return where a kernel is forked, empty for nowhere."""
        if not bundle.forks or sys.platform != "linux":
            return ""
        with self._guard:
            if self._warm is None:
                self._warm = warm_with(self._folder, bundle.modules)
            return self._warm.address

    def _spoilt(self, name: str, bundle: Bundle, changed: tuple[str, ...]) -> Failure:
        self._trees.drop(name)
        for file in changed:
            self.blobs.drop(bundle.files[file])
        said = "; ".join(f"{file} changed" for file in changed)
        return Failure("inputs-changed", f"while the notebook ran, this happened: {said}")

    def _taken(self, key: Key, worker: Worker) -> None:
        with self._guard:
            self._running[key] = worker

    def _report(self, parcel: Parcel, event: Event) -> None:
        now = time.monotonic()
        if event.kind == "cell" and now - self._told.get(parcel.number, 0.0) < _OFTEN:
            return  # a person could not read it, and each costs milliseconds on three machines
        self._told[parcel.number] = now
        if event.kind == "plain" and self._warm and (said := self._warm.complaint()):
            event = Event("plain", failure=Failure("kernel-not-forked", said))
        self._tell(run=parcel.number, event=msgspec.json.encode(event))

    def _tell(self, **said: Any) -> None:
        """Tell the program something; Dask passes it on."""
        self._worker.log_event(self._session, said)

    def _unwanted(self, key: Key) -> bool:
        """Tell whether nobody waits for a run: it was cancelled, its program is gone, or the worker closes."""
        task = self._worker.state.tasks.get(key)
        leaving = self._worker.status in (Status.closing, Status.closed, Status.failed)
        return leaving or task is None or task.state == "cancelled"

    def _look(self) -> None:
        """End runs that nobody waits for, and in the end this host."""
        while not self._over.wait(_LOOK):
            with self._guard:
                running = dict(self._running)
            for worker in [worker for key, worker in running.items() if worker and self._unwanted(key)]:
                worker.end()
            with _lock:
                if idle := self._idle():
                    _hosts.pop(self._session, None)
            if idle:
                self.end()

    def _idle(self) -> bool:
        with self._guard:
            patience = 0.0 if self._worker.status == Status.closed else _IDLE
            return not self._running and time.monotonic() - self._last > patience


def _job(shared: Job, parcel: Parcel, tree: Tree, folder: Path, warm: str) -> Job:
    return msgspec.structs.replace(
        shared,
        name=parcel.name,
        parameters=dict(parcel.parameters),
        root=str(tree.folder),
        cwd=os.path.normpath(tree.folder / shared.cwd),
        folder=str(folder),
        warm=warm,
    )


def _failed(failure: Failure) -> Returned:
    return msgspec.json.encode(Event("failed", failure=failure)), {}


def _explained(event: Event) -> Event:
    """Return how a run ended; where something was missing, with what a worker has at all."""
    failure = event.failure
    if failure is None or not any(word in failure.message for word in _MISSING):
        return event
    return msgspec.structs.replace(event, failure=msgspec.structs.replace(failure, hints=(*failure.hints, _ABSENT)))
