"""The warm process: has the kernel and the notebooks' libraries loaded, and forks each kernel from itself.

It is started with the descriptor of a listening socket, is told the modules to load by a line
of its standard input, has one thread, and ends when that is closed. Each connection is one
kernel: a keeper is forked for it at once, which outlives this process.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from forum.notebooks.warm_modules import load, load_kernel

_OWN = tuple(f"forum.notebooks.warm_{part}" for part in ("keeper", "kernel", "shell"))
"""What these import is no kernel's either."""
_REAP = 0.5  # seconds between looks at keepers that have ended


class WarmError(Exception):
    """Kernels cannot be forked from here."""


def main() -> None:
    """Load what is asked for and serve; a fork comes out of here as the kernel that it became."""
    import gc

    gc.disable()  # what is loaded stays: to look for what can go takes a sixth of the time
    del sys.modules["gc"]  # a kernel has it once something else imports it
    listener = socket.socket(fileno=int(sys.argv[1]))
    known = _descriptors()
    load_kernel()
    hidden = load([*_OWN, *json.loads(sys.stdin.readline() or _gone(listener))])
    from forum.notebooks.guard import adopt_orphans, kill_others
    from forum.notebooks.warm_keeper import keep
    from forum.notebooks.warm_kernel import become
    from forum.notebooks.warm_shell import make

    hidden.hide()  # from here on nothing may be imported that a kernel would not have
    app = make()
    adopt_orphans()  # those of a keeper that was killed itself
    if _descriptors() - known:
        gc.collect()  # nobody may hold that file any more
    _check(known)
    gc.freeze()  # a collection in a kernel leaves the pages that all kernels share untouched
    gc.enable()

    def kill(spared: set[int]) -> None:
        with hidden.lent():
            kill_others(spared)

    connection = _serve(listener, kill)
    become(keep(connection, hidden), hidden, app)


def _check(known: frozenset[str]) -> None:
    """See to it that forks share no open file and lose no thread.

    Raises:
        WarmError: they would.
    """
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise WarmError("the imports have started other threads, which a fork would lose")
    if opened := _descriptors() - known:
        raise WarmError(f"the imports have left files open: {', '.join(sorted(opened))}")


def _descriptors() -> frozenset[str]:
    """Return what this process has open, but for the folder that is read here."""
    links = [file for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    return frozenset(f"{file.name} {file.readlink()}" for file in links)


def _reap(keepers: set[int], kill: Callable[[set[int]], None]) -> None:
    """Take leave of what has ended; what a keeper left behind that was killed itself is killed."""
    killed = False
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            keepers.discard(ended[0])
            killed = killed or os.WIFSIGNALED(ended[1])
    if killed:
        kill(keepers)


def _gone(listener: socket.socket) -> NoReturn:
    """End, as the program is gone, whose folder would stay."""
    shutil.rmtree(Path(listener.getsockname()).parent, ignore_errors=True)
    os._exit(0)


def _serve(listener: socket.socket, kill: Callable[[set[int]], None]) -> socket.socket:
    """Return, in a fork, the connection that it is for; in the warm process never."""
    keepers: set[int] = set()
    while True:
        readable, _, _ = select.select([listener.fileno(), 0], [], [], _REAP if keepers else None)
        _reap(keepers, kill)
        if 0 in readable:
            _gone(listener)
        if readable:
            connection, _ = listener.accept()
            pid = os.fork()
            if pid == 0:
                listener.close()
                return connection
            connection.close()
            keepers.add(pid)
