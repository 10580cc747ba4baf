"""The references of a check: the files they stand in, what is known of retractions, and all of them as records."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from forum.citations.bibliography import References
from forum.citations.checks import collect
from forum.citations.records import Collection, Record, Source
from forum.citations.retractions import Snapshot, read_snapshot, retracted
from forum.citations.shelf import Shelf
from forum.commands.retractions import SNAPSHOT
from forum.diagnostics import Diagnostic, Span, warning
from forum.documents.manuscript import Manuscript
from forum.model import Workspace
from forum.stages.citing import citation_style
from forum.stages.sources import Sources
from forum.tools.files import read_bibliography_text, read_text
from forum.workspace import shared_bibliographies

if TYPE_CHECKING:
    from forum.commands.check.online import Asked, Online

_TITLE_TAG = re.compile(r"""<text\b[^>]*\b(?:variable|macro)="[\w-]*title[\w-]*"[^>]*>""")


@dataclass(frozen=True)
class Looked:
    """All references of a workspace, found by the report's keys."""

    workspace: Workspace
    references: References
    collection: Collection

    @cached_property
    def shared(self) -> dict[str, Record]:
        """The records that every paper may cite."""
        return {one.key: one for one in reversed(self.collection.records) if not one.source.scope}

    @cached_property
    def own(self) -> dict[str, dict[str, Record]]:
        """The records of each paper's own files."""
        found: dict[str, dict[str, Record]] = {}
        for one in reversed(self.collection.records):
            if one.source.scope:
                name = self.references.local.get(one.source.scope, {}).get(one.key, one.key)
                found.setdefault(one.source.scope, {})[name] = one
        return found

    def record(self, name: str, slug: str) -> Record | None:
        """Return the record that a paper means by a key of the report's."""
        return self.own.get(slug, {}).get(name) or self.shared.get(name)


def look(workspace: Workspace, references: References, files: Iterable[Source]) -> Looked:
    """Return all references of a workspace as its ``files`` have them, and as the report knows them."""
    return Looked(workspace, references, collect(iter(files)))


def online_problems(
    looked: Looked, today: datetime.date, asking: Online, wanted: Callable[[PurePosixPath], bool]
) -> tuple[tuple[Diagnostic, ...], Asked]:
    """Return what registries know against the references of the files that are ``wanted``, and the outcomes."""
    from forum.commands.check.online import ask

    root = looked.workspace.root
    records = tuple(one for one in looked.collection.records if wanted(one.source.path))
    return ask(root, Collection(records), snapshot_of(root)[0], today, asking)


def bibliography_files(workspace: Workspace) -> Iterator[Source]:
    """Yield every bibliography that can be read, with its scope; the loader tells of the others."""
    yield from _sources(workspace.root, workspace.bibliographies)
    yield from own_files(workspace)


def shared_files(root: Path) -> Iterator[Source]:
    """Yield the bibliographies that all papers share, before anything else of the workspace is loaded."""
    return _sources(root, shared_bibliographies(root))


def own_files(workspace: Workspace) -> Iterator[Source]:
    """Yield the bibliographies that single papers have."""
    for paper in workspace.papers:
        yield from _sources(workspace.root, paper.bibliographies, paper.slug)


def _sources(root: Path, paths: Iterable[PurePosixPath], scope: str = "") -> Iterator[Source]:
    for path in paths:
        text = read_bibliography_text(root, path).value
        if text is not None:
            yield Source(path, text, scope)


def snapshot_of(root: Path) -> tuple[Snapshot, list[Diagnostic]]:
    """Return the retractions that were imported; none is no problem, one that cannot be read is."""
    if not (root / SNAPSHOT).is_file():
        return Snapshot(), []
    read = read_text(root, SNAPSHOT)
    try:
        return read_snapshot(read.value or ""), []
    except ValueError:
        hint = "import it again: forum retractions import FILE"
        return Snapshot(), [warning("retractions-unreadable", "the retractions cannot be read", Span(SNAPSHOT), hint)]


def manuscripts(sources: Sources) -> Iterator[tuple[str, Manuscript]]:
    """Yield every text with the slug of the paper that it belongs to; empty for the report's own."""
    yield from sources.papers.items()
    yield from sources.abstracts.items()
    yield from (("", manuscript) for manuscript in sources.texts.values())


def prints_capitals(workspace: Workspace) -> bool:
    """Tell whether the citation style gives the words of English titles the capitals again that pandoc takes."""
    style, _ = citation_style(workspace, Span(PurePosixPath("forum.toml")))
    tags = _TITLE_TAG.findall(style.read_text(encoding="utf-8", errors="replace"))
    return any('text-case="title"' in tag for tag in tags)


def retractions(root: Path, shelf: Shelf) -> Iterator[Diagnostic]:
    """Yield what the snapshot of retractions says of the references, and what is wrong with it."""
    snapshot, problems = snapshot_of(root)
    yield from problems
    known = snapshot.notices
    numbers = (number for number in range(len(shelf)) if any(one in known for one in shelf.identifiers(number)))
    yield from retracted(shelf.part(numbers if known else ()), snapshot)
