"""Objects of a repository in memory: what was read, for an object never changes; and what is not written yet."""

from __future__ import annotations

from pathlib import Path

from forum.tools.git_process import Object
from forum.tools.git_trees import object_id, stored

ROOM = 64_000_000  # bytes


class Contents:
    """Objects by their ids; those that were kept longest go first where there is no room."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._size = room, 0
        self._kept: dict[str, Object] = {}

    def __contains__(self, oid: str) -> bool:
        return oid in self._kept

    def get(self, oid: str) -> Object | None:
        """Return an object if it is kept."""
        return self._kept.get(oid)

    def keep(self, one: Object) -> None:
        """Keep an object, unless it would take too much of the room for itself."""
        if one.oid in self._kept or len(one.content) > self._room // 8:
            return
        self._kept[one.oid] = one
        self._size += len(one.content)
        while self._size > self._room:
            oldest = next(iter(self._kept))
            self._size -= len(self._kept.pop(oldest).content)


class Unwritten:
    """New objects, which go to the disk once git has to see them, or once they are many."""

    def __init__(self) -> None:
        self._kept: dict[str, Object] = {}
        self._size = 0

    @property
    def oids(self) -> frozenset[str]:
        """Which ones there are."""
        return frozenset(self._kept)

    @property
    def are_many(self) -> bool:
        """Whether they take more room than they may."""
        return self._size > ROOM

    def get(self, oid: str) -> Object | None:
        """Return one of them."""
        return self._kept.get(oid)

    def add(self, kind: str, content: bytes, algorithm: str) -> str:
        """Take in an object, and return its id."""
        oid = object_id(kind, content, algorithm)
        if oid not in self._kept:
            self._kept[oid] = Object(oid, kind, content)
            self._size += len(content)
        return oid

    def write_out(self, objects: Path, algorithm: str) -> None:
        """Write all of them to a repository's folder of objects."""
        for one in self._kept.values():
            stored(objects, one.kind, one.content, algorithm)
        self._kept.clear()
        self._size = 0
