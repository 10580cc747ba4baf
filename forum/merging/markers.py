"""Writing a merge as text: conflicts between markers, each on whole lines, as git writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from forum.merging.values import Conflict, Merged, Piece

_SIZE = 7


class Labels(msgspec.Struct, frozen=True):
    """What the markers call the three sides."""

    ours: str = "ours"
    base: str = "base"
    theirs: str = "theirs"


def written(merged: Merged, labels: Labels | None = None) -> str:
    """Return a merge as text, with the base between the sides (git's ``diff3`` style).

    Where a conflict knows the sign for comments, all but ours is commented out.
    """
    names = labels or Labels()
    end = "\r\n" if any("\r\n" in text for text in _texts(merged)) else "\n"
    return "".join(
        piece if isinstance(piece, str) else _marked(piece, names, end) for piece in whole_lines(merged.pieces)
    )


def _texts(merged: Merged) -> Iterator[str]:
    for piece in merged.pieces:
        yield from (piece,) if isinstance(piece, str) else (piece.ours, piece.theirs)


def _marked(conflict: Conflict, labels: Labels, end: str) -> str:
    comment = conflict.comment
    other = "".join(
        f"{marker}{end}{_ended(text, end)}"
        for marker, text in (
            (f"{'|' * _SIZE} {labels.base}", conflict.base),
            ("=" * _SIZE, conflict.theirs),
            (f"{'>' * _SIZE} {labels.theirs}", ""),
        )
    )
    if comment:
        other = "".join(comment + line for line in other.splitlines(keepends=True))
    return f"{comment}{'<' * _SIZE} {labels.ours}{end}{_ended(conflict.ours, end)}{other}"


def _ended(text: str, end: str) -> str:
    return text if not text or text.endswith("\n") else text + end


def whole_lines(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield pieces such that each conflict begins and ends with a line.

    What stands before or after a conflict on the same line becomes a part of all its sides.
    """
    held: Conflict | None = None  # a conflict whose last line has not ended
    begun = ""  # a line that has begun
    for piece in pieces:
        if isinstance(piece, Conflict):
            if held is not None and _complete(held):
                yield held
                held = None
            held = _around(begun, piece, "") if held is None else _both(held, piece)
            begun = ""
            continue
        text = piece
        if held is not None:
            cut = 0 if _complete(held) else text.find("\n") + 1 or len(text)
            held, text = _around("", held, text[:cut]), text[cut:]
            if not text:
                continue
            yield held
            held = None
        cut = text.rfind("\n") + 1
        if cut:
            yield begun + text[:cut]
            begun = ""
        begun += text[cut:]
    yield from () if held is None else (held,)
    yield begun


def _complete(conflict: Conflict) -> bool:
    """Tell whether each side ends with a line."""
    return all(not text or text.endswith("\n") for text in (conflict.base, conflict.ours, conflict.theirs))


def _around(before: str, one: Conflict, after: str) -> Conflict:
    choice = None if one.choice is None else before + one.choice + after
    base, ours, theirs = (before + text + after for text in (one.base, one.ours, one.theirs))
    return replace(one, base=base, ours=ours, theirs=theirs, choice=choice)


def _both(one: Conflict, other: Conflict) -> Conflict:
    choice = None if one.choice is None or other.choice is None else one.choice + other.choice
    texts = {"base": one.base + other.base, "ours": one.ours + other.ours, "theirs": one.theirs + other.theirs}
    return replace(one, **texts, choice=choice)
