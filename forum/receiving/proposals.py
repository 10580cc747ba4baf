"""What contributions that wait for a decision would make of the recommendations: their sources now and then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from forum.contributions.touched import PAPERS, prose
from forum.contributions.values import HISTORIES, Received
from forum.documents.validation import load_items
from forum.merging.prose import merge_prose
from forum.merging.tree import Tree, merge_trees
from forum.model import ReviewComment
from forum.receiving.desk import Desk
from forum.receiving.joining import as_entries, joined, origin
from forum.receiving.words import REVIEWS
from forum.tools.git_objects import GitError
from forum.tools.git_trees import changed_between
from forum.wordings.lineage import sources


@dataclass(frozen=True)
class Draft:
    """A recommendation as it stands in a paper: its source, and the Markdown of the paper, empty where it is none's."""

    path: PurePosixPath
    source: str
    paper: str


@dataclass(frozen=True)
class Drafted:
    """What one contribution would make of one recommendation; None where it is not there.

    ``in_conflict`` tells that the forum changed the same of it since: ``then`` is the contribution's own text.
    """

    id: str
    now: Draft | None
    then: Draft | None
    in_conflict: bool = False


Drafts = Mapping[str, Draft]
"""Recommendations by id."""


def drafts_now(desk: Desk) -> Drafts:
    """Return the recommendations of all papers on the forum's branch."""
    tree = desk.scratch.tree(desk.head)
    return _drafts(desk, tree, tree)


def drafted(desk: Desk, received: Received, now: Drafts) -> Iterator[Drafted]:
    """Yield what a contribution would make of the recommendations that it changes; ``now`` are the forum's."""
    old, theirs = origin(desk, desk.head, received)[1], desk.scratch.tree(received.theirs)
    changed = changed_between(old, theirs)
    was, wanted = _drafts(desk, old, changed), _drafts(desk, theirs, changed)
    for name in dict.fromkeys([*was, *wanted]):
        before, mine, yours = was.get(name), now.get(name), wanted.get(name)
        base, ours, their = (one.source if one else "" for one in (before, mine, yours))
        if their in (base, ours):
            continue  # another part of the paper was changed, or the forum has it already
        if base == ours or yours is None or mine is None:
            yield Drafted(name, mine, yours, base != ours)
            continue
        merged = merge_prose(base, ours, their)
        text = merged.text if merged.clean else their
        then = yours if text == their else replace(mine, source=text, paper=mine.paper if text == ours else "")
        yield Drafted(name, mine, then, not merged.clean)


def _drafts(desk: Desk, tree: Tree, paths: Iterable[PurePosixPath]) -> Drafts:
    """Return the recommendations of those of the files that are papers."""
    papers = {path: tree[path].blob for path in paths if path in tree and _is_paper(path)}
    desk.scratch.read_ahead(papers.values())
    found: dict[str, Draft] = {}
    for path, blob in papers.items():
        text = prose(path, desk.scratch.read(blob).decode("utf-8", "replace").replace("\r\n", "\n"))
        for name, source in sources(text).items():
            found.setdefault(name, Draft(path, source, text))
    return found


def _is_paper(path: PurePosixPath) -> bool:
    return path.is_relative_to(PAPERS) and len(path.parts) == 4 and path.name in ("paper.md", "paper.ipynb")


def merged_tree(desk: Desk, received: Received) -> Tree | None:
    """Return the tree that a contribution merged into the forum's branch gives; None where it conflicts."""
    made = joined(desk, desk.head, received)
    return as_entries(desk, made.merged) if made.clean else None


def clash(desk: Desk, first: Tree, other: Received) -> tuple[str, ...]:
    """Return the files in which a contribution would conflict with a tree that another one was merged into."""
    old, theirs = origin(desk, desk.head, other)[1], desk.scratch.tree(other.theirs)
    found = merge_trees(old, first, theirs, desk.scratch.read).conflicts
    return tuple(sorted({str(conflict.path) for conflict in found}))


def messages(desk: Desk, received: Received) -> tuple[str, ...]:
    """Return what the commits of a contribution say of themselves, oldest first; nothing of one that brings none."""
    if received.channel not in HISTORIES:
        return ()
    try:
        told = desk.scratch.text(
            "log", "--reverse", "--no-merges", "-z", "--format=%B", f"{desk.head}..{received.theirs}"
        )
    except GitError:
        return ()
    return tuple(dict.fromkeys(one.strip() for one in told.split("\0") if one.strip()))


def comments(desk: Desk, received: Received) -> tuple[ReviewComment, ...]:
    """Return the review comments that a contribution brings, such as those in a Word file."""
    old, theirs = origin(desk, desk.head, received)[1], desk.scratch.tree(received.theirs)
    found: dict[str, ReviewComment] = {}
    known: set[str] = set()
    for path, entry in changed_between(old, theirs).items():
        if entry is None or path.parent != REVIEWS or path.suffix != ".yaml":
            continue
        sides = [tree[path].blob for tree in (old, theirs) if path in tree]
        *before, after = (
            load_items(desk.scratch.read(blob).decode("utf-8", "replace"), path, ReviewComment) for blob in sides
        )
        known |= {one.id for loaded in before for one in loaded.value or ()}
        found |= {one.id: one for one in after.value or ()}
    return tuple(one for one in found.values() if one.id not in known)
