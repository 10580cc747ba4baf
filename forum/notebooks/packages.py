"""Which installed packages, in which versions, a kernel has imported."""

from __future__ import annotations

import functools
from importlib import metadata


@functools.cache
def distributions(path: tuple[str, ...]) -> dict[str, metadata.Distribution]:
    """Return the installed distribution that has each importable name."""
    found: dict[str, metadata.Distribution] = {}
    for distribution in metadata.distributions(path=list(path)):
        for name in _names_of(distribution):
            found.setdefault(name, distribution)
    return found


def _names_of(distribution: metadata.Distribution) -> set[str]:
    listed = distribution.read_text("top_level.txt")
    if listed:
        return set(listed.split())
    # `distribution.files` makes an object of each file: seconds, where JupyterLab is installed.
    lines = (distribution.read_text("RECORD") or "").splitlines()
    files = {line.partition(",")[0].strip('"') for line in lines}
    return {file.partition("/")[0].partition(".")[0] for file in files if file.endswith((".py", ".so", ".pyd"))}


def packages_of(names: list[str], path: tuple[str, ...]) -> dict[str, str]:
    """Return the version of each distribution of which something was imported."""
    known = distributions(path)
    found = {known[name] for name in names if name in known}
    return dict(sorted(map(_described, found)))


@functools.cache
def _described(distribution: metadata.Distribution) -> tuple[str, str]:
    """Return name and version, for which a file is parsed."""
    return distribution.metadata["Name"], distribution.version
