"""Executes runs on a Dask cluster, and stores what they give as if they had been executed here."""

from __future__ import annotations

import queue
import re
import threading
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from forum.diagnostics import UsageError
from forum.notebooks import store
from forum.notebooks.cluster.connection import compare, connected, lost, threads_of, unlike
from forum.notebooks.cluster.environments import needed
from forum.notebooks.cluster.parcels import pack
from forum.notebooks.jobs import Told, broken
from forum.notebooks.limits import Limits
from forum.notebooks.messages import PACKAGES_DIFFER, Event, Failure
from forum.notebooks.places import Place
from forum.notebooks.plan import Task

_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LOOK = 1.0  # seconds between looks at whether the cluster is there
_MEMORY = "if memory was short: fewer --nthreads a worker, or a smaller memory = under [notebooks] in forum.toml"


class ClusterPool:
    """Runs on a cluster, as many at a time as it has threads; ``told`` takes what is said of each."""

    def __init__(self, root: Path, tasks: Sequence[Task], limits: Limits, place: Place) -> None:
        self.told: Told = queue.SimpleQueue()
        self.slots = 0
        self._root, self._tasks, self._limits, self._place = root, tasks, limits, place
        self._session = f"forum-{uuid.uuid4().hex}"
        self._stack = ExitStack()
        self._waiting: dict[int, Any] = {}  # Dask's futures of the runs that have not ended
        self._over = threading.Event()

    def __enter__(self) -> ClusterPool:
        with self._stack:  # should the following fail, what it began is ended
            locks = sorted({name for task in self._tasks for name in task.inputs.lock})
            notebooks = {task.notebook.slug: task.notebook for task in self._tasks}
            environment = needed(self._root, notebooks.values(), locks)
            client = self._stack.enter_context(connected(self._place))
            compare(client, environment)
            self.slots = threads_of(client)
            self._stack.callback(self._leave, client)
            self._submit(client, environment)
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _submit(self, client: Any, environment: Any) -> None:
        import distributed

        from forum.notebooks.cluster import host
        from forum.notebooks.cluster.sending import Sender

        freight = pack(self._root, self._tasks, self._limits, environment, self._session)
        self._sender = Sender(client, self._session, freight.contents)
        self._stack.callback(self._sender.end)
        client.subscribe_topic(self._session, self._hear)
        keys = [(self._session, number) for number in range(len(freight.parcels))]
        futures = client.map(host.execute_run, freight.parcels, key=keys, pure=False)
        self._waiting = dict(enumerate(futures))
        track: Any = distributed.as_completed
        ended = track(futures, loop=client.loop, with_results=True, raise_errors=False)
        threading.Thread(target=self._collect, args=(ended,), daemon=True).start()
        threading.Thread(target=self._watch, args=(client,), daemon=True).start()

    def _leave(self, client: Any) -> None:
        """Cancel what has not ended, and have the workers forget all that they were sent."""
        from forum.notebooks.cluster import host

        self._over.set()
        if client.status == "running":
            client.cancel(list(self._waiting.values()), force=True)
            client.run(host.close, self._session, on_error="ignore")

    def _hear(self, said: tuple[float, dict[str, Any]]) -> None:
        """Take what a worker says: that it needs something, or how far a run is."""
        _, message = said
        if "need" in message:
            self._sender.send(message["at"], message["need"])
        elif message["run"] in self._waiting:
            event = msgspec.json.decode(message["event"], type=Event)
            self.told.put((self._tasks[message["run"]], event))

    def _collect(self, ended: Any) -> None:
        for future, result in ended:
            if self._over.is_set():
                return
            _, number = future.key
            task = self._tasks[number]
            try:
                last = self._stored(task, result) if future.status == "finished" else _lost(result)
            except Exception as unforeseen:  # whatever it is, the program waits to be told
                last = Event("failed", failure=broken(unforeseen))
            self._waiting.pop(number).release()
            if last.failure and last.failure.code == PACKAGES_DIFFER:
                self.told.put(unlike({last.failure.message: last.failure.tail}))
            self.told.put((task, last))

    def _stored(self, task: Task, result: tuple[bytes, dict[str, bytes]]) -> Event:
        """Store what came back of a run; return how it ended."""
        last = msgspec.json.decode(result[0], type=Event)
        if last.kind == "done":
            with store.building(self._root) as folder:
                for name, content in result[1].items():
                    if not _FILE.fullmatch(name):
                        raise ValueError(f"a worker sent a file named {name!r}")
                    (folder / name).write_bytes(content)
                store.keep(self._root, task.key, folder)
        return last

    def _watch(self, client: Any) -> None:
        """See to it that nobody waits for a cluster that is gone."""
        without = 0.0
        while not self._over.wait(_LOOK):
            if client.status != "running":
                message = f"the connection to the Dask scheduler at {self._place.scheduler} was lost"
                self.told.put(UsageError(message, "what had ended is stored: run the command again for the rest"))
                return
            without = 0.0 if threads_of(client) else without + _LOOK
            if without > self._place.patience:
                self.told.put(lost(self._place))
                return


def _lost(result: Any) -> Event:
    """Return the end of a run that Dask gave up."""
    error = result[1] if isinstance(result, tuple) else result
    if type(error).__name__ == "KilledWorker":
        message = f"the run was given up: {error.allowed_failures + 1} workers died while they executed it"
        return Event("failed", failure=Failure("workers-died", message, hints=(_MEMORY,)))
    return Event("failed", failure=Failure("run-failed", f"the cluster could not execute the run: {error}"))
