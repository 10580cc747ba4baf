"""What a check remembers from one run to the next: values by name, as msgpack, bound to the program that made them.

Unlike an entry of the cache, a memory is replaced by the next one of its name. One that is
not as it was stored, or another program's, is none.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from forum import __version__
from forum.diagnostics import UsageError
from forum.stages.cache import CACHE, MANIFEST, store
from forum.tools.templates import package_templates

T = TypeVar("T")

FOLDER = f"{CACHE}/check"
_PROGRAM = Path(__file__).resolve().parent.parent
_SUM = 32  # bytes of a SHA-256


def recall(root: Path, name: str, kind: type[T]) -> T | None:
    """Return what is remembered by a name, None for nothing, or nothing sound."""
    with suppress(OSError, ValueError):  # msgspec's errors are ValueErrors
        content = (root / FOLDER / name).read_bytes()
        head, value = content[:_SUM], content[_SUM:]
        if head == _sum(value):
            return msgspec.msgpack.decode(value, type=kind)
    return None


def remember(root: Path, name: str, value: Any) -> None:
    """Store a value by a name; not outside a workspace, nor where the folder cannot be written."""
    if (root / MANIFEST).is_file():
        encoded = msgspec.msgpack.encode(value)
        with suppress(UsageError):
            store(root / FOLDER / name, _sum(encoded) + encoded)


def _sum(value: bytes) -> bytes:
    return hashlib.sha256(program().encode() + value).digest()


@cache
def program() -> str:
    """Return what tells this program and its templates from any other: version, sizes and times of its files."""
    return f"{__version__} {stamps(_PROGRAM, '.py')} {stamps(package_templates())}"


def stamps(folder: Path, ending: str = "") -> str:
    """Return a digest of the names, sizes and times of the files in a folder."""
    found = []
    for where, _, files in os.walk(folder):
        for name in files:
            if name.endswith(ending) and not name.endswith(".pyc"):
                with suppress(OSError):
                    path = f"{where}/{name}"
                    stat = os.stat(path)  # noqa: PTH116 (several hundred, on the way to an idle check)
                    found.append(f"{path} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
