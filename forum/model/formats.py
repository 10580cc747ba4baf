"""The file formats: the fields, in kebab-case, are the keys that an author writes."""

from __future__ import annotations

import datetime
from typing import Any, Literal

import msgspec

Status = Literal["draft", "review", "final"]
Kind = Literal["recommendation-paper", "case-study", "good-practice", "challenge"]
Strength = Literal["strong", "conditional"]
Certainty = Literal["high", "moderate", "low", "very-low"]
Format = Literal["pdf", "html", "docx"]
Level = Literal["error", "warning", "info", "off"]
PositionKind = Literal[
    "endorse", "endorse-with-reservation", "no-objection", "abstain", "dissent", "formal-objection", "recuse"
]
Capacity = Literal["institutional", "personal"]
Disposition = Literal["open", "accepted", "accepted-in-part", "declined", "noted", "deferred", "answered"]
CommentType = Literal["general", "technical", "editorial"]
Rule = Literal["ietf", "w3c", "two-thirds", "absolute", "rand-ucla"]
CreditRole = Literal[
    "conceptualization",
    "data-curation",
    "formal-analysis",
    "funding-acquisition",
    "investigation",
    "methodology",
    "project-administration",
    "resources",
    "software",
    "supervision",
    "validation",
    "visualization",
    "writing-original-draft",
    "writing-review-editing",
]  # CRediT, ANSI/NISO Z39.104-2022


