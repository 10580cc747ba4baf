"""Work in a process of its own, forked so that it shares what is read already; what it sends are values as msgpack."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeVar

import msgspec

T = TypeVar("T")

CAN_FORK = sys.platform == "linux"


class Forked:
    """A process that works beside this one. What it does not send, because it was killed, is to be made here."""

    def __init__(self, work: Callable[[Connection], None]) -> None:
        context = multiprocessing.get_context("fork")
        self.answer, theirs = context.Pipe(duplex=False)
        self.process = context.Process(target=_work, args=(work, theirs), daemon=True)
        self.process.start()
        theirs.close()

    def receive(self, kind: type[T]) -> T | None:
        """Return what comes next; None where the process ended without it."""
        try:
            return msgspec.msgpack.decode(self.answer.recv_bytes(), type=kind)
        except (EOFError, OSError):
            return None


def _work(work: Callable[[Connection], None], answer: Connection) -> None:
    gc.disable()  # the process ends when it is done
    with suppress(Exception):  # it comes again, and is told, where the answer is waited for
        work(answer)
