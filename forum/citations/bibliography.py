"""Bibliographies: entries with their places, and one list of references for the whole report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from forum.citations.bibtex import Piece
from forum.citations.check_links import crossrefs, in_circle, repeated_keys, syntax
from forum.citations.identity import canonical, index
from forum.citations.records import Collection, Source, read_bib
from forum.diagnostics import Diagnostic, Span, error
from forum.documents.ast import SPACE, Node, iterate, transform
from forum.documents.manuscript import Manuscript
from forum.documents.nearest import Known, did_you_mean
from forum.documents.places import Places
from forum.documents.results import mark

Item = Mapping[str, Any]  # a CSL item

_TOLD = frozenset({"bib-syntax", "bib-unbalanced", "citation-key-duplicate", "crossref-circle"})  # may cost an entry


@dataclass(frozen=True)
class BibEntry:
    """An entry of a .bib file: its key, its text, and where it stands."""

    key: str
    text: str
    span: Span


@dataclass(frozen=True)
class Bibliography:
    """The references of one file, by key, with the places of their keys."""

    path: PurePosixPath
    items: Mapping[str, Item]
    spans: Mapping[str, Span] = field(default_factory=dict)


def split_bib(text: str, path: PurePosixPath) -> tuple[tuple[BibEntry, ...], str, tuple[Diagnostic, ...]]:
    """Return the entries of a .bib file, its ``@string`` part, and an error for each that is left out.

    An entry whose braces do not balance before the next one begins is left out, so
    that one slip does not cost the others; so is one that inherits from itself, over
    which pandoc does not end. Other slips are mended, because pandoc refuses them.
    """
    source = Source(path, text)
    bib, records = read_bib(source)
    collection = Collection(records, ((source, bib),))
    found = [*syntax(collection), *repeated_keys(collection), *crossrefs(collection)]
    problems = tuple(problem for problem in found if problem.code in _TOLD)
    left_out = {one.key for one in collection.records if in_circle(one, collection)}
    entries = [
        BibEntry(piece.key, mended(piece, text), source.place(piece.key_at))
        for piece in bib.entries
        if not piece.broken and piece.key not in left_out
    ]
    strings = [mended(piece, text) for piece in bib.pieces if piece.kind == "string" and not piece.broken]
    return tuple(entries), "\n".join(strings), problems


def mended(piece: Piece, text: str) -> str:
    """Return an entry as written, or without what pandoc refuses: round brackets, missing commas."""
    raw = text[piece.start : piece.end]
    if not piece.faults and raw[-1:] == "}":
        return raw
    fields = [f"  {one.name} = {text[one.at : one.end]}" for one in piece.fields if one.end > one.at]
    if piece.kind == "string":
        return "\n".join(f"@string{{{field.strip()}}}" for field in fields)
    return ",\n".join([f"@{piece.type}{{{piece.key}", *fields]) + "\n}"


@dataclass(frozen=True)
class References:
    """The references of the whole report.

    ``items`` go by the key that the report uses; ``shared`` are the keys that every
    paper may use. ``local`` maps a paper's slug to its own names: where a paper's file
    gives to a key another work, that paper's key becomes ``slug--key`` in the report.
    ``spans`` are the places of the keys, where they are known. ``aliases`` are the
    manifest's own tags for keys or identifiers.
    """

    items: Mapping[str, Item]
    local: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    spans: Mapping[str, Span] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def find(self, tag: str, slug: str) -> str:
        """Return the report's key for what a paper cites; empty where there is none.

        A key, a tag of the manifest's, or an identifier in any spelling: ``doi:10…``.
        """
        tag = self.aliases.get(tag, tag)
        own = self.local.get(slug, {})
        if tag in own or tag in self.shared:
            return own.get(tag, tag)
        identifier = canonical(tag)
        for name in self._identified.get(identifier, ()) if identifier else ():
            if name in self.shared or name in own.values():
                return name
        return ""

    @cached_property
    def _identified(self) -> Mapping[str, Sequence[str]]:
        return index(self.items.items())

    def known_names(self, slug: str) -> Known:
        """Return the keys that a paper may use."""
        own = self.local.get(slug)
        return self._shared_names if own is None else Known(dict.fromkeys([*self._shared_names, *own]))

    @cached_property
    def _shared_names(self) -> Known:
        return Known(key for key in self.items if key in self.shared)

    def known(self, slug: str) -> dict[str, str]:
        """Return, for a paper, each key that it may use and the report's key for it."""
        return {**{key: key for key in self.shared}, **self.local.get(slug, {})}


