"""What a merge is made of: settled text and conflicts, both as values.

As in jj, a conflict is data: nothing here knows of markers or of a file. A
merge is a sequence of pieces; whoever writes it decides how a conflict looks.

Source: Jujutsu, ``docs/technical/conflicts.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

import msgspec

S = TypeVar("S")


class Kind(StrEnum):
    """The rules by which a file is merged."""

    PROSE = "prose"
    NOTEBOOK = "notebook"
    BIB = "bib"
    YAML = "yaml"
    TOML = "toml"
    CSV = "csv"
    JSON = "json"
    LINES = "lines"
    BINARY = "binary"


class Conflict(msgspec.Struct, frozen=True):
    """A place that two sides changed differently.

    ``where`` says it in words. ``choice`` is a text that has the words of both
    sides, where they fit together; only a person can tell whether its meaning does.
    ``comment`` begins a comment in the file's language, if the conflict stands where
    comments may: then it can be written so that the file stays valid.
    """

    base: str
    ours: str
    theirs: str
    where: str = ""
    choice: str | None = None
    comment: str = ""


Piece = str | Conflict


class Merged(msgspec.Struct, frozen=True):
    """The result of a three-way merge: its pieces, in order."""

    pieces: tuple[Piece, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The pieces that a person has to decide on."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Conflict))

    @property
    def clean(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.conflicts

    @property
    def text(self) -> str:
        """The settled text; conflicts are left out."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))


class Unusable(Exception):
    """An input that cannot be merged by its kind; the message says which and why."""


def joined(pieces: Iterable[Piece]) -> Merged:
    """Return pieces as a merge, texts that follow each other made one."""
    result: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Conflict) or not result or isinstance(result[-1], Conflict):
            if piece != "":
                result.append(piece)
        else:
            result[-1] += piece
    return Merged(tuple(result))


def settled(base: S, ours: S, theirs: S) -> S | None:
    """Return what follows from who changed something, or None if both did, differently."""
    if theirs in (ours, base):
        return ours
    return theirs if ours == base else None
