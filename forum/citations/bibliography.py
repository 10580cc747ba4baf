"""Bibliographies: entries with their places, and one list of references for the whole report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Span, error
from forum.documents.ast import SPACE, Node, iterate, transform
from forum.documents.manuscript import Manuscript
from forum.documents.nearest import did_you_mean
from forum.documents.results import mark

Item = Mapping[str, Any]  # a CSL item

_ENTRY = re.compile(r"^[ \t]*@(\w+)\s*([{(])\s*([^\s,{}()\"]*)", re.MULTILINE)
_NO_ENTRY = frozenset({"comment", "string", "preamble"})


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
    """Return the entries of a .bib file, its ``@string`` part, and an error for each broken entry.

    An entry whose braces do not balance before the next one begins is left out, so
    that one slip does not cost the others.
    """
    starts = list(_ENTRY.finditer(text))
    entries, strings, problems = [], [], []
    for match, after in zip(starts, [*starts[1:], None], strict=True):
        chunk = text[match.start() : after.start() if after else len(text)]
        kind, key = match[1].lower(), match[3]
        line = text.count("\n", 0, match.start()) + 1
        here = Span(path, line, match.start(3) - text.rfind("\n", 0, match.start(3)))
        if not _balanced(chunk):
            problems.append(
                error("bib-unbalanced", f"the entry {key or kind} has unbalanced braces and is left out", here, _CLOSE)
            )
        elif kind == "string":
            strings.append(chunk)
        elif kind not in _NO_ENTRY:
            entries.append(BibEntry(key, chunk, here))
    return tuple(entries), "\n".join(strings), (*problems, *_twice(entries))


_CLOSE = "every { needs its }, also inside the values"


def _balanced(chunk: str) -> bool:
    depth = 0
    for sign in re.sub(r"\\.", "", chunk):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def _twice(entries: Iterable[BibEntry]) -> Iterator[Diagnostic]:
    seen: dict[str, Span] = {}
    for entry in entries:
        if entry.key in seen:
            message = f"the key {entry.key} is given twice; the first, in line {seen[entry.key].line}, counts"
            yield error("citation-key-duplicate", message, entry.span, "give one of them another key, or delete it")
        else:
            seen[entry.key] = entry.span


@dataclass(frozen=True)
class References:
    """The references of the whole report.

    ``items`` go by the key that the report uses; ``shared`` are the keys that every
    paper may use. ``local`` maps a paper's slug to its own names: where a paper's file
    gives to a key another work, that paper's key becomes ``slug--key`` in the report.
    ``spans`` are the places of the keys, where they are known.
    """

    items: Mapping[str, Item]
    local: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    spans: Mapping[str, Span] = field(default_factory=dict)

    def known(self, slug: str) -> dict[str, str]:
        """Return, for a paper, each key that it may use and the report's key for it."""
        return {**{key: key for key in self.shared}, **self.local.get(slug, {})}


def gathered(shared: Sequence[Bibliography], own: Mapping[str, Sequence[Bibliography]]) -> References:
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
    works = {_content(item): key for key, item in reversed(items.items())}
    local: dict[str, dict[str, str]] = {}
    for slug, bibliographies in own.items():
        for bibliography in bibliographies:
            for key, item in bibliography.items.items():
                name = works.get(_content(item)) or (f"{slug}--{key}" if key in items else key)
                local.setdefault(slug, {}).setdefault(key, name)
                items.setdefault(name, {**item, "id": name})
                spans.setdefault(name, bibliography.spans.get(key, Span(bibliography.path)))
                works.setdefault(_content(item), name)
    return References(items, local, common, spans)


def _content(item: Item) -> str:
    """Return what makes two references the same: all but the key."""
    return json.dumps({key: value for key, value in item.items() if key != "id"}, sort_keys=True, default=str)


def checked_citations(
    manuscript: Manuscript, slug: str, references: References
) -> tuple[list[Node], tuple[Diagnostic, ...]]:
    """Return a document's blocks with the report's keys, and an error for each unknown one.

    An unknown key becomes a visible mark in its place; the other citations of its
    bracket stay.
    """
    known = references.known(slug)
    problems: list[Diagnostic] = []
    seen: dict[str, int] = {}

    def rewrite(node: Node) -> Node | list[Node] | None:
        if node["t"] != "Cite":
            return None
        good, marks = [], []
        for citation in node["c"][0]:
            key = citation["citationId"]
            if key in known:
                good.append({**citation, "citationId": known[key]})
            else:
                nth = seen[key] = seen.get(key, -1) + 1
                problems.append(_unknown(key, manuscript.places.citation(key, nth), known))
                marks.append(_marked(citation))
        cites = [[{"t": "Cite", "c": [good, node["c"][1]]}]] if good else []
        return [one for position, each in enumerate([*cites, *marks]) for one in ([SPACE] * bool(position) + each)]

    return transform(list(manuscript.blocks), rewrite), tuple(problems)


def _marked(citation: Any) -> list[Node]:
    """Return the mark of a citation that names nothing, with what was written before and after the key."""
    before, after = citation["citationPrefix"], citation["citationSuffix"]
    return [*before, *([SPACE] if before else []), mark(f"@{citation['citationId']}"), *after]


def _unknown(key: str, place: Span, known: Mapping[str, str]) -> Diagnostic:
    hints = did_you_mean(key, known, "@") or ("add it to recommendations/references.bib, or correct the key",)
    return error("citation-unknown", f"no reference has the key @{key}", place, *hints)


def cited_keys(blocks: Iterable[Node]) -> tuple[str, ...]:
    """Return the keys that a document cites, each once, in order."""
    keys = (one["citationId"] for node in iterate(list(blocks)) if node["t"] == "Cite" for one in node["c"][0])
    return tuple(dict.fromkeys(keys))
