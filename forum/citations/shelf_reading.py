"""What pandoc has to read of a large bibliography, for a check to see what it will print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from forum.citations.bibliography import BibEntry, mended
from forum.citations.bibtex import parse_bib
from forum.citations.identity import canonical
from forum.citations.shelf import Shelf, Shelved
from forum.citations.shelf_chunks import LINKED, ODD


@dataclass(frozen=True)
class Wanted:
    """The keys of a file, the entries of it to be read, and the ``@string`` part that they need."""

    keys: Sequence[str]
    entries: Sequence[BibEntry]
    strings: str


def wanted(shelf: Shelf, file: Shelved, cited: Set[str]) -> Wanted:
    """Return which entries of a .bib file have to be read by pandoc, because citations name them.

    By an identifier; or by key, where pandoc may read a value otherwise than it is
    written, or lose it. With them comes what they inherit from. An entry that inherits
    from itself is left out.
    """
    numbers = shelf.numbers(file)
    circle = shelf.circle(file)
    keys = dict.fromkeys(shelf.keys[number] for number in numbers)
    named = _named(shelf, numbers, cited)
    entries = [
        BibEntry(shelf.keys[number], mended(shelf.entry(number), file.source.text), shelf.place(number))
        for number in numbers
        if shelf.keys[number] in named and shelf.keys[number] not in circle
    ]
    strings = "\n".join(_definitions(file)) if entries else ""
    return Wanted([key for key in keys if key not in circle], entries, strings)


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
