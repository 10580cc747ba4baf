"""Gives a fork the number of threads for linear algebra that its environment names.

OpenBLAS reads the environment when it is loaded, which was in the warm process, with one
thread. It can be told later; threads that it has then are started in the fork.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator, Mapping
from pathlib import Path

_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")  # in the order in which OpenBLAS looks
_SETTERS = (  # NumPy's own build of it has other names than those of distributions
    *("scipy_openblas_set_num_threads64_", "openblas_set_num_threads64_"),
    *("scipy_openblas_set_num_threads", "openblas_set_num_threads"),
)


def set_threads(environment: Mapping[str, str]) -> None:
    """Have OpenBLAS use as many threads as an environment says, if it is loaded."""
    named = [environment[name] for name in _VARIABLES if environment.get(name, "").isdigit()]
    if not named or named[0] in ("0", "1"):
        return
    for library in _loaded():
        for setter in (name for name in _SETTERS if hasattr(library, name)):
            getattr(library, setter)(int(named[0]))


def _loaded() -> Iterator[ctypes.CDLL]:
    """Yield every OpenBLAS of this process."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    for file in sorted({line.split(maxsplit=5)[-1] for line in lines if "openblas" in line}):
        with contextlib.suppress(OSError):
            yield ctypes.CDLL(file)
