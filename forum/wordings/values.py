"""What a recommendation said at one moment, and where; and what became of it in one commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from forum.documents.canonical import canonical_text
from forum.documents.recommendations import RecommendationBlock


@dataclass(frozen=True)
class Wording:
    """What partners agree to, with its digest; and certainty and rationale, which are no part of that."""

    id: str
    text: str
    addressees: tuple[str, ...]
    strength: str
    certainty: str
    digest: str
    rationale: str = ""


def wording_of(block: RecommendationBlock, prefixes: frozenset[str] = frozenset()) -> Wording:
    """Return what a recommendation of a paper says; ``prefixes`` are the manifest's own of cross-references."""
    return Wording(
        id=block.id,
        text=block.canonical,
        addressees=tuple(sorted(block.addressees)),
        strength=block.strength,
        certainty=block.certainty,
        digest=block.digest,
        rationale=canonical_text(block.rationale, prefixes),
    )


@dataclass(frozen=True)
class Commit:
    """A commit: who made it, when it came into the branch (ISO 8601), and the first line of its message."""

    id: str
    author: str
    date: str
    subject: str


@dataclass(frozen=True)
class Source:
    """A paper's file as a commit has it: the blob, the source of each recommendation in it, by id, its front matter."""

    blob: str
    blocks: Mapping[str, str]
    front: str = ""


@dataclass(frozen=True)
class Version:
    """A commit with the papers that it changes, by their files; None for one that it removes."""

    commit: Commit
    papers: Mapping[PurePosixPath, Source | None]


@dataclass(frozen=True)
class Home:
    """Where a recommendation stood: under which id, in which file and blob, with its source."""

    id: str
    path: PurePosixPath
    blob: str
    source: str


@dataclass(frozen=True)
class Point:
    """A commit that changed the source of a recommendation: where it stood before and after; None where it was not.

    ``became`` is the id that it has got, where the commit gave it another one after all that is told here.
    """

    commit: Commit
    before: Home | None
    after: Home | None
    became: str = ""


@dataclass(frozen=True)
class Change:
    """What became of a recommendation in one commit, in words by where it stood and what it said.

    ``was`` and ``now`` are None where it was not there.
    """

    point: Point
    was: Wording | None
    now: Wording | None

    @property
    def reworded(self) -> bool:
        """Whether its text says something else now."""
        return self.was is not None and self.now is not None and self.was.text != self.now.text

    @property
    def fields(self) -> tuple[tuple[str, str, str], ...]:
        """What else changed: the name of a field with what it said before and says now."""
        if self.was is None or self.now is None or self.point.before is None or self.point.after is None:
            return ()
        rows = (
            ("addressees", " ".join(self.was.addressees), " ".join(self.now.addressees)),
            ("strength", self.was.strength, self.now.strength),
            ("certainty", self.was.certainty, self.now.certainty),
            ("id", self.was.id, self.now.id),
            ("file", str(self.point.before.path), str(self.point.after.path)),
        )
        return tuple(row for row in rows if row[1] != row[2])

    @property
    def says_something(self) -> bool:
        """Whether a reader would want to know of it: a new rationale alone is no new wording."""
        return self.was is None or self.now is None or self.was.digest != self.now.digest or bool(self.fields)
