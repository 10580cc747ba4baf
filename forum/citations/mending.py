"""Repairs of bibliographies: which places of a file change, and which key takes the place of another.

What is not understood stays byte for byte. An entry is only changed when the parser
reads the result as meant: the values that were repaired, and all others as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import PurePosixPath

from forum.citations.bibtex import BibField, BibFile, Piece, edited, parse_bib
from forum.citations.check_characters import is_printed
from forum.citations.records import Collection, Field, Record, Source
from forum.citations.repairs import VALUE_REPAIRS

Patch = tuple[int, int, str]  # the text between two offsets becomes this

REPAIRED = frozenset(one.code for one in VALUE_REPAIRS) | {
    "bib-syntax",
    "citation-entry-repeated",
    "field-empty",
    "work-duplicate",
}
"""The codes of which a repair of bibliographies may be made."""
_ROUNDS = 5  # one repair may make another possible
_LINE_END = re.compile(r"[ \t]*,?[ \t]*\n")
_FIELD_END = re.compile(r"[ \t]*,?\s*")
_GAP = re.compile(r"[ \t]*\n{0,2}")


@dataclass(frozen=True)
class Mended:
    """What to change in a bibliography: places, and their number as a person counts them."""

    source: Source
    patches: tuple[Patch, ...]

    @property
    def text(self) -> str:
        """The text of the file as it will be."""
        return edited(self.source.text, self.patches)


def mended_value(record: Record, field: Field, on: Set[str]) -> str:
    """Return a field's value after all repairs whose codes are in ``on``."""
    repairs = [one for one in VALUE_REPAIRS if one.code in on and one.takes(record, field)] if is_printed(field) else []
    before, value = "", field.value
    for _ in range(_ROUNDS):
        if before == value:
            return value if value.strip() else field.value
        before = value
        for repair in repairs:
            value = repair.mend(value)
    return field.value  # it comes to no end: not understood


def mended(collection: Collection, on: Set[str], merged: Mapping[str, str]) -> Iterator[Mended]:
    """Yield the files of a check in which something is repaired, by the codes in ``on``.

    ``merged`` maps each key whose entry goes away to the one that is cited instead.
    """
    trees = {source.path: bib for source, bib in collection.files}
    by_file: dict[PurePosixPath, list[Record]] = {}
    for record in collection.records:
        by_file.setdefault(record.source.path, []).append(record)
    for path, records in by_file.items():
        source = records[0].source
        bib = trees.get(path)
        patches = _csl(records, on) if bib is None else tuple(_bib(bib, records, on, merged))
        if patches:
            yield Mended(source, patches)


# --- BibTeX ------------------------------------------------------------------------------


def _bib(bib: BibFile, records: list[Record], on: Set[str], merged: Mapping[str, str]) -> Iterator[Patch]:
    gone = _repeated(records, on) | {record.at for record in records if record.key in merged}
    pieces = [piece for piece in bib.entries if not piece.broken]
    for piece, record in zip(pieces, records, strict=True):
        if record.at in gone:
            end = _GAP.match(bib.text, piece.end)
            yield piece.start, end.end() if end else piece.end, ""
            continue
        patches, wanted = _entry(bib.text, piece, record, on)
        if patches and _as_meant(bib, piece, patches, wanted):
            yield from patches


def _repeated(records: list[Record], on: Set[str]) -> set[int]:
    """Return the offsets of entries that stand before in the file under the same key, word for word."""
    seen: dict[str, Record] = {}
    again = set()
    for record in records if "citation-entry-repeated" in on else ():
        first = seen.setdefault(record.key, record)
        if first is not record and _content(first) == _content(record):
            again.add(record.at)
    return again


def _entry(text: str, piece: Piece, record: Record, on: Set[str]) -> tuple[list[Patch], list[tuple[str, str]]]:
    """Return the repairs of an entry, and its fields as they will be read."""
    patches = [(one.at, one.at, one.mend) for one in piece.faults if one.mend and "bib-syntax" in on]
    wanted = []
    for written, field in zip(piece.fields, record.fields, strict=True):
        if not field.value.strip() and "field-empty" in on and not written.names:
            patches.append(_whole(text, written, piece))
            continue
        new = mended_value(record, field, on)
        raw = text[written.at + 1 : written.end - 1]
        if new != field.value and raw == field.value and text[written.at] in '{"':
            patches.append((written.at + 1, written.end - 1, new))
            wanted.append((written.name, new))
        else:
            wanted.append((written.name, written.text))
    return patches, wanted


def _whole(text: str, field: BibField, piece: Piece) -> Patch:
    """Return the removal of a field with its comma, and with its line where it has one of its own."""
    before = text.rfind("\n", piece.start, field.start)
    own_line = before >= 0 and not text[before + 1 : field.start].strip() and _LINE_END.match(text, field.end)
    if own_line:
        return before + 1, own_line.end(), ""
    end = _FIELD_END.match(text, field.end)
    return field.start, min(end.end() if end else field.end, piece.end - 1), ""


def _as_meant(bib: BibFile, piece: Piece, patches: Iterable[Patch], wanted: list[tuple[str, str]]) -> bool:
    """Tell whether the changed entry is read as one, with its type and key, and the wanted fields."""
    here = [(start - piece.start, end - piece.start, new) for start, end, new in patches]
    strings = "".join(bib.text[one.start : one.end] + "\n" for one in bib.pieces if one.kind == "string")
    read = list(parse_bib(strings + edited(bib.text[piece.start : piece.end], here)).entries)
    return [(one.type, one.key, [(each.name, each.text) for each in one.fields]) for one in read] == [
        (piece.type, piece.key, wanted)
    ] and not any(one.broken for one in read)


# --- CSL ---------------------------------------------------------------------------------


def _csl(records: list[Record], on: Set[str]) -> tuple[Patch, ...]:
    """Return the repairs of a CSL file: of values that stand in it as they are read, quoted or not."""
    text = records[0].source.text
    found = []
    for record in records:
        for field in record.fields:
            new = mended_value(record, field, on)
            if new != field.value and field.exact and _plain(new) and text.startswith(field.value, field.at):
                found.append((field.at, field.at + len(field.value), new))
    return tuple(found)


def _plain(value: str) -> bool:
    """Tell whether a value means itself in JSON and in YAML, whatever stands around it."""
    return bool(re.fullmatch(r"[\w(<][^\\\"'\n]*", value)) and ": " not in value and " #" not in value


# --- the same work under two keys ----------------------------------------------------------


def mergeable(collection: Collection, on: Set[str]) -> dict[str, str]:
    """Return the keys of entries that say word for word what an earlier entry of their file says.

    Each maps to the key of that earlier entry, which is cited instead. Both keys are
    given once only, so that it is certain what each citation means.
    """
    if "work-duplicate" not in on:
        return {}
    found: dict[str, str] = {}
    seen: dict[tuple[PurePosixPath, tuple[tuple[str, str], ...]], Record] = {}
    for record in collection.records:
        if record.format != "bib" or len(collection.by_key[record.key]) > 1 or not record.title:
            continue
        first = seen.setdefault((record.source.path, _content(record)), record)
        if first is not record and len(record.fields) >= 3:
            found[record.key] = first.key
    return found


def _content(record: Record) -> tuple[tuple[str, str], ...]:
    """Return what an entry says: its type, and its fields but for white space and order."""
    return (("", record.type), *sorted((one.name, " ".join(one.value.split())) for one in record.fields))
