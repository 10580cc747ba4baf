"""Every check of references, in tuples: add one by writing a function and naming it here."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from forum.citations import (
    check_characters,
    check_dates,
    check_fields,
    check_identifiers,
    check_labels,
    check_law,
    check_links,
    check_names,
)
from forum.citations.bibtex import BibFile
from forum.citations.csl import json_records, yaml_records
from forum.citations.records import Collection, Record, Source, read_bib
from forum.diagnostics import Diagnostic

RecordCheck = Callable[[Record], Iterator[Diagnostic]]
DatedCheck = Callable[[Record, datetime.date], Iterator[Diagnostic]]
CollectionCheck = Callable[[Collection], Iterator[Diagnostic]]

RECORD_CHECKS: tuple[RecordCheck, ...] = (
    *check_identifiers.CHECKS,
    *check_law.CHECKS,
    *check_dates.CHECKS,
    *check_names.CHECKS,
    *check_characters.CHECKS,
    *check_fields.CHECKS,
    *check_labels.CHECKS,
)
DATED_CHECKS: tuple[DatedCheck, ...] = (*check_identifiers.DATED_CHECKS, *check_dates.DATED_CHECKS)
ENTRY_CHECKS: tuple[CollectionCheck, ...] = check_links.ENTRY_CHECKS
"""What looks at one entry at a time, as those above, and at its syntax."""

COLLECTION_CHECKS: tuple[CollectionCheck, ...] = (*check_links.COLLECTION_CHECKS, *check_law.COLLECTION_CHECKS)

# What a check looks at, where it looks at few fields: it is not asked about records without them.
_FIELDS: Mapping[RecordCheck, str] = {
    check_identifiers.doi: "doi",
    check_identifiers.isbn: "isbn",
    check_identifiers.issn: "issn",
    check_identifiers.small: "pmid pmcid handle hdl urn",
    check_identifiers.people: "orcid ror",
    check_law.dutch_session: "type",
    check_law.dutch_chamber: "type",
    check_law.kamerstuk_number: "type",
    check_law.dutch_journal: "journaltitle number type note",
    check_law.un_symbol: "number",
    check_law.european: "number note celex ecli url",
    check_law.derived: "number",
    check_dates.one_date: "year",
    check_dates.month: "month",
    check_fields.pages: "pages",
    check_fields.unprinted: "booktitle journaltitle",
    check_labels.labels: "pages volume number chapter",
    check_fields.hyphen: "pages",
    check_fields.url: "url",
}
_NEEDED = tuple((one, frozenset(_FIELDS[one].split()) if one in _FIELDS else None) for one in RECORD_CHECKS)

_OFF = (
    "bib-string-unused citation-entry-repeated citation-key-braces date-missing date-text doi-misplaced "
    "eu-address-missing field-empty field-unknown file-field month-text names-capitals online-unchecked pages-hyphen "
    "text-ampersand text-nfc title-capitals title-period"
)
DEFAULT_SEVERITY: Mapping[str, str] = MappingProxyType(dict.fromkeys(_OFF.split(), "off"))
"""What is style, and therefore off unless the manifest's ``[check.severity]`` says otherwise."""


def collect(sources: Iterator[Source]) -> Collection:
    """Return the references of files, each read by the format that its name says."""
    records: list[Record] = []
    files: list[tuple[Source, BibFile]] = []
    for source in sources:
        if source.path.suffix == ".bib":
            bib, found = read_bib(source)
            files.append((source, bib))
            records += found
        else:
            read = json_records if source.path.suffix == ".json" else yaml_records
            records += read(source)
    return Collection(tuple(records), tuple(files))


def check_entries(collection: Collection) -> Iterator[Diagnostic]:
    """Yield what is wrong in references, each looked at alone."""
    for record in collection.records:
        for check in _asked(tuple(record.names)):
            yield from check(record)
    for whole in ENTRY_CHECKS:
        yield from whole(collection)


@lru_cache(maxsize=4096)
def _asked(names: tuple[str, ...]) -> tuple[RecordCheck, ...]:
    """Return the checks of a record with some fields."""
    return tuple(check for check, fields in _NEEDED if fields is None or not fields.isdisjoint(names))


def check_dated(record: Record, today: datetime.date) -> Iterator[Diagnostic]:
    """Yield what is wrong in a reference by the day; ``today`` is the one that a date must not be after."""
    for check in DATED_CHECKS:
        yield from check(record, today)
