"""The warm process as the program holds it, and which runs are forked from it."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from forum.documents.notebooks import PYTHON
from forum.model import Notebook
from forum.notebooks.keys import executable_cells
from forum.notebooks.messages import Event, Failure
from forum.notebooks.modules import imports, local_modules, without_magic
from forum.notebooks.surroundings import THREADS, environment, prepare
from forum.notebooks.workers import short_temporary

# `-c` rather than `-m` or `-P`: a kernel's interpreter has neither the flag nor our folder in its path.
_START = "import sys; del sys.path[0]; from forum.notebooks.warm import main; main()"
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


class Warm:
    """One warm process, from its start until ``end``. ``address`` is where kernels are asked for."""

    def __init__(self, root: Path, modules: Collection[str]) -> None:
        self._private = Path(tempfile.mkdtemp(prefix="forum-", dir=short_temporary()))
        self.address = str(self._private / "warm")
        prepare(self._private / "run")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener, self._noise.open("wb") as noise:
            listener.bind(self.address)
            listener.listen(1024)
            self._process = subprocess.Popen(  # noqa: S603 (a list, no shell; our own program)
                [sys.executable, "-c", _START, str(listener.fileno()), json.dumps([*modules])],
                stdin=subprocess.PIPE,
                stdout=noise,
                stderr=noise,
                env=environment(str(root), self._private / "run") | dict.fromkeys(THREADS, "1"),  # a fork gets its own
                pass_fds=[listener.fileno()],
                start_new_session=True,  # Ctrl-C is for the program
            )

    @property
    def _noise(self) -> Path:
        return self._private / "noise"

    def alive(self) -> bool:
        """Tell whether the process is there."""
        return self._process.poll() is None

    def complaint(self) -> str:
        """Return what the process said last."""
        lines = self._noise.read_text(errors="replace").splitlines()
        return lines[-1] if lines else ""

    def end(self) -> None:
        """End the process; kernels that were forked from it have their own keepers."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        shutil.rmtree(self._private, ignore_errors=True)
