"""A state of a workspace as a reader knows it, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Mark = Literal["same", "gone", "new"]
How = Literal["added", "removed", "renamed", "changed"]


# --- states ------------------------------------------------------------------------


@dataclass(frozen=True)
class PaperState:
    """A paper: what its front matter says, its authors by name, its Markdown, and the language of that.

    ``files`` are the digests of what lies beside it, by their path from its folder: pictures, above all.
    """

    slug: str
    title: str
    status: str
    kind: str
    theme: str
    authors: tuple[str, ...]
    text: str
    language: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RecommendationState:
    """A recommendation: its canonical text with its digest, and whether it is agreed; empty where nobody has said."""

    id: str
    paper: str
    text: str
    addressees: tuple[str, ...]
    strength: str
    certainty: str
    digest: str
    decision: str = ""


@dataclass(frozen=True)
class PositionState:
    """What a partner (or, in a personal capacity, a person of it) thinks of the words with a digest."""

    partner: str
    person: str
    capacity: str
    recommendation: str
    position: str
    digest: str

    @property
    def holder(self) -> tuple[str, str, str]:
        """What it is the position of: of an institution there is one on each recommendation."""
        return self.recommendation, self.partner, self.person if self.capacity == "personal" else ""


@dataclass(frozen=True)
class RoundState:
    """A rating round: its state, and the digests of the words that it rates, by recommendation."""

    id: str
    title: str
    state: str
    items: Mapping[str, str]


@dataclass(frozen=True)
class ResultState:
    """What a notebook computed at an address: a value as text, or the digest of a figure or table."""

    kind: Literal["value", "figure", "table"]
    content: str


@dataclass(frozen=True)
class State:
    """A workspace at one moment. ``name`` says which: a revision, or ``the files as they are``.

    ``texts`` are the report's own, by stem. ``settings`` is what ``forum.toml`` says of the report, by name, and the
    digest of ``templates``; ``notebooks`` has a digest of what each computes with. ``runs`` has the key of the run
    behind each address in a paper, ``results`` what it gave, where that is stored: equal keys mean equal results.
    """

    name: str
    commit: str = ""
    date: str = ""
    title: str = ""
    papers: Mapping[str, PaperState] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    recommendations: Mapping[str, RecommendationState] = field(default_factory=dict)
    positions: tuple[PositionState, ...] = ()
    rounds: Mapping[str, RoundState] = field(default_factory=dict)
    references: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    partners: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    notebooks: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, ResultState] = field(default_factory=dict)
    runs: Mapping[str, str] = field(default_factory=dict)


# --- changes -----------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both states have, or only one of them."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class FieldChange:
    """A field that says something else now; empty for nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class SentenceChange:
    """A sentence with its changed words marked, and the heading that it stands below."""

    pieces: tuple[Piece, ...]
    heading: str = ""
    moved: bool = False


@dataclass(frozen=True)
class TextChange:
    """What became of a text's sentences, recommendations apart, and how many words it has gained and lost in all."""

    sentences: tuple[SentenceChange, ...] = ()
    added: int = 0
    removed: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing became of it."""
        return not (self.sentences or self.added or self.removed)


@dataclass(frozen=True)
class PaperChange:
    """What became of a paper; ``was`` is its slug before, where that was another."""

    how: How
    slug: str
    title: str
    was: str = ""
    fields: tuple[FieldChange, ...] = ()
    text: TextChange = TextChange()
    language: str = ""


@dataclass(frozen=True)
class RecommendationChange:
    """What became of a recommendation, word by word; ``was`` is its id before, where that was another.

    ``bound`` tells whether what partners agree to has changed: text, addressees or strength.
    """

    how: How
    id: str
    paper: str
    pieces: tuple[Piece, ...]
    fields: tuple[FieldChange, ...] = ()
    bound: bool = False
    language: str = ""
    was: str = ""


Turn = Literal["new", "changed", "renewed", "withdrawn", "stale"]
"""What can become of a position."""


@dataclass(frozen=True)
class PositionChange:
    """What became of a position: it is new or another, was renewed on other words, went, or became stale."""

    how: Turn
    recommendation: str
    partner: str
    person: str
    personal: bool
    before: str
    after: str


@dataclass(frozen=True)
class RoundChange:
    """What became of a rating round; ``stale`` are the recommendations whose words it no longer rates."""

    id: str
    title: str
    before: str
    after: str
    stale: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReferenceChange:
    """What became of a reference, field by field."""

    how: How
    key: str
    title: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class NotebookChange:
    """What became of what a notebook computes with: its code, parameters or the names of its data."""

    how: How
    slug: str


@dataclass(frozen=True)
class ResultChange:
    """Something that a notebook computes otherwise now; of a figure or table no more is told."""

    address: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True)
class NameChange:
    """A person or partner that came, went or is called otherwise; empty for not there."""

    id: str
    before: str
    after: str


@dataclass(frozen=True)
class End:
    """One of the two states that are compared."""

    name: str
    commit: str = ""
    date: str = ""


@dataclass(frozen=True)
class Changes:
    """All that differs between two states.

    ``uncompared`` are addresses without a stored result on one side; ``names`` are those of people and partners, by id.
    """

    before: End
    after: End
    title: str = ""
    papers: tuple[PaperChange, ...] = ()
    texts: tuple[tuple[str, TextChange], ...] = ()
    recommendations: tuple[RecommendationChange, ...] = ()
    positions: tuple[PositionChange, ...] = ()
    rounds: tuple[RoundChange, ...] = ()
    references: tuple[ReferenceChange, ...] = ()
    results: tuple[ResultChange, ...] = ()
    notebooks: tuple[NotebookChange, ...] = ()
    people: tuple[NameChange, ...] = ()
    partners: tuple[NameChange, ...] = ()
    settings: tuple[FieldChange, ...] = ()
    uncompared: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether the two say the same to a reader."""
        parts = (self.papers, self.texts, self.recommendations, self.positions, self.rounds)
        return not any((*parts, self.references, self.results, *self._others))

    @property
    def _others(self) -> tuple[tuple[object, ...], ...]:
        return self.notebooks, self.people, self.partners, self.settings
