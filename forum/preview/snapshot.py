"""What the preview shows at one moment, as a frozen value, and whom to tell when it changes."""

from __future__ import annotations

import dataclasses
import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from forum.diagnostics import Diagnostic


@dataclass(frozen=True)
class Snapshot:
    """What is shown: the last good pages, and what is wrong now.

    ``pages`` are HTML by path in the web edition, ``files`` what they show and load.
    ``stale`` says that the sources could not be built, so that the pages are older.
    ``pdf`` is empty until it was asked for.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()
    stale: bool = False
    pdf: bytes = b""
    pdf_version: int = 0


@dataclasses.dataclass
class Listener:
    """A browser page that wants to be told: which page it shows, and whether with the PDF."""

    path: str
    pdf: bool
    events: queue.SimpleQueue[tuple[str, Any]] = field(default_factory=queue.SimpleQueue)


class Board:
    """Holds the snapshot and the listeners; the one place that the server's threads share with the builder."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot = Snapshot()
        self._listeners: list[Listener] = []
        self._arrived = threading.Event()

    @property
    def snapshot(self) -> Snapshot:
        """What is shown now."""
        return self._snapshot

    def change(self, **parts: Any) -> Snapshot:
        """Replace parts of the snapshot."""
        with self._lock:
            self._snapshot = replace(self._snapshot, **parts)
            return self._snapshot

    def tell(self, event: str, data: Any) -> None:
        """Send an event, with data that JSON can hold, to every listener."""
        with self._lock:
            for listener in self._listeners:
                listener.events.put((event, data))

    @contextmanager
    def listening(self, path: str, pdf: bool) -> Iterator[Listener]:
        """Count a browser page among the listeners for as long as it is there."""
        listener = Listener(path, pdf)
        with self._lock:
            self._listeners.append(listener)
        self._arrived.set()
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners.remove(listener)

    def shown(self) -> frozenset[str]:
        """Return the paths of the pages that somebody looks at."""
        with self._lock:
            return frozenset(listener.path for listener in self._listeners)

    def wants_pdf(self) -> bool:
        """Tell whether somebody looks at the PDF."""
        with self._lock:
            return any(listener.pdf for listener in self._listeners)

    def newly_arrived(self) -> bool:
        """Tell, once, whether a listener has come since the last question."""
        was = self._arrived.is_set()
        self._arrived.clear()
        return was
