"""Loads modules ahead in the warm process, as a kernel would, and notes which of them uses which."""

from __future__ import annotations

import builtins
import contextlib
import importlib
import io
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from types import BuiltinFunctionType, FrameType, FunctionType, ModuleType, SimpleNamespace

from forum.notebooks.warm_hidden import OURS, Hidden, top_of

_KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "runpy"),
    *("IPython.core.completerlib", "IPython.core.oinspect", "IPython.extensions.storemagic"),
    *("IPython.core.debugger", "tornado.platform.asyncio", "pdb", "faulthandler", "unicodedata"),
)


def load_kernel() -> None:
    """Import what a kernel imports itself until it is ready."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # the debugger is not used, and loads for long
    for name in _KERNEL:
        importlib.import_module(name)
    del sys.modules["debugpy"]


def load(names: Iterable[str]) -> Hidden:
    """Import modules ahead, those of them that are installed."""
    hidden, notes = Hidden(), _Notes()
    before = set(sys.modules)
    sys.meta_path.insert(0, notes)
    for name in names:
        known, filters = set(sys.modules), list(warnings.filters)
        with contextlib.suppress(ImportError), _inside_kernel():
            importlib.import_module(name)
        added = [one for one in warnings.filters if one not in filters]
        hidden.filters.append((frozenset(sys.modules.keys() - known), added))
    sys.meta_path.remove(notes)
    hidden.modules = {name: module for name, module in sys.modules.items() if name not in before and _movable(module)}
    hidden.uses = {name: notes.uses.get(name, set()) | _named(module) for name, module in hidden.modules.items()}
    for name in [name for name, module in hidden.modules.items() if module.__spec__ is None]:
        hidden.uses.setdefault(name.rpartition(".")[0], set()).add(name)  # its package has made it itself
    return hidden


def _movable(module: ModuleType) -> bool:
    """Tell whether a module may be taken away: not ours, nor what Cython shares between packages."""
    own = getattr(module, "__spec__", None)
    return top_of(module.__name__) != OURS and (own is not None or "." in module.__name__)


def _named(module: ModuleType) -> set[str]:
    """Return which modules a module's names come from, its own submodules aside: anybody can import those."""
    found = set()
    for value in list(vars(module).values()):
        if isinstance(value, ModuleType):
            found.add(value.__name__)
        elif isinstance(value, FunctionType | BuiltinFunctionType | type):
            found.add(str(value.__module__))
    return {name for name in found if not name.startswith(f"{module.__name__}.")}


class _Notes:
    """Notes, at the head of the import finders and finding nothing, which module is the first to import which."""

    def __init__(self) -> None:
        self.uses: dict[str, set[str]] = {}

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> None:  # noqa: ARG002
        frame: FrameType | None = sys._getframe(1)
        while frame and frame.f_code.co_name != "<module>":
            frame = frame.f_back
        if frame:
            self.uses.setdefault(frame.f_globals.get("__name__", ""), set()).add(name)


@contextlib.contextmanager
def _inside_kernel() -> Iterator[None]:
    """Let imports find what they find in a kernel: pandas chooses by it how it prints."""
    own = sys.stdout
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    sys.stdout = io.TextIOWrapper(io.BytesIO(), encoding="UTF-8")  # ipykernel writes the name so
    try:
        yield
    finally:
        sys.stdout = own
        del builtins.get_ipython  # type: ignore[attr-defined]
