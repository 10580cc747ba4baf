"""What a .bib file is made of: entries with their fields, definitions, comments, text between them.

There are hundreds of thousands in a large file: a Struct is made in a tenth of the time of a dataclass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

Kind = Literal["text", "entry", "string", "preamble", "comment"]

MONTHS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
"""The abbreviations that every style defines: BibTeXing, 2.1."""


class BibField(Struct, frozen=True):
    """A field as written: ``start`` is its name's offset, ``at`` and ``end`` hold its value with delimiters.

    ``text`` is the value with its ``@string`` names filled in and its outer delimiters gone.
    ``names`` are the ``@string`` names that it uses, with their offsets.
    """

    name: str
    text: str
    start: int
    at: int
    end: int
    names: tuple[tuple[str, int], ...] = ()


class Fault(Struct, frozen=True):
    """What is wrong in the syntax, where; ``mend`` put there would mend it."""

    message: str
    at: int
    broken: bool = False  # the braces do not balance: the entry cannot be read
    mend: str = ""


class Piece(Struct, frozen=True):
    """A stretch of a file: an entry, a definition, a comment, or text between them."""

    kind: Kind
    start: int
    end: int
    type: str = ""
    key: str = ""
    key_at: int = 0
    fields: tuple[BibField, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def broken(self) -> bool:
        """Tell whether the braces of the entry do not balance."""
        return bool(self.faults) and any(fault.broken for fault in self.faults)


@dataclass(frozen=True)
class BibFile:
    """A file in pieces, in order and without gaps; ``strings`` are its abbreviations."""

    text: str
    pieces: tuple[Piece, ...]
    strings: Mapping[str, str]

    @property
    def entries(self) -> Iterator[Piece]:
        """Its entries, broken ones too."""
        return (piece for piece in self.pieces if piece.kind == "entry")

    def written(self) -> str:
        """Return the file again: what was not changed is what it was."""
        return "".join(self.text[piece.start : piece.end] for piece in self.pieces)
