"""Where the program begins: ``forum``, and ``python -m forum``.

It loads next to nothing itself, so that an interruption while the rest is loaded
ends as quietly as a later one.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import NoReturn


def main() -> None:
    """Run the program, and end the process with its exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else whoever started us wants it ignored
        signal.signal(signal.SIGINT, _interrupt)
    gc.set_threshold(_VALUES, *gc.get_threshold()[1:])
    try:
        from forum.cli import run

        code = run()
    except KeyboardInterrupt:
        code = 130
    if code == _INTERRUPTED or threading.active_count() == 1:
        _leave(code)
    sys.exit(code)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt; within an import a moment later, for in a callback of it Python drops what is raised."""
    if frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        threading.Timer(_MOMENT, os.kill, (os.getpid(), number)).start()
        return
    raise KeyboardInterrupt


_VALUES = 100_000  # new ones between two looks for garbage, of which there is little: the 700 of Python cost a tenth
_MOMENT = 0.02  # seconds
_INTERRUPTED = 130
_PATIENCE = 0.5  # seconds


def _leave(code: int) -> NoReturn:
    """End soon: millions of values need not be freed one by one, nor is anything awaited that nobody wants any more.

    On an interruption a thread may be in Typst for seconds more. In half a second one that was storing files has got
    to Typst, which stores none, and so leaves none behind.
    """
    end = time.monotonic() + _PATIENCE
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(max(0.0, end - time.monotonic()))
    atexit._run_exitfuncs()  # temporary folders go
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
