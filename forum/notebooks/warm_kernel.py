"""What turns a fork of the warm process into a kernel like one that was started."""

from __future__ import annotations

import os
import random
import sys
from typing import Any

from forum.notebooks.warm_hidden import Hidden
from forum.notebooks.warm_keeper import Request
from forum.notebooks.warm_threads import set_threads


def become(request: Request, hidden: Hidden) -> None:
    """Be the kernel of a request until it ends."""
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()  # a group of its own, as a kernel that is started has
    _connect(request["noise"])
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    sys.orig_argv[:] = request["cmd"]
    sys.argv[:] = [_launcher(), *request["cmd"][3:]]
    if hidden.clashes(request["cwd"]):  # start a kernel after all: it imports something else
        os.execve(request["cmd"][0], request["cmd"], request["env"])  # noqa: S606 (a list, the kernel's own)
    random.seed()
    set_threads(request["env"])
    hidden.hide()
    app: Any = IPKernelApp.instance(parent_handle=os.getppid())
    if len(request["cmd"]) == 5:  # python -m ipykernel_launcher -f FILE
        app.parse_command_line = lambda _: _configure(app, request["cmd"][3:])
    app.initialize()
    app.start()


def _configure(app: Any, arguments: list[str]) -> None:
    """Do what parsing ``-f FILE`` does; a parser would know all options, and takes a tenth of a kernel's start."""
    from traitlets.config.loader import Config, DeferredConfigString

    app.argv, app.extra_args = arguments, []
    app.cli_config = Config({"IPKernelApp": {"connection_file": DeferredConfigString(arguments[1])}})
    app.update_config(app.cli_config)


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
