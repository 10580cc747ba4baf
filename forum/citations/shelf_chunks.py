"""A bibliography in chunks: of each what a check found, and what other entries have to know of it.

A chunk's summary depends on its text and the abbreviations before it alone, so that it is
made once. Places count from the start of the chunk.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import msgspec

from forum.citations.bibtex import cuts, parse_bib
from forum.citations.check_links import Strings, strings_in
from forum.citations.checks import check_dated, check_entries, collect
from forum.citations.duplicates import Work, unique_names, work_of
from forum.citations.identity import identifiers_of
from forum.citations.records import Collection, Record, Source, names_in, record_of
from forum.diagnostics import Diagnostic, from_plain

LINKS = ("crossref", "xdata", "xref", "entryset", "related")
LINKED, RELATED, NUMBERED, ODD, HELPER = 1, 2, 4, 8, 16
"""What an entry has: a link to another, a relation, a number with a slash, signs that pandoc may read
otherwise than they are written; or that it is no work itself."""

_ODD = re.compile(r"[\\%$#^]|[^\u0000-\u017f\u2010-\u2026\u202f\u2212€]")
_NEVER = datetime.date(9000, 1, 1)

Finding = tuple[str, str, str, int, int, tuple[str, ...]]
"""A diagnostic whose place counts from the start of the chunk: code, severity, message, line, column, hints."""

Named = tuple[str, int, int]
"""A name and its place."""


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a chunk; the lists have an item for each reference that can be read.

    ``starts`` are offsets, ``lines`` and ``columns`` the places of keys; ``contents``, ``titles``
    and ``families`` digests: of the entry, and of the blocks in which it may be found again.
    ``unique`` and ``identifiers`` are joined by line ends. ``early`` are the references that
    say something else on a later day than ``day``, with what they say as they are.
    """

    digest: str
    breaks: int
    day: str
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    lines: tuple[int, ...]
    columns: tuple[int, ...]
    contents: tuple[int, ...]
    flags: tuple[int, ...]
    titles: tuple[int, ...]
    families: tuple[int, ...]
    unique: tuple[str, ...]
    identifiers: tuple[str, ...]
    authors: tuple[str, ...]
    found: tuple[Finding, ...]
    early: tuple[int, ...]
    strings: dict[str, str]
    used: tuple[str, ...]
    undefined: tuple[Named, ...]
    definitions: tuple[tuple[tuple[str, ...], int, int], ...]


@dataclass(frozen=True)
class Stretch:
    """A stretch of a file: its offset, the line ends before it, the abbreviations before it, and its digest."""

    at: int
    line: int
    text: str
    strings: Mapping[str, str]
    digest: str


def stretch_of(source: Source, at: int, end: int, line: int, strings: Mapping[str, str]) -> Stretch:
    """Return a stretch of a file with its digest."""
    text = source.text[at:end]
    hasher = hashlib.blake2b(source.path.suffix.encode(), digest_size=24)
    hasher.update(json.dumps(strings, sort_keys=True).encode() if strings else b"")
    hasher.update(b"\0" + text.encode("utf-8", "surrogatepass"))
    return Stretch(at, line, text, strings, hasher.hexdigest())


def ends(source: Source) -> Sequence[tuple[int, int]]:
    """Return where the chunks of a file begin and end; one that is no .bib is one."""
    starts = cuts(source.text) if source.path.suffix == ".bib" else [0]
    return tuple(zip(starts, [*starts[1:], len(source.text)], strict=True))


