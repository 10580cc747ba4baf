"""A contribution and the forum's branch, merged as trees: nothing is checked out, nothing is written to the branch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import msgspec
from msgspec.structs import replace

from forum.contributions.touched import PAPERS, Versions, facts_of
from forum.contributions.values import HISTORIES, Facts, Received
from forum.merging.merging import rendered
from forum.merging.tree import Entry, MergedFile, MergedTree, merge_trees
from forum.receiving.desk import Desk
from forum.receiving.recommendations import reworded
from forum.tools.git_trees import changed_between


class Joined(msgspec.Struct, frozen=True):
    """What a merge gives: the tree where nothing is left to decide, and the three sides.

    ``changes`` lead from ours to the merged tree; they are empty while there are conflicts.
    """

    merged: MergedTree
    base: str
    ours: str
    changes: Mapping[PurePosixPath, Entry | None]

    @property
    def clean(self) -> bool:
        """Whether nothing is left for a person to decide."""
        return not self.merged.conflicts


def joined(desk: Desk, ours: str, received: Received) -> Joined:
    """Merge a contribution into a commit."""
    base, old = origin(desk, ours, received)
    mine, yours = (desk.scratch.tree(commit) for commit in (ours, received.theirs))
    both = (path for path in changed_between(old, yours) if path in mine and path in yours)
    desk.scratch.read_ahead(side[path].blob for path in both for side in (old, mine, yours) if path in side)
    merged = merge_trees(old, mine, yours, desk.scratch.read)
    if merged.conflicts:
        return Joined(merged, base, ours, {})
    return Joined(merged, base, ours, changed_between(mine, as_entries(desk, merged)))


def origin(desk: Desk, ours: str, received: Received) -> tuple[str, Mapping[PurePosixPath, Entry]]:
    """Return the commit that a contribution and ours come from, the first of several, and the tree to compare with."""
    bases: tuple[str, ...] = ()
    if received.channel in HISTORIES or not desk.home.is_ancestor(received.base, desk.head):
        bases = desk.scratch.merge_bases(ours, received.theirs)
    bases = bases or (received.base,)
    return bases[0], _common(desk, bases)


def _common(desk: Desk, bases: Sequence[str]) -> Mapping[PurePosixPath, Entry]:
    """Return the tree that both sides come from; of several, where histories cross, their merge, as git does it.

    One of them alone would take what both sides have from another for something new.
    Where they are at odds among themselves, so are the sides.
    """
    first, *others = bases
    tree = desk.scratch.tree(first)
    for other in others:
        older = desk.scratch.merge_base(first, other)
        start = desk.scratch.tree(older) if older else {}
        tree = as_entries(desk, merge_trees(start, tree, desk.scratch.tree(other), desk.scratch.read))
    return tree


def as_entries(desk: Desk, merged: MergedTree) -> dict[PurePosixPath, Entry]:
    """Return a merged tree with all its files written as blobs."""
    return {
        path: Entry(one.mode, desk.scratch.write(rendered(one.merged))) if isinstance(one, MergedFile) else one
        for path, one in merged.files.items()
    }


def versions(desk: Desk, received: Received) -> Versions:
    """Return the files that a contribution changes: the content of each before and after, empty for none."""
    before, after = origin(desk, desk.head, received)[1], desk.scratch.tree(received.theirs)
    return {
        path: (_content(desk, before.get(path)), _content(desk, after.get(path)))
        for path in changed_between(before, after)
    }


def facts(desk: Desk, received: Received, prefixes: frozenset[str]) -> Facts:
    """Return what a contribution touches, from its base."""
    changed = versions(desk, received)
    found = facts_of(changed)
    rewordings = [
        reworded(desk.root, path, sides[0].decode("utf-8", "replace"), sides[1].decode("utf-8", "replace"), prefixes)
        for path, sides in changed.items()
        if path.is_relative_to(PAPERS) and path.stem == "paper"
    ]
    moved = {name for one in rewordings for name in one.new} & {name for one in rewordings for name in one.changed}
    return replace(
        found,
        recommendations=tuple(sorted({name for one in rewordings for name in one.changed})),
        new_recommendations=tuple(sorted({name for one in rewordings for name in one.new} - moved)),
    )


def _content(desk: Desk, entry: Entry | None) -> bytes:
    return b"" if entry is None else desk.scratch.read(entry.blob)