def gathered(
    shared: Sequence[Bibliography], own: Mapping[str, Sequence[Bibliography]], aliases: Mapping[str, str] | None = None
) -> References:
    """Return one list of references from the shared bibliographies and each paper's own.

    A work that two files give alike is one reference, whatever key each has for it.
    """
    items: dict[str, Item] = {}
    spans: dict[str, Span] = {}
    for bibliography in shared:
        spans = {**bibliography.spans, **spans}
        for key, item in bibliography.items.items():
            items.setdefault(key, item)
    common = frozenset(items)
    works = {_content(item): key for key, item in reversed(items.items())} if own else {}
    local: dict[str, dict[str, str]] = {}
    for slug, bibliographies in own.items():
        for bibliography in bibliographies:
            for key, item in bibliography.items.items():
                name = works.get(_content(item)) or (f"{slug}--{key}" if key in items else key)
                local.setdefault(slug, {}).setdefault(key, name)
                items.setdefault(name, {**item, "id": name})
                spans.setdefault(name, bibliography.spans.get(key, Span(bibliography.path)))
                works.setdefault(_content(item), name)
    return References(items, local, common, spans, aliases or {})


def _content(item: Item) -> str:
    """Return what makes two references the same: all but the key."""
    return json.dumps({key: value for key, value in item.items() if key != "id"}, sort_keys=True, default=str)


@dataclass(frozen=True)
class Unknown:
    """A key that a document cites and that names nothing: as pandoc read it, as written, and where."""

    key: str
    whole: str
    span: Span


def checked_citations(
    manuscript: Manuscript, slug: str, references: References
) -> tuple[list[Node], tuple[Diagnostic, ...]]:
    """Return a document's blocks with the report's keys, and an error for each unknown one.

    An unknown key becomes a visible mark in its place; the other citations of its
    bracket stay.
    """
    blocks, unknown = named_citations(manuscript, lambda tag: references.find(tag, slug))
    return blocks, tuple(unknown_citation(one, slug, references) for one in unknown)


def named_citations(manuscript: Manuscript, find: Callable[[str], str]) -> tuple[list[Node], tuple[Unknown, ...]]:
    """Return a document's blocks with the keys that ``find`` gives, and those of which it gives none."""
    unknown: list[Unknown] = []
    seen: dict[str, int] = {}

    def rewrite(node: Node) -> Node | list[Node] | None:
        if node["t"] != "Cite":
            return None
        good, marks = [], []
        for citation in node["c"][0]:
            key = citation["citationId"]
            name = find(key)
            if name:
                good.append({**citation, "citationId": name})
            else:
                nth = seen[key] = seen.get(key, -1) + 1
                place = manuscript.places.citation(key, nth)
                unknown.append(Unknown(key, whole_key(key, manuscript.places, place), place))
                marks.append(_marked(citation))
        cites = [[{"t": "Cite", "c": [good, node["c"][1]]}]] if good else []
        return [one for position, each in enumerate([*cites, *marks]) for one in ([SPACE] * bool(position) + each)]

    return transform(list(manuscript.blocks), rewrite, {"Cite"}), tuple(unknown)


def _marked(citation: Any) -> list[Node]:
    """Return the mark of a citation that names nothing, with what was written before and after the key."""
    before, after = citation["citationPrefix"], citation["citationSuffix"]
    return [*before, *([SPACE] if before else []), mark(f"@{citation['citationId']}"), *after]


def unknown_citation(one: Unknown, slug: str, references: References) -> Diagnostic:
    """Return the error of a key that names nothing; the hint tells when pandoc read only a part of it."""
    if one.whole != one.key and (references.find(one.whole, slug) or canonical(one.whole)):
        message = f"pandoc reads only @{one.key} of @{one.whole}"
        return error("citation-misread", message, one.span, f"put it in braces: @{{{one.whole}}}")
    hints = did_you_mean(one.key, references.known_names(slug), "@")
    if not hints and canonical(one.key):
        hints = (f"no reference has this identifier; add one that has {one.key} to recommendations/references.bib",)
    hints = hints or ("add it to recommendations/references.bib, or correct the key",)
    return error("citation-unknown", f"no reference has the key @{one.key}", one.span, *hints)


def whole_key(key: str, places: Places, place: Span) -> str:
    """Return what was written where pandoc read a key: up to a space or the end of the bracket."""
    for text in places.texts:
        lines = text.source.split("\n")
        if text.cell == place.cell and 0 <= place.line - text.line < len(lines):
            found = re.match(r"@([^\s\]{}]+)", lines[place.line - text.line][place.column - 1 :])
            return found[1].rstrip(".,;:?!") if found and found[1].startswith(key) else key
    return key


def cited_keys(blocks: Iterable[Node]) -> tuple[str, ...]:
    """Return the keys that a document cites, each once, in order."""
    keys = (
        one["citationId"] for node in iterate(list(blocks), words=False) if node["t"] == "Cite" for one in node["c"][0]
    )
    return tuple(dict.fromkeys(keys))
