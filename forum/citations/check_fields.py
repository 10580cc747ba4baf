"""Checks of fields: are they there, known, once, and in the right place?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from forum.citations import scholarly
from forum.citations.data_model import FIELDS, REQUIRED, TYPES
from forum.citations.records import Record, plain
from forum.diagnostics import Diagnostic, error, info, warning

_RANGE = re.compile(r"\s*([A-Za-z]{0,3}:?|\d+:)(\d+)\s*[-‐‑–—]+\s*(?:\1)?(\d+)\s*")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_LATEX_URL = re.compile(r"\\(?:url|href|path|nolinkurl)\s*\{")
_ESCAPED = re.compile(r"\\[_&%#~{}]|\{?\\textunderscore|\\textasciitilde")
_LOCAL = re.compile(r"(?:file:|[A-Za-z]:\\|/(?:home|Users|tmp)/|~/)", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://|www\.)\S+|\b10\.\d{4,9}/\S+")


def known_type(record: Record) -> Iterator[Diagnostic]:
    """Yield a warning for an entry of a type that nobody knows: it is printed like a web page.

    Source: biblatex manual, 2.1 "Entry Types"; BibTeX's standard styles; pandoc.
    """
    if record.format == "bib" and record.type not in TYPES:
        from rapidfuzz import fuzz, process

        near = process.extractOne(record.type, sorted(TYPES), scorer=fuzz.ratio, score_cutoff=75)
        hints = (f"did you mean @{near[0]}?",) if near else ("@misc is for what fits nowhere",)
        yield warning("type-unknown", f"there is no type @{record.type}", record.place(), *hints)


def required(record: Record) -> Iterator[Diagnostic]:
    """Yield a warning for each field without which a reference cannot be found.

    Source: biblatex manual, 2.1.1: those required fields whose lack shows in print.
    A field may also come from the entry that ``crossref`` or ``xdata`` names.
    """
    if not record.names.isdisjoint(("crossref", "xdata")):
        return
    for fields in REQUIRED.get(record.type, (("title",),) if record.type in TYPES else ()):
        if not record.get(*fields).strip() and not any(record.get(name).strip() for name in fields):
            message = f"@{record.type} without {fields[0]}" if record.format == "bib" else f"no {fields[0]}"
            yield warning("field-missing", message, record.place(), f"add {' or '.join(fields[:3])}")


def unprinted(record: Record) -> Iterator[Diagnostic]:
    """Yield a warning for where a work appeared, given in a field that its type does not print.

    Source: pandoc's reader, found by printing: an article has a journal, a book has neither.
    """
    for kind, name, hint in _UNPRINTED:
        field = record.field(name)
        if record.format != "bib" or record.type != kind or field is None or not field.value.strip():
            continue
        if kind == "article" and record.get("journaltitle").strip():
            continue
        if plain(field.value).casefold() != record.title.casefold():
            message = f"the {field.written} of @{kind} is not printed"
            yield warning("field-unprinted", message, record.at_field(field), hint)


_UNPRINTED = (
    ("article", "booktitle", "a paper in proceedings is @inproceedings, a chapter @incollection"),
    ("book", "booktitle", "a chapter is @incollection"),
    ("book", "journaltitle", "an article is @article; a book's series belongs in series"),
)


def twice(record: Record) -> Iterator[Diagnostic]:
    """Yield a warning for a field that is given twice with two values; the last is printed."""
    if len(record.fields) == len(record.names):
        return
    seen: dict[str, str] = {}
    for one in record.fields:
        if one.written in seen and plain(seen[one.written]) != plain(one.value):
            message = f"{one.written} is given twice; the last is printed"
            yield warning("field-duplicate", message, record.at_field(one), "delete one of them")
        seen[one.written] = one.value


def misspelt(record: Record) -> Iterator[Diagnostic]:
    """Yield a problem for a field whose name nobody knows.

    A warning where it is nearly the name of one that is missing: then a value is lost.
    Names of reference managers' own fields are known.
    """
    if record.format != "bib":
        return
    for one in record.fields:
        if one.written in FIELDS:
            continue
        name = one.written.removesuffix("+an")
        if name in FIELDS or ":" in name or "-" in name or name.startswith(("bdsk", "opt", "__", "mendeley", "zotero")):
            continue
        near = _near(name)
        if near and not record.get(near):
            message = f"there is no field {name}, and its value is not printed"
            yield warning("field-misspelt", message, record.source.place(one.start), f"did you mean {near}?")
        elif one.value.strip():
            yield info("field-unknown", f"the field {name} is not printed", record.source.place(one.start))


_PRINTED = [
    "address",
    "author",
    "booktitle",
    "edition",
    "editor",
    "institution",
    "journal",
    "journaltitle",
    "location",
    "number",
    "organization",
    "pages",
    "publisher",
    "school",
    "series",
    "subtitle",
    "title",
    "translator",
    "volume",
]


@cache
def _near(name: str) -> str | None:
    from rapidfuzz import fuzz, process

    found = process.extractOne(name, _PRINTED, scorer=fuzz.ratio, score_cutoff=83)
    return str(found[0]) if found else None


def pages(record: Record) -> Iterator[Diagnostic]:
    """Yield an error for pages that run backwards and are no abbreviation (``331--89`` is 331 to 389)."""
    value = record.get("pages")
    found = _RANGE.fullmatch(value) if value else None
    if found is None:
        return
    first, last = found[2], found[3]
    if int(last) >= int(first):
        return
    full = first[: len(first) - len(last)] + last
    if len(last) < len(first) and int(full) > int(first):
        return
    message = f"the pages run backwards: {value.strip()}"
    yield error("pages-descending", message, record.place("pages"), "compare them with the work")


def hyphen(record: Record) -> Iterator[Diagnostic]:
    """Yield a note where pages have one hyphen; pandoc prints a dash all the same."""
    value = record.get("pages")
    if record.format == "bib" and re.fullmatch(r"\s*\d+\s*[-—]\s*\d+\s*", value):
        yield info("pages-hyphen", f"{value.strip()} has no “--”", record.place("pages"), "write two hyphens")


def url(record: Record) -> Iterator[Diagnostic]:
    """Yield an error for an address whose link leads nowhere.

    Source: RFC 3986, 3; pandoc prints the field verbatim, LaTeX's escapes included.
    """
    value = record.get("url").strip()
    if not value:
        return
    place = record.place("url")
    if _LATEX_URL.search(value):
        yield error("url-markup", "the address has \\url{…} around it, which is printed", place, "the address only")
    elif _LOCAL.match(value):
        yield warning("url-local", "the address is a file on one computer", place, "give one that readers can open")
    elif found := _ESCAPED.search(value):
        message = f"the address has “{found[0]}” in it, and its link leads nowhere"
        yield error(
            "url-escaped", message, record.place("url", found.start()), "write the address as a browser shows it"
        )
    elif re.search(r"\s", value):
        message = "the address has a space in it, and its link leads nowhere"
        yield error("url-syntax", message, place, "one address, with %20 for a space")
    elif not _URL.fullmatch(value) or re.match(r"(?i)https?:/?[^/]|https?://(?:$|https?:|/)", value):
        bare = re.match(r"(?i)(?:www\.|[\w-]+(?:\.[\w-]+)+(?:/|$))", value)
        hint = f"write https://{value}" if bare else "an address begins with https://"
        yield error("url-syntax", f"{value[:60]} is no web address", place, hint)


def misplaced(record: Record) -> Iterator[Diagnostic]:
    """Yield what stands in the wrong field: an address in a title, a DOI where none is read."""
    title = record.get("title")
    if (
        any(sign in title for sign in ("://", "www.", "10."))
        and (found := _WEB.search(title))
        and found[0] != plain(title)
    ):
        message = f"the title has an address in it: {found[0][:40]}"
        yield warning("field-misplaced", message, record.place("title", found.start()), "move it to url or doi")
    if not record.get("doi"):
        for name in ("note", "url"):
            value = record.get(name)
            if "10." in value and "doi" in value.lower() and (found := re.search(r"10\.\d{4,9}/[^\s{}]+", value)):
                message = f"{name} has a DOI, which belongs in doi"
                good = scholarly.doi(found[0])
                if good and "arxiv" not in good:
                    yield info("doi-misplaced", message, record.place(name), f"doi = {{{good}}}")
    if record.get("file"):
        yield info("file-field", "file names a path on one computer", record.place("file"), "delete the field")


def style(record: Record) -> Iterator[Diagnostic]:
    """Yield notes on style: empty fields, titles in capitals or with a full stop, no date."""
    for one in record.fields:
        if not one.value.strip():
            yield info("field-empty", f"{one.written} is empty", record.at_field(one), "delete the field")
    title = record.title
    if len(title) > 20 and title.isupper():
        yield info("title-capitals", "the title is in capitals", record.place("title"), "write it as a sentence")
    if title.endswith(".") and not title.endswith(("...", " Inc.", " Ltd.", " al.", " v.", "U.S.", "U.K.")):
        yield info("title-period", "the title ends in a full stop", record.place("title"), "leave it out")
    if not record.get("date", "year").strip() and not record.get("pubstate", "crossref", "xdata"):
        yield info("date-missing", "there is no date", record.place(), "n.d. is printed")


CHECKS = (known_type, required, unprinted, twice, misspelt, pages, hyphen, url, misplaced, style)
