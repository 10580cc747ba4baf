"""The same work twice: under one identifier, by likeness, or as preprint and as published.

A report that prints one work as 2020a and 2020b counts it twice as evidence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from forum.citations.identity import identifiers_of
from forum.citations.records import Collection, Record, names_in, plain
from forum.diagnostics import Diagnostic, error, warning

_NO_LETTER = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+|\b[ivx]+\b")
_PREPRINT = re.compile(r"arxiv|corr|biorxiv|medrxiv|ssrn|preprint|osf|hal\b", re.IGNORECASE)
_PART_TYPES = frozenset({"incollection", "inbook", "inproceedings", "conference", "inreference", "suppbook"})
_BOOK_TYPES = frozenset({"book", "mvbook", "collection", "proceedings", "thesis", "report"})
_UNIQUE = frozenset({"doi", "arxiv", "pmid", "pmcid", "kst", "h", "un", "ecli", "celex", "handle", "unts"})
_NEIGHBOURS = 6  # compared with, in a block sorted by title: keeps the time linear
SAME = 0.9  # of 1; below, two works are two
SAME_TITLE = 88  # of 100, for works that one identifier names


@dataclass(frozen=True)
class _Work:
    """What of a reference tells one work from another."""

    record: Record
    title: str
    families: frozenset[str]
    digits: tuple[str, ...]

    @property
    def preprint(self) -> bool:
        """Tell whether the reference is that of a preprint."""
        record = self.record
        journal = record.get("journaltitle", "publisher", "howpublished", "type")
        if _PREPRINT.search(journal):
            return True
        return not journal and bool(record.get("eprint") or "arxiv.org" in record.get("url"))


def duplicates(collection: Collection) -> Iterator[Diagnostic]:
    """Yield a problem for each reference that is another one again.

    Not so for volumes, editions, chapters of one book, the same title in two books,
    and standards of two years.
    """
    told: set[frozenset[int]] = set()
    for one, other, scheme in _same_identifier(collection):
        told.add(frozenset((id(one), id(other))))
        yield from _by_identifier(one, other, scheme)
    works = [work for record in collection.records if (work := _work(record)) is not None]
    for first, second in _candidates(works):
        pair = frozenset((id(first.record), id(second.record)))
        if pair in told or first.record.key == second.record.key:
            continue
        told.add(pair)
        yield from _by_likeness(first, second)


def _same_identifier(collection: Collection) -> Iterator[tuple[Record, Record, str]]:
    seen: dict[tuple[str, str], Record] = {}
    for record in collection.records:
        mine = set()
        for one in identifiers_of(record):
            if one.field == "note" or not (
                one.scheme in _UNIQUE or (one.scheme == "isbn" and record.type in _BOOK_TYPES)
            ):
                continue
            mine.add((one.scheme, one.value))
        for name in sorted(mine):
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


def _work(record: Record) -> _Work | None:
    title = _letters(record.title)
    if len(title) < 12:
        return None
    families = frozenset(_letters(name.family) for name in names_in(record.get("author", "editor")))
    return _Work(record, title, families, tuple(_DIGITS.findall(title)))


def _letters(text: str) -> str:
    return _NO_LETTER.sub(" ", text.casefold()).strip()


def _candidates(works: Iterable[_Work]) -> Iterator[tuple[_Work, _Work]]:
    """Yield the pairs that may be one work: titles that begin alike, or one author and year."""
    blocks: dict[tuple[object, ...], list[_Work]] = defaultdict(list)
    for work in works:
        blocks["title", work.title[:20]].append(work)
        for family in sorted(work.families)[:1]:
            blocks[family, work.record.year].append(work)
    for block in blocks.values():
        if len(block) > 1:
            block.sort(key=lambda work: work.title)
            for nth, work in enumerate(block):
                for other in block[nth + 1 : nth + 1 + _NEIGHBOURS]:
                    yield work, other


def _by_likeness(first: _Work, second: _Work) -> Iterator[Diagnostic]:
    likeness = fuzz.ratio(first.title, second.title, score_cutoff=85) / 100
    if not likeness or first.digits != second.digits or not _share(first.families, second.families):
        return
    one, other = sorted((first, second), key=lambda work: (str(work.record.source.path), work.record.at))
    if first.preprint != second.preprint:
        yield from _preprint(*((first, second) if first.preprint else (second, first)), likeness)
    elif not _apart(one.record, other.record) and _score(one, other, likeness) >= SAME:
        place = one.record.source.place(one.record.at)
        message = f"this seems to be the same work as @{one.record.key} in {place}"
        yield warning("work-alike", message, other.record.place(), "keep one, or say in what they differ")


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


def _score(one: _Work, other: _Work, likeness: float) -> float:
    """Return how alike two works are, from 0 to 1: what one of them lacks does not count."""
    total, weight = 5 * likeness, 5.0
    if one.families and other.families:
        total += 2 * len(one.families & other.families) / len(one.families | other.families)
        weight += 2
    for name, share in (("journaltitle", 1.5), ("publisher", 0.5), ("institution", 0.5), ("type", 0.5)):
        mine, theirs = _letters(plain(one.record.get(name))), _letters(plain(other.record.get(name)))
        if mine and theirs:
            total += share * fuzz.token_set_ratio(mine, theirs) / 100
            weight += share
    return total / weight


def _preprint(preprint: _Work, published: _Work, likeness: float) -> Iterator[Diagnostic]:
    mine, theirs = preprint.record, published.record
    later = (theirs.year or 0) - (mine.year or 0) if mine.year and theirs.year else 0
    if likeness < 0.9 or not preprint.families or not published.families or not -1 <= later <= 5:
        return
    if published.record.type in ("article", "inproceedings", "incollection", "book", "conference"):
        message = f"this is the preprint of @{theirs.key}, published in {theirs.year or 'print'}"
        yield warning("preprint-published", message, mine.place(), f"cite @{theirs.key}")


CHECKS = (duplicates,)
