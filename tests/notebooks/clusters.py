"""A Dask cluster of processes of its own on 127.0.0.1, for the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

MARK = "FORUM_TEST_CLUSTER"


class Cluster:
    """A scheduler, and workers that are started when a test wants them; all in ``folder``."""

    def __init__(self, folder: Path, **settings: str) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self._variables = {**os.environ, MARK: str(folder), "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false"}
        self._log = (folder / "log").open("wb")
        self.processes: list[subprocess.Popen[bytes]] = []
        told = folder / "scheduler.json"
        self._start("dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(told), **settings)
        while not (told.exists() and told.read_text().endswith("}")):
            assert self.processes[0].poll() is None, self.log()
            time.sleep(0.05)
        self.address: str = json.loads(told.read_text())["address"]

    def worker(self, threads: int = 1, variables: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a worker; it needs about a second."""
        place = self.folder / f"worker-{len(self.processes)}"
        options = ("--no-nanny", "--no-dashboard", "--nthreads", str(threads), "--local-directory", str(place))
        return self._start("dask_worker", self.address, *options, **(variables or {}))

    def _start(self, program: str, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--host", "127.0.0.1", *arguments]
        environment = {**self._variables, **variables}
        process = subprocess.Popen(command, env=environment, stdout=self._log, stderr=self._log, cwd=self.folder)
        self.processes.append(process)
        return process

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def below(self) -> list[str]:
        """Return what the workers have started and is still there, wherever it has gone."""
        own = {process.pid for process in self.processes}
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get(MARK) == str(self.folder)
                if marked and process.pid not in own and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(" ".join(process.cmdline()))
            except psutil.Error:
                continue
        return found

    def files(self) -> list[Path]:
        """Return what sessions have left in the workers' folders."""
        return list(self.folder.glob("worker-*/**/forum-*"))

    def end(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self._log.close()
