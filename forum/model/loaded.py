"""What is read from a workspace's files; nothing here was executed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Literal

import msgspec

from forum.diagnostics import Span
from forum.model.formats import ContributionRecord, Manifest, PaperMeta, ParameterFile, Person, Position, ReviewComment
from forum.model.rounds import RoundFile

Spans = Mapping[tuple[str | int, ...], Span]
"""The places of a file's keys, by their path: ``("authors", 0, "person")``; ``()`` is the file."""


class Cell(msgspec.Struct, frozen=True):
    """A notebook's cell. ``label`` and ``options`` come from its ``#|`` lines.

    ``number`` counts code and Markdown cells from 1; it is 0 for a raw cell.
    """

    kind: Literal["code", "markdown", "raw"]
    id: str
    source: str
    tags: tuple[str, ...] = ()
    options: Mapping[str, str] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    number: int = 0

    @property
    def label(self) -> str:
        """The name by which papers address what the cell computes; empty for none."""
        return self.options.get("label", "")


class Notebook(msgspec.Struct, frozen=True):
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
    parameters: ParameterFile = msgspec.field(default_factory=ParameterFile)
    parameter_spans: Spans = msgspec.field(default_factory=dict)
    declared: frozenset[str] | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its code cells, in order."""
        return tuple(cell.label for cell in self.cells if cell.kind == "code" and cell.label)


class Text(msgspec.Struct, frozen=True):
    """A piece of Markdown with the place where it starts in its file.

    ``cell`` is None for a Markdown file; a notebook paper has one Text a Markdown cell.
    """

    path: PurePosixPath
    source: str
    line: int = 1
    cell: int | None = None


class Paper(msgspec.Struct, frozen=True):
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


class PositionFile(msgspec.Struct, frozen=True):
    """``recommendations/positions/PARTNER.yaml``: what one partner and its people think; ``partner`` is the stem."""

    partner: str
    path: PurePosixPath
    positions: tuple[Position, ...]
    spans: Spans = msgspec.field(default_factory=dict)


class ReviewFile(msgspec.Struct, frozen=True):
    """``recommendations/reviews/SLUG.yaml``: what was said of one paper; ``slug`` is the stem."""

    slug: str
    path: PurePosixPath
    comments: tuple[ReviewComment, ...]
    spans: Spans = msgspec.field(default_factory=dict)


class Round(msgspec.Struct, frozen=True):
    """A rating round: ``recommendations/rounds/ID/round.yaml``; ``id`` is the name of its folder."""

    id: str
    path: PurePosixPath
    file: RoundFile
    spans: Spans


class Workspace(msgspec.Struct, frozen=True):
    """Everything that was read; nothing here was executed.

    ``report_texts`` are the report's own texts by stem (``foreword``, ``summary.nl``).
    ``bibliographies`` are the shared reference files.
    """

    root: Path
    manifest: Manifest
    manifest_spans: Spans = msgspec.field(default_factory=dict)
    people: tuple[Person, ...] = ()
    people_spans: Spans = msgspec.field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    notebooks: tuple[Notebook, ...] = ()
    report_texts: Mapping[str, Text] = msgspec.field(default_factory=dict)
    bibliographies: tuple[PurePosixPath, ...] = ()
    contributions: tuple[ContributionRecord, ...] = ()
    positions: tuple[PositionFile, ...] = ()
    rounds: tuple[Round, ...] = ()
    reviews: tuple[ReviewFile, ...] = ()
