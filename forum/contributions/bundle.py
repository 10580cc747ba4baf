"""The head of a git bundle, read without git: which commits it needs, and which refs it brings.

Source: git, ``gitformat-bundle(5)``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forum.contributions.values import Refused

_MAGIC = re.compile(rb"# v([23]) git bundle\n")
_HEAD = 1_000_000
_OID = "(?:[0-9a-f]{64}|[0-9a-f]{40})"


@dataclass(frozen=True)
class Bundle:
    """A bundle: the commits that it builds on, its refs with their commits, where the pack begins, how ids are made."""

    needs: tuple[str, ...]
    refs: tuple[tuple[str, str], ...]  # (commit, name)
    pack_at: int
    algorithm: str = "sha1"


def is_bundle(data: bytes) -> bool:
    """Tell whether a file begins as a bundle does."""
    return _MAGIC.match(data) is not None


def read_bundle(data: bytes) -> Bundle:
    """Return the head of a bundle.

    Raises:
        Refused: it is cut off, of another hash, or filtered.
    """
    head = data[:_HEAD]
    end = head.find(b"\n\n")
    magic = _MAGIC.match(head)
    if magic is None or end < 0:
        raise Refused(
            "bundle-broken", "", "the bundle's head is cut off", "make it again: git bundle create FILE BRANCH"
        )
    algorithm = "sha1"
    needs: list[str] = []
    refs: list[tuple[str, str]] = []
    for line in head[magic.end() : end].decode("utf-8", "replace").split("\n"):
        if line.startswith("@"):
            algorithm = _algorithm(line)
        elif line.startswith("-") and (match := re.match(rf"-({_OID})(?: |$)", line)):
            needs.append(match[1])
        elif match := re.fullmatch(rf"({_OID}) (\S+)", line):
            refs.append((match[1], match[2]))
        else:
            raise Refused("bundle-broken", "", f"the bundle's head has the line {line[:60]!r}", "make it again")
    if not refs:
        raise Refused(
            "bundle-empty", "", "the bundle has no branch in it", "make it again: git bundle create FILE BRANCH"
        )
    return Bundle(tuple(needs), tuple(refs), end + 2, algorithm)


def _algorithm(line: str) -> str:
    """Return how the ids of a bundle are made, which is the one thing that it may say of itself."""
    if line not in ("@object-format=sha1", "@object-format=sha256"):
        raise Refused(
            "bundle-kind", "", f"bundles with {line[1:60]} are not read", "make a plain one, of whole objects"
        )
    return line.partition("=")[2]


def chosen_ref(bundle: Bundle, wanted: str = "") -> tuple[str, str]:
    """Return the (commit, ref) that is meant: the one named, the only branch, or HEAD.

    Raises:
        Refused: several branches, and none was named.
    """
    branches = [one for one in bundle.refs if one[1].startswith("refs/heads/")]
    if wanted:
        named = [one for one in bundle.refs if one[1] in (wanted, f"refs/heads/{wanted}")]
        if named:
            return named[0]
    elif len(branches) == 1:
        return branches[0]
    elif not branches or any(name == "HEAD" for _, name in bundle.refs):
        return next((one for one in bundle.refs if one[1] == "HEAD"), bundle.refs[0])
    names = ", ".join(name.removeprefix("refs/heads/") for _, name in bundle.refs)
    raise Refused("bundle-branches", "", f"the bundle has several branches: {names}", "name one: FILE#BRANCH")
