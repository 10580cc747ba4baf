"""Reports assembled from the Markdown of papers that a test holds."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from forum.citations.bibliography import References, checked_citations
from forum.documents.ast import Node
from forum.documents.manuscript import Manuscript, interpret
from forum.documents.places import Places
from forum.model import (
    Authorship,
    ForumSettings,
    Manifest,
    Paper,
    PaperMeta,
    Partner,
    Person,
    ReportSettings,
    Text,
    Theme,
    Workspace,
)
from forum.report.assemble import assemble
from forum.report.assembled import Assembled, Chapter
from forum.report.finish import finished, renumbered_notes
from forum.report.labels import labels_for
from forum.report.values import ReportMeta
from forum.tools import pandoc

STYLES = Path(__file__).parent.parent.parent / "templates" / "csl"


def _manuscript(path: PurePosixPath, markdown: str) -> Manuscript:
    return interpret(pandoc.read(markdown), Places((Text(path, markdown),)), "en")


def _assembled(
    papers: Mapping[str, str], texts: Mapping[str, str] = {}, language: str = "en", **settings: Any
) -> Assembled:
    meta = ReportMeta("A forum", datetime.date(2031, 2, 1), language, labels=labels_for(language))
    workspace = Workspace(
        root=Path("nowhere"),
        manifest=Manifest(
            forum=ForumSettings(title="A forum"),
            partner=(Partner(id="tu", name="A university", ror="02e2c7k09"),),
            theme=(Theme(id="use", title="Use"), Theme(id="law", title="Law")),
            report=ReportSettings(**settings),
        ),
        people=(Person(id="jane", name="Jane Doe", partner="tu", orcid="0000-0002-1825-0097"),),
    )
    chapters = []
    for slug, body in papers.items():
        theme, _, title = slug.partition("-")
        path = PurePosixPath("recommendations/papers", slug, "paper.md")
        authors = (Authorship(person="jane", roles=("software",)), Authorship(person="joe"))
        data = PaperMeta(title=f"On {title}", kind="case-study", theme=theme, authors=authors, keywords=("a", "b"))
        chapters.append(Chapter(Paper(slug, path, data, (), {}), _manuscript(path, body)))
    own = {stem: _manuscript(PurePosixPath(f"report/{stem}.md"), text) for stem, text in texts.items()}
    return assemble(workspace, chapters, own, meta)


@pytest.fixture(scope="session")
def assembled() -> Callable[..., Assembled]:
    """Return a function from papers by ``theme-name`` to the report before citeproc."""
    return _assembled


@pytest.fixture(scope="session")
def printed() -> Callable[..., tuple[Node, ...]]:
    """Return a function from papers and CSL items to the report after real citeproc."""

    def done(
        papers: Mapping[str, str], items: Sequence[Mapping[str, Any]], style: str = "author-date", **more: Any
    ) -> tuple[Node, ...]:
        made = _assembled(papers, **more)
        references = {str(item["id"]): item for item in items}
        blocks = renumbered_notes(list(made.blocks))
        cited = pandoc.cite(blocks, list(items), STYLES / f"{style}.csl", "en")
        return finished(cited, made.recommendations, references, labels_for("en"))

    return done


@pytest.fixture(scope="session")
def checked() -> Callable[..., tuple[list[Node], tuple[Any, ...]]]:
    """Return a function from Markdown and references to its checked blocks and problems."""

    def done(markdown: str, references: References, slug: str = "swarm") -> tuple[list[Node], tuple[Any, ...]]:
        return checked_citations(_manuscript(PurePosixPath("paper.md"), markdown), slug, references)

    return done
