"""Modules that were loaded ahead, which a kernel sees only once it imports them.

The warm process takes them out of ``sys.modules`` before it forks. In a kernel, an import
of one of them brings it back, with those that it uses, so that a kernel knows of the same
modules as one that was started, and imports them in no time.
"""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

OURS = "forum"


def top_of(name: str) -> str:
    """Return the package that a module is in."""
    return name.partition(".")[0]


@dataclass
class Hidden:
    """Modules by name, and what importing them adds to the filters of warnings.

    As an import finder it hands them out; ``uses`` tells which others each brings along.
    """

    modules: dict[str, ModuleType] = field(default_factory=dict)
    filters: list[tuple[frozenset[str], list[Any]]] = field(default_factory=list)
    uses: dict[str, set[str]] = field(default_factory=dict)
    _detached: set[str] = field(default_factory=set)

    def clashes(self, folder: str) -> bool:
        """Tell whether imports in a folder find something there instead of what was loaded ahead."""
        names = {file.stem if file.suffix == ".py" else file.name for file in Path(folder).iterdir()}
        same = names & {top_of(name) for name in self.modules}
        return "matplotlibrc" in names or any(_importable(Path(folder, name)) for name in same)

    def hide(self) -> None:
        """Make this process look as if none of it had been imported, nor any module of ours."""
        for name, module in self.modules.items():
            sys.modules.pop(name, None)
            self._detach(name, module)
        for name in [name for name in sys.modules if top_of(name) == OURS]:
            del sys.modules[name]
        added = [one for _, group in self.filters for one in group]
        warnings.filters[:] = [one for one in warnings.filters if one not in added]  # type: ignore[index]
        warnings._filters_mutated()  # type: ignore[attr-defined]
        if self.modules:
            sys.meta_path.insert(0, self)

    def reseed(self) -> None:
        """Give NumPy's generator a state of its own, as in a new process, where it depends on nothing."""
        if chance := self.modules.get("numpy.random"):
            chance.seed()

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Find a hidden module, unless the path of imports has another one of its name by now."""
        module = self.modules.get(name)
        if module is None or module.__spec__ is None:
            return None
        own = module.__spec__
        if name == top_of(name) and _shadowed(name, own):
            self._forget(name)
            return None
        spec = ModuleSpec(name, _Loader(self, module, own), origin=own.origin)  # type: ignore[arg-type]
        spec.submodule_search_locations, spec.cached = own.submodule_search_locations, own.cached
        spec.has_location = own.has_location
        return spec

    def reveal(self, name: str) -> None:
        """Bring back a module and all that it uses."""
        waiting, found = [name], set[str]()
        while waiting:
            one = waiting.pop()
            if one in self.modules and one not in found:
                found.add(one)
                waiting += [*self.uses.get(one, ()), one.rpartition(".")[0]]
        for one in found:
            module = self.modules.pop(one)
            sys.modules.setdefault(one, module)
        for one in found & self._detached - {name}:  # the import itself does it for that one
            parent, _, child = one.rpartition(".")
            setattr(sys.modules[parent], child, sys.modules[one])
        for group in [group for group in self.filters if group[0] & found]:
            self.filters.remove(group)
            warnings.filters[:0] = group[1]  # type: ignore[index]
        warnings._filters_mutated()  # type: ignore[attr-defined]

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """Have all modules back for a while, for what looks for its own in ``sys.modules``."""
        known = dict(sys.modules)
        sys.modules.update(self.modules)
        try:
            yield
        finally:
            for name in sys.modules.keys() - known.keys():
                del sys.modules[name]

    def _detach(self, name: str, module: ModuleType) -> None:
        """Take a module from its package's names, where its import has put it."""
        parent, _, child = name.rpartition(".")
        package = self.modules.get(parent) or sys.modules.get(parent)
        if package and vars(package).get(child) is module:
            delattr(package, child)
            self._detached.add(name)

    def _forget(self, top: str) -> None:
        for name in [name for name in self.modules if top_of(name) == top]:
            del self.modules[name]


def _shadowed(name: str, own: ModuleSpec) -> bool:
    if not own.has_location:
        return False
    found = PathFinder.find_spec(name)
    return found is None or found.origin != own.origin


def _importable(path: Path) -> bool:
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


class _Loader:
    """Gives a module that is loaded already, as it is."""

    def __init__(self, hidden: Hidden, module: ModuleType, own: ModuleSpec) -> None:
        self._hidden, self._module, self._own = hidden, module, own

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        self._hidden.reveal(spec.name)
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._own
