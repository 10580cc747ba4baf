"""A cache of what a stage made, by the digest of all that it was made from.

An entry is written aside and moved into place, so that two builds at once, or one
that is killed, leave none half written. An entry begins with the digest of its content:
one that does not hold it is made anew, and ``damaged`` tells of it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from forum import __version__
from forum.diagnostics import UsageError

CACHE = ".forum/cache"
FOLDER = f"{CACHE}/stages"
FORM = 4  # goes up when what a stage stores changes its form, so that no older entry is taken for one
MANIFEST = "forum.toml"


def digest_of(parts: Iterable[str | bytes]) -> str:
    """Return the SHA-256, in hex, over parts in order; where one ends matters."""
    hasher = hashlib.sha256(f"{__version__} {FORM}".encode())
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hasher.update(str(len(data)).encode() + b":" + data)
    return hasher.hexdigest()


def cached(root: Path, stage: str, parts: Iterable[str | bytes], make: Callable[[], Any]) -> Any:
    """Return what ``make`` gives (JSON), from the cache where it was made from the same parts.

    A folder that is no workspace, or cannot be written to, keeps no cache.
    """
    parts = tuple(parts)
    found = lookup(root, stage, parts)
    if found is not None:
        return found
    value = make()
    if (path := _place(root, stage, parts)) is not None:
        with suppress(UsageError):  # the outputs would say that the disk is full
            keep(path, value)
    return value


def lookup(root: Path, stage: str, parts: Iterable[str | bytes]) -> Any:
    """Return what is stored for these parts, None for nothing, or nothing sound."""
    path = _place(root, stage, parts)
    if path is None:
        return None
    with suppress(OSError):
        content = path.read_bytes()
        with suppress(ValueError):
            value = _decoded(content)
            _mark_used(path)
            return value
        _DAMAGED.append(path)
    return None


def _place(root: Path, stage: str, parts: Iterable[str | bytes]) -> Path | None:
    """Return where an entry is stored; None outside a workspace."""
    return root / FOLDER / stage / f"{digest_of(parts)}.json" if (root / MANIFEST).is_file() else None


def keep(path: Path, value: Any) -> None:
    """Store a value that JSON can hold as an entry.

    Raises:
        UsageError: the disk is full, or the folder cannot be written.
    """
    keep_encoded(path, msgspec.json.encode(value))


def keep_encoded(path: Path, content: bytes) -> None:
    """Store an entry whose value is JSON already.

    Raises:
        UsageError: the disk is full, or the folder cannot be written.
    """
    store(path, _sum(content) + content)


def damaged() -> tuple[Path, ...]:
    """Return, once, the entries that were not as they had been stored, and were made anew."""
    found = tuple(dict.fromkeys(_DAMAGED))
    _DAMAGED.clear()
    return found


_DAMAGED: list[Path] = []
_DAY = 86400.0


def _decoded(content: bytes) -> Any:
    """Return the value of an entry.

    Raises:
        ValueError: the entry is not as it was stored.
    """
    head, value = content[:_SUM], content[_SUM:]
    if head != _sum(value):
        raise ValueError("the content is not what its digest says")
    return msgspec.json.decode(value)


_SUM = 65  # a SHA-256 in hex and the end of the line


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n"


def _mark_used(path: Path) -> None:
    """Let ``forum cache prune`` know, to the day, that an entry is used."""
    now = time.time()
    if now - path.stat().st_mtime > _DAY:
        os.utime(path, (now, now))


def missing(root: Path, stage: str, parts: Iterable[str | bytes]) -> Path | None:
    """Return where an entry would be stored that is not there; None where it is, or nothing is kept."""
    path = root / FOLDER / stage / f"{digest_of(parts)}.json"
    return path if (root / MANIFEST).is_file() and not path.is_file() else None


def store(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all; one that is replaced keeps its permissions.

    Raises:
        UsageError: the disk is full, or the folder cannot be written.
    """
    path = path.resolve()  # a link stays one
    aside = path.with_name(f".new-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            aside.write_bytes(content)
            with suppress(FileNotFoundError):
                aside.chmod(path.stat().st_mode & 0o777)
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    except OSError as refused:
        raise UsageError(f"{path} cannot be written: {refused.strerror or refused}", _ROOM) from refused


_ROOM = "look for free disk space and for write permission: forum doctor tells"
