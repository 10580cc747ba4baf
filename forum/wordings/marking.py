"""Words that went and words that came, as a sheet shows them: struck out, and underlined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forum.changes.values import Piece
from forum.documents.ast import Node, inlines, para

_MARKS = {"gone": "Strikeout", "new": "Underline"}


def marked_nodes(pieces: Iterable[Piece]) -> list[Node]:
    """Return pieces of a text as inlines, each mark with the blanks around it outside."""
    found: list[Node] = []
    for piece in pieces:
        nodes = inlines(piece.text)
        found += [{"t": _MARKS[piece.mark], "c": nodes}] if piece.mark in _MARKS and nodes else nodes
    return found


def quoted(content: Sequence[Node]) -> Node:
    """Return inlines as a block quotation."""
    return {"t": "BlockQuote", "c": [para(content)]}
