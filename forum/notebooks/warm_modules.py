"""Modules loaded in the warm process, which a kernel sees only once it imports them.

A fork takes what was loaded ahead out of ``sys.modules``. An import of one of them
brings its package back, with the packages that this one uses, so that a kernel
knows of the same modules as one that was started, and imports them in no time.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, PathFinder
from types import BuiltinFunctionType, FunctionType, ModuleType, SimpleNamespace
from typing import Any

_KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger"),
    *("IPython.core.completerlib", "IPython.core.oinspect", "IPython.extensions.storemagic"),
    *("IPython.core.debugger", "tornado.platform.asyncio", "pdb", "faulthandler", "unicodedata"),
)
_OURS = "forum"


def load_kernel() -> None:
    """Import what a kernel imports itself until it is ready."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # the debugger is not used, and loads for long
    for name in _KERNEL:
        importlib.import_module(name)
    del sys.modules["debugpy"]


def load(names: Iterable[str]) -> Hidden:
    """Import modules ahead, those of them that are installed."""
    hidden = Hidden()
    for name in names:
        before, filters = set(sys.modules), list(warnings.filters)
        with contextlib.suppress(ImportError), _inside_kernel():
            importlib.import_module(name)
        new = {found: module for found, module in sys.modules.items() if found not in before and _top(found) != _OURS}
        added = [one for one in warnings.filters if one not in filters]
        hidden.modules |= new
        hidden.filters.append((frozenset(map(_top, new)), added))
    hidden.uses = _uses(hidden.modules)
    return hidden


@contextlib.contextmanager
def _inside_kernel() -> Iterator[None]:
    """Let imports find that they run in a kernel: pandas chooses by that how wide it prints."""
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


def _top(name: str) -> str:
    return name.partition(".")[0]


def _uses(modules: dict[str, ModuleType]) -> dict[str, set[str]]:
    """Return which packages each package refers to."""
    uses: dict[str, set[str]] = {_top(name): set() for name in modules}
    for name, module in modules.items():
        for value in list(vars(module).values()) if module else ():
            if isinstance(value, ModuleType):
                uses[_top(name)].add(_top(value.__name__))
            elif isinstance(value, FunctionType | BuiltinFunctionType | type):
                uses[_top(name)].add(_top(str(value.__module__)))
    return {top: used & uses.keys() for top, used in uses.items()}


@dataclass
class Hidden:
    """Modules that were loaded ahead, by name, and what importing them adds to the filters of warnings.

    As an import finder it hands them out; ``uses`` tells which packages come along.
    """

    modules: dict[str, ModuleType] = field(default_factory=dict)
    filters: list[tuple[frozenset[str], list[Any]]] = field(default_factory=list)
    uses: dict[str, set[str]] = field(default_factory=dict)

    def hide(self) -> None:
        """Make this process look as if none of it had been imported, nor any module of ours."""
        if numpy := self.modules.get("numpy"):
            numpy.random.seed()  # as in a new process, where it depends on nothing
        for name in self.modules:
            sys.modules.pop(name, None)
        for name in [name for name in sys.modules if _top(name) == _OURS]:
            del sys.modules[name]
        added = [one for _, group in self.filters for one in group]
        warnings.filters[:] = [one for one in warnings.filters if one not in added]  # type: ignore[index]
        warnings._filters_mutated()  # type: ignore[attr-defined]
        if self.modules:
            sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Find a hidden module, unless the path of imports has another one of its name by now."""
        module = self.modules.get(name)
        if module is None:
            return None
        own = getattr(module, "__spec__", None)
        if name == _top(name) and _shadowed(name, own):
            self._forget(name)
            return None
        spec = ModuleSpec(name, _Loader(self, module, own), origin=own.origin if own else None)  # type: ignore[arg-type]
        if own:
            spec.submodule_search_locations, spec.cached = own.submodule_search_locations, own.cached
            spec.has_location = own.has_location
        return spec

    def reveal(self, name: str) -> None:
        """Bring back a module's package and all that it uses."""
        waiting, tops = [_top(name)], set[str]()
        while waiting:
            top = waiting.pop()
            if top not in tops:
                tops.add(top)
                waiting += self.uses.get(top, ())
        for found in [found for found in self.modules if _top(found) in tops]:
            sys.modules.setdefault(found, self.modules.pop(found))
        for group in [group for group in self.filters if group[0] & tops]:
            self.filters.remove(group)
            warnings.filters[:0] = group[1]  # type: ignore[index]
        warnings._filters_mutated()  # type: ignore[attr-defined]

    def _forget(self, top: str) -> None:
        for name in [name for name in self.modules if _top(name) == top]:
            del self.modules[name]


def _shadowed(name: str, own: ModuleSpec | None) -> bool:
    if own is None or not own.has_location:
        return False
    found = PathFinder.find_spec(name)
    return found is None or found.origin != own.origin


class _Loader:
    """Gives a module that is loaded already, as it is."""

    def __init__(self, hidden: Hidden, module: ModuleType, own: ModuleSpec | None) -> None:
        self._hidden, self._module, self._own = hidden, module, own

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        self._hidden.reveal(spec.name)
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._own
