"""The warm process as the program holds it, from its start until its end.

It may be begun before it is known which modules it shall have, as the kernel itself loads for a while.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from forum.notebooks.surroundings import THREADS, environment, prepare, short_temporary

# `-c` rather than `-m` or `-P`: a kernel's interpreter has neither the flag nor our folder in its path.
_START = "import sys; del sys.path[0]; from forum.notebooks.warm import main; main()"


class Warm:
    """One warm process, from its start until ``end``. ``address`` is where kernels are asked for."""

    def __init__(self, root: Path) -> None:
        self._private = Path(tempfile.mkdtemp(prefix="forum-", dir=short_temporary()))
        self.address = str(self._private / "warm")
        prepare(self._private / "run")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener, self._noise.open("wb") as noise:
            listener.bind(self.address)
            listener.listen(1024)
            self._process = subprocess.Popen(  # noqa: S603 (a list, no shell; our own program)
                [sys.executable, "-c", _START, str(listener.fileno())],
                stdin=subprocess.PIPE,
                stdout=noise,
                stderr=noise,
                env=environment(str(root), self._private / "run") | dict.fromkeys(THREADS, "1"),  # a fork gets its own
                pass_fds=[listener.fileno()],
                start_new_session=True,  # Ctrl-C is for the program
            )

    def load(self, modules: Collection[str]) -> None:
        """Say which modules to load ahead; before that no kernel is forked."""
        if self._process.stdin:
            with contextlib.suppress(OSError):  # it has died, which is found out when a kernel is asked for
                self._process.stdin.write(json.dumps([*modules]).encode() + b"\n")
                self._process.stdin.flush()

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
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        shutil.rmtree(self._private, ignore_errors=True)


_begun: list[tuple[Path, Warm]] = []


@contextlib.contextmanager
def begun(root: Path) -> Iterator[None]:
    """Have a warm process begin if notebooks seem out of date: if a file beside them is newer than the last run.

    Whoever needs one takes it; else it ends with the context.
    """
    with contextlib.suppress(OSError):  # whatever is wrong is said by those who need it
        if sys.platform == "linux" and _newer(root / "notebooks", root / ".forum" / "cache" / "runs" / "last"):
            _begun.append((root.resolve(), Warm(root)))
    try:
        yield
    finally:
        while _begun:
            _begun.pop()[1].end()


def _newer(notebooks: Path, last: Path) -> bool:
    when = last.stat().st_mtime if last.is_dir() else 0.0
    with os.scandir(notebooks) as files:
        return any(file.stat().st_mtime > when for file in files if file.is_file())


def warm_with(root: Path, modules: Collection[str]) -> Warm:
    """Return a warm process with modules, the one that has begun if there is one."""
    taken = [one for one in _begun if one[0] == root and one[1].alive()]
    for one in taken:
        _begun.remove(one)
    warm = taken[0][1] if taken else Warm(root)
    warm.load(modules)
    return warm
