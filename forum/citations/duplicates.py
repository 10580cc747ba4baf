"""The same work twice: under one identifier, by likeness, or as preprint and as published.

A report that prints one work as 2020a and 2020b counts it twice as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from rapidfuzz import fuzz

from forum.citations.identity import identifiers_of
from forum.citations.records import Record, names_in, plain
from forum.diagnostics import Diagnostic, error, warning

_NO_LETTER = re.compile(r"[\W_]+")
_APART = {code: " " for code in range(128) if not chr(code).isalnum()}
_DIGITS = re.compile(r"\d+|\b[ivx]+\b")
_PREPRINT = re.compile(r"arxiv|corr|biorxiv|medrxiv|ssrn|preprint|osf|hal\b", re.IGNORECASE)
_PART_TYPES = frozenset({"incollection", "inbook", "inproceedings", "conference", "inreference", "suppbook"})
_BOOK_TYPES = frozenset({"book", "mvbook", "collection", "proceedings", "thesis", "report"})
_UNIQUE = frozenset({"doi", "arxiv", "pmid", "pmcid", "kst", "h", "un", "ecli", "celex", "handle", "unts"})
_NEIGHBOURS = 6  # compared with, in a block sorted by title: keeps the time linear
_LIKE = 85  # of 100; titles that are less alike are not those of one work
SAME = 0.9  # of 1; below, two works are two
SAME_TITLE = 88  # of 100, for works that one identifier names


class Work(Struct, frozen=True, array_like=True):
    """What of a reference tells one work from another at a glance: title, family names, numbers in the title."""

    title: str
    families: frozenset[str]
    digits: tuple[str, ...]
    year: int | None

    @property
    def blocks(self) -> tuple[tuple[str, str], ...]:
        """The blocks in which it is compared: those whose titles begin alike, those of one author and year."""
        return (("title", self.title[:20]), *(((min(self.families), str(self.year)),) if self.families else ()))


def work_of(record: Record) -> Work | None:
    """Return a reference at a glance; None where its title is too short to tell it."""
    title = _letters(record.title)
    if len(title) < 12:
        return None
    families = frozenset(_letters(name.family) for name in names_in(record.get("author", "editor")))
    return Work(title, families, tuple(_DIGITS.findall(title)), record.year)


def alike(block: Sequence[Work]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of those works of a block, each with another, that may be one."""
    order = sorted(range(len(block)), key=lambda number: block[number].title)
    for nth, number in enumerate(order):
        work = block[number]
        for other in order[nth + 1 : nth + 1 + _NEIGHBOURS]:
            theirs = block[other]
            if (
                work.digits == theirs.digits
                and _share(work.families, theirs.families)
                and fuzz.ratio(work.title, theirs.title, score_cutoff=_LIKE)
            ):
                yield number, other


def duplicates(records: Iterable[Record], pairs: Iterable[tuple[Record, Record]]) -> Iterator[Diagnostic]:
    """Yield a problem for each reference that is another one again, by identifier or by likeness of ``pairs``.

    Not so for volumes, editions, chapters of one book, the same title in two books,
    and standards of two years.
    """
    told: set[frozenset[int]] = set()
    for one, other, scheme in _same_identifier(records):
        told.add(frozenset((id(one), id(other))))
        yield from _by_identifier(one, other, scheme)
    for one, other in pairs:
        pair = frozenset((id(one), id(other)))
        if pair in told or one.key == other.key:
            continue
        told.add(pair)
        yield from _by_likeness(one, other)


def unique_names(record: Record) -> list[tuple[str, str]]:
    """Return the identifiers of a reference that one work has alone, as scheme and value."""
    found = identifiers_of(record)
    return sorted(
        {
            (one.scheme, one.value)
            for one in found
            if one.field != "note" and (one.scheme in _UNIQUE or (one.scheme == "isbn" and record.type in _BOOK_TYPES))
        }
    )


def _same_identifier(records: Iterable[Record]) -> Iterator[tuple[Record, Record, str]]:
    seen: dict[tuple[str, str], Record] = {}
    for record in records:
        for name in unique_names(record):
            before = seen.setdefault(name, record)
            if before is not record and before.key != record.key:
                yield before, record, f"{name[0]}:{name[1]}"
                break


