"""Which commit an unstamped folder was made from: the one that it is most alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

CLEAR = 0.2  # a base is not proposed at all below this likeness


@dataclass(frozen=True)
class Guess:
    """A commit, and how alike the contribution is to it: 1 where every file of it is in the commit as it is."""

    commit: str
    likeness: float


def likeliest(
    files: Mapping[PurePosixPath, str],
    history: Iterable[tuple[str, Mapping[PurePosixPath, str]]],
    read: Callable[[str], bytes],
) -> Guess | None:
    """Return the commit that files are most alike, or None where none is.

    ``files`` are blobs by path, and ``history`` commits with their blobs by path, the
    newest first: of two that are equally alike the newer is taken. A file counts as the
    share of lines that it has in common with the commit's (twice the common ones by all
    of both); one that the commit lacks counts nothing.
    """
    known: dict[tuple[str, str], float] = {}
    lines: dict[str, Counter[bytes]] = {}

    def counted(blob: str) -> Counter[bytes]:
        if blob not in lines:
            lines[blob] = Counter(line.strip() for line in read(blob).splitlines() if line.strip())
        return lines[blob]

    def alike(one: str, other: str) -> float:
        if one == other:
            return 1.0
        if (one, other) not in known:
            mine, yours = counted(one), counted(other)
            total = mine.total() + yours.total()
            known[one, other] = 2 * (mine & yours).total() / total if total else 0.0
        return known[one, other]

    best: Guess | None = None
    for commit, blobs in history:
        score = sum(alike(blob, blobs[path]) for path, blob in files.items() if path in blobs) / max(1, len(files))
        if score > (best.likeness if best else 0.0):
            best = Guess(commit, score)
    return best


def placed(names: Iterable[str], known: Iterable[PurePosixPath]) -> str:
    """Return the folder, with its ``/``, that a sender's folder or zip has around the workspace's paths; mostly ``""``.

    It is the prefix under which the most names, and at least one, are paths of the
    workspace or lie in ``recommendations`` or ``notebooks``.
    """
    roots = {str(path) for path in known}
    listed = list(names)
    prefixes = {""}
    for name in listed:
        parts = name.split("/")
        prefixes |= {"/".join(parts[:depth]) + "/" for depth in range(1, min(len(parts), 4))}

    def fits(prefix: str) -> int:
        inside = (name.removeprefix(prefix) for name in listed if name.startswith(prefix))
        return sum(name in roots or name.startswith(("recommendations/", "notebooks/")) for name in inside)

    return max(sorted(prefixes, key=lambda prefix: (len(prefix), prefix)), key=fits)
