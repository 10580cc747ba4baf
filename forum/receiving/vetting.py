"""Holding what came in against the rules, before the forum's repository sees any of it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import PurePosixPath

from forum.contributions.content import refused_content
from forum.contributions.rules import refused_entries
from forum.contributions.values import HISTORIES, Received, Refused
from forum.merging.kinds import is_pointer
from forum.merging.tree import Entry
from forum.tools.git_objects import Store
from forum.tools.git_trees import changed_between

COMMITS = 10_000


def vet(store: Store, received: Received) -> None:
    """Hold every file that a contribution changes against the rules, and every file of the commits on the way.

    Raises:
        Refused: naming the rule and the path.
    """
    before, after = store.tree(received.base), store.tree(received.theirs)
    changes = changed_between(before, after)
    _first(changes, after)
    sides = (before, after)
    store.read_ahead(side[path].blob for path in changes for side in sides if path in side and side[path].plain)
    for path, entry in changes.items():
        content = store.read(entry.blob) if entry is not None else b""
        _refuse_pointer(path, content, store.read(before[path].blob) if path in before else b"")
        if entry is not None and (refusal := refused_content(path, content)):
            raise Refused(refusal.rule, refusal.where, refusal.message, refusal.remedy)
    if received.channel in HISTORIES:
        _vet_history(store, received.base, received.theirs)


def _refuse_pointer(path: PurePosixPath, content: bytes, before: bytes) -> None:
    """Refuse what Git LFS keeps: git has only a pointer to it, and we would mix it up with the file itself."""
    if is_pointer(content) or is_pointer(before):
        message = "Git LFS keeps this file, and merging it takes Git LFS"
        raise Refused("file-lfs", str(path), message, "send the rest without it; bring it in by git, where git-lfs is")


def _first(changes: Mapping[PurePosixPath, Entry | None], every: Mapping[PurePosixPath, Entry]) -> None:
    for refusal in refused_entries(changes, every):
        raise Refused(refusal.rule, refusal.where, refusal.message, refusal.remedy)


def _vet_history(store: Store, base: str, theirs: str) -> None:
    """Hold the entries of all new commits against the rules: they become a part of the forum's history."""
    if store.info(theirs).parents == (base,):
        return  # its only commit, whose files were looked at
    count = int(store.text("rev-list", "--count", theirs, f"^{base}"))
    if count > COMMITS:
        raise Refused("commits-many", "", f"it has {count:,} new commits; at most {COMMITS:,}", "send fewer commits")
    options = ("--format=", "--raw", "--no-abbrev", "--no-renames", "-z", "-m", "-r", "--root")
    tokens = store.ask("log", *options, theirs, f"^{base}").split(b"\0")
    for about, name in pairwise(tokens):
        if about.lstrip(b"\n").startswith(b":"):
            _, mode, _, oid, _ = about.lstrip(b"\n")[1:].decode().split(" ")
            path = PurePosixPath(name.decode("utf-8", "surrogateescape"))
            _first({path: Entry(mode, oid)} if oid.strip("0") else {}, {})
