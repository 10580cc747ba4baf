"""Sends content to workers that ask for it: once to each, in pieces, a few workers at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

from forum.notebooks.cluster import host

_PIECE = 4 * 1024**2  # bytes; a scheduler and a worker hold one piece at a time in memory
_AT_ONCE = 4


class Sender:
    """Answers requests for content. What a worker has asked for twice it gets once at a time."""

    def __init__(self, client: Any, session: str, contents: Mapping[str, bytes | Path]) -> None:
        self._client, self._session, self._contents = client, session, contents
        self._lock = threading.Lock()
        self._underway: set[tuple[str, str]] = set()
        self._threads = ThreadPoolExecutor(_AT_ONCE)

    def send(self, worker: str, digests: list[str]) -> None:
        """Have contents sent to the worker at an address."""
        for digest in digests:
            with self._lock:
                if (worker, digest) in self._underway:
                    continue
                self._underway.add((worker, digest))
            self._threads.submit(self._send, worker, digest)

    def end(self) -> None:
        """Begin nothing more, and wait for what is underway."""
        self._threads.shutdown(cancel_futures=True)

    def _send(self, worker: str, digest: str) -> None:
        try:
            for start, piece, last in _pieces(self._contents[digest]):
                self._call(worker, host.receive, digest, start, piece, last)
        except OSError as unread:  # also where the worker is gone: then nobody reads this either
            self._call(worker, host.refuse, digest, f"{unread.filename or digest} cannot be read: {unread.strerror}")
        finally:
            with self._lock:
                self._underway.discard((worker, digest))

    def _call(self, worker: str, function: Any, *arguments: Any) -> None:
        self._client.run(function, self._session, *arguments, workers=[worker], on_error="ignore")


def _pieces(content: bytes | Path) -> Iterator[tuple[int, bytes, bool]]:
    """Yield (where it begins, a piece, whether it is the last one)."""
    with BytesIO(content) if isinstance(content, bytes) else content.open("rb") as stream:
        at, piece = 0, stream.read(_PIECE)
        while True:
            following = stream.read(_PIECE)
            yield at, piece, not following
            if not following:
                return
            at, piece = at + len(piece), following
