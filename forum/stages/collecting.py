"""Python's search for garbage, kept from a command that holds millions of values to its end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Keep Python from looking for circles among values that all stay: a tenth of a build, a quarter of a check."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()  # and back: among those that it looks at least often
            gc.unfreeze()
            gc.enable()