def _by_identifier(one: Record, other: Record, name: str) -> Iterator[Diagnostic]:
    like = fuzz.token_sort_ratio(_letters(one.title), _letters(other.title))
    first = f"@{one.key} in {one.source.place(one.at)}"
    if like >= SAME_TITLE and _edition(one) == _edition(other):
        message = f"this is the same work as {first}: {name}"
        yield error("work-duplicate", message, other.place(), "keep one, and cite its key everywhere")
    elif not name.startswith("isbn") and not {one.type, other.type} & _PART_TYPES and like < 60:
        message = f"this has the identifier of another work, {first}: {name}"
        yield warning("identifier-shared", message, other.place(), "one of the two has it wrongly")


def _edition(record: Record) -> tuple[str, str]:
    return record.get("edition").strip(), record.get("volume").strip() if record.type in _BOOK_TYPES else ""


def _letters(text: str) -> str:
    """Return a text in small letters, anything but letters and digits as one space."""
    if text.isascii():
        return " ".join(text.lower().translate(_APART).split())
    return _NO_LETTER.sub(" ", text.casefold()).strip()


def _by_likeness(first: Record, second: Record) -> Iterator[Diagnostic]:
    one, other = sorted((first, second), key=lambda record: (str(record.source.path), record.at))
    mine, theirs = work_of(one), work_of(other)
    if mine is None or theirs is None:
        return
    likeness = fuzz.ratio(mine.title, theirs.title) / 100
    if _is_preprint(one) != _is_preprint(other):
        preprint, published = (one, other) if _is_preprint(one) else (other, one)
        if mine.families and theirs.families:
            yield from _preprint(preprint, published, likeness)
    elif not _apart(one, other) and _score(one, other, mine.families, theirs.families, likeness) >= SAME:
        place = one.source.place(one.at)
        message = f"this seems to be the same work as @{one.key} in {place}"
        yield warning("work-alike", message, other.place(), "keep one, or say in what they differ")


def _is_preprint(record: Record) -> bool:
    """Tell whether a reference is that of a preprint."""
    journal = record.get("journaltitle", "publisher", "howpublished", "type")
    if _PREPRINT.search(journal):
        return True
    return not journal and bool(record.get("eprint") or "arxiv.org" in record.get("url"))


def _share(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or len(one & other) * 2 >= min(len(one), len(other))


def _apart(one: Record, other: Record) -> bool:
    """Tell whether two references say of themselves that they are two: by number, place or kind."""
    for name in (
        "edition",
        "volume",
        "number",
        "part",
        "chapter",
        "issue",
        "version",
        "booktitle",
        "langid",
        "language",
    ):
        mine, theirs = _letters(plain(one.get(name))), _letters(plain(other.get(name)))
        if mine and theirs and mine != theirs and fuzz.ratio(mine, theirs) < 90:
            return True
    mine, theirs = one.get("pages"), other.get("pages")
    if mine and theirs and re.findall(r"\d+", mine)[:1] != re.findall(r"\d+", theirs)[:1]:
        return True
    if one.get("doi") and other.get("doi"):
        return True  # two DOIs are two objects; one DOI was told before
    if (one.type in _PART_TYPES) != (other.type in _PART_TYPES) and "article" not in (one.type, other.type):
        return True
    return one.year is not None and other.year is not None and one.year != other.year


def _score(one: Record, other: Record, mine: frozenset[str], theirs: frozenset[str], likeness: float) -> float:
    """Return how alike two works are, from 0 to 1: what one of them lacks does not count."""
    total, weight = 5 * likeness, 5.0
    if mine and theirs:
        total += 2 * len(mine & theirs) / len(mine | theirs)
        weight += 2
    for name, share in (("journaltitle", 1.5), ("publisher", 0.5), ("institution", 0.5), ("type", 0.5)):
        here, there = _letters(plain(one.get(name))), _letters(plain(other.get(name)))
        if here and there:
            total += share * fuzz.token_set_ratio(here, there) / 100
            weight += share
    return total / weight


def _preprint(mine: Record, theirs: Record, likeness: float) -> Iterator[Diagnostic]:
    later = (theirs.year or 0) - (mine.year or 0) if mine.year and theirs.year else 0
    if likeness < 0.9 or not -1 <= later <= 5:
        return
    if theirs.type in ("article", "inproceedings", "incollection", "book", "conference"):
        message = f"this is the preprint of @{theirs.key}, published in {theirs.year or 'print'}"
        yield warning("preprint-published", message, mine.place(), f"cite @{theirs.key}")
