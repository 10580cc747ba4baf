"""Which runs are forked from a warm process, and what that loads ahead."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from forum.documents.notebooks import PYTHON
from forum.model import Notebook
from forum.notebooks.keys import executable_cells
from forum.notebooks.messages import Event, Failure
from forum.notebooks.modules import imports, local_modules, without_magic
from forum.notebooks.warm_process import Warm

_TAG = "no-fork"
_KNOWN: Mapping[str, tuple[str, ...]] = {
    # These load without threads or open files, and are the same whoever loads them. The
    # backend of notebooks, matplotlib_inline, is not: it looks for the kernel that runs.
    "numpy": ("numpy",),
    "pandas": ("pandas", "pandas.io.formats.html", "pandas.io.formats.string"),
    "matplotlib": (
        *("matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
        *(f"PIL.{kind}ImagePlugin" for kind in ("Bmp", "Gif", "Jpeg", "Png", "Ppm")),  # which a first figure imports
    ),
}
_FORMULAS = "forum.notebooks.rehearsal"  # takes as long as it saves in some runs with formulas
_SUSPECT = re.compile(r"\b(environ|putenv|sys\.modules|meta_path|path_hooks)\b|^\s*%(env|set_env)\b", re.MULTILINE)


def forkable(root: Path, notebook: Notebook) -> bool:
    """Tell whether a notebook's kernel may be forked.

    A notebook that changes its environment or Python's imports may change what an
    import does: it gets a kernel in which nothing is loaded. So does one that asks for it.
    """
    if sys.platform != "linux" or notebook.language not in PYTHON:
        return False
    if any(_TAG in cell.tags for cell in notebook.cells) or _declines(root / notebook.path):
        return False
    return not any(_SUSPECT.search(source) for source in _sources(root, notebook))


def _declines(file: Path) -> bool:
    """Tell whether the notebook's own metadata says ``forum: {fork: false}``."""
    own = json.loads(file.read_text(encoding="utf-8-sig")).get("metadata", {}).get("forum")
    return isinstance(own, dict) and own.get("fork") is False


def wanted_modules(root: Path, notebooks: Iterable[Notebook]) -> tuple[str, ...]:
    """Return what to load ahead for these notebooks, found by their syntax."""
    sources = [without_magic(source) for notebook in notebooks for source in _sources(root, notebook)]
    named = {one.name.partition(".")[0] for source in sources for one in imports(source) if not one.level}
    wanted = tuple(name for known in _KNOWN if known in named for name in _KNOWN[known])
    formulas = "matplotlib" in named and any("$" in source for source in sources)
    return (*wanted, _FORMULAS) if formulas else wanted


def _sources(root: Path, notebook: Notebook) -> Iterator[str]:
    """Yield the code of a notebook and of the local modules that it imports."""
    sources = [cell.source for cell in executable_cells(notebook)]
    yield from sources
    for file in local_modules(sources, root / notebook.path.parent):
        yield file.read_text(encoding="utf-8", errors="replace")


class Warming:
    """The warm process of a batch of notebooks, if any of them can use one; ``started`` gives it, modules loaded."""

    def __init__(
        self, root: Path, notebooks: Iterable[Notebook], started: Callable[[Path, Sequence[str]], Warm]
    ) -> None:
        self._notebooks = {one.slug: one for one in notebooks if forkable(root, one)}
        modules = wanted_modules(root, self._notebooks.values())
        self._warm = started(root, modules) if self._notebooks else None

    def address(self, notebook: Notebook) -> str:
        """Return where the kernel of a notebook is forked, empty for nowhere."""
        return self._warm.address if self._warm and notebook.slug in self._notebooks else ""

    def explained(self, event: Event) -> Event:
        """Return what a worker says; that it could not fork, with what the process said last."""
        if event.kind != "plain" or not self._warm or not (said := self._warm.complaint()):
            return event
        return Event("plain", failure=Failure("kernel-not-forked", said))
