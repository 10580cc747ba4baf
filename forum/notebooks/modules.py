"""The local modules that a notebook imports, found by its syntax and never by importing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_PYTHON_MAGIC = re.compile(r"%%(time|timeit|capture|prun)\b")
_MAGIC = re.compile(r"^([ \t]*)(?:[%!?].*|.*\?)$", re.MULTILINE)
_IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import|import\s+([\w.]+))", re.MULTILINE)


@dataclass(frozen=True)
class Import:
    """A module that is imported: its dotted name, and how many dots stand before it."""

    name: str
    level: int = 0


def local_modules(sources: Iterable[str], folder: Path) -> tuple[Path, ...]:
    """Return the files in ``folder`` that the sources import, and what those import, sorted."""
    found: set[Path] = set()
    waiting = [(imported, folder) for source in sources for imported in imports(without_magic(source))]
    while waiting:
        imported, package = waiting.pop()
        for file in _files(imported, folder, package):
            if file not in found:
                found.add(file)
                text = file.read_text(encoding="utf-8", errors="replace")
                waiting += [(inner, file.parent) for inner in imports(text)]
    return tuple(sorted(found))


def without_magic(source: str) -> str:
    """Return a cell as Python: IPython's magics blanked, lines kept; empty for another language."""
    if source.startswith("%%"):
        if not _PYTHON_MAGIC.match(source):
            return ""
        source = "#" + source
    return _MAGIC.sub(r"\1pass", source)


@lru_cache(maxsize=4096)  # the same cells are asked for several times, and after each run
def imports(source: str) -> tuple[Import, ...]:
    """Return what a Python text imports; roughly, by its lines, where it is no Python."""
    return tuple(_imports(source)) if "import" in source else ()


def _imports(source: str) -> Iterator[Import]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        yield from (Import(match[1] or match[2]) for match in _IMPORT.finditer(source))
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            name = node.module or ""
            yield Import(name, node.level)
            # `from package import module` looks like `from module import name`: try both.
            yield from (Import(f"{name}.{alias.name}".strip("."), node.level) for alias in node.names)
        elif isinstance(node, ast.Call):
            yield from _called(node)


def _called(node: ast.Call) -> Iterator[Import]:
    """Yield the module of ``import_module("name")``."""
    function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[0] if node.args else None
    if function in ("import_module", "__import__") and isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield Import(first.value.lstrip("."))


def _files(imported: Import, folder: Path, package: Path) -> Iterator[Path]:
    """Yield the files that importing runs: each package's ``__init__.py``, and the module."""
    here = folder
    if imported.level:
        here = package
        for _ in range(imported.level - 1):
            here = here.parent
        if not here.is_relative_to(folder):
            return
    for name in filter(None, imported.name.split(".")):
        for file in (here / name / "__init__.py", here / f"{name}.py"):
            if file.is_file():
                yield file
        here = here / name
