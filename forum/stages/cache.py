"""A cache of what a stage made, by the digest of all that it was made from.

An entry is written aside and moved into place, so that two builds at once, or one
that is killed, leave none half written. An entry that cannot be read counts as absent.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from forum import __version__
from forum.diagnostics import UsageError

FOLDER = ".forum/cache/stages"
FORM = 2  # goes up when what a stage stores changes its form, so that no older entry is taken for one
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
    if not (root / MANIFEST).is_file():
        return make()
    path = root / FOLDER / stage / f"{digest_of(parts)}.json"
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(path.read_bytes())
    value = make()
    with suppress(UsageError):  # the outputs would say that the disk is full
        store(path, json.dumps(value, ensure_ascii=False).encode())
    return value


def missing(root: Path, stage: str, parts: Iterable[str | bytes]) -> Path | None:
    """Return where an entry would be stored that is not there; None where it is, or nothing is kept."""
    path = root / FOLDER / stage / f"{digest_of(parts)}.json"
    return path if (root / MANIFEST).is_file() and not path.is_file() else None


def is_kept(root: Path, stage: str, parts: Iterable[str | bytes]) -> bool:
    """Tell whether ``cached`` would find an entry."""
    return (root / MANIFEST).is_file() and (root / FOLDER / stage / f"{digest_of(parts)}.json").is_file()


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
