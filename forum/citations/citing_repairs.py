"""Repairs of how a text cites: keys that differ in capitals only, identifiers that pandoc cuts short."""

from __future__ import annotations

from collections.abc import Iterator, Set

from forum.citations.bibliography import References, whole_key
from forum.citations.identity import canonical
from forum.diagnostics import Span
from forum.documents.manuscript import Manuscript
from forum.documents.results import Edit

REPAIRED = frozenset({"citation-misread", "citation-unknown"})
"""The codes of which a repair of a text may be made."""


def citation_edits(manuscript: Manuscript, slug: str, references: References, on: Set[str]) -> Iterator[Edit]:
    """Yield the repairs of citations that name nothing, by the codes in ``on``.

    A key gets the capitals of the one reference that has it; what pandoc reads a part
    of gets its braces. Where the text has something else at the place, no edit applies.
    """
    seen: dict[str, int] = {}
    for key in manuscript.cited:
        if references.find(key, slug):
            continue
        nth = seen[key] = seen.get(key, -1) + 1
        place = manuscript.places.citation(key, nth)
        whole = whole_key(key, manuscript.places, place)
        if whole != key and (references.find(whole, slug) or canonical(whole)):
            if "citation-misread" in on:
                yield Edit(place, f"@{whole}", f"@{{{whole}}}")
        elif "citation-unknown" in on:
            yield from _capitals(key, slug, references, place)


def _capitals(key: str, slug: str, references: References, place: Span) -> Iterator[Edit]:
    alike = [known for known in references.known(slug) if known.casefold() == key.casefold()]
    if len(alike) == 1:
        yield Edit(place, f"@{key}", f"@{alike[0]}")
        yield Edit(place, f"@{{{key}}}", f"@{{{alike[0]}}}")
