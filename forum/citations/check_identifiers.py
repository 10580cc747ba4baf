"""Checks of scholarly identifiers: is each one possible, and do two of them name the same thing?"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from forum.citations import scholarly
from forum.citations.identity import identifiers_of
from forum.citations.records import Record
from forum.diagnostics import Diagnostic, error, warning
from forum.documents.identifiers import orcid_problem, ror_problem

_RESOLVER = re.compile(r"\s*(?:https?://|(?:dx\.|www\.)?doi\.org/|doi:)", re.IGNORECASE)
_PREPRINT_TYPES = frozenset({"online", "misc", "unpublished", "report", "techreport", "preprint"})
_DOI_EXAMPLE = "a DOI looks like 10.1007/s10676-004-3422-1"


def doi(record: Record) -> Iterator[Diagnostic]:
    """Yield what is wrong with a DOI: it is printed as https://doi.org/ and the field, as it is.

    Source: DOI Handbook, 2.2 "Syntax of a DOI name"; pandoc prints the field verbatim.
    """
    value = record.get("doi").strip()
    if not value:
        return
    good = scholarly.doi(value)
    if good == value.lower() and value[-1] != ")":
        return
    bare, place = scholarly.bare_doi(value), record.place("doi")
    if good is None:
        yield error("doi-syntax", f"{value} is no DOI", place, _DOI_EXAMPLE)
    elif "\\" in value:
        yield error(
            "doi-escaped", f"the DOI {value} has a backslash, and its link leads nowhere", place, f"write {bare}"
        )
    elif _RESOLVER.match(value):
        message = "the DOI has an address before it, and is printed with two"
        yield error("doi-prefix", message, place, f"write {bare.rstrip('.,;')} only")
    elif bare[-1] in ".,;" or (bare[-1] == ")" and bare.count("(") < bare.count(")")):
        yield warning(
            "doi-trailing", f"the DOI ends in “{bare[-1]}”, which is hardly part of it", place, f"write {bare[:-1]}"
        )


def isbn(record: Record) -> Iterator[Diagnostic]:
    """Yield an error for each ISBN whose check digit is wrong.

    Source: International ISBN Agency, "ISBN Users' Manual", 7th edition, by python-stdnum.
    """
    value = record.get("isbn")
    if not value.strip():
        return
    found = scholarly.isbns(value)
    if not found:
        message = f"{value.strip()} is no ISBN: that is 10 or 13 digits"
        yield error("isbn-shape", message, record.place("isbn"), "copy it from the book's imprint page")
    for one in found:
        if scholarly.isbn(one) is None:
            place = record.place("isbn", value.index(one))
            yield error("isbn-checksum", f"the ISBN {one} fails its own checksum", place, "compare it with the book")


def issn(record: Record) -> Iterator[Diagnostic]:
    """Yield an error for each ISSN whose check digit is wrong (ISO 3297, by python-stdnum)."""
    value = record.get("issn")
    if not value.strip():
        return
    found = scholarly.issns(value)
    if not found:
        message = f"{value.strip()} is no ISSN: that is eight digits, as in 1234-5679"
        yield error("issn-shape", message, record.place("issn"), "look the journal up at portal.issn.org")
    for one in found:
        if scholarly.issn(one) is None:
            place = record.place("issn", value.index(one))
            yield error("issn-checksum", f"the ISSN {one} fails its own checksum", place, "see portal.issn.org")


def arxiv(record: Record, today: datetime.date) -> Iterator[Diagnostic]:
    """Yield what is wrong with an arXiv number: its form, its month, and a date before it.

    Source: info.arxiv.org/help/arxiv_identifier.html.
    """
    value = record.get("eprint").strip()
    if not value or record.get("eprinttype").lower() not in ("arxiv", ""):
        return
    number = scholarly.arxiv(value)
    place = record.place("eprint")
    if number is None:
        if record.get("eprinttype"):
            message = f"{value} is no arXiv number: that is year, month and five digits, as in 1606.06565"
            yield error("arxiv-syntax", message, place, "copy it from arxiv.org/abs/…")
        return
    year, month = scholarly.arxiv_month(number)
    if (year, month) > (today.year, today.month):
        yield error(
            "arxiv-future", f"the arXiv number {value} is of {month:02}/{year}, which is to come", place, "compare it"
        )
    elif record.year and record.year < year and record.type in _PREPRINT_TYPES:
        message = f"the arXiv number {value} is of {year}, and the date is {record.year}"
        yield warning("arxiv-date", message, place, "correct the date or the number")


def small(record: Record) -> Iterator[Diagnostic]:
    """Yield an error for a PubMed number, Handle or URN that cannot be one."""
    for name, read, form in _SMALL:
        value = record.get(name).strip()
        if value and read(value) is None:
            message = f"{value} is no {form[0]}"
            yield error(f"{form[1]}-syntax", message, record.place(name), form[2])


_SMALL = (
    ("pmid", scholarly.pmid, ("PubMed number", "pmid", "it has at most eight digits")),
    ("pmcid", scholarly.pmcid, ("PubMed Central number", "pmcid", "it looks like PMC7806098")),
    ("handle", scholarly.handle, ("Handle", "handle", "it looks like 1887/12345")),
    ("hdl", scholarly.handle, ("Handle", "handle", "it looks like 1887/12345")),
    ("urn", scholarly.urn, ("URN", "urn", "it looks like urn:nbn:nl:ui:24-uuid")),
)


def people(record: Record) -> Iterator[Diagnostic]:
    """Yield an error for each ORCID iD or ROR identifier that fails its own checksum."""
    for name, check in (("orcid", orcid_problem), ("ror", ror_problem)):
        value = record.get(name)
        for one in re.split(r"[;,]\s*|\s+and\s+", value) if value.strip() else ():
            found = check(one.strip(), record.place(name))
            if found is not None:
                yield found


def agreement(record: Record) -> Iterator[Diagnostic]:
    """Yield an error where two fields of one reference name two different things.

    One of them is false: a DOI and a link to another DOI, a number and the address
    of another Kamerstuk, a UN symbol and a link to another document.
    """
    seen: dict[str, tuple[str, str]] = {}
    for one in identifiers_of(record):
        if one.scheme in ("isbn", "url", "unts") or one.field == "note":
            continue
        before = seen.setdefault(one.scheme, (one.value, one.field))
        if before[0] != one.value and not (one.scheme == "doi" and _part_of(before[0], one.value)):
            message = f"{before[1]} names {before[0]}, and {one.field} names {one.value}"
            yield error("identifier-disagrees", message, record.place(one.field), "one of the two is another document")


def _part_of(one: str, other: str) -> bool:
    """Tell whether one DOI may be a version, supplement or short form of the other."""
    return one.startswith(other) or other.startswith(one) or one.startswith("10/") or other.startswith("10/")


CHECKS = (doi, isbn, issn, small, people, agreement)
DATED_CHECKS = (arxiv,)
