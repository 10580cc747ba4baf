"""A cache of what a stage made, by the digest of all that it was made from.

An entry is written aside and moved into place, so that two builds at once, or one
that is killed, leave none half written. An entry that cannot be read counts as absent.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from forum import __version__
from forum.diagnostics import UsageError

FOLDER = ".forum/cache/stages"


def digest_of(parts: Iterable[str | bytes]) -> str:
    """Return the SHA-256, in hex, over parts in order; where one ends matters."""
    hasher = hashlib.sha256(__version__.encode())
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hasher.update(str(len(data)).encode() + b":" + data)
    return hasher.hexdigest()


def cached(root: Path, stage: str, parts: Iterable[str | bytes], make: Callable[[], Any]) -> Any:
    """Return what ``make`` gives (JSON), from the cache where it was made from the same parts."""
    path = root / FOLDER / stage / f"{digest_of(parts)}.json"
    with suppress(OSError, ValueError):
        return json.loads(path.read_bytes())
    value = make()
    store(path, json.dumps(value, ensure_ascii=False).encode())
    return value


def store(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        UsageError: the disk is full, or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as refused:
        raise UsageError(f"{path} cannot be written: {refused.strerror or refused}", _ROOM) from refused


_ROOM = "look for free disk space and for write permission: forum doctor tells"
