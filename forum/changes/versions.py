"""Versions of releases: PEP 440, in its canonical spelling, as tags ``vVERSION``."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.version import InvalidVersion, Version

PREFIX = "v"


def version_of(tag: str) -> Version | None:
    """Return the version that a tag releases, None for a tag of another kind."""
    if not tag.startswith(PREFIX):
        return None
    try:
        return Version(tag.removeprefix(PREFIX))
    except InvalidVersion:
        return None


def latest(tags: Iterable[str]) -> str:
    """Return the tag of the greatest version, empty where none releases anything."""
    found = {tag: version for tag in tags if (version := version_of(tag)) is not None}
    return max(found, key=lambda tag: found[tag], default="")


def what_is_wrong(text: str) -> tuple[str, str] | None:
    """Return why a text is no version to release, and what to write instead; None where it is one."""
    example = "write it as in 1.0, 1.1rc1 or 2027.1 (PEP 440)"
    try:
        version = Version(text)
    except InvalidVersion:
        return f"{text} is no version", example
    if version.local or version.epoch:
        return f"{text} has a part that a release cannot have ({'+' if version.local else '!'})", example
    if str(version) != text:
        return f"{text} is spelled in another way than versions are", f"write {version}"
    return None
