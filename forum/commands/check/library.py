"""What the texts of a check look at beyond themselves: references, authors, results, pictures.

Each question has an answer that can be written down, so that it is known whether what was
found in a text still holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath

from forum.citations.bibliography import References
from forum.citations.records import Record
from forum.citations.shelf import Shelf
from forum.diagnostics import Span
from forum.documents.results import Trouble
from forum.model import RunResult, Workspace
from forum.stages.cache import digest_of
from forum.stages.pictures import find_picture


class Books:
    """The references as papers name them: by the keys of the report."""

    def __init__(self, shelf: Shelf, references: References) -> None:
        self.shelf, self.references = shelf, references
        self.shared: dict[str, int] = {}
        self.own: dict[str, dict[str, int]] = {}
        # Backwards, so that the first of a key counts.
        for file in reversed(shelf.files):
            scope = file.source.scope
            known = self.own.setdefault(scope, {}) if scope else self.shared
            names = references.local.get(scope, {}) if scope else {}
            for number in reversed(shelf.numbers(file)):
                key = shelf.keys[number]
                known[names.get(key, key)] = number
        self._answers: dict[str, str] = {}

    def number(self, name: str, slug: str) -> int | None:
        """Return the reference that a paper means by a key of the report's."""
        found = self.own.get(slug, {}).get(name) if slug in self.own else None
        return self.shared.get(name) if found is None else found

    def record(self, name: str, slug: str) -> Record | None:
        """Return the reference as its file has it."""
        number = self.number(name, slug)
        return None if number is None else self.shelf.record(number)

    def cited(self, tag: str, slug: str) -> str:
        """Return what a paper cites by a tag: the key of the report, and the content of that reference."""
        if slug in self.references.local or slug in self.own:
            return self._cited(tag, slug)
        if tag not in self._answers:
            self._answers[tag] = self._cited(tag, "")
        return self._answers[tag]

    def _cited(self, tag: str, slug: str) -> str:
        name = self.references.find(tag, slug)
        number = self.number(name, slug) if name else None
        return f"{name} {self.shelf.contents[number] if number is not None else ''}"

    def authored(self, family: str, year: str, slug: str) -> str:
        """Return the key of a work by its author and year, as far as the paper may cite one."""
        named = (family, year)
        return self._own_authors(slug).get(named, "") or self._authors.get(named, "")

    @cached_property
    def _authors(self) -> Mapping[tuple[str, str], str]:
        return self._by_author(self.shared)

    def _own_authors(self, slug: str) -> Mapping[tuple[str, str], str]:
        return self._by_author(self.own.get(slug, {}))

    def _by_author(self, known: Mapping[str, int]) -> Mapping[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for name, number in known.items():
            year, *families = self.shelf.authors(number)
            for family in families:
                found.setdefault((family, year), name)
        return found

    def place(self, name: str) -> Span | None:
        """Return the place of a key of the report's; None where it stands in no .bib file that papers share."""
        known = (self.shared, *self.own.values())
        number = next((one[name] for one in known if name in one), None)
        if number is None:
            return None
        source = self.shelf.source(number)
        return self.shelf.place(number) if source.path.suffix == ".bib" else Span(source.path) if source.scope else None


def results_digest(workspace: Workspace, results: Mapping[tuple[str, str], RunResult]) -> str:
    """Return a digest of the notebooks and of what is stored of their results."""
    own = [paper.notebook for paper in workspace.papers if paper.notebook is not None]
    parts = [repr(notebook) for notebook in (*workspace.notebooks, *own)]
    parts += [f"{key} {made.key} {made.digest}" for key, made in sorted(results.items(), key=lambda one: one[0])]
    return digest_of(parts)


def picture(root: Path, document: PurePosixPath, target: str) -> str:
    """Return what an image's target is, in words: the files, or why it cannot be shown."""
    found = find_picture(root, document, target)
    if isinstance(found, Trouble):
        return repr((found.code, found.message, found.hints))
    return repr([(one.mime, str(one.path)) for one in found])
