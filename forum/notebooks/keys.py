"""What the result of a run depends on, as a key; and what changed since the last one.

Prose, outputs, cell ids and the ``#|`` options are not in the key: they are read
from the notebook when the report is built, and results are stored by position.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from forum.diagnostics import Diagnostic, Outcome, Span, error
from forum.documents.notebooks import PYTHON, code_of
from forum.model import Cell, Notebook, NotebookSettings, Run
from forum.notebooks.modules import local_modules

VERSION = 2  # of what is stored; a new one runs everything again
LOCKS = ("requirements.lock", "uv.lock", "pylock.toml", "requirements.txt", "environment.yml")
_TAGS = ("parameters", "raises-exception", "skip-execution")  # these change what is executed


class CellPart(msgspec.Struct, frozen=True):
    """A code cell's share of a key; number and label only tell which cell it is."""

    digest: str
    number: int = 0
    label: str = ""


class KeyParts(msgspec.Struct, frozen=True):
    """Everything that a run's result depends on. Files map to the digest of their content."""

    kernel: str
    parameters: dict[str, Any]
    cells: tuple[CellPart, ...]
    data: dict[str, str] = {}
    modules: dict[str, str] = {}
    lock: dict[str, str] = {}
    version: int = VERSION


@dataclass(frozen=True)
class Inputs:
    """The files that every run of a notebook depends on, by path, with their digests.

    Paths of data and modules are relative to the notebook's folder.
    """

    data: Mapping[str, str] = field(default_factory=dict)
    modules: Mapping[str, str] = field(default_factory=dict)
    lock: Mapping[str, str] = field(default_factory=dict)


def executable_cells(notebook: Notebook) -> tuple[Cell, ...]:
    """Return the code cells that compute something: results are stored in their order."""
    return tuple(cell for cell in notebook.cells if cell.kind == "code" and code_of(cell))


def parts_of(notebook: Notebook, run: Run, inputs: Inputs) -> KeyParts:
    """Return what a run's result depends on."""
    return KeyParts(
        kernel=notebook.kernel,
        parameters=dict(run.parameters),
        cells=tuple(CellPart(_cell_digest(cell), cell.number, cell.label) for cell in executable_cells(notebook)),
        data=dict(inputs.data),
        modules=dict(inputs.modules),
        lock=dict(inputs.lock),
    )


def key_of(parts: KeyParts) -> str:
    """Return the SHA-256 of the parts, in hex: the name of the stored results."""
    plain = msgspec.to_builtins(parts)
    plain["cells"] = [cell["digest"] for cell in plain["cells"]]
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _cell_digest(cell: Cell) -> str:
    tags = [tag for tag in _TAGS if tag in cell.tags]
    return hashlib.sha256("\0".join([*tags, code_of(cell)]).encode(errors="surrogatepass")).hexdigest()


# --- the files -----------------------------------------------------------------------------


def read_inputs(root: Path, notebook: Notebook, settings: NotebookSettings) -> Outcome[Inputs]:
    """Return the files that a notebook depends on; one that is missing or outside is a problem."""
    folder = root / notebook.path.parent
    data: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for position, name in enumerate(notebook.parameters.data):
        place = notebook.parameter_spans.get(("data", position), Span(notebook.path.with_suffix(".params.yaml")))
        files = _declared_files(root, folder, name, place)
        problems += files.problems
        data |= {_relative(file, folder): file_digest(file) for file in files.value}
    sources = [cell.source for cell in executable_cells(notebook)] if notebook.language in PYTHON else []
    modules = {_relative(file, folder): file_digest(file) for file in local_modules(sources, folder)}
    lock = _lock(root, settings)
    return Outcome(Inputs(data, modules, lock.value), (*problems, *lock.problems))


def _declared_files(root: Path, folder: Path, name: str, place: Span) -> Outcome[tuple[Path, ...]]:
    """Return the files that an entry of ``data:`` names: a file, a folder, or a pattern with ``*``."""
    base, pattern = (root, name.lstrip("/")) if name.startswith("/") else (folder, name)
    if "*" in pattern:
        found = sorted(base.glob(pattern))
    elif (base / pattern).is_dir():
        found = sorted((base / pattern).rglob("*"))
    else:
        found = [base / pattern]
    home = root.resolve()
    if any(not file.resolve().is_relative_to(home) for file in found):
        message = f"the data file {name} lies outside the workspace"
        return Outcome((), (error("data-outside", message, place, "copy it into the workspace"),))
    files = tuple(file for file in found if file.is_file())
    if files:
        return Outcome(files)
    return Outcome((), (error("data-missing", f"there is no data file {name}", place, f"it is looked for in {base}"),))


def _lock(root: Path, settings: NotebookSettings) -> Outcome[dict[str, str]]:
    for name in (settings.lock,) if settings.lock else LOCKS:
        file = root / name
        if file.is_file() and file.resolve().is_relative_to(root.resolve()):
            return Outcome({name: file_digest(file)})
    if not settings.lock:
        return Outcome({})
    here = Span(PurePosixPath("forum.toml"))
    return Outcome({}, (error("lock-missing", f"[notebooks] lock: there is no file {settings.lock}", here),))


def _relative(file: Path, folder: Path) -> str:
    return Path(os.path.relpath(file, folder)).as_posix()


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file's content, in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


# --- what changed ---------------------------------------------------------------------------


def explain(old: KeyParts | None, new: KeyParts) -> tuple[str, ...]:
    """Return what changed since the last run, in words; empty if nothing did."""
    return ("never run",) if old is None else tuple(_changes(old, new))


def _changes(old: KeyParts, new: KeyParts) -> Iterator[str]:
    if old.version != new.version:
        yield "the program stores results in another way now"
    if old.kernel != new.kernel:
        yield f"kernel: {old.kernel} → {new.kernel}"
    yield from _changed_cells(old.cells, new.cells)
    yield from _changed_parameters(old.parameters, new.parameters)
    yield from _changed_files("data file", old.data, new.data)
    yield from _changed_files("local module", old.modules, new.modules)
    if old.lock != new.lock:
        yield "the lock file changed"


def _changed_cells(old: tuple[CellPart, ...], new: tuple[CellPart, ...]) -> Iterator[str]:
    before, after = ([cell.digest for cell in cells] for cells in (old, new))
    for _, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if before[i1:i2] == after[j1:j2]:
            continue
        both = min(i2 - i1, j2 - j1)
        yield from (f"{_cell_name(cell)} changed" for cell in new[j1 : j1 + both])
        yield from (f"{_cell_name(cell)} is new" for cell in new[j1 + both : j2])
        yield from (f"{_cell_name(cell)} is gone" for cell in old[i1 + both : i2])


def _cell_name(cell: CellPart) -> str:
    return f"cell {cell.number} (label {cell.label})" if cell.label else f"cell {cell.number}"


def _changed_parameters(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in [*new, *(name for name in old if name not in new)]:
        before, after = (_said(values, name) for values in (old, new))
        if before != after:
            yield f"parameter {name}: {before} → {after}"


def _said(values: Mapping[str, Any], name: str) -> str:
    return json.dumps(values[name], ensure_ascii=False) if name in values else "the notebook's own"


def _changed_files(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in [*new, *(name for name in old if name not in new)]:
        if name not in old:
            yield f"{kind} {name} is new"
        elif name not in new:
            yield f"{kind} {name} is gone"
        elif old[name] != new[name]:
            yield f"{kind} {name} changed"
