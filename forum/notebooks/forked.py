"""Kernels forked from the warm process, as a worker holds them: a process, and what starts it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar, cast

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

_STARTING = 120.0  # seconds that the warm process may take to load and to fork
_LEAVING = 8.0  # seconds that a keeper may take to kill what is below it
_LAUNCHER = ["-m", "ipykernel_launcher", "-f"]


class WarmGoneError(Exception):
    """The warm process does not answer."""


class ForkedProcess:
    """A kernel below its keeper, in the manner of ``subprocess.Popen``."""

    stdin = stdout = stderr = None
    living: ClassVar[set[ForkedProcess]] = set()

    def __init__(self, address: str, cmd: list[str], env: dict[str, str], cwd: str, noise: int) -> None:
        self.returncode: int | None = None
        self._said = b""
        self._lock = threading.Lock()
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        request = json.dumps({"cmd": cmd, "env": env, "cwd": cwd}).encode()
        try:
            self._connection.settimeout(_STARTING)
            self._connection.connect(address)
            socket.send_fds(self._connection, [len(request).to_bytes(4, "big")], [noise])
            self._connection.sendall(request)
            self.pid: int = self._answer()["pid"]
        except (OSError, WarmGoneError) as gone:
            self._connection.close()
            raise WarmGoneError(str(gone)) from gone
        ForkedProcess.living.add(self)

    def _answer(self) -> dict[str, int]:
        """Return what the keeper says next.

        Raises:
            WarmGoneError: it says nothing any more.
        """
        while b"\n" not in self._said:
            more = self._connection.recv(4096)
            if not more:
                raise WarmGoneError("the connection was closed")
            self._said += more
        line, _, self._said = self._said.partition(b"\n")
        answer: dict[str, int] = json.loads(line)
        return answer

    def poll(self) -> int | None:
        """Return how the kernel ended, None while it lives."""
        with self._lock:
            if self.returncode is None and self._connection.fileno() >= 0:
                self._connection.settimeout(0)
                with contextlib.suppress(BlockingIOError):
                    self._ended()
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until the kernel has ended.

        Raises:
            TimeoutExpired: it has not, in so many seconds.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            time.sleep(0.002)
        return code

    def _ended(self) -> None:
        try:
            self.returncode = self._answer()["code"]
        except (WarmGoneError, ConnectionError):  # the keeper was killed, and the kernel with it
            self.returncode = -signal.SIGKILL

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel if it lives."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the kernel."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def release(self) -> None:
        """Have the kernel and all that it started killed, and wait until they are gone."""
        with self._lock, contextlib.suppress(OSError):
            self._connection.settimeout(_LEAVING)
            self._connection.shutdown(socket.SHUT_WR)
            while self._connection.recv(4096):
                pass
        self._connection.close()
        ForkedProcess.living.discard(self)


def release_all() -> None:
    """Have every kernel that was forked for this process killed."""
    for process in tuple(ForkedProcess.living):
        process.release()


class Provisioner(LocalProvisioner):
    """Forks a kernel from the warm process at ``address``, or starts it; ``gone`` is told why it could not fork."""

    address = ""
    gone: Callable[[str], None] = staticmethod(lambda _: None)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch a kernel with a command, by a fork if that is the same."""
        if not self.address or not is_own(cmd):
            return await super().launch_kernel(cmd, **kwargs)
        environment = {**kwargs["env"], "JPY_PARENT_PID": str(os.getpid())}  # as jupyter_client does
        try:
            forked = ForkedProcess(self.address, cmd, environment, kwargs["cwd"], kwargs["stderr"].fileno())
        except WarmGoneError as gone:
            self.gone(str(gone))
            return await super().launch_kernel(cmd, **kwargs)
        self.process = cast(Any, forked)  # what the base does with it, it can do
        self.pid = self.pgid = forked.pid  # it makes itself a group
        self.cwd = kwargs["cwd"]
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the process, looking more often than the base does."""
        process = self.process
        while process and process.poll() is None:
            await asyncio.sleep(0.003)
        return await super().wait() if process else 0


def is_own(cmd: list[str]) -> bool:
    """Tell whether a command starts the Python kernel of this very interpreter."""
    return cmd[:4] == [sys.executable, *_LAUNCHER]
