"""The record of the last builds: what they read, made and told, so that an idle one is quick."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Severity, Span
from forum.stages.inputs import file_digest

RECORD = ".forum/cache/build.json"


def read_record(root: Path) -> dict[str, Any]:
    """Return the record; empty where there is none that can be read."""
    with suppress(OSError, ValueError):
        record = json.loads((root / RECORD).read_bytes())
        if isinstance(record, dict):
            return record
    return {}


def untouched(root: Path, old: Mapping[str, Any]) -> bool:
    """Tell whether every output is still as the build left it."""
    files = old.get("files", {})
    return bool(files) and all(stamp(root / name) == before for name, before in files.items())


def stamp(path: Path) -> str:
    """Return what tells whether an output is as it was left: a file's digest, a folder's names and sizes."""
    if not path.is_dir():
        return file_digest(path)
    files = sorted(one for one in path.rglob("*") if one.is_file())
    names = [f"{one.relative_to(path).as_posix()} {one.stat().st_size}" for one in files]
    return hashlib.sha256("\n".join([*names, file_digest(path / "index.html")]).encode()).hexdigest()


def remembered(old: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    """Return the problems that the last build told."""
    return tuple(
        Diagnostic(
            one["code"],
            Severity(one["severity"]),
            one["message"],
            Span(PurePosixPath(one["path"]), one["line"], one["column"], one["cell"]),
            tuple(one["hints"]),
        )
        for one in old.get("problems", ())
    )
