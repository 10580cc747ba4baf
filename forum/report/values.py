"""What the assembler hands to the writers: one document, and what is said about it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forum.documents.ast import Node
from forum.model import Kind, Media, Status

if TYPE_CHECKING:  # not for a build with nothing to do
    from forum.consensus.standing import Standing


@dataclass(frozen=True)
class ReportMeta:
    """What the cover, the running feet and the metadata of every format say.

    ``labels`` are the words of the report's language, by name (see ``labels.py``).
    ``commit`` is the short hash of the commit, empty outside a repository. ``lead`` is the
    institution that leads the forum: neither author nor publisher. ``authors`` are the
    papers' authors by name, ``groups`` those of them that are groups.
    """

    title: str
    date: datetime.date
    language: str = "en"
    subtitle: str = ""
    lead: str = ""
    notice: str = ""
    version: str = ""
    commit: str = ""
    address: str = ""
    license: str = ""
    draft: bool = False
    keywords: tuple[str, ...] = ()
    description: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def led_by(self) -> str:
        """Who leads the forum, as the cover says it; empty for nobody."""
        return f"{self.labels.get('led-by', 'For a forum led by')} {self.lead}" if self.lead else ""


@dataclass(frozen=True)
class Recommendation:
    """A recommendation as printed: its number, and what partners agree to.

    ``text`` is the canonical form and ``digest`` is over it (DESIGN, section 2). ``standing`` is what
    partners think of it, None where nobody has said.
    """

    id: str
    number: int
    paper: str
    text: str
    digest: str
    addressees: tuple[str, ...]
    strength: str
    certainty: str
    blocks: tuple[Node, ...] = ()
    cites: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    standing: Standing | None = None


@dataclass(frozen=True)
class ReportPaper:
    """A paper as the report lists it."""

    slug: str
    number: str
    title: str
    theme: str
    kind: Kind
    status: Status
    language: str
    authors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole report, ready for any writer.

    ``blocks`` follow the vocabulary in ARCHITECTURE.md. ``media`` maps each image
    target in them, ``media/NAME.svg``, to stored files. ``references`` are the CSL
    items that are cited.
    """

    meta: ReportMeta
    blocks: tuple[Node, ...]
    papers: tuple[ReportPaper, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    references: tuple[Mapping[str, Any], ...] = ()
    media: Mapping[str, Media] = field(default_factory=dict)
