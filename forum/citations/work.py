"""A work as a registry describes it: Crossref, DataCite, arXiv, PubMed, Open Library in one form."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from forum.citations.retractions import Notice

_BEFORE = "van von der den de het ten ter te du des da das do dos di del della degli la le el al bin ibn zu zum zur"
PARTICLES = frozenset(_BEFORE.split())
"""What stands before a family name and is part of it, in small letters."""

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Person:
    """A person; or a body, whose whole name is ``family`` and which is ``literal``."""

    family: str
    given: str = ""
    suffix: str = ""
    literal: bool = False


@dataclass(frozen=True)
class Work:
    """A work as registered. ``kind`` is its biblatex type; dates are ISO 8601, as far as they are known.

    ``titles`` are other titles that it goes by. ``years`` are all that are right to give:
    in print, online. ``late`` tells that only the day is known on which it went online,
    which may be long after it was printed.
    """

    kind: str = "misc"
    title: str = ""
    subtitle: str = ""
    titles: tuple[str, ...] = ()
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    others: tuple[Person, ...] = ()
    date: str = ""
    years: tuple[int, ...] = ()
    late: bool = False
    container: str = ""
    series: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    edition: str = ""
    publisher: str = ""
    location: str = ""
    isbn: str = ""
    doi: str = ""
    arxiv: str = ""
    arxiv_class: str = ""
    pmid: str = ""
    url: str = ""
    language: str = ""
    notices: tuple[Notice, ...] = ()


def cleaned(text: object) -> str:
    """Return a registry's text without markup and entities, composed, spaces folded."""
    if not isinstance(text, str):
        return ""
    bare = _TAG.sub("", html.unescape(html.unescape(text)))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", bare)).strip()


def person(name: str) -> Person:
    """Return a person of whom a registry has one text: ``Family, Given`` or ``Given van Family``."""
    if "," in name:
        family, _, given = name.partition(",")
        return Person(family.strip(), given.strip())
    words = name.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return Person(" ".join(words[start:]), " ".join(words[:start]))


def iso_date(parts: object) -> str:
    """Return ``[2023, 2, 16]``, as CSL has dates, as ``2023-02-16``; shorter where parts are missing."""
    if not isinstance(parts, list) or not parts:
        return ""
    numbers = [int(part) for part in parts if str(part).isdecimal()]
    if not numbers or not 1000 <= numbers[0] <= 2999:
        return ""
    return "-".join([str(numbers[0]), *(f"{number:02}" for number in numbers[1:3])])


def years_in(*dates: str) -> tuple[int, ...]:
    """Return the years of ISO dates, sorted."""
    return tuple(sorted({int(date[:4]) for date in dates if re.match(r"\d{4}", date)}))
