"""Work in a process of its own, forked so that it shares what is read already; what it sends are values as msgpack.

By ``os.fork`` itself: to load ``multiprocessing`` takes longer than most of what is done so.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, NoReturn, TypeVar

import msgspec

T = TypeVar("T")

CAN_FORK = sys.platform == "linux"


class Line:
    """One end of what two processes tell each other: messages, in order."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading: BinaryIO = os.fdopen(reading, "rb")
        self._writing: BinaryIO = os.fdopen(writing, "wb")

    def send_bytes(self, data: bytes) -> None:
        """Send a message.

        Raises:
            OSError: nobody takes it any more.
        """
        self._writing.write(len(data).to_bytes(8, "big") + data)
        self._writing.flush()

    def recv_bytes(self) -> bytes:
        """Return the next message.

        Raises:
            EOFError: there is none, as the other process has ended.
        """
        size = int.from_bytes(self._reading.read(8), "big")
        data = self._reading.read(size)
        if not size or len(data) < size:
            raise EOFError
        return data

    def close(self) -> None:
        """Let go of it; what waits for a message gets none."""
        for end in (self._writing, self._reading):
            with suppress(OSError):
                end.close()


class Forked:
    """A process that works beside this one. What it does not send, because it was killed, is to be made here.

    It ends with this one, or when nobody holds this any more.
    """

    def __init__(self, work: Callable[[Line], None]) -> None:
        (ours, to_us), (theirs, to_them) = os.pipe(), os.pipe()
        pid = os.fork()
        if not pid:
            os.close(ours)
            os.close(to_them)
            _work(work, Line(theirs, to_us))
        os.close(to_us)
        os.close(theirs)
        self._line, self.pid = Line(ours, to_them), pid
        weakref.finalize(self, _end, pid, os.getpid(), self._line)

    def send(self, value: object) -> None:
        """Send a value, for which the process waits; it is lost on one that has ended."""
        with suppress(OSError):
            self._line.send_bytes(msgspec.msgpack.encode(value))

    def receive(self, kind: type[T]) -> T | None:
        """Return what comes next; None where the process ended without it."""
        try:
            return msgspec.msgpack.decode(self._line.recv_bytes(), type=kind)
        except (EOFError, OSError):
            return None


def _end(pid: int, owner: int, line: Line) -> None:
    """End a process, unless this is another one that was forked meanwhile and only has a copy of what holds it."""
    if os.getpid() != owner:
        return
    line.close()
    with suppress(OSError):
        if os.waitpid(pid, os.WNOHANG) == (0, 0):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _work(work: Callable[[Line], None], line: Line) -> NoReturn:
    """Work, and end without whatever the process would do at its end: that is for the one that it is a copy of."""
    with suppress(BaseException):
        gc.disable()  # the process ends when it is done
        work(line)
    os._exit(0)