class _File(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """A part of a file format: frozen, keys in kebab-case."""


# --- forum.toml ------------------------------------------------------------------


class ForumSettings(_File, frozen=True, kw_only=True):
    """``[forum]``: what the report says of itself."""

    title: str
    subtitle: str = ""
    lead: str = ""
    language: str = "en"
    notice: str = ""
    requires: str = ""
    version: str = ""
    address: str = ""  # permanent address of the published report; a QR code on the cover
    license: str = "CC BY 4.0"


class Partner(_File, frozen=True, kw_only=True):
    """``[[partner]]``: an institution, by its ROR identifier."""

    id: str
    name: str
    ror: str = ""
    country: str = ""


class Theme(_File, frozen=True, kw_only=True):
    """``[[theme]]``: a part of the report, in this order."""

    id: str
    title: str
    subthemes: tuple[str, ...] = ()


class ReportSettings(_File, frozen=True, kw_only=True):
    """``[report]``: what is printed, in which formats and order."""

    formats: tuple[Format, ...] = ("pdf", "html", "docx")
    csl: str = "templates/csl/author-date.csl"
    papers: tuple[str, ...] = ()
    include: tuple[Status, ...] = ("draft", "review", "final")
    highlights: tuple[str, ...] = ()
    paragraph_numbers: bool = False


class CheckSettings(_File, frozen=True, kw_only=True):
    """``[check]``: severities by code."""

    severity: dict[str, Level] = {}


class CitationSettings(_File, frozen=True, kw_only=True):
    """``[citations]``: own tags for references, and more prefixes of cross-references.

    ``mailto`` is the address that registries are told when they are asked.
    """

    aliases: dict[str, str] = {}
    prefixes: tuple[str, ...] = ()
    mailto: str = ""


class ConsensusSettings(_File, frozen=True, kw_only=True):
    """``[consensus]``: how a recommendation is agreed."""

    rule: Rule = "ietf"
    quorum: str = "1/2"


class NotebookSettings(_File, frozen=True, kw_only=True):
    """``[notebooks]``: limits of one run, the lock file that its result depends on, and where it is executed."""

    timeout: str = "10 min"
    memory: str = "2 GiB"
    lock: str = ""  # empty: the first that is found of the usual names
    scheduler: str = ""  # the address of a Dask scheduler; empty: on this machine
    worker_wait: str = "1 min"  # how long a cluster may be without a worker


class ContributionSettings(_File, frozen=True, kw_only=True):
    """``[contributions]``: what is known of those who send some."""

    allowed_signers: str = ""  # a file as ssh-keygen(1) has it, relative to the workspace


class Milestone(_File, frozen=True, kw_only=True):
    """``[[milestone]]``: the status that every paper has by a date."""

    id: str
    date: datetime.date
    requires: Status


class Manifest(_File, frozen=True, kw_only=True):
    """``forum.toml``, whole."""

    forum: ForumSettings
    partner: tuple[Partner, ...] = ()
    theme: tuple[Theme, ...] = ()
    report: ReportSettings = ReportSettings()
    check: CheckSettings = CheckSettings()
    citations: CitationSettings = CitationSettings()
    consensus: ConsensusSettings = ConsensusSettings()
    notebooks: NotebookSettings = NotebookSettings()
    contributions: ContributionSettings = ContributionSettings()
    milestone: tuple[Milestone, ...] = ()


# --- people.yaml, front matter, parameter files ------------------------------------


class Person(_File, frozen=True, kw_only=True):
    """An entry of ``recommendations/people.yaml``: a person, or a group of them."""

    id: str
    name: str
    partner: str = ""
    orcid: str = ""
    group: bool = False


class Authorship(_File, frozen=True, kw_only=True):
    """An author of a paper, with CRediT roles."""

    person: str
    roles: tuple[CreditRole, ...] = ()


class PaperMeta(_File, frozen=True, kw_only=True):
    """The front matter of a paper."""

    title: str
    kind: Kind
    theme: str
    authors: tuple[Authorship, ...]
    abstract: str = ""
    subthemes: tuple[str, ...] = ()
    editor: str = ""
    keywords: tuple[str, ...] = ()
    status: Status = "draft"
    language: str = ""  # empty: the report's


class ParameterFile(_File, frozen=True, kw_only=True):
    """``notebooks/SLUG.params.yaml``: named parameter sets, sweeps, and data files.

    Each sweep maps a parameter to its values and expands to their product.
    """

    sets: dict[str, dict[str, Any]] = {}
    sweeps: dict[str, dict[str, list[Any]]] = {}
    data: tuple[str, ...] = ()


# --- recommendations/contributions/NAME.yaml ----------------------------------------


class WordCount(_File, frozen=True, kw_only=True):
    """How many words a contribution adds to a paper, and takes out of it."""

    added: int = 0
    removed: int = 0


class ContributionRecord(_File, frozen=True, kw_only=True):
    """``recommendations/contributions/NAME.yaml``: who sent what, and what became of it."""

    name: str
    partner: str = ""
    sender: str = ""  # as claimed
    sent: str = ""
    channel: Literal["branch", "remote", "bundle", "mail", "zip", "folder", "word", "file"]
    content: str  # sha256: of the file or files that came, or git: and the commit
    signature: str = ""
    base: str
    commit: str
    received: datetime.date
    editors: tuple[str, ...] = ()  # as claimed
    outcome: Literal["merged", "accepted", "resolved"]
    note: str = ""
    papers: dict[str, WordCount] = {}
    recommendations: tuple[str, ...] = ()
    new_recommendations: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tooling: tuple[str, ...] = ()


# --- recommendations/positions/PARTNER.yaml -------------------------------------------


class Carried(_File, frozen=True, kw_only=True):
    """That a coordinator carried a position over an editorial change, which the partner has not confirmed."""

    by: str  # an id of people.yaml
    date: datetime.date
    from_: str = msgspec.field(name="from")  # the digest of the words that the partner itself spoke of
    note: str


class Position(_File, frozen=True, kw_only=True):
    """What a partner, or a person of it, thinks of one recommendation at the words with this digest."""

    recommendation: str
    position: PositionKind
    person: str
    capacity: Capacity
    mandate: str = ""  # by what an institution's voice is given; for that capacity
    reason: str = ""
    date: datetime.date
    digest: str
    carried: Carried | None = None


# --- recommendations/reviews/SLUG.yaml ------------------------------------------------


class ReviewComment(_File, frozen=True, kw_only=True):
    """A comment on a paper, and what became of it."""

    id: str
    author: str = ""  # as claimed
    person: str = ""  # an id of people.yaml, where the forum knows who it is
    date: str = ""  # as claimed
    source: str = ""  # the file that it came in
    type: CommentType | None = None
    quote: str = ""  # the words that it marks
    text: str = ""
    proposed: str = ""  # the words that it asks for
    answers: str = ""  # the id of the comment that it answers
    status: Disposition = "open"
    answer: str = ""
    by: str = ""  # who decided: an id of people.yaml
    decided: datetime.date | None = None
    commit: str = ""  # where the paper was changed
