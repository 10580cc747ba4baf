"""Workers and a warm process that stay between batches, for a program that goes on, like a preview.

The first batch starts them, as without; the next ones find their imports done.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from forum.notebooks.crew import Crew
from forum.notebooks.warm_process import Warm, warm_with


class Standing:
    """What stays: the workers, and the warm process of a workspace."""

    def __init__(self) -> None:
        self.crew = Crew()
        self._lock = threading.Lock()
        self._warm: tuple[Path, frozenset[str], Warm] | None = None

    def warm(self, root: Path, modules: Sequence[str]) -> Warm:
        """Return a warm process that has modules loaded: the one that is there if it lives and has them."""
        with self._lock:
            if self._warm:
                place, loaded, there = self._warm
                if place == root and loaded.issuperset(modules) and there.alive():
                    return there
                there.end()
            new = warm_with(root, modules)
            self._warm = root, frozenset(modules), new
            return new

    def end(self) -> None:
        """End them all."""
        self.crew.end()
        with self._lock:
            if self._warm:
                self._warm[2].end()
            self._warm = None


_kept: list[Standing] = []  # the innermost is used


@contextlib.contextmanager
def standing() -> Iterator[None]:
    """Keep what executes runs for as long as the context lasts."""
    own = Standing()
    _kept.append(own)
    try:
        yield
    finally:
        _kept.remove(own)
        own.end()


@contextlib.contextmanager
def present() -> Iterator[Standing]:
    """Give what stays; where nothing does, something that ends with this context.

    If the context is left by an exception, no run goes on.
    """
    if not _kept:
        own = Standing()
        try:
            yield own
        finally:
            own.end()
        return
    kept = _kept[-1]
    try:
        yield kept
    except BaseException:
        kept.crew.stop()
        raise