def summarised(stretch: Stretch, suffix: str, today: datetime.date) -> tuple[Chunk, list[Work | None]]:
    """Return a chunk's summary, and its references at a glance."""
    source = Source(PurePosixPath(f"chunk{suffix}"), stretch.text)
    if suffix == ".bib":
        bib = parse_bib(stretch.text, stretch.strings)
        records = tuple(record_of(piece, source) for piece in bib.entries if not piece.broken)
        starts = tuple(piece.start for piece in bib.entries if not piece.broken)
        collection = Collection(records, ((source, bib),))
        strings = strings_in(source, bib)
        defined = {name: text for name, text in bib.strings.items() if stretch.strings.get(name) != text}
    else:
        collection = collect(iter([source]))
        records, starts, defined = collection.records, (0,) * len(collection.records), {}
        strings = Strings(frozenset(), (), ())
    dated = [list(check_dated(record, today)) for record in records]
    early = [nth for nth, found in enumerate(dated) if found and found != list(check_dated(records[nth], _NEVER))]
    late = set(early)
    found = [*check_entries(collection), *(one for nth, each in enumerate(dated) if nth not in late for one in each)]
    works = [work_of(record) for record in records]
    places = [record.source.line_and_column(record.at) for record in records]
    chunk = Chunk(
        digest=stretch.digest,
        breaks=stretch.text.count("\n"),
        day=today.isoformat(),
        keys=tuple(record.key for record in records),
        starts=starts,
        lines=tuple(line for line, _ in places),
        columns=tuple(column for _, column in places),
        contents=tuple(map(_content, records)),
        flags=tuple(map(_flags, records)),
        titles=tuple(_block(work, 0) for work in works),
        families=tuple(_block(work, 1) for work in works),
        unique=tuple("\n".join(f"{scheme}:{value}" for scheme, value in unique_names(record)) for record in records),
        identifiers=tuple("\n".join(map(str, identifiers_of(record))) for record in records),
        authors=tuple(map(_authors, records)),
        found=tuple(map(_finding, found)),
        early=tuple(early),
        strings=defined,
        used=tuple(sorted(strings.used)),
        undefined=tuple((name, place.line, place.column) for name, place in strings.undefined),
        definitions=tuple((names, place.line, place.column) for names, place in strings.definitions),
    )
    return chunk, works


def digest_of(text: str) -> int:
    """Return a digest of a text as a number of 63 bits; never 0, which stands for none."""
    return (
        int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1 | 1
    )


def _content(record: Record) -> int:
    fields = "\0".join([f"{one.written}\1{one.value}" for one in record.fields])
    return digest_of(f"{record.format}\0{record.key}\0{record.type}\0{fields}")


def _flags(record: Record) -> int:
    flags = LINKED if not record.names.isdisjoint(LINKS) and any(record.get(name).strip() for name in LINKS) else 0
    flags |= RELATED if record.get("relation") else 0
    flags |= NUMBERED if "/" in record.get("number") else 0
    flags |= ODD if _is_odd("".join([one.value for one in record.fields])) else 0
    return flags | (HELPER if record.type in ("xdata", "set") else 0)


def _is_odd(text: str) -> bool:
    if text.isascii():
        return "\\" in text or "%" in text or "$" in text or "#" in text or "^" in text
    return _ODD.search(text) is not None


def _block(work: Work | None, which: int) -> int:
    blocks = work.blocks if work is not None else ()
    return digest_of("\0".join(blocks[which])) if which < len(blocks) else 0


def _authors(record: Record) -> str:
    """Return the year and the family names by which a text may mean the reference; nothing without a year."""
    if not record.year:
        return ""
    families = (one.family.casefold() for one in names_in(record.get("author", "editor")) if not one.literal)
    return "\n".join([str(record.year), *families])


def _finding(one: Diagnostic) -> Finding:
    return one.code, one.severity.value, one.message, one.span.line, one.span.column, one.hints


def told(found: Sequence[Finding], path: PurePosixPath, line: int) -> Iterator[Diagnostic]:
    """Yield findings of a chunk with their places in the file."""
    for code, severity, message, at, column, hints in found:
        place = {"path": str(path), "line": at + line, "column": column, "cell": None}
        yield from_plain({"code": code, "severity": severity, "message": message, "hints": hints, **place})
