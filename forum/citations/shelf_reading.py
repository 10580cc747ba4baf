"""What pandoc has to read of a large bibliography, for a check to see what it will print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from forum.citations.bibliography import BibEntry, mended
from forum.citations.bibtex import parse_bib
from forum.citations.identity import canonical
from forum.citations.shelf import Shelf, Shelved
from forum.citations.shelf_chunks import LINKED, LINKS, ODD


@dataclass(frozen=True)
class Wanted:
    """The keys of a file, the entries of it to be read, and the ``@string`` part that they need.

    ``apart`` are entries that neither inherit, nor are inherited from, nor share their key: each can
    be read without the others.
    """

    keys: Sequence[str]
    entries: Sequence[BibEntry]
    apart: Sequence[BibEntry]
    strings: str


def to_read(shelf: Shelf, file: Shelved, cited: Set[str]) -> Wanted:
    """Return which entries of a .bib file have to be read by pandoc, because citations name them.

    By an identifier; or by key, where pandoc may read a value otherwise than it is
    written, or lose it. With them comes what they inherit from. An entry that inherits
    from itself is left out.
    """
    numbers = shelf.numbers(file)
    circle = shelf.circle(file)
    keys = dict.fromkeys(shelf.keys[number] for number in numbers)
    named = _named(shelf, numbers, cited)
    chosen = [number for number in numbers if shelf.keys[number] in named and shelf.keys[number] not in circle]
    bound = _bound(shelf, numbers)
    together: list[BibEntry] = []
    apart: list[BibEntry] = []
    for number in chosen:
        text = mended(shelf.entry(number), file.source.text)
        entry = BibEntry(shelf.keys[number], text, shelf.place(number))
        (together if entry.key in bound or shelf.flags[number] & LINKED else apart).append(entry)
    strings = "\n".join(_definitions(file)) if chosen else ""
    return Wanted([key for key in keys if key not in circle], together, apart, strings)


def _bound(shelf: Shelf, numbers: Iterable[int]) -> set[str]:
    """Return the keys of entries that cannot be read alone: those that others name, and those given twice."""
    seen: set[str] = set()
    found: set[str] = set()
    for number in numbers:
        key = shelf.keys[number]
        (found if key in seen else seen).add(key)
        if shelf.flags[number] & LINKED:
            record = shelf.record(number)
            found.update(part.strip() for name in LINKS for part in record.get(name).split(","))
    return found


def _named(shelf: Shelf, numbers: Iterable[int], cited: Set[str]) -> set[str]:
    identifiers = {form for tag in cited if (form := canonical(tag)) is not None}
    first: dict[str, int] = {}
    todo: list[int] = []
    for number in numbers:
        first.setdefault(shelf.keys[number], number)
        if (shelf.flags[number] & ODD and shelf.keys[number] in cited) or (
            identifiers and not identifiers.isdisjoint(shelf.identifiers(number))
        ):
            todo.append(number)
    found: set[str] = set()
    while todo:
        number = todo.pop()
        found.add(shelf.keys[number])
        if shelf.flags[number] & LINKED:
            record = shelf.record(number)
            parents = f"{record.get('crossref')},{record.get('xdata')},{record.get('xref')}".split(",")
            todo += [first[key] for key in map(str.strip, parents) if key in first and key not in found]
    return found


def _definitions(file: Shelved) -> Iterator[str]:
    """Yield the ``@string`` definitions of a file."""
    for stretch, chunk in file.parts:
        for piece in parse_bib(stretch.text, stretch.strings).pieces if chunk.strings else ():
            if piece.kind == "string" and not piece.broken:
                yield mended(piece, stretch.text)
