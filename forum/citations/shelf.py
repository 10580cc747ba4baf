"""All references of a workspace by what is known of their chunks; an entry is read when somebody asks for it.

Fifty thousand entries take seconds to read, and a change is of one. What looks at several
entries is asked only about those that may have something to do with each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from forum.citations.bibtex import Piece, entry_at, parse_bib
from forum.citations.check_links import in_circle
from forum.citations.checks import collect
from forum.citations.records import Collection, Record, Source, record_of
from forum.citations.shelf_chunks import (
    LINKED,
    Chunk,
    Stretch,
    ends,
    stretch_of,
)
from forum.diagnostics import Span


@dataclass(frozen=True)
class Shelved:
    """A file with its stretches, and what is known of each."""

    source: Source
    parts: tuple[tuple[Stretch, Chunk], ...]

    @property
    def size(self) -> int:
        """The number of its references."""
        return sum(len(chunk.keys) for _, chunk in self.parts)


@dataclass(frozen=True)
class _Part(Collection):
    """Some of the references, which can name all of them."""

    every: Mapping[str, Sequence[Record]] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> Mapping[str, Sequence[Record]]:
        return self.every


class _ByKey(Mapping[str, Sequence[Record]]):
    """Each key's records, read when they are asked for."""

    def __init__(self, numbers: Mapping[str, Sequence[int]], read: Callable[[int], Record]) -> None:
        self._numbers, self._read = numbers, read

    def __getitem__(self, key: str) -> Sequence[Record]:
        return [self._read(number) for number in self._numbers[key]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, key: object) -> bool:
        return key in self._numbers


