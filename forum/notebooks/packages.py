"""Which installed packages, in which versions, a kernel has imported."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib import metadata


@functools.cache
def _distributions(path: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Return (name, version) of the installed distribution that has each importable name."""
    found: dict[str, tuple[str, str]] = {}
    for distribution in metadata.distributions(path=list(path)):
        for name in _names_of(distribution):
            found.setdefault(name, (distribution.metadata["Name"], distribution.version))
    return found


def _names_of(distribution: metadata.Distribution) -> Iterator[str]:
    listed = distribution.read_text("top_level.txt")
    if listed:
        yield from listed.split()
        return
    for file in distribution.files or ():
        if file.suffix in (".py", ".so", ".pyd"):
            yield file.parts[0].partition(".")[0]


def packages_of(names: list[str], path: tuple[str, ...]) -> dict[str, str]:
    """Return the version of each distribution of which something was imported."""
    known = _distributions(path)
    return dict(sorted({known[name] for name in names if name in known}))
