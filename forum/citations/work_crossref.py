"""What Crossref says of a work; PubMed's CSL has nearly the same form.

Source: api.crossref.org/swagger-ui, ``/works/{doi}``; Crossref, "REST API: metadata format".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from forum.citations.retractions import Notice
from forum.citations.work import Person, Work, cleaned, iso_date, years_in

_KINDS = {
    "journal-article": "article",
    "article-journal": "article",
    "proceedings-article": "inproceedings",
    "paper-conference": "inproceedings",
    "book-chapter": "incollection",
    "book-section": "incollection",
    "book-part": "incollection",
    "chapter": "incollection",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "reference-entry": "inreference",
    "proceedings": "proceedings",
    "posted-content": "online",
    "report": "report",
    "report-component": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
    "standard": "standard",
}
_UPDATES = {
    "retraction": "retracted",
    "withdrawal": "retracted",
    "removal": "retracted",
    "expression_of_concern": "concern",
}
_RETRACTED = re.compile(r"(?:RETRACTED|WITHDRAWN|Retracted|Withdrawn)(?: (?:ARTICLE|Article|CHAPTER|Chapter))?\s*:")
_DATES = ("published-print", "published", "issued", "published-online", "published-other", "posted", "created")


def from_crossref(message: Mapping[str, Any]) -> Work:
    """Return the work that an answer describes: the ``message`` of Crossref's, or a CSL item.

    Raises:
        ValueError: it is no description of a work.
    """
    title = _first(message.get("title"))
    if not title and not message.get("DOI"):
        raise ValueError("neither title nor DOI")
    kind = _KINDS.get(str(message.get("type")), "misc")
    dates = {name: _date(message.get(name)) for name in _DATES}
    printed = [name for name in ("published-print", "published", "issued") if dates[name]]
    return Work(
        kind=kind,
        title=title,
        subtitle=_first(message.get("subtitle")),
        titles=tuple(_titles(message)),
        authors=tuple(_people(message.get("author"))),
        editors=tuple(_people(message.get("editor"))),
        others=tuple(one for name in ("translator", "chair") for one in _people(message.get(name))),
        date=dates[printed[0]] if printed else "",
        years=years_in(*(date for name, date in dates.items() if name != "created" or not printed)),
        late=not dates["published-print"] and bool(dates["published-online"]),
        container=_first(message.get("container-title")),
        series=_second(message.get("container-title")) if kind != "article" else "",
        volume=cleaned(message.get("volume")),
        number=cleaned(message.get("issue")),
        pages=cleaned(message.get("page")) or cleaned(message.get("article-number")),
        edition=cleaned(message.get("edition-number")),
        publisher=cleaned(message.get("publisher")) if kind != "article" else "",
        location=cleaned(message.get("publisher-location") or message.get("publisher-place")),
        isbn=_first(message.get("ISBN")) if kind in ("book", "proceedings") else "",
        doi=cleaned(message.get("DOI")),
        pmid=cleaned(message.get("PMID")),
        language=cleaned(message.get("language"))[:2].lower(),
        notices=tuple(_notices(message)),
    )


def _first(value: object) -> str:
    """Return a text that Crossref has in a list, and CSL has bare."""
    return cleaned(value[0] if isinstance(value, list) and value else value)


def _second(value: object) -> str:
    return cleaned(value[1]) if isinstance(value, list) and len(value) > 1 else ""


def _titles(message: Mapping[str, Any]) -> Iterator[str]:
    for name in ("title", "original-title", "short-title"):
        values = message.get(name)
        yield from (cleaned(one) for one in values if cleaned(one)) if isinstance(values, list) else ()


def _people(values: object) -> Iterator[Person]:
    for one in values if isinstance(values, list) else ():
        if isinstance(one, Mapping):
            family = " ".join(
                filter(
                    None, (cleaned(one.get("non-dropping-particle") or one.get("prefix")), cleaned(one.get("family")))
                )
            )
            body = cleaned(one.get("name") or one.get("literal"))
            if family and _is_name(family):
                yield Person(family, cleaned(one.get("given")), cleaned(one.get("suffix")))
            elif body:
                yield Person(body, literal=True)


def _is_name(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


def _date(value: object) -> str:
    parts = value.get("date-parts") if isinstance(value, Mapping) else None
    return iso_date(parts[0]) if isinstance(parts, list) and parts else ""


def _notices(message: Mapping[str, Any]) -> Iterator[Notice]:
    """Yield what Crossref knows became of a work: ``updated-by``, or an update of the work by itself.

    ``update-to`` with another DOI is that of the notice itself, which nobody retracted.
    """
    own = str(message.get("DOI")).lower()
    if not message.get("update-to") and _RETRACTED.match(_first(message.get("title"))):
        yield Notice("retracted", "", "")
    for name in ("updated-by", "update-to"):
        values = message.get(name)
        for one in values if isinstance(values, list) else ():
            if not isinstance(one, Mapping) or str(one.get("type")).lower().replace("-", "_") not in _UPDATES:
                continue
            doi = cleaned(one.get("DOI"))
            if name == "updated-by" or doi.lower() == own:
                kind = _UPDATES[str(one["type"]).lower().replace("-", "_")]
                yield Notice(kind, _date(one.get("updated")), "" if doi.lower() == own else doi)
