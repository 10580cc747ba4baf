"""What was made of a node before, for whoever makes a report again and again and changes little of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

A = TypeVar("A")
T = TypeVar("T")


class Memo:
    """Gives what was made of the very same object the last time; nodes are never changed in place.

    Without a second round it remembers nothing that is asked for again, and so changes nothing but time.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[str, int], tuple[Any, Any]] = {}
        self._now: dict[tuple[str, int], tuple[Any, Any]] = {}

    def renewed(self) -> Memo:
        """Begin another round, and forget what the round before the last one made and the last did not ask for."""
        self._last, self._now = self._now, {}
        return self

    def of(self, what: str, node: A, make: Callable[[A], T]) -> T:
        """Return ``make(node)``, or what it gave for this object in this round or the last; ``what`` is its name."""
        key = what, id(node)
        found = self._now.get(key) or self._last.get(key)
        if found is None or found[0] is not node:  # another object may have got the place of one that is gone
            found = (node, make(node))
        self._now[key] = found
        made: T = found[1]
        return made
