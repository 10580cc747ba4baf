"""Which files and folders one side gave another name: found by content, then by likeness.

Source: git's ``diffcore-rename.c`` (content before likeness, a bound on the pairs that
are compared, no renames of empty files) and ``merge-ort.c`` (folders: where all of one
is gone and most of its files went to the same place).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import PurePosixPath

import msgspec

_ALIKE = 0.5  # from here on a file with another name is the same file, changed
_PAIRS = 2500  # so many pairs are compared at most
_EMPTY = frozenset(
    (
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    )
)  # what git calls the empty file, by SHA-1 and by SHA-256
PLAIN = frozenset(("100644", "100755"))
_WORD = re.compile(rb"\S+")


class Entry(msgspec.Struct, frozen=True):
    """A file in a tree: git's mode (``100644``, ``100755``) and the id of its content."""

    mode: str
    blob: str

    @property
    def plain(self) -> bool:
        """Whether it is a file, not a link or another repository."""
        return self.mode in PLAIN


Tree = Mapping[PurePosixPath, Entry]
Read = Callable[[str], bytes]
Names = dict[PurePosixPath, PurePosixPath]  # from the old to the new


def renamed(base: Tree, side: Tree, wanted: Callable[[PurePosixPath], bool], read: Read) -> Names:
    """Return what one side calls the files of base that it gave another name.

    Files whose content is the same are found without reading one. The others are
    read and compared as far as ``wanted`` says that it matters what became of them.
    """
    gone = {path for path, entry in base.items() if path not in side and entry.plain}
    new = {path for path, entry in side.items() if path not in base and entry.plain} if gone else set()
    if not new:
        return {}
    found = dict(_exact(base, side, gone, new))
    new -= set(found.values())
    asked = [path for path in gone - found.keys() if wanted(path)]
    return found | dict(_alike(base, side, asked, new, read))


def _exact(
    base: Tree, side: Tree, gone: Collection[PurePosixPath], new: Collection[PurePosixPath]
) -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
    """Yield the files with the same content; where several have it, those with the same last name first."""
    left, there = set(gone), set(new)
    for named in (True, False):
        olds, news = _places(base, left, named), _places(side, there, named)
        for key in olds.keys() & news.keys():
            for old, to in zip(olds[key], news[key], strict=False):
                left.remove(old)
                there.remove(to)
                yield old, to


def _places(tree: Tree, paths: Iterable[PurePosixPath], named: bool) -> dict[tuple[str, str], list[PurePosixPath]]:
    places: dict[tuple[str, str], list[PurePosixPath]] = defaultdict(list)
    for path in sorted(paths):
        blob = tree[path].blob
        if blob not in _EMPTY:
            places[blob, path.name if named else ""].append(path)
    return places


def _alike(
    base: Tree, side: Tree, gone: Collection[PurePosixPath], new: Collection[PurePosixPath], read: Read
) -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
    """Yield the files that are most alike, each once."""
    pairs = _candidates(gone, new)
    said: dict[str, frozenset[bytes]] = {}
    for blob in {base[old].blob for old, _ in pairs} | {side[to].blob for _, to in pairs}:
        said[blob] = _said(read(blob))
    scored = [(_score(said[base[old].blob], said[side[to].blob]), old, to) for old, to in pairs]
    scored.sort(key=lambda one: (-one[0], one[1].name != one[2].name, one[1], one[2]))
    taken: set[PurePosixPath] = set()
    for score, old, to in scored:
        if score >= _ALIKE and not {old, to} & taken:
            taken |= {old, to}
            yield old, to


def _candidates(
    gone: Collection[PurePosixPath], new: Collection[PurePosixPath]
) -> list[tuple[PurePosixPath, PurePosixPath]]:
    """Return which files to compare: of one suffix; where these are too many, of one name in folders of one name."""
    for parts in (0, 2):
        places: dict[object, list[PurePosixPath]] = defaultdict(list)
        for path in new:
            places[_kin(path, parts)].append(path)
        if sum(len(places.get(_kin(old, parts), ())) for old in gone) <= _PAIRS:
            return [(old, to) for old in gone for to in places.get(_kin(old, parts), ())]
    return []


def _kin(path: PurePosixPath, parts: int) -> object:
    return path.parts[-parts:] if parts else path.suffix.lower()


def _said(data: bytes) -> frozenset[bytes]:
    """Return the pairs of words that follow each other: two texts on one subject share words, not these."""
    words = _WORD.findall(data)
    return frozenset(b" ".join(pair) for pair in pairwise(words)) or frozenset(words)


def _score(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def moved_folders(side: Tree, names: Names) -> Names:
    """Return what one side calls the folders of which nothing is left where they were."""
    votes: dict[PurePosixPath, Counter[PurePosixPath]] = defaultdict(Counter)
    for old, new in names.items():
        here, there = old.parent, new.parent
        while here != there and here.parts:
            votes[here][there] += 1
            if here.name != there.name:
                break
            here, there = here.parent, there.parent
    if not votes:
        return {}
    left = {folder for here in {path.parent for path in side} for folder in (here, *here.parents)}
    result = {}
    for folder, places in votes.items():
        (first, most), *others = places.most_common(2)
        if folder not in left and (not others or others[0][1] < most):
            result[folder] = first
    return result


def followed(path: PurePosixPath, folders: Names, base: Tree, taken: Container[PurePosixPath]) -> PurePosixPath:
    """Return where a file belongs, given the folders that moved; where that is taken, it stays."""
    for folder in path.parents if folders else ():
        if folder in folders:
            place = folders[folder] / path.relative_to(folder)
            return path if place in base or place in taken else place
    return path
