"""Each reference of a check with the places where it is cited."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forum.citations.records import Record, names_in
from forum.commands.check.references import Looked, manuscripts
from forum.diagnostics import Diagnostic, Span
from forum.documents.manuscript import Manuscript
from forum.stages.sources import Sources


@dataclass(frozen=True)
class CitedReference:
    """A reference: who wrote what and when, where it stands, where it is cited, what is wrong with it."""

    key: str
    names: str
    year: str
    title: str
    span: Span
    cited: tuple[Span, ...]
    codes: tuple[str, ...]


def cited_references(looked: Looked, sources: Sources, problems: Iterable[Diagnostic]) -> tuple[CitedReference, ...]:
    """Return every reference of the files that were checked, by key."""
    places: dict[int, list[Span]] = {}
    for slug, manuscript in manuscripts(sources):
        for record, place in _citations(looked, slug, manuscript):
            places.setdefault(id(record), []).append(place)
    codes = _codes(looked.collection.records, problems)
    found = [_reference(one, places.get(id(one), []), codes.get(id(one), [])) for one in looked.collection.records]
    return tuple(sorted(found, key=lambda one: (one.key.casefold(), one.span.sort_key())))


def _citations(looked: Looked, slug: str, manuscript: Manuscript) -> Iterator[tuple[Record, Span]]:
    seen: dict[str, int] = {}
    for key in manuscript.cited:
        nth = seen[key] = seen.get(key, -1) + 1
        record = looked.record(looked.references.find(key, slug), slug)
        if record is not None:
            yield record, manuscript.places.citation(key, nth)


def _codes(records: Sequence[Record], problems: Iterable[Diagnostic]) -> dict[int, list[str]]:
    """Return the codes of the problems that stand in each record: from its key's line up to the next one's."""
    starts: dict[str, list[tuple[int, int]]] = {}
    for record in records:
        span = record.place()
        starts.setdefault(str(span.path), []).append((span.line, id(record)))
    for lines in starts.values():
        lines.sort()
    found: dict[int, list[str]] = {}
    for problem in problems:
        lines = starts.get(str(problem.span.path), [])
        at = bisect_right(lines, problem.span.line, key=lambda one: one[0]) - 1
        if at >= 0:
            found.setdefault(lines[at][1], []).append(problem.code)
    return found


def _reference(record: Record, cited: Sequence[Span], codes: Sequence[str]) -> CitedReference:
    people = [one.family for one in names_in(record.get("author", "editor"))]
    names = ", ".join(people[:3]) + (" and others" if len(people) > 3 else "")
    year = str(record.year or "")
    ordered = tuple(sorted(cited, key=Span.sort_key))
    return CitedReference(record.key, names, year, record.title, record.place(), ordered, tuple(dict.fromkeys(codes)))
