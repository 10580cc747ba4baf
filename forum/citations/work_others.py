"""What DataCite, arXiv and Open Library say of a work.

Source: support.datacite.org, "DataCite REST API" and the metadata schema 4.6;
info.arxiv.org, "arXiv API User's Manual"; openlibrary.org/dev/docs/api/books.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from forum.citations import scholarly
from forum.citations.work import Person, Work, cleaned, person, years_in

_KINDS = {
    "article": "article",
    "journalarticle": "article",
    "book": "book",
    "bookchapter": "incollection",
    "conferencepaper": "inproceedings",
    "conferenceproceeding": "proceedings",
    "dataset": "dataset",
    "dissertation": "thesis",
    "preprint": "online",
    "report": "report",
    "software": "software",
    "standard": "standard",
}
_ATOM = {"a": "http://www.w3.org/2005/Atom", "arxiv": "http://arxiv.org/schemas/atom"}
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def from_datacite(answer: Mapping[str, Any]) -> Work:
    """Return the work that an answer of ``/dois/{doi}`` describes.

    Raises:
        ValueError: it is no description of a work.
    """
    try:
        said = answer["data"]["attributes"]
        titles = [one for one in said["titles"] if cleaned(one.get("title"))]
    except (KeyError, TypeError, AttributeError) as other:
        raise ValueError("no attributes with titles") from other
    main = [cleaned(one["title"]) for one in titles if not one.get("titleType")]
    types = said.get("types") or {}
    container = said.get("container") or {}
    dates = {str(one.get("dateType")): found[0] for one in said.get("dates") or () if (found := _day(one))}
    arxiv = scholarly.arxiv(str(said.get("doi"))) or ""
    kind = "online" if arxiv else _KINDS.get(str(types.get("resourceTypeGeneral")).lower(), "misc")
    kind = "misc" if kind in ("article", "inproceedings", "incollection") and not container.get("title") else kind
    year = str(said.get("publicationYear") or "")
    publisher = said.get("publisher")
    return Work(
        kind=kind,
        title=main[0] if main else "",
        subtitle=next((cleaned(one["title"]) for one in titles if one.get("titleType") == "Subtitle"), ""),
        titles=tuple(cleaned(one["title"]) for one in titles),
        authors=tuple(_creators(said.get("creators"))),
        others=tuple(_creators(said.get("contributors"))),
        date=next((dates[name] for name in ("Issued", "Submitted") if dates.get(name, "")[:4] == year), year),
        years=years_in(year, *dates.values()),
        container=cleaned(container.get("title")),
        volume=cleaned(container.get("volume")),
        number=cleaned(container.get("issue")),
        pages="-".join(filter(None, (cleaned(container.get("firstPage")), cleaned(container.get("lastPage"))))),
        publisher="" if arxiv else cleaned(publisher.get("name") if isinstance(publisher, Mapping) else publisher),
        doi=cleaned(said.get("doi")),
        arxiv=arxiv,
        url=cleaned(said.get("url")),
        language=cleaned(said.get("language"))[:2].lower(),
    )


def _day(date: object) -> re.Match[str] | None:
    return _DAY.match(cleaned(date.get("date"))) if isinstance(date, Mapping) else None


def _creators(values: object) -> Iterator[Person]:
    for one in values if isinstance(values, list) else ():
        if not isinstance(one, Mapping):
            continue
        name, family = cleaned(one.get("name")), cleaned(one.get("familyName"))
        if one.get("nameType") == "Organizational":
            yield Person(name, literal=True)
        elif family:
            yield Person(family, cleaned(one.get("givenName")))
        elif name:
            named = "," in name or one.get("nameType") == "Personal"
            yield person(name) if named else Person(name, literal=True)


def from_arxiv(feed: bytes) -> Work | None:
    """Return the work in an Atom feed of the arXiv's; None where it has none.

    Raises:
        ValueError: it is no such feed.
    """
    if b"<!DOCTYPE" in feed or b"<!ENTITY" in feed:
        raise ValueError("a feed has no document type")
    try:
        root = ElementTree.fromstring(feed)  # noqa: S314 (no entities: refused above)
    except ElementTree.ParseError as other:
        raise ValueError("no XML") from other
    if root.tag != f"{{{_ATOM['a']}}}feed":
        raise ValueError("no Atom feed")
    entry = root.find("a:entry", _ATOM)
    number = scholarly.arxiv(_inside(entry, "a:id").replace("http:", "https:")) if entry is not None else None
    if entry is None or number is None:  # an error is an entry, too
        return None
    first, last = _inside(entry, "a:published")[:10], _inside(entry, "a:updated")[:10]
    subject = entry.find("arxiv:primary_category", _ATOM)
    return Work(
        kind="online",
        title=_inside(entry, "a:title"),
        authors=tuple(person(_inside(one, "a:name")) for one in entry.findall("a:author", _ATOM)),
        date=first,
        years=years_in(first, last),
        arxiv=number,
        arxiv_class=subject.get("term", "") if subject is not None else "",
        url=f"https://arxiv.org/abs/{number}",
    )


def _inside(node: ElementTree.Element, name: str) -> str:
    return cleaned(node.findtext(name, "", _ATOM))


def from_open_library(answer: Mapping[str, Any], isbn: str) -> Work | None:
    """Return the book in an answer of ``/api/books?jscmd=data``; None where it has none.

    Raises:
        ValueError: it is no such answer.
    """
    if not isinstance(answer, Mapping):
        raise ValueError("no books by ISBN")
    book = answer.get(f"ISBN:{isbn}")
    if not isinstance(book, Mapping) or not cleaned(book.get("title")):
        return None
    year = re.search(r"\b(1[5-9]|20)\d\d\b", str(book.get("publish_date")))
    return Work(
        kind="book",
        title=cleaned(book["title"]),
        subtitle=cleaned(book.get("subtitle")),
        authors=tuple(person(name) for name in _names(book.get("authors"))),
        date=year[0] if year else "",
        years=years_in(year[0] if year else ""),
        publisher=next(_names(book.get("publishers")), ""),
        location=next(_names(book.get("publish_places")), ""),
        isbn=isbn,
    )


def _names(values: object) -> Iterator[str]:
    for one in values if isinstance(values, list) else ():
        if isinstance(one, Mapping) and cleaned(one.get("name")):
            yield cleaned(one["name"])
