"""What a text has beside its lines: byte order mark, line ends, final newline. They merge apart from the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
from msgspec.structs import replace

from forum.merging.values import Conflict, Merged, Piece, joined

_BOM = "\ufeff"


class Dress(msgspec.Struct, frozen=True):
    """How the text of a file is dressed; ``end`` is empty where its line ends are mixed."""

    mark: str = ""
    end: str = "\n"
    final: bool = True  # whether its last line ends


def undressed(text: str) -> tuple[str, Dress]:
    """Return a text with ``\\n`` for its line ends, also the last, and what was taken off.

    A text with mixed line ends keeps them: each is a part of its line.
    """
    mark = _BOM if text.startswith(_BOM) else ""
    text = text[len(mark) :]
    end = "\n"
    if "\r" in text:
        plain = text.replace("\r\n", "\n")
        if "\r" in plain or plain.count("\n") != text.count("\r\n"):
            end = ""
        else:
            text, end = plain, "\r\n"
    final = text.endswith("\n") or not text
    return text if final else text + "\n", Dress(mark, end, final)


def dressed_alike(base: str, ours: str, theirs: str, merge: Callable[[str, str, str], Merged]) -> Merged:
    """Merge three texts that may be dressed differently, by a merge of what they say."""
    (was, old), (mine, own), (yours, other) = undressed(base), undressed(ours), undressed(theirs)
    if not base:
        old = own
    end = other.end if own.end == old.end else own.end
    if end and not (old.end and own.end and other.end):  # who made them alike decides for all
        was, mine, yours = (text.replace("\r\n", "\n") for text in (was, mine, yours))
    elif not (old.end and own.end and other.end) and len({old.end, own.end, other.end}) > 1:
        mixed = (base, ours, theirs)
        (was, old), (mine, own), (yours, other) = ((text, Dress()) for text in mixed)
        end = "\n"
    mark = other.mark if own.mark == old.mark else own.mark
    final = other.final if own.final == old.final else own.final
    return _put_on(merge(was, mine, yours), Dress(mark, end, final))


def _put_on(merged: Merged, dress: Dress) -> Merged:
    if dress in (Dress(), Dress(end="")):
        return merged
    pieces = list(merged.pieces)
    if not dress.final and pieces:
        pieces[-1] = _each(pieces[-1], lambda text: text.removesuffix("\n"))
    if dress.end == "\r\n":
        pieces = [_each(piece, lambda text: text.replace("\n", "\r\n")) for piece in pieces]
    return replace(merged, pieces=joined([dress.mark, *pieces]).pieces)


def _each(piece: Piece, change: Callable[[str], str]) -> Piece:
    """Return a piece with all its texts changed."""
    if isinstance(piece, str):
        return change(piece)
    base, ours, theirs = _changed(piece, change)
    choice = None if piece.choice is None else change(piece.choice)
    return replace(piece, base=base, ours=ours, theirs=theirs, choice=choice)


def _changed(piece: Conflict, change: Callable[[str], str]) -> Iterator[str]:
    return (change(text) for text in (piece.base, piece.ours, piece.theirs))
