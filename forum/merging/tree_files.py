"""Which files of three trees are one file, and where it comes to stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import PurePosixPath

import msgspec

from forum.merging.renames import Entry, Names, Read, Tree, followed, moved_folders, renamed

Three = tuple[PurePosixPath | None, PurePosixPath | None, PurePosixPath | None]


class TreeFile(msgspec.Struct, frozen=True):
    """One file in its three versions, what each calls it, and where it comes to stand."""

    path: PurePosixPath
    base: Entry | None
    ours: Entry | None
    theirs: Entry | None
    names: Three

    @property
    def apart(self) -> bool:
        """Whether both sides renamed it, differently; it then stands where it was."""
        return self.path == self.names[0] and None not in self.names and len(set(self.names)) == len(self.names)


class Side(msgspec.Struct, frozen=True):
    """One side's tree, and what it renamed."""

    tree: Tree
    names: Names
    folders: Names


def side_of(base: Tree, side: Tree, other: Tree, read: Read) -> Side:
    """Return one side with its renames, as far as they matter to the other."""
    grown = {folder for path in other if path not in base for folder in path.parents[:-1]}

    def wanted(path: PurePosixPath) -> bool:
        return other.get(path) != base[path] or any(folder in grown for folder in path.parents)

    names = renamed(base, side, wanted, read)
    return Side(side, names, moved_folders(side, names))


def known(base: Tree, mine: Side, yours: Side) -> Iterator[TreeFile]:
    """Yield the files of base that a side changed, renamed or deleted."""
    for path, entry in base.items():
        if mine.tree.get(path) == entry == yours.tree.get(path):
            continue
        one, other = mine.names.get(path, path), yours.names.get(path, path)
        own, their = mine.tree.get(one), yours.tree.get(other)
        place = _place(base, path, one, other, mine, yours)
        yield TreeFile(place, entry, own, their, (path, one if own else None, other if their else None))


def _place(
    base: Tree, path: PurePosixPath, one: PurePosixPath, other: PurePosixPath, mine: Side, yours: Side
) -> PurePosixPath:
    """Return where a file belongs that ours calls one, and theirs other: where it was, if both renamed it differently.

    Whoever only moved the folder has no say on the name in it.
    """
    if one == other:
        return one
    by_ours = followed(path, mine.folders, base, ()) == one
    by_theirs = followed(path, yours.folders, base, ()) == other
    if one == path or (other != path and by_ours and not by_theirs):
        return followed(other, mine.folders, base, yours.tree)
    if other == path or (by_theirs and not by_ours):
        return followed(one, yours.folders, base, mine.tree)
    return path


def added(base: Tree, mine: Side, yours: Side) -> Iterator[TreeFile]:
    """Yield the files that are new, put into the folder that the other side made of theirs."""
    news: list[dict[PurePosixPath, list[PurePosixPath]]] = []
    for side, folders in ((mine, yours.folders), (yours, mine.folders)):
        renames = set(side.names.values())
        places = defaultdict(list)
        for path in side.tree:
            if path not in base and path not in renames:
                places[followed(path, folders, base, side.tree)].append(path)
        news.append(places)
    for place in news[0].keys() | news[1].keys():
        for one, other in zip_longest(sorted(news[0].get(place, ())), sorted(news[1].get(place, ()))):
            own, their = (mine.tree[one] if one else None), (yours.tree[other] if other else None)
            yield TreeFile(place, None, own, their, (None, one, other))
