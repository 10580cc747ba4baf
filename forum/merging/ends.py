"""What a text has beside its lines: byte order mark and line ends. They merge apart from the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from forum.merging.values import Merged, Piece

_BOM = "\ufeff"


@dataclass(frozen=True)
class Dress:
    """How the text of a file is dressed; ``end`` is empty where its line ends are mixed."""

    mark: str
    end: str


def undressed(text: str) -> tuple[str, Dress]:
    """Return a text with ``\\n`` for its line ends, and what was taken off.

    A text with mixed line ends keeps them: each is a part of its line.
    """
    mark = _BOM if text.startswith(_BOM) else ""
    text = text[len(mark) :]
    if "\r" not in text:
        return text, Dress(mark, "\n")
    plain = text.replace("\r\n", "\n")
    if "\r" in plain or plain.count("\n") != text.count("\r\n"):
        return text, Dress(mark, "")
    return plain, Dress(mark, "\r\n")


def dressed_alike(base: str, ours: str, theirs: str, merge: Callable[[str, str, str], Merged]) -> Merged:
    """Merge three texts whose marks and line ends may differ, by a merge of what they say."""
    (was, old), (mine, own), (yours, other) = undressed(base), undressed(ours), undressed(theirs)
    if not (old.end and own.end and other.end):
        return merge(base, ours, theirs)
    if not base:
        old = own
    mark = other.mark if own.mark == old.mark else own.mark
    end = other.end if own.end == old.end else own.end
    return _put_on(merge(was, mine, yours), mark, end)


def _put_on(merged: Merged, mark: str, end: str) -> Merged:
    if end == "\n" and not mark:
        return merged

    def put(piece: Piece) -> Piece:
        if isinstance(piece, str):
            return piece.replace("\n", end)
        texts = [one.replace("\n", end) for one in (piece.base, piece.ours, piece.theirs)]
        choice = piece.choice.replace("\n", end) if piece.choice is not None else None
        return replace(piece, base=texts[0], ours=texts[1], theirs=texts[2], choice=choice)

    pieces = tuple(put(piece) for piece in merged.pieces)
    if not mark:
        return Merged(pieces)
    if pieces and isinstance(pieces[0], str):
        return Merged((mark + pieces[0], *pieces[1:]))
    return Merged((mark, *pieces))
