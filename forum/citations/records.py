"""One form for every reference that a check looks at, whatever file format it stands in.

Fields go by their biblatex names. A place is an offset until somebody asks for it,
because most references are in order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any, TypeVar

from msgspec import Struct

from forum.citations.bibtex import BibField, BibFile, Piece, parse_bib
from forum.diagnostics import Span

T = TypeVar("T")

# BibTeX's and other programs' names for biblatex's fields: biblatex manual, 2.2.5 "Field Aliases".
ALIASES = {
    "address": "location",
    "annote": "annotation",
    "archiveprefix": "eprinttype",
    "journal": "journaltitle",
    "key": "sortkey",
    "pdf": "file",
    "primaryclass": "eprintclass",
    "school": "institution",
}
NAMES = ("author", "editor", "translator", "bookauthor")
"""The fields that hold persons."""


@dataclass(frozen=True)
class Source:
    """A file's text, which turns offsets into places. ``scope`` is the paper whose own file it is."""

    path: PurePosixPath
    text: str
    scope: str = ""

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *accumulate(map((1).__add__, map(len, self.text.split("\n"))))]

    def place(self, offset: int) -> Span:
        """Return the place of an offset."""
        return Span(self.path, *self.line_and_column(offset))

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return where an offset is; both count from 1."""
        line = bisect_right(self._lines, offset) - 1
        return line + 1, offset - self._lines[line] + 1


class Field(Struct, frozen=True):
    """A field: its biblatex name, the name as ``written``, its value, and the offset of each.

    ``exact`` tells that ``at`` is where ``value`` begins, character by character.
    """

    name: str
    written: str
    value: str
    start: int
    at: int
    exact: bool = True


@dataclass(frozen=True)
class Record:
    """A reference as its file has it."""

    source: Source
    key: str
    type: str
    at: int
    fields: tuple[Field, ...]
    format: str = "bib"
    _by_name: dict[str, Field] = field(default_factory=dict, compare=False, repr=False)
    _memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_name.update([(one.name, one) for one in reversed(self.fields)])

    @property
    def names(self) -> Set[str]:
        """The fields that are there."""
        return self._by_name.keys()

    def get(self, *names: str) -> str:
        """Return the value of the first of the fields that is there; empty for none."""
        for name in names:
            if name in self._by_name:
                return self._by_name[name].value
        return ""

    def remembered(self, name: str, make: Callable[[Record], T]) -> T:
        """Return what ``make`` makes of the record, made once."""
        if name not in self._memory:
            self._memory[name] = make(self)
        found: T = self._memory[name]
        return found

    def field(self, *names: str) -> Field | None:
        """Return the first of the fields that is there."""
        for name in names:
            if name in self._by_name:
                return self._by_name[name]
        return None

    def place(self, name: str = "", within: int = 0) -> Span:
        """Return the place of the value of a field, some characters into it; of the key without one."""
        found = self._by_name.get(name)
        if found is None:
            return self.source.place(self.at)
        return self.source.place(found.at + (within if found.exact else 0))

    def at_field(self, one: Field, within: int = 0) -> Span:
        """Return the place in a field's value."""
        return self.source.place(one.at + (within if one.exact else 0))

    @cached_property
    def title(self) -> str:
        """The title without markup."""
        return plain(self.get("title"))

    @cached_property
    def year(self) -> int | None:
        """The year of publication, where one is given."""
        found = re.match(r"\s*\{*\s*(\d{4})(?!\d)", self.get("date", "year"))
        return int(found[1]) if found else None


@dataclass(frozen=True)
class Collection:
    """All references of a check, and the files that they stand in, each with its syntax tree."""

    records: tuple[Record, ...]
    files: tuple[tuple[Source, BibFile], ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Sequence[Record]]:
        """Each key's records, in order."""
        found: dict[str, list[Record]] = {}
        for record in self.records:
            found.setdefault(record.key, []).append(record)
        return found


@lru_cache(maxsize=4)
def read_bib(source: Source) -> tuple[BibFile, tuple[Record, ...]]:
    """Return a .bib file in pieces, and those of its entries that can be read; kept, since several ask."""
    bib = parse_bib(source.text)
    return bib, tuple(record_of(piece, source) for piece in bib.entries if not piece.broken)


def record_of(piece: Piece, source: Source) -> Record:
    """Return an entry of a file as a record."""
    fields = tuple([_field(one, source.text) for one in piece.fields])
    return Record(source, piece.key, piece.type, piece.key_at or piece.start, fields)


def _field(one: BibField, source: str) -> Field:
    name, at = one.name, one.at
    at += 1 if source[at : at + 1] in ("{", '"') else 0
    return Field(ALIASES.get(name, name), name, one.text, one.start, at, source.startswith(one.text, at))


_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
}
_LETTERS = {"ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "l": "ł", "L": "Ł"}
_LETTERS |= {"aa": "å", "AA": "Å", "i": "i", "j": "j"}
_ACCENT = re.compile(r"""\\([`'^~"=.]|[uvHckrd](?![A-Za-z]))\s*\{?\s*(\\[ij](?![A-Za-z])|[A-Za-z])\}?""")
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|[oOlLij])(?![A-Za-z])\s*(?:\{\})?")
_COMMAND = re.compile(r"\\[A-Za-z]+\*?\s*|\\(.)")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return a value of BibTeX without braces and commands, accents as letters."""
    if "{" not in text and "\\" not in text and "~" not in text and "}" not in text:
        return " ".join(text.split())
    if "\\" in text:
        text = _ACCENT.sub(lambda found: found[2].lstrip("\\") + _ACCENTS[found[1]], text)
        text = _LETTER.sub(lambda found: _LETTERS[found[1]], text)
        text = _COMMAND.sub(lambda found: found[1] or "", text)
    return _SPACE.sub(" ", text.replace("{", "").replace("}", "").replace("~", " ")).strip()


class Name(Struct, frozen=True):
    """A person, or a body as ``literal``; offsets count in the field's value."""

    family: str
    given: str
    literal: bool
    text: str
    at: int


@lru_cache(maxsize=4096)  # nine checks ask for the names of each entry
def names_in(value: str) -> tuple[Name, ...]:
    """Return the names of a BibTeX name list: parted by ``and`` outside braces."""
    return tuple(_names(value))


def _names(value: str) -> Iterator[Name]:
    if not value.strip():
        return
    for start, text in _parted(value):
        bare = text.strip()
        at = start + len(text) - len(text.lstrip())
        if bare.startswith("{") and bare.endswith("}") and "}" not in bare[1:-1].partition("{")[0]:
            yield Name(plain(bare), "", True, bare, at)
        elif "," in bare:
            family, _, given = bare.partition(",")
            yield Name(plain(family), plain(given), False, bare, at)
        else:
            *given_words, family = bare.split() or [""]
            yield Name(plain(family), plain(" ".join(given_words)), False, bare, at)


_AND = re.compile(r"\s(and)(?=\s)|[{}]", re.IGNORECASE)


def _parted(value: str) -> Iterator[tuple[int, str]]:
    if "and" not in value and "AND" not in value:
        yield 0, value
        return
    depth = start = 0
    for found in _AND.finditer(value):
        if found[1] is None:
            depth += 1 if found[0] == "{" else -1
        elif depth <= 0:
            yield start, value[start : found.start()]
            start = found.end()
    yield start, value[start:]
