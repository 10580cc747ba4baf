"""Whether a worker's packages are those that are installed here; else its results would belong to no key."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import msgspec
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from forum.documents.notebooks import PYTHON
from forum.model import Notebook
from forum.notebooks.keys import executable_cells
from forum.notebooks.modules import imports, local_modules, without_magic
from forum.notebooks.packages import distributions

_OURS = ("forum-workspace", "distributed")
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)\s*==", re.MULTILINE)
_NONE = "none"


class Environment(msgspec.Struct, frozen=True):
    """A Python, and the versions of installed packages by their normalised names."""

    python: str
    packages: dict[str, str]


def needed(root: Path, notebooks: Iterable[Notebook], locks: Iterable[str]) -> Environment:
    """Return what the runs of notebooks need of what is installed here.

    That is the program, what the notebooks import, all that those require, and what
    the lock files pin.
    """
    here = distributions(tuple(sys.path))
    tops = {name for notebook in notebooks for name in _imported(root, notebook)}
    names = {canonicalize_name(here[top].metadata["Name"]) for top in tops if top in here}
    names |= {canonicalize_name(name) for lock in locks for name in _PINNED.findall((root / lock).read_text())}
    return describe(_closure({*names, *_OURS}))


def describe(names: Iterable[str]) -> Environment:
    """Return this Python, and which of some packages it has."""
    return Environment(platform.python_version(), {name: found for name in sorted(names) if (found := _version(name))})


def differences(wanted: Environment, found: Environment) -> tuple[str, ...]:
    """Return what another environment has otherwise than this one, in words.

    The last number of Python's version may differ: it brings repairs only.
    """
    pythons = [one.python.rpartition(".")[0] for one in (wanted, found)]
    other = [] if pythons[0] == pythons[1] else [_difference("Python", wanted.python, found.python)]
    return (
        *other,
        *(
            _difference(name, version, found.packages.get(name, _NONE))
            for name, version in wanted.packages.items()
            if found.packages.get(name) != version
        ),
    )


def _difference(name: str, here: str, there: str) -> str:
    return f"{name} {there} instead of {here}"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _imported(root: Path, notebook: Notebook) -> set[str]:
    """Return the packages that a notebook and its local modules name, by their importable names."""
    if notebook.language not in PYTHON:
        return set()
    sources = [cell.source for cell in executable_cells(notebook)]
    files = local_modules(sources, root / notebook.path.parent)
    texts = [*map(without_magic, sources), *(file.read_text(encoding="utf-8", errors="replace") for file in files)]
    return {one.name.partition(".")[0] for text in texts for one in imports(text) if not one.level}


def _closure(names: set[str]) -> set[str]:
    """Return packages with all that they require, as far as that is installed."""
    waiting, found = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in found or not _version(name):
            continue
        found.add(name)
        waiting += [required for line in metadata.requires(name) or () if (required := _required(line))]
    return found


def _required(line: str) -> str:
    """Return the name of the package that a requirement asks for here, empty for none."""
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return ""
    applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    return canonicalize_name(requirement.name) if applies else ""
