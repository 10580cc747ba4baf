"""Content that a worker has got, by digest: asked for once, come in pieces, kept as files."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

_REPEAT = 30.0  # seconds without a piece after which content is asked for again
_LOOK = 0.5  # seconds between looks at whether the run is still wanted


class RefusedError(Exception):
    """The program does not have the content that was asked for."""


class UnwantedError(Exception):
    """Nobody waits for the run any more."""


class Blobs:
    """The contents in a folder. ``ask`` is called with the digests that are missing."""

    def __init__(self, folder: Path, ask: Callable[[list[str]], None]) -> None:
        folder.mkdir()
        self._folder, self._ask = folder, ask
        self._news = threading.Condition()
        self._there: set[str] = set()
        self._heard: dict[str, float] = {}  # when content was asked for, or a piece of it came
        self._refused: dict[str, str] = {}
        self._partial: dict[str, Any] = {}

    def path(self, digest: str) -> Path:
        """Return the file of content that is there."""
        return self._folder / digest

    def fetch(self, digests: Collection[str], unwanted: Callable[[], bool]) -> None:
        """Wait until contents are there, having asked for those that nobody has asked for.

        Raises:
            RefusedError: the program does not have one.
            UnwantedError: ``unwanted`` says so.
        """
        with self._news:
            while missing := sorted(set(digests) - self._there):
                for digest in missing:
                    if reason := self._refused.pop(digest, ""):
                        del self._heard[digest]
                        raise RefusedError(reason)
                now = time.monotonic()
                if silent := [one for one in missing if now - self._heard.get(one, -_REPEAT) >= _REPEAT]:
                    self._heard |= dict.fromkeys(silent, now)
                    self._ask(silent)
                if unwanted():
                    raise UnwantedError
                self._news.wait(_LOOK)

    def receive(self, digest: str, start: int, piece: bytes, last: bool) -> None:
        """Take a piece of content; what is complete and not what its digest says is refused."""
        part = self._folder / f"{digest}.part"
        with self._news:
            if digest in self._there:
                return
            self._heard[digest] = time.monotonic()
            if start == 0:
                self._partial[digest] = hashlib.sha256()
                part.write_bytes(b"")
            elif not part.is_file() or part.stat().st_size != start:
                return  # the rest of something older
            with part.open("ab") as stream:
                stream.write(piece)
            self._partial[digest].update(piece)
            if last:
                self._complete(digest, part)

    def _complete(self, digest: str, part: Path) -> None:
        if self._partial.pop(digest).hexdigest() == digest:
            part.rename(self.path(digest))
            self._there.add(digest)
        else:
            part.unlink()
            self._refused[digest] = "it was changed meanwhile"
        self._news.notify_all()

    def refuse(self, digest: str, reason: str) -> None:
        """Take note that the program does not have some content."""
        with self._news:
            self._heard.setdefault(digest, 0.0)
            self._refused[digest] = reason
            self._news.notify_all()

    def drop(self, digest: str) -> None:
        """Forget content that a run has changed."""
        with self._news:
            self._there.discard(digest)
            self._heard.pop(digest, None)
            self.path(digest).unlink(missing_ok=True)
