"""A worker process as the program holds it: jobs go down a pipe, events come up another."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator

import msgspec

from forum.notebooks.messages import Event, Job
from forum.notebooks.surroundings import short_temporary

MARK = "FORUM_WORKER"
_PATIENCE = 8.0  # seconds that a worker has to end its kernel


class Worker:
    """One process of ``forum.notebooks.worker``. It ends by itself once its input is closed."""

    def __init__(self) -> None:
        self._mark = uuid.uuid4().hex  # in the environment of all that it starts
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 (as long as the process)
        self._private = tempfile.mkdtemp(prefix="forum-", dir=short_temporary())
        # -P: no module of the working directory may stand in for one of ours.
        self.process = subprocess.Popen(  # noqa: S603 (a list, no shell; our own program)
            [sys.executable, "-P", "-m", "forum.notebooks.worker", self._private],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._noise,
            env={**os.environ, MARK: self._mark},
            start_new_session=True,  # Ctrl-C is for the program, which then ends its workers
        )
        self._ending = threading.Lock()

    def load(self) -> None:
        """Wait until the worker has its imports behind it, or has died."""
        if self.process.stdout is not None:
            with contextlib.suppress(ValueError):  # closed where it was ended meanwhile
                self.process.stdout.readline()

    def do(self, job: Job) -> Iterator[Event]:
        """Hand over a job and yield what the worker says, until it dies."""
        pipe = self.process.stdin
        if pipe is None or self.process.stdout is None:
            return
        try:
            pipe.write(json.dumps(msgspec.to_builtins(job)).encode() + b"\n")
            pipe.flush()
        except (BrokenPipeError, ValueError):
            return
        with contextlib.suppress(ValueError):  # the pipe is closed where the worker was ended meanwhile
            for line in self.process.stdout:
                yield msgspec.json.decode(line, type=Event)

    @contextlib.contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """End the worker if it takes longer; 0 for no limit."""
        if not seconds:
            yield
            return
        timer = threading.Timer(seconds, self.end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def said(self) -> tuple[str, ...]:
        """Return the last lines that the worker wrote to its standard error."""
        if self._noise.closed:
            return ()
        self._noise.seek(0)
        return tuple(self._noise.read().decode(errors="replace").splitlines()[-12:])

    def hang_up(self) -> None:
        """Close the worker's input: it ends, and with it all that it started."""
        if self.process.stdin:
            with contextlib.suppress(OSError):
                self.process.stdin.close()

    def end(self) -> None:
        """See to it that the worker and its kernel are gone."""
        self.hang_up()
        with self._ending:
            try:
                self.process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            if self.process.returncode:  # it could not clean up itself
                from forum.notebooks.guard import kill_marked

                kill_marked(MARK, self._mark)
            if self.process.stdout:
                self.process.stdout.close()
            self._noise.close()
            shutil.rmtree(self._private, ignore_errors=True)
