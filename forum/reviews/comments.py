"""Comments as threads: each with the answers to it, who wrote it, and whether somebody has still to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forum.diagnostics import Span
from forum.documents.trees import Tree
from forum.model import Disposition, Person, ReviewComment, ReviewFile, Workspace
from forum.reviews.quotes import Where

OPEN: Disposition = "open"
WITH_REPLY: tuple[Disposition, ...] = ("accepted-in-part", "declined", "deferred", "answered")
"""What nobody can follow without a word why."""


@dataclass(frozen=True)
class Thread:
    """A comment with the answers to it, in order; ``place`` is where it is written down.

    What becomes of the first comment becomes of all.
    """

    slug: str
    comment: ReviewComment
    place: Span
    answers: tuple[ReviewComment, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to decide on it."""
        return self.comment.status == OPEN


@dataclass(frozen=True)
class Writer:
    """Who wrote a comment: a name as claimed or known, the partner where one is known."""

    name: str
    person: str = ""
    partner: str = ""


@dataclass(frozen=True)
class Seen:
    """A thread of comments with who began it, and where the words stand that it marks."""

    thread: Thread
    writer: Writer
    where: Where


def threads(file: ReviewFile) -> tuple[Thread, ...]:
    """Return the threads of a paper's comments; one that answers a comment that is not there begins its own."""
    ids = {one.id for one in file.comments}
    first = {one.id: one.answers if one.answers in ids and one.answers != one.id else "" for one in file.comments}
    below: dict[str, list[ReviewComment]] = {}
    for one in file.comments:
        if top := _top(one.id, first):
            below.setdefault(top, []).append(one)
    tree = Tree(None, file.spans)
    return tuple(
        Thread(file.slug, one, tree.place((number, "id")), tuple(below.get(one.id, ())))
        for number, one in enumerate(file.comments)
        if not _top(one.id, first)
    )


def _top(name: str, first: Mapping[str, str]) -> str:
    """Return the comment that a thread begins with; empty for that one itself, and where they go in a circle."""
    seen, at = {name}, name
    while above := first.get(at, ""):
        if above in seen:
            return ""
        seen.add(above)
        at = above
    return at if at != name else ""


def open_counts(files: Iterable[ReviewFile]) -> dict[str, int]:
    """Return how many comments are open, by paper; papers without one are left out."""
    counts = {file.slug: sum(one.is_open for one in threads(file)) for file in files}
    return {slug: count for slug, count in counts.items() if count}


def writer(comment: ReviewComment, workspace: Workspace) -> Writer:
    """Return who wrote a comment; one whose claimed name is that of one person is taken to be that one."""
    by_id = {one.id: one for one in workspace.people}
    named = [one for one in workspace.people if _folded(one.name) == _folded(comment.author)]
    person = by_id.get(comment.person) or (named[0] if len(named) == 1 and not comment.person else None)
    if person is None:
        return Writer(comment.author or comment.person or "unknown")
    return Writer(person.name, person.id, person.partner)


def is_by(who: Writer, name: str, workspace: Workspace) -> bool:
    """Tell whether somebody is meant by a name: of a person or partner, or the id of one."""
    partners = {partner.id: partner.name for partner in workspace.manifest.partner}
    known = (who.name, who.person, who.partner, partners.get(who.partner, ""))
    return _folded(name) in {_folded(one) for one in known if one}


def everybody(workspace: Workspace) -> Iterator[str]:
    """Yield the names by which ``is_by`` knows people: what to propose where one is mistyped."""
    people: tuple[Person, ...] = workspace.people
    for one in people:
        yield from (one.id, one.name)
    yield from (partner.id for partner in workspace.manifest.partner)
    for file in workspace.reviews:
        yield from (one.author for one in file.comments if one.author)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
