"""The frozen values that everything else speaks of: what a workspace holds.

The ``Struct`` classes are file formats: their fields, in kebab-case, are the
keys that an author writes, and ``forum schema`` derives JSON Schemas from them.
The dataclasses are what the program makes of the files.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from forum.diagnostics import Span

Status = Literal["draft", "review", "final"]
Kind = Literal["recommendation-paper", "case-study", "good-practice", "challenge"]
Strength = Literal["strong", "conditional"]
Certainty = Literal["high", "moderate", "low", "very-low"]
Format = Literal["pdf", "html", "docx"]
Level = Literal["error", "warning", "info", "off"]
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
    """``[citations]``: own tags for references, and more prefixes of cross-references."""

    aliases: dict[str, str] = {}
    prefixes: tuple[str, ...] = ()


class ConsensusSettings(_File, frozen=True, kw_only=True):
    """``[consensus]``: how a recommendation is agreed."""

    rule: Literal["ietf", "w3c", "two-thirds", "absolute", "rand-ucla"] = "ietf"
    quorum: str = "1/2"


class NotebookSettings(_File, frozen=True, kw_only=True):
    """``[notebooks]``: limits of one run, and the lock file that its result depends on."""

    timeout: str = "10 min"
    memory: str = "2 GiB"
    lock: str = ""  # empty: the first that is found of the usual names


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


Scalar = str | int | float | bool | None


class ParameterFile(_File, frozen=True, kw_only=True):
    """``notebooks/SLUG.params.yaml``: named parameter sets, sweeps, and data files.

    Each sweep maps a parameter to its values and expands to their product.
    """

    sets: dict[str, dict[str, Any]] = {}
    sweeps: dict[str, dict[str, list[Any]]] = {}
    data: tuple[str, ...] = ()


# --- what is loaded ----------------------------------------------------------------

Spans = Mapping[tuple[str | int, ...], Span]
"""The places of a file's keys, by their path: ``("authors", 0, "person")``; ``()`` is the file."""


@dataclass(frozen=True)
class Cell:
    """A notebook's cell. ``label`` and ``options`` come from its ``#|`` lines.

    ``number`` counts code and Markdown cells from 1; it is 0 for a raw cell.
    """

    kind: Literal["code", "markdown", "raw"]
    id: str
    source: str
    tags: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    number: int = 0

    @property
    def label(self) -> str:
        """The name by which papers address what the cell computes; empty for none."""
        return self.options.get("label", "")


@dataclass(frozen=True)
class Notebook:
    """A parameterised notebook, read but never run. ``slug`` is its file's stem.

    The slug of a paper's notebook, ``recommendations/papers/X/paper.ipynb``, is ``papers/X``.
    ``path`` is relative to the workspace. ``declared`` names the parameters that its
    cell tagged ``parameters`` assigns, None where the language cannot be read.
    """

    slug: str
    path: PurePosixPath
    kernel: str
    language: str
    cells: tuple[Cell, ...]
    parameters: ParameterFile = ParameterFile()
    parameter_spans: Spans = field(default_factory=dict)
    declared: frozenset[str] | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its code cells, in order."""
        return tuple(cell.label for cell in self.cells if cell.kind == "code" and cell.label)


@dataclass(frozen=True)
class Text:
    """A piece of Markdown with the place where it starts in its file.

    ``cell`` is None for a Markdown file; a notebook paper has one Text a Markdown cell.
    """

    path: PurePosixPath
    source: str
    line: int = 1
    cell: int | None = None


@dataclass(frozen=True)
class Paper:
    """A paper as loaded: validated front matter and unparsed Markdown.

    ``notebook`` is set for a paper that is itself a notebook (``paper.ipynb``).
    ``bibliographies`` are the paths of its own reference files.
    """

    slug: str
    path: PurePosixPath
    meta: PaperMeta
    texts: tuple[Text, ...]
    spans: Spans
    notebook: Notebook | None = None
    bibliographies: tuple[PurePosixPath, ...] = ()


@dataclass(frozen=True)
class Workspace:
    """Everything that was read; nothing here was executed.

    ``report_texts`` are the report's own texts by stem (``foreword``, ``summary.nl``).
    ``bibliographies`` are the shared reference files.
    """

    root: Path
    manifest: Manifest
    manifest_spans: Spans = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    people_spans: Spans = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    notebooks: tuple[Notebook, ...] = ()
    report_texts: Mapping[str, Text] = field(default_factory=dict)
    bibliographies: tuple[PurePosixPath, ...] = ()


# --- runs and their results ----------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """One execution of a notebook: the set's or sweep point's name, and its parameters.

    ``name`` is as in an address: ``large``, or ``grid&platforms=50&latency=2.0``.
    """

    notebook: str
    name: str
    parameters: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.notebook} ({self.name})"


@dataclass(frozen=True)
class Address:
    """A link to a labelled cell: ``/notebooks/swarm.ipynb?set=large#miss-rate``.

    ``point`` holds the parameters that pick one point of a sweep.
    """

    notebook: str
    set: str = ""  # empty: the first set
    point: Mapping[str, str] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True)
class Media:
    """A picture that a run made: the stored file, and its type as MIME names it."""

    mime: str
    path: Path


@dataclass(frozen=True)
class Result:
    """What a labelled cell computed.

    ``value`` for a number, text or truth value; ``html`` for a table as the kernel
    wrote it; ``media`` for a figure, the best for print first. ``text`` is what the
    kernel printed for anything, ``markdown`` what it gave as Markdown or TeX. ``caption``
    and ``alt`` come from the cell's ``fig-cap``, ``tbl-cap`` and ``fig-alt``.
    """

    label: str
    value: Scalar = None
    html: str = ""
    media: tuple[Media, ...] = ()
    caption: str = ""
    alt: str = ""
    text: str = ""
    markdown: str = ""


@dataclass(frozen=True)
class RunResult:
    """The stored results of one run; ``digest`` is over results, not times.

    ``outputs`` has an item for each code cell of the notebook, in order.
    """

    run: Run
    key: str
    digest: str
    results: Mapping[str, Result]
    seconds: float = 0.0
    kernel: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    outputs: tuple[tuple[Result, ...], ...] = ()  # for a paper that is a notebook