class Shelf:
    """The references of several files, by number, in the order of the files."""

    def __init__(self, files: Sequence[Shelved]) -> None:
        self.files = tuple(files)
        self.parts = [(file.source, stretch, chunk) for file in self.files for stretch, chunk in file.parts]
        chunks = [chunk for _, _, chunk in self.parts]
        self.keys = [key for chunk in chunks for key in chunk.keys]
        self.contents = [content for chunk in chunks for content in chunk.contents]
        self.flags = [flags for chunk in chunks for flags in chunk.flags]
        self._places = [
            (nth, inside) for nth, (_, _, chunk) in enumerate(self.parts) for inside in range(len(chunk.keys))
        ]
        self._records: dict[int, Record] = {}
        self._whole: dict[int, Sequence[Record]] = {}
        self._strings: dict[int, Sequence[tuple[int, str, str]]] = {}

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def digest(self) -> str:
        """A digest of all files: their names, scopes and contents."""
        hasher = hashlib.sha256()
        for source, _, chunk in self.parts:
            hasher.update(f"{source.path}\0{source.scope}\0{chunk.digest}\0".encode("utf-8", "surrogatepass"))
        return hasher.hexdigest()

    # --- one reference -------------------------------------------------------------------

    def source(self, number: int) -> Source:
        """Return the file of a reference."""
        return self.parts[self._places[number][0]][0]

    def place(self, number: int) -> Span:
        """Return the place of a reference's key."""
        nth, inside = self._places[number]
        source, stretch, chunk = self.parts[nth]
        return Span(source.path, stretch.line + chunk.lines[inside], chunk.columns[inside])

    def identifiers(self, number: int) -> Sequence[str]:
        """Return the identifiers of a reference."""
        nth, inside = self._places[number]
        return self.parts[nth][2].identifiers[inside].split("\n")

    def authors(self, number: int) -> Sequence[str]:
        """Return the year of a reference and its authors' family names in small letters."""
        nth, inside = self._places[number]
        return self.parts[nth][2].authors[inside].split("\n")

    def record(self, number: int) -> Record:
        """Return a reference as its file has it."""
        if number not in self._records:
            self._records[number] = self._read(*self._places[number])
        return self._records[number]

    def _read(self, nth: int, inside: int) -> Record:
        source = self.parts[nth][0]
        if source.path.suffix != ".bib":
            if nth not in self._whole:
                self._whole[nth] = collect(iter([source])).records
            return self._whole[nth][inside]
        return record_of(self._piece(nth, inside), source)

    def entry(self, number: int) -> Piece:
        """Return an entry of a .bib file as written."""
        return self._piece(*self._places[number])

    def _piece(self, nth: int, inside: int) -> Piece:
        source, stretch, chunk = self.parts[nth]
        start = chunk.starts[inside]
        strings = dict(stretch.strings)
        for at, name, text in self._defined(nth) if chunk.strings else ():
            if at < start:
                strings[name] = text
        return entry_at(source.text, stretch.at + start, strings)

    def _defined(self, nth: int) -> Sequence[tuple[int, str, str]]:
        """Return what a chunk defines: where, name and text."""
        if nth not in self._strings:
            pieces = parse_bib(self.parts[nth][1].text, self.parts[nth][1].strings).pieces
            fields = ((piece.start, one) for piece in pieces if piece.kind == "string" for one in piece.fields)
            self._strings[nth] = tuple((at, one.name, one.text) for at, one in fields)
        return self._strings[nth]

    # --- several ----------------------------------------------------------------------------

    def numbers(self, file: Shelved) -> range:
        """Return the numbers of a file's references."""
        before = sum(one.size for one in self.files[: self.files.index(file)])
        return range(before, before + file.size)

    @cached_property
    def by_key(self) -> Mapping[str, Sequence[int]]:
        """Each key's references, in order."""
        found: dict[str, list[int]] = {}
        for number, key in enumerate(self.keys):
            found.setdefault(key, []).append(number)
        return found

    @cached_property
    def records_by_key(self) -> Mapping[str, Sequence[Record]]:
        """Each key's references, read when they are asked for."""
        return _ByKey(self.by_key, self.record)

    @cached_property
    def blocks(self) -> Sequence[tuple[int, Sequence[int]]]:
        """The blocks in which works may be found again that have more than one member, each with its members."""
        found: dict[int, list[int]] = {}
        chunks = [chunk for _, _, chunk in self.parts]
        for of_chunks in ([chunk.titles for chunk in chunks], [chunk.families for chunk in chunks]):
            for number, block in enumerate(chain.from_iterable(of_chunks)):
                found.setdefault(block, []).append(number)
        found.pop(0, None)
        return [one for one in found.items() if len(one[1]) > 1]

    def linked(self, file: Shelved) -> Collection:
        """Return the entries of a file that name others, which can name all of that file."""
        numbers = self.numbers(file)
        linked = [number for number in numbers if self.flags[number] & LINKED]
        by_key: dict[str, list[int]] = {}
        for number in numbers if linked else ():
            by_key.setdefault(self.keys[number], []).append(number)
        return _Part(tuple(map(self.record, linked)), (), _ByKey(by_key, self.record))

    def circle(self, file: Shelved) -> frozenset[str]:
        """Return the keys of the entries of a file that inherit from themselves."""
        collection = self.linked(file)
        return frozenset(one.key for one in collection.records if in_circle(one, collection))

    def with_flag(self, flag: int) -> list[int]:
        """Return the numbers of the references that have something."""
        return [number for number, flags in enumerate(self.flags) if flags & flag]

    def part(self, numbers: Iterable[int]) -> Collection:
        """Return some of the references, in order, which can name all of them."""
        return _Part(tuple(self.record(number) for number in sorted(set(numbers))), (), self.records_by_key)


def shelve(sources: Iterable[Source], known: Callable[[Stretch, str], Chunk]) -> Shelf:
    """Return files on a shelf; ``known`` gives the summary of a stretch of a file of that kind."""
    files = []
    for source in sources:
        line = 0
        strings: dict[str, str] = {}
        parts = []
        for at, end in ends(source):
            stretch = stretch_of(source, at, end, line, strings)
            chunk = known(stretch, source.path.suffix)
            parts.append((stretch, chunk))
            line += chunk.breaks
            strings = {**strings, **chunk.strings} if chunk.strings else strings
        files.append(Shelved(source, tuple(parts)))
    return Shelf(files)
