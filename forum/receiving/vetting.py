"""Holding what came in against the rules, before the forum's repository sees any of it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import PurePosixPath

from forum.contributions.content import refused_content
from forum.contributions.rules import refused_entries
from forum.contributions.values import HISTORIES, Received, Refused
from forum.merging.tree import Entry
from forum.tools.git_objects import ABSENT, Store, changed_between

COMMITS = 10_000


def vet(store: Store, received: Received) -> None:
    """Hold every file that a contribution changes against the rules, and every file of the commits on the way.

    Raises:
        Refused: naming the rule and the path.
    """
    before, after = store.tree(received.base), store.tree(received.theirs)
    changes = changed_between(before, after)
    _first(changes, after)
    for path, entry in changes.items():
        if entry is not None and (refusal := refused_content(path, store.read(entry.blob))):
            raise Refused(refusal.rule, refusal.where, refusal.message, refusal.remedy)
    if received.channel in HISTORIES:
        _vet_history(store, received.base, received.theirs)


def _first(changes: Mapping[PurePosixPath, Entry | None], every: Mapping[PurePosixPath, Entry]) -> None:
    for refusal in refused_entries(changes, every):
        raise Refused(refusal.rule, refusal.where, refusal.message, refusal.remedy)


def _vet_history(store: Store, base: str, theirs: str) -> None:
    """Hold the entries of all new commits against the rules: they become a part of the forum's history."""
    count = int(store.text("rev-list", "--count", theirs, f"^{base}"))
    if count <= 1:
        return
    if count > COMMITS:
        raise Refused("commits-many", "", f"it has {count:,} new commits; at most {COMMITS:,}", "send fewer commits")
    options = ("--format=", "--raw", "--no-abbrev", "--no-renames", "-z", "-m", "-r", "--root")
    tokens = store.ask("log", *options, theirs, f"^{base}").split(b"\0")
    for about, name in pairwise(tokens):
        if about.lstrip(b"\n").startswith(b":"):
            _, mode, _, oid, _ = about.lstrip(b"\n")[1:].decode().split(" ")
            path = PurePosixPath(name.decode("utf-8", "surrogateescape"))
            _first({path: Entry(mode, oid)} if oid != ABSENT else {}, {})
