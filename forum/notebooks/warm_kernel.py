"""What turns a fork of the warm process into a kernel like one that was started."""

from __future__ import annotations

import os
import random
import sys
from typing import Any

from forum.notebooks.warm_hidden import Hidden
from forum.notebooks.warm_keeper import Request
from forum.notebooks.warm_shell import fits, take_over
from forum.notebooks.warm_threads import set_threads


def become(request: Request, hidden: Hidden, app: Any) -> None:
    """Be the kernel of a request until it ends; ``app`` is what was made for all of them."""
    command: list[str] = request["cmd"]
    os.setsid()  # a group of its own, as a kernel that is started has
    _connect(request["noise"])
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    sys.orig_argv[:] = command
    sys.argv[:] = [_launcher(), *command[3:]]
    if not fits(command[3:]) or hidden.clashes(request["cwd"]):  # start a kernel after all: it would be another one
        os.execve(command[0], command, request["env"])  # noqa: S606 (a list, the kernel's own)
    random.seed()
    hidden.reseed()
    set_threads(request["env"])
    take_over(app, command[3:])
    app.start()


def _connect(noise: int) -> None:
    """Write to the run's own file, and read nothing."""
    for stream in (1, 2):
        os.dup2(noise, stream)
    os.close(noise)
    read, write = os.pipe()
    os.close(write)
    os.dup2(read, 0)
    os.close(read)


def _launcher() -> str:
    """Return the program that a kernel's ``sys.argv`` names."""
    import ipykernel

    return os.path.join(os.path.dirname(os.path.dirname(ipykernel.__file__)), "ipykernel_launcher.py")  # noqa: PTH118, PTH120
