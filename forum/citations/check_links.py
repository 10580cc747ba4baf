"""Checks of what names what: keys, crossrefs, abbreviations, relations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from forum.citations.bibtex import MONTHS, BibFile
from forum.citations.records import Collection, Record, Source, plain
from forum.diagnostics import Diagnostic, Span, error, info, warning
from forum.documents.nearest import did_you_mean

_BARE_KEY = re.compile(r"[\w*](?:\w|[:.#$%&\-+?<>~/](?=\w))*")
RELATION = re.compile(
    r"\s*(superseded|overruled|replaced|repealed|withdrawn|retracted|amended|adopted)"
    r"(?:[- ](?:by|as))?[:\s]+(\S.*?)\s*",
    re.IGNORECASE,
)


def repeated_keys(collection: Collection) -> Iterator[Diagnostic]:
    """Yield a problem for a key that is given again.

    In one file with another content: an error, since only the first can be cited. With
    the same content nothing is lost. In two files of one paper: a warning where the
    contents differ. A paper's own file may give a key of the shared one to another
    work: both are printed, and a note says so.
    """
    by_key: dict[str, list[Record]] = {}
    for one in collection.records:
        by_key.setdefault(one.key, []).append(one)
    for key, records in by_key.items():
        for nth, record in enumerate(records[1:], 1):
            before = next((one for one in records[:nth] if one.source.path == record.source.path), records[0])
            same = _content(before) == _content(record)
            yield from _repeated(key, before, record, same)


def _repeated(key: str, before: Record, record: Record, same: bool) -> Iterator[Diagnostic]:
    first, place = before.source.place(before.at), record.place()
    if before.source.path == record.source.path:
        if same:
            message = f"the key {key} and its entry are given twice, in line {first.line} and here"
            yield info("citation-entry-repeated", message, place, "delete one of them")
            return
        message = f"the key {key} is given twice; the first, in line {first.line}, counts"
        yield error("citation-key-duplicate", message, place, "give one of them another key, or delete it")
    elif not same and before.source.scope == record.source.scope:
        message = f"the key {key} is another work or says other things in {first}, which counts"
        yield warning("citation-key-conflict", message, place, "give one of them another key, or delete it")
    elif not same and not before.source.scope:
        message = f"the key {key} is also in {first}, with another content; this paper uses its own"
        yield info("citation-key-shadowed", message, place, "delete this entry, or give it a key of its own")


def _content(record: Record) -> list[tuple[str, str]]:
    return sorted((one.name, plain(one.value)) for one in record.fields)


def key_case(collection: Collection) -> Iterator[Diagnostic]:
    """Yield a warning for keys that differ in nothing but capitals: BibTeX takes them for one."""
    seen: dict[tuple[str, str], Record] = {}
    for record in collection.records:
        before = seen.setdefault((record.source.scope, record.key.casefold()), record)
        if before.key != record.key:
            message = f"the key {record.key} differs from {before.key} only in capitals"
            yield warning("citation-key-case", message, record.place(), "people and BibTeX mistake one for the other")


def keys(collection: Collection) -> Iterator[Diagnostic]:
    """Yield a note for a key that pandoc reads in braces only: ``@{smith(2020)}``.

    Source: pandoc manual, "Citation syntax".
    """
    for record in collection.records:
        if record.key and not _BARE_KEY.fullmatch(record.key):
            message = f"pandoc reads only a part of @{record.key}"
            yield info("citation-key-braces", message, record.place(), f"write @{{{record.key}}}, or another key")


def crossrefs(collection: Collection) -> Iterator[Diagnostic]:
    """Yield an error for an entry that inherits from one that is not there, or from itself.

    What it would inherit is not printed; in a circle pandoc prints nothing at all.

    Source: biblatex manual, 2.4.1 "Cross-references"; pandoc, found by trying.
    """
    for record in collection.records:
        for name in ("crossref", "xdata", "xref", "entryset", "related"):
            field = record.field(name)
            if field is None or not field.value.strip():
                continue
            for key in (part.strip() for part in field.value.split(",")):
                place = record.at_field(field, max(field.value.find(key), 0))
                if key and key not in collection.by_key:
                    wrong = error if name in ("crossref", "xdata") else warning
                    hints = did_you_mean(key, collection.by_key) or ("add that entry, or delete the field",)
                    yield wrong("crossref-dangling", f"{name} names {key}, which is no entry", place, *hints)
        if in_circle(record, collection):
            message = f"@{record.key} inherits from itself, and is left out"
            place = record.place("crossref" if record.get("crossref") else "xdata")
            yield error("crossref-circle", message, place, "delete the field in one of them")


def in_circle(record: Record, collection: Collection) -> bool:
    """Tell whether a reference inherits from itself, by way of others or not."""
    if not record.get("crossref", "xdata"):
        return False
    seen: set[str] = set()
    todo = [record.key]
    while todo:
        for one in collection.by_key.get(todo.pop(), ())[:1]:
            for key in (part.strip() for part in f"{one.get('crossref')},{one.get('xdata')}".split(",")):
                if key == record.key:
                    return True
                if key and key not in seen:
                    seen.add(key)
                    todo.append(key)
    return False


@dataclass(frozen=True)
class Strings:
    """The ``@string`` names of a stretch of a file.

    ``undefined`` are uses of what nothing before defines, ``definitions`` the names that one
    definition gives with its place, ``used`` all names in small letters.
    """

    used: frozenset[str]
    undefined: tuple[tuple[str, Span], ...]
    definitions: tuple[tuple[tuple[str, ...], Span], ...]


def strings_in(source: Source, bib: BibFile) -> Strings:
    """Return the ``@string`` names that a file defines and uses."""
    uses = [use for piece in bib.pieces for field in piece.fields for use in field.names]
    known = bib.strings.keys() | MONTHS
    undefined = tuple((name, source.place(at)) for name, at in uses if name.lower() not in known)
    definitions = tuple(
        (tuple(field.name for field in piece.fields), source.place(piece.fields[0].start))
        for piece in bib.pieces
        if piece.kind == "string" and piece.fields
    )
    return Strings(frozenset(name.lower() for name, _ in uses), undefined, definitions)


def abbreviations(strings: Sequence[Strings], defined: Set[str]) -> Iterator[Diagnostic]:
    """Yield an error for an ``@string`` name that no file defines: the name itself is printed.

    And a note for one that nothing uses.
    """
    used = frozenset().union(*(one.used for one in strings))
    for name, place in (use for one in strings for use in one.undefined):
        if name.lower() not in defined:
            message = f"{name} is no @string, and is printed as it stands"
            hints = did_you_mean(name, sorted(defined)) or (f"write {{{name}}}, or define it",)
            yield error("bib-string-undefined", message, place, *hints)
    for names, place in (definition for one in strings for definition in one.definitions):
        if used.isdisjoint(names):
            yield info("bib-string-unused", f"nothing uses the @string {names[0]}", place, "delete it")


def syntax(collection: Collection) -> Iterator[Diagnostic]:
    """Yield an error for each entry whose braces do not balance, a warning for other slips."""
    for source, bib in collection.files:
        for piece in bib.pieces:
            for fault in piece.faults:
                if fault.broken:
                    place = source.place(piece.key_at or piece.start)
                    yield error("bib-unbalanced", fault.message, place, "every { needs its }, also inside the values")
                elif not piece.broken:
                    yield warning("bib-syntax", fault.message, source.place(fault.at), "look at this place")


def relations(collection: Collection) -> Iterator[Diagnostic]:
    """Yield a warning for a relation that names no entry where it looks like a key."""
    for record in collection.records:
        found = RELATION.fullmatch(record.get("relation"))
        if found and " " not in found[2] and "/" not in found[2] and found[2] not in collection.by_key:
            message = f"relation names {found[2]}, which is no entry"
            hints = did_you_mean(found[2], collection.by_key)
            yield warning("relation-dangling", message, record.place("relation", found.start(2)), *hints)


def lost(record: Record, item: Mapping[str, object]) -> Iterator[Diagnostic]:
    """Yield an error for a title or names that are written, and that pandoc's reading of the entry lacks.

    Source: pandoc's reader, found by trying: a command that it cannot read costs the field.
    """
    for name in ("title", "author", "editor"):
        field = record.field(name)
        if field is not None and plain(field.value) and name not in item:
            message = f"{field.written} has something that pandoc cannot read, and is not printed"
            yield error("field-lost", message, record.at_field(field), "write it without commands of LaTeX")


ENTRY_CHECKS = (syntax, keys)
"""Those that look at one entry at a time."""

COLLECTION_CHECKS = (repeated_keys, key_case, crossrefs, relations)
