"""Watches over a kernel's processes: limits while it runs, and none of them left after it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable

import psutil

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_POLL = 0.2  # seconds; looking at all processes takes some milliseconds


def adopt_orphans() -> None:
    """Make this process the parent of what its children leave behind, so that it can be ended (Linux)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent() -> Callable[[], None] | None:
    """Return what a child calls before it starts, so that it is killed when this process dies (Linux)."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # found now: between fork and exec nothing may be loaded
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def kill_children(rounds: int = 5) -> None:
    """Kill every process below this one, those included that start while it does so."""
    for _ in range(rounds):
        if childless():  # to look at all processes takes longer
            return
        below = psutil.Process().children(recursive=True)
        if not below:
            return
        _kill(below)
        psutil.wait_procs(below, timeout=2)


def childless() -> bool:
    """Tell whether it is certain that this process has no child, ended ones included."""
    if sys.platform != "linux":
        return False
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return True
    return False


def kill_others(spared: Collection[int]) -> None:
    """Kill this process's children, and all below them, but for those that are spared."""
    for child in psutil.Process().children():
        if child.pid not in spared:
            kill_tree(child.pid)


def kill_tree(pid: int) -> None:
    """Kill a process and every process below it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        _kill([*top.children(recursive=True), top])


def _kill(processes: Iterable[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process.kill()


def memory_of(pid: int) -> int:
    """Return the resident memory of a process and all below it, in bytes."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        for process in [top, *top.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += process.memory_info().rss
    return total


class Guard(threading.Thread):
    """Kills a kernel that takes too long or too much; ``reason`` tells which."""

    def __init__(self, pid: int, seconds: float, memory: int) -> None:
        super().__init__(daemon=True)
        self.reason = ""
        self._pid, self._memory = pid, memory
        self._deadline = time.monotonic() + seconds if seconds else float("inf")
        self._over = threading.Event()

    def run(self) -> None:
        """Watch until ``stop``, or until a limit is passed."""
        while not self._over.wait(_POLL):
            if time.monotonic() > self._deadline:
                self.reason = "timeout"
            elif self._memory and memory_of(self._pid) > self._memory:
                self.reason = "memory"
            if self.reason:
                kill_tree(self._pid)
                return

    def stop(self) -> None:
        """End the watch."""
        self._over.set()
        self.join()


def kill_marked(name: str, value: str) -> None:
    """Kill every process with this in its environment, wherever it has gone."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(name) == value:
                process.kill()
