"""The part of ``forum check`` that looks at references, and at how the texts cite them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

from forum.citations import check_locators, check_text
from forum.citations.bibliography import References
from forum.citations.check_claims import claims
from forum.citations.check_links import lost, unused
from forum.citations.check_text import Citing, by_author
from forum.citations.check_titles import small_nouns
from forum.citations.checks import collect
from forum.citations.records import Collection, Record, Source
from forum.citations.retractions import Snapshot, read_snapshot, retracted
from forum.commands.check_online import Asked, Online, ask
from forum.commands.retractions import SNAPSHOT
from forum.diagnostics import Diagnostic, Span, warning
from forum.documents.manuscript import Manuscript
from forum.model import Workspace
from forum.stages.citing import citation_style
from forum.stages.sources import Sources
from forum.tools.files import read_bibliography_text, read_text

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TITLE_TAG = re.compile(r"""<text\b[^>]*\b(?:variable|macro)="[\w-]*title[\w-]*"[^>]*>""")
_KEY = re.compile(r"@\{?([\w*][^\s\]};,]*)")


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

    def authored(self, family: str, year: str, slug: str) -> str:
        """Return the key of a work by its author and year, as far as the paper may cite one."""
        return by_author(self.own.get(slug, {})).get((family, year), "") or self._authored.get((family, year), "")

    @cached_property
    def _authored(self) -> dict[tuple[str, str], str]:
        return by_author(self.shared)


def look(workspace: Workspace, references: References, files: Iterable[Source]) -> Looked:
    """Return all references of a workspace as its ``files`` have them, and as the report knows them."""
    return Looked(workspace, references, collect(iter(files)))


def citing_problems(looked: Looked, sources: Sources) -> Iterator[Diagnostic]:
    """Yield what is wrong in how the texts of a workspace cite, and with what they cite."""
    workspace = looked.workspace
    snapshot, problems = _snapshot(workspace.root)
    yield from problems
    yield from retracted(looked.collection, snapshot)
    yield from _texts(looked, sources)
    yield from claims(manuscript for _, manuscript in manuscripts(sources))
    yield from _lost(looked, sources)
    if workspace.papers:
        yield from unused(looked.collection, _used(looked, sources), _commented(sources))


def online_problems(
    looked: Looked, today: datetime.date, asking: Online, wanted: Callable[[PurePosixPath], bool]
) -> tuple[tuple[Diagnostic, ...], Asked]:
    """Return what registries know against the references of the files that are ``wanted``, and the outcomes."""
    root = looked.workspace.root
    records = tuple(one for one in looked.collection.records if wanted(one.source.path))
    return ask(root, Collection(records), _snapshot(root)[0], today, asking)


def bibliography_files(workspace: Workspace) -> Iterator[Source]:
    """Yield every bibliography that can be read, with its scope; the loader tells of the others."""
    scoped = [("", path) for path in workspace.bibliographies]
    scoped += [(paper.slug, path) for paper in workspace.papers for path in paper.bibliographies]
    for scope, path in scoped:
        text = read_bibliography_text(workspace.root, path).value
        if text is not None:
            yield Source(path, text, scope)


def _snapshot(root: Path) -> tuple[Snapshot, list[Diagnostic]]:
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


def _texts(looked: Looked, sources: Sources) -> Iterator[Diagnostic]:
    families = {
        one.id: one.name.split()[-1].casefold() for one in looked.workspace.people if not one.group and one.name
    }
    authors = {
        paper.slug: frozenset(families[one.person] for one in paper.meta.authors if one.person in families)
        for paper in looked.workspace.papers
    }
    prefixes = frozenset(looked.workspace.manifest.citations.prefixes)
    for slug, manuscript in manuscripts(sources):
        names = _named(looked.references, slug, manuscript)
        cited = {key: record for key, name in names.items() if (record := looked.record(name, slug))}
        authored = partial(looked.authored, slug=slug)
        document = Citing(manuscript, cited, authored, authors.get(slug, frozenset()), prefixes)
        for check in (*check_text.CHECKS, *check_locators.CHECKS):
            yield from check(document)


def _named(references: References, slug: str, manuscript: Manuscript) -> dict[str, str]:
    """Return the report's key for each key that a document cites, as written."""
    names = {key: references.find(key, slug) for key in dict.fromkeys(manuscript.cited)}
    return {key: name for key, name in names.items() if name}


def _lost(looked: Looked, sources: Sources) -> Iterator[Diagnostic]:
    """Yield what pandoc lost of references that are cited; of all, where there is no text."""
    names = {name for slug, one in manuscripts(sources) for name in _named(looked.references, slug, one).values()}
    checks = (lost,) if _prints_capitals(looked.workspace) else (lost, small_nouns)
    for records in (looked.shared, *looked.own.values()):
        for name, record in records.items():
            item = looked.references.items.get(name)
            read = item is not None and item.get("type")  # of a large file some are not
            if item is not None and read and record.format == "bib" and (name in names or not looked.workspace.papers):
                yield from (problem for check in checks for problem in check(record, item))


def _prints_capitals(workspace: Workspace) -> bool:
    """Tell whether the citation style gives the words of English titles the capitals again that pandoc takes."""
    style, _ = citation_style(workspace, Span(PurePosixPath("forum.toml")))
    tags = _TITLE_TAG.findall(style.read_text(encoding="utf-8", errors="replace"))
    return any('text-case="title"' in tag for tag in tags)


def _used(looked: Looked, sources: Sources) -> set[tuple[str, str]]:
    """Return scope and key of everything that is cited."""
    used = set()
    for slug, manuscript in manuscripts(sources):
        own = looked.references.local.get(slug, {})
        keys = {name: key for key, name in own.items()}
        for name in _named(looked.references, slug, manuscript).values():
            used.add((slug, keys[name]) if name in keys else ("", name))
    return used


def _commented(sources: Sources) -> set[str]:
    """Return the keys that stand in comments."""
    texts = [text.source for _, manuscript in manuscripts(sources) for text in manuscript.places.texts]
    comments = [found for text in texts if "<!--" in text for found in _COMMENT.findall(text)]
    return {key.rstrip(".:?!") for comment in comments for key in _KEY.findall(comment)}
