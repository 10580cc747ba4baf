"""What an assembly is made of, and what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forum.diagnostics import Diagnostic
from forum.documents.ast import Node
from forum.documents.manuscript import Manuscript
from forum.documents.places import Places
from forum.model import Paper, Workspace
from forum.report import parts
from forum.report.values import Recommendation, ReportMeta, ReportPaper


@dataclass(frozen=True)
class Chapter:
    """A paper with its manuscript, results in place, and its abstract as blocks."""

    paper: Paper
    manuscript: Manuscript
    abstract: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Assembled:
    """The report before citeproc: blocks, and what was learnt while numbering them.

    ``names`` are what cross-references print, by id; ``counts`` how many figures, tables
    and equations stand before each paper, by its slug.
    """

    blocks: tuple[Node, ...]
    papers: tuple[ReportPaper, ...]
    recommendations: tuple[Recommendation, ...]
    problems: tuple[Diagnostic, ...] = ()
    places: Mapping[str, Places] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Alone:
    """What one paper puts into the report, apart from its title and authors.

    ``names`` are what cross-references to it print, by id, with its headings and, in ``numbered``,
    without; ``unknown`` the cross-references to what it does not have, as written.
    """

    blocks: tuple[Node, ...]
    numbered: Mapping[str, str]
    names: Mapping[str, str]
    unknown: tuple[str, ...]
    problems: tuple[Diagnostic, ...]


def ordered_papers(papers: Iterable[Paper], workspace: Workspace) -> tuple[Paper, ...]:
    """Return the papers that the report includes, as the manifest orders them, else by theme and title."""
    settings = workspace.manifest.report
    themes = [theme.id for theme in workspace.manifest.theme]
    place = {slug: number for number, slug in enumerate(settings.papers)}

    def key(paper: Paper) -> tuple[int, int, str]:
        theme = themes.index(paper.meta.theme) if paper.meta.theme in themes else len(themes)
        return theme, place.get(paper.slug, len(place)), paper.meta.title.casefold()

    return tuple(sorted((paper for paper in papers if paper.meta.status in settings.include), key=key))


def with_problems(assembled: Assembled, noticed: Sequence[Diagnostic], meta: ReportMeta) -> Assembled:
    """Return the report with the list of open problems as its last part, if there are any."""
    return replace(assembled, blocks=(*assembled.blocks, *parts.problems(noticed, meta.labels)))
