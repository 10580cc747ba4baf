"""The keeper of one forked kernel: its parent, which tells the worker how it ends and leaves nothing of it.

The worker holds the other end of the connection. Once that is closed, also because
the worker was killed, everything below the keeper is killed, and then it goes.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
from typing import Any

from forum.notebooks.guard import adopt_orphans, childless, die_with_parent, kill_children
from forum.notebooks.warm_hidden import Hidden

_DYING = 2.0  # seconds that a kernel may take to be gone once it is killed
Request = dict[str, Any]
"""``cmd``, ``env`` and ``cwd`` as for a new process; ``noise`` is the descriptor that it writes to."""


def keep(connection: socket.socket, hidden: Hidden) -> Request:
    """Fork a kernel and watch over it; return, in the kernel only, what it is asked to be."""
    keeper, kernel = os.getpid(), 0
    prepare = die_with_parent()
    try:
        adopt_orphans()
        request = _receive(connection)
        kernel = os.fork()
        if kernel:
            os.close(request["noise"])
            _attend(connection, kernel)
    finally:
        if os.getpid() == keeper:  # whatever happens, a keeper goes no further
            _leave(connection, kernel, hidden)
    connection.close()
    if prepare:
        prepare()
    if os.getppid() != keeper:
        os._exit(1)
    return request


def _receive(connection: socket.socket) -> Request:
    """Read a request: its length and a descriptor, then JSON."""
    head, descriptors, _, _ = socket.recv_fds(connection, 4, 1)
    with connection.makefile("rb") as stream:
        request: Request = json.loads(stream.read(int.from_bytes(head, "big")))
    return request | {"noise": descriptors[0]}


def _attend(connection: socket.socket, kernel: int) -> None:
    """Tell the kernel's process, later how it ended, and wait until the worker hangs up."""
    connection.sendall(json.dumps({"pid": kernel}).encode() + b"\n")
    end = os.pidfd_open(kernel)
    readable, _, _ = select.select([connection.fileno(), end], [], [])
    if connection.fileno() in readable:
        return
    # The process stays in the table until it is reaped below, so that nobody signals another one.
    ended = os.waitid(os.P_PID, kernel, os.WEXITED | os.WNOWAIT)
    code = 0
    if ended:
        code = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
    connection.sendall(json.dumps({"code": code}).encode() + b"\n")
    select.select([connection], [], [])


def _leave(connection: socket.socket, kernel: int, hidden: Hidden) -> None:
    """Kill and reap all that is left below, say so by hanging up, and go."""
    with contextlib.suppress(Exception):
        if kernel:  # mostly there is nothing else, and to look for it takes longer
            os.kill(kernel, signal.SIGKILL)
            select.select([os.pidfd_open(kernel)], [], [], _DYING)
            os.waitpid(kernel, os.WNOHANG)
        if not childless():
            with hidden.lent():  # psutil looks for itself
                kill_children()
    with contextlib.suppress(OSError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)  # to give its memory back takes this process a while
    os._exit(0)
