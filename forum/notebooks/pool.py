"""Executes runs on this machine: threads that each keep one worker process busy."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from forum.notebooks import store
from forum.notebooks.jobs import Told, broken, job_of
from forum.notebooks.limits import Limits
from forum.notebooks.messages import Event, Failure
from forum.notebooks.plan import Task, changed_since
from forum.notebooks.standing import present
from forum.notebooks.warming import Warming


class LocalPool:
    """So many runs at a time, in the order given; ``told`` takes what is said of each.

    ``threads`` are those that each run has for linear algebra.
    """

    def __init__(self, root: Path, tasks: Sequence[Task], limits: Limits, slots: int, threads: int = 1) -> None:
        self.told: Told = queue.SimpleQueue()
        self.slots = slots
        self._root, self._limits, self._each = root, limits, threads
        self._waiting = deque(tasks)
        self._notebooks = [task.notebook for task in tasks]
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(slots)]

    def __enter__(self) -> LocalPool:
        with ExitStack() as begun:
            standing = begun.enter_context(present())
            self._crew = standing.crew
            self._warming = Warming(self._root, self._notebooks, standing.warm)
            self._stack = begun.pop_all()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: Any) -> None:
        with self._lock:
            self._waiting.clear()
        self._stack.__exit__(*error)
        for thread in self._threads:
            thread.join(timeout=10)

    def _serve(self) -> None:
        while (task := self._next()) is not None:
            try:
                last = self._run(task)
            except Exception as unforeseen:  # whatever it is, the program waits to be told
                last = Event("failed", failure=broken(unforeseen))
            self.told.put((task, last))

    def _next(self) -> Task | None:
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def _run(self, task: Task) -> Event:
        with store.building(self._root) as folder:
            job = job_of(task, self._root, folder, self._limits, self._warming.address(task.notebook), self._each)
            last = self._crew.execute(job, lambda event: self.told.put((task, self._warming.explained(event))))
            # A file that changed meanwhile: the results belong to neither key.
            if last.kind == "done" and (changes := changed_since(self._root, task)):
                message = f"while the notebook ran, this happened: {'; '.join(changes)}"
                last = Event("failed", failure=Failure("inputs-changed", message, hints=("run the command again",)))
            elif last.kind == "done":
                store.keep(self._root, task.key, folder)
            return last
