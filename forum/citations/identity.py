"""What a reference is, by its identifiers: for citing by identifier, and for finding it twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from forum.citations import law_eu, law_nl, law_un, scholarly
from forum.citations.csl import csl_record
from forum.citations.records import Record, Source, plain

_BARE_NUMBER = re.compile(r"\d{2}[ .\u00a0]?\d{3}\b.*\bnr\.?\s*\w+")
_COURT = re.compile(r"judg|court|case|curia|arrest|zaak", re.IGNORECASE)


class Identifier(Struct, frozen=True):
    """An identifier in its canonical form, and the field that says it."""

    scheme: str
    value: str
    field: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


def _text(value: object) -> str | None:
    return None if value is None else str(value)


# How each prefix of ``@scheme:…`` is read.
SCHEMES: Mapping[str, Callable[[str], str | None]] = {
    "ah": lambda text: law_nl.handelingen(text if text.startswith("ah-") else f"ah-{text}"),
    "arxiv": scholarly.arxiv,
    "celex": lambda text: law_eu.celex(text) or law_eu.from_eli(text) or law_eu.from_act(text),
    "doi": scholarly.doi,
    "ecli": lambda text: law_eu.ecli(text) or law_eu.ecli(f"ECLI:{text}"),
    "eli": lambda text: law_eu.from_eli(text if "eli/" in text else f"eli/{text}"),
    "h": law_nl.handelingen,
    "handle": scholarly.handle,
    "hdl": scholarly.handle,
    "isbn": scholarly.isbn,
    "issn": scholarly.issn,
    "kst": lambda text: _text(law_nl.kamerstuk(text.replace("/", "-"))),
    "pmc": lambda text: scholarly.pmcid(text) or scholarly.pmcid(f"PMC{text}"),
    "pmcid": lambda text: scholarly.pmcid(text) or scholarly.pmcid(f"PMC{text}"),
    "pmid": scholarly.pmid,
    "un": law_un.symbol,
    "unts": lambda text: law_un.treaty(text.replace("/", " UNTS ")) or law_un.treaty(text),
    "url": scholarly.url,
    "urn": lambda text: scholarly.urn(f"urn:{text}"),
}
_SAME = {"ah": "h", "hdl": "handle", "pmc": "pmcid", "eli": "celex"}


def canonical(tag: str) -> str | None:
    """Return ``scheme:value`` in one spelling; None for what is no identifier with its scheme.

    Source: Manubot's "Citation by persistent identifier", and the forum's own schemes.
    """
    scheme, colon, rest = tag.partition(":")
    scheme = scheme.lower()
    if not colon or not rest or scheme not in SCHEMES:
        return None
    value = SCHEMES[scheme](rest)
    return None if value is None else f"{_SAME.get(scheme, scheme)}:{value}"


def identifiers_of(record: Record) -> tuple[Identifier, ...]:
    """Return every identifier that a reference gives, each with the field that says it."""
    return record.remembered("identifiers", lambda one: tuple(_identifiers(one)))


def _identifiers(record: Record) -> Iterator[Identifier]:
    for name in ("doi", "url", "eprint", "isbn", "pmid", "pmcid", "ecli", "celex", "number", "journaltitle", "note"):
        value = record.get(name) if name in record.names else ""
        if value:
            yield from (Identifier(scheme, one, name) for scheme, one in _READ[name](value, record) if one)


Found = Iterator[tuple[str, str | None]]


def _doi(value: str, _: Record) -> Found:
    number = scholarly.arxiv(value) if "arxiv" in value.lower() else None
    yield ("arxiv", number) if number else ("doi", scholarly.doi(value))


def _url(value: str, _: Record) -> Found:
    yield "url", scholarly.url(value)
    lower = value.lower()
    if "doi.org/" in lower:
        yield from _doi(value, _)
    elif "arxiv.org/" in lower:
        yield "arxiv", scholarly.arxiv(value)
    elif "hdl.handle.net/" in lower:
        yield "handle", scholarly.handle(value)
    elif "nlm.nih.gov/" in lower:
        yield ("pmcid", scholarly.pmcid(value)) if "pmc" in lower else ("pmid", scholarly.pmid(value))
    elif "officielebekendmakingen.nl/" in lower:
        yield "kst", _text(law_nl.kamerstuk(value)) if "kst-" in lower else None
        yield "h", law_nl.handelingen(value)
    elif "undocs.org/" in lower or "docs.un.org/" in lower:
        yield "un", law_un.symbol(value)
    elif "europa.eu/" in lower:
        yield "celex", law_eu.from_eli(value) or law_eu.celex(law_eu.celex_in(value) or "")
    if "ecli" in lower:
        yield "ecli", law_eu.ecli(law_eu.ecli_in(value) or "")


def _eprint(value: str, record: Record) -> Found:
    kind = record.get("eprinttype").lower()
    if kind in ("arxiv", ""):
        yield "arxiv", scholarly.arxiv(value)
    elif kind in ("pubmed", "pmid"):
        yield "pmid", scholarly.pmid(value)
    elif kind in ("hdl", "handle"):
        yield "handle", scholarly.handle(value)


def _number(value: str, record: Record) -> Found:
    kind = record.get("type")
    value = plain(value)
    if law_nl.KAMERSTUK.search(kind) or _BARE_NUMBER.fullmatch(value):
        yield "kst", _text(law_nl.kamerstuk(value))
    elif "handelingen" in kind.lower():
        yield "h", law_nl.handelingen(kind, value)
    elif "/" in value:
        yield "un", law_un.symbol(value)
        yield "celex", law_eu.from_act(f"{plain(kind)} {value}")
    if value.upper().startswith("ECLI"):
        yield "ecli", law_eu.ecli(value)
    elif _COURT.search(kind) or record.type == "jurisdiction":
        yield "celex", law_eu.from_case(value)


def _journal(value: str, record: Record) -> Found:
    if "treaty series" in value.lower() or "U.N.T.S" in value or "UNTS" in value:
        volume, page = record.get("volume"), re.match(r"\d+", record.get("pages"))
        yield "unts", f"{volume}/{page[0]}" if volume.isdigit() and page else None
    elif "arxiv" in value.lower():
        yield "arxiv", scholarly.arxiv(value)


def _note(value: str, _: Record) -> Found:
    if value.lower().startswith("ecli"):  # inside a sentence it may be that of another case
        yield "ecli", law_eu.ecli(value)
    elif value.lower().startswith(("doi:", "https://doi.org/")):
        yield "doi", scholarly.doi(value)


def _isbn(value: str, _: Record) -> Found:
    yield from (("isbn", scholarly.isbn(one)) for one in scholarly.isbns(value))


def _given(scheme: str, read: Callable[[str], str | None]) -> Callable[[str, Record], Found]:
    """Return the reader of a field that holds an identifier of one scheme."""
    return lambda value, _: iter([(scheme, read(value))])


_READ: Mapping[str, Callable[[str, Record], Found]] = {
    "celex": _given("celex", law_eu.celex),
    "doi": _doi,
    "ecli": _given("ecli", law_eu.ecli),
    "eprint": _eprint,
    "isbn": _isbn,
    "journaltitle": _journal,
    "note": _note,
    "number": _number,
    "pmcid": _given("pmcid", scholarly.pmcid),
    "pmid": _given("pmid", scholarly.pmid),
    "url": _url,
}


def index(items: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, list[str]]:
    """Return the keys of CSL items by each identifier that they have, in canonical form."""
    keys: dict[str, list[str]] = {}
    nowhere = Source(PurePosixPath(), "")
    for key, item in items:
        for one in identifiers_of(csl_record(item, nowhere)):
            keys.setdefault(str(one), []).append(key)
    return keys
