"""The store of results: ``.forum/cache/runs/KEY/``, built aside and moved into place.

An entry never changes, so that any number of builds may read and write at once:
whoever finishes second throws its own away. An entry holds ``results.json``, the
pictures that it names, ``executed.ipynb``, and in ``log.json`` what differs from
run to run and so belongs to no digest: the times.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from forum.model import Cell, Media, Notebook, Result, Run, RunResult
from forum.notebooks.keys import VERSION, KeyParts, executable_cells
from forum.notebooks.outputs import StoredCells, StoredOutput, digest_of

T = TypeVar("T")


class StoredRun(msgspec.Struct, frozen=True):
    """``results.json``. ``opened`` are the workspace's files that the run read, by their path in it."""

    digest: str
    cells: StoredCells
    kernel: str = ""
    packages: dict[str, str] = {}
    opened: tuple[str, ...] = ()
    version: int = VERSION


class LastRun(msgspec.Struct, frozen=True):
    """What is remembered of the last time that a run was executed."""

    notebook: str
    name: str
    seconds: float
    parts: KeyParts


class CorruptError(Exception):
    """An entry is there, but it is not what was stored."""


def runs_folder(root: Path) -> Path:
    """Return the folder of the stored runs."""
    return root / ".forum" / "cache" / "runs"


# --- reading -------------------------------------------------------------------------------


def read_entry(root: Path, key: str) -> StoredRun | None:
    """Return what is stored under a key, None for nothing.

    Raises:
        CorruptError: a file of the entry is missing, cut off or changed.
    """
    entry = runs_folder(root) / key
    if not entry.is_dir():
        return None
    try:
        stored = decoded((entry / "results.json").read_bytes(), StoredRun)
        for media in (media for cell in stored.cells for output in cell for media in output.media):
            if hashlib.sha256((entry / media.file).read_bytes()).hexdigest() != media.sha256:
                raise CorruptError(media.file)
    except (OSError, ValueError, msgspec.ValidationError) as unread:
        raise CorruptError(str(unread)) from unread
    if digest_of(stored.cells) != stored.digest:
        raise CorruptError("results.json")
    return stored


def run_result(root: Path, notebook: Notebook, run: Run, key: str, stored: StoredRun) -> RunResult:
    """Return stored results by label, captions as they are in the notebook now."""
    entry = runs_folder(root) / key
    by_id = dict(zip(map(id, executable_cells(notebook)), stored.cells, strict=False))
    cells = [cell for cell in notebook.cells if cell.kind == "code"]
    outputs = tuple(tuple(_result(cell, entry, output) for output in by_id.get(id(cell), ())) for cell in cells)
    return RunResult(
        run=run,
        key=key,
        digest=stored.digest,
        results={cell.label: _joined(made) for cell, made in zip(cells, outputs, strict=True) if cell.label and made},
        seconds=_seconds(entry),
        kernel=stored.kernel,
        packages=stored.packages,
        outputs=outputs,
    )


def _result(cell: Cell, entry: Path, output: StoredOutput) -> Result:
    options = cell.options
    return Result(
        label=cell.label,
        value=output.value,
        html=output.html,
        media=tuple(Media(media.mime, entry / media.file) for media in output.media),
        caption=options.get("tbl-cap", "") if output.html else options.get("fig-cap", options.get("tbl-cap", "")),
        alt=options.get("fig-alt", ""),
        text=output.text,
        markdown=output.markdown,
    )


def _joined(outputs: tuple[Result, ...]) -> Result:
    """Return a cell's result: its last figure, else its last table, else its last value, else its last output."""
    for wanted in ("media", "html", "value"):
        found = [output for output in outputs if getattr(output, wanted) not in (None, "", ())]
        if found:
            return found[-1]
    return outputs[-1]


def _seconds(entry: Path) -> float:
    try:
        return float(json.loads((entry / "log.json").read_text())["seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0


# --- writing -------------------------------------------------------------------------------


@contextlib.contextmanager
def building(root: Path) -> Iterator[Path]:
    """Give a folder to build an entry in; what is left of it goes at the end."""
    runs = runs_folder(root)
    runs.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".new-{os.getpid()}-", dir=runs))
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def keep(root: Path, key: str, built: Path) -> None:
    """Move a built entry into place; one that is there already and sound stays."""
    entry = runs_folder(root) / key
    for _ in range(3):
        try:
            built.rename(entry)
            return
        except OSError:
            if not entry.is_dir():
                raise
        with contextlib.suppress(CorruptError):
            if read_entry(root, key) is not None:
                return
        drop(root, key)
    raise OSError(f"{entry} cannot be replaced")


def drop(root: Path, key: str) -> None:
    """Remove an entry: first out of the way, so that nobody sees half of it."""
    with building(root) as aside, contextlib.suppress(OSError):
        (runs_folder(root) / key).rename(aside / "old")


def sweep(root: Path) -> None:
    """Remove what builds left behind that were killed."""
    for left in runs_folder(root).glob(".new-*"):
        owner = left.name.split("-")[1]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    import psutil

    return bool(psutil.pid_exists(pid))


# --- the last run of each name -----------------------------------------------------------------


def last_run(root: Path, run: Run) -> LastRun | None:
    """Return what is remembered of a run's last execution."""
    try:
        return decoded(_last_file(root, run).read_bytes(), LastRun)
    except (OSError, ValueError, msgspec.ValidationError):
        return None


def remember(root: Path, run: Run, seconds: float, parts: KeyParts) -> None:
    """Note when and with what a run was executed, for the order and for ``--explain``."""
    file = _last_file(root, run)
    file.parent.mkdir(parents=True, exist_ok=True)
    with building(root) as aside:
        new = aside / "last.json"
        new.write_bytes(encoded(LastRun(run.notebook, run.name, seconds, parts)))
        new.replace(file)


def _last_file(root: Path, run: Run) -> Path:
    name = hashlib.sha256(f"{run.notebook}\0{run.name}".encode()).hexdigest()[:32]
    return runs_folder(root) / "last" / f"{name}.json"


def encoded(value: Any) -> bytes:
    """Return a value as JSON, numbers of any size."""
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=1).encode(errors="surrogatepass")


def decoded(content: bytes, kind: type[T]) -> T:
    """Return JSON as a value.

    Raises:
        ValueError: it is no JSON, or not such a value.
    """
    return msgspec.convert(json.loads(content), kind)


def write_entry(folder: Path, stored: StoredRun, pictures: Mapping[str, bytes], seconds: float) -> None:
    """Write the files of an entry into a folder that is being built."""
    for name, content in pictures.items():
        (folder / name).write_bytes(content)
    (folder / "results.json").write_bytes(encoded(stored))
    (folder / "log.json").write_bytes(encoded({"seconds": round(seconds, 3)}))
