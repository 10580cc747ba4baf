"""Which words of a text became which: as ``git diff --word-diff`` shows it, in stretches that a person can read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from forum.changes.values import Mark, Piece

_WORD = re.compile(r"\s+|\w+(?:[-'’.,:/]\w+)*|[^\w\s]")
_LONG = 4000  # words, beyond which a text is not compared word by word
_ALIKE = 0.25  # below this share of common words, marking single ones would only confuse


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts as one in pieces: without what is new they are the one, without what is gone the other."""
    was, now = _WORD.findall(before), _WORD.findall(after)
    if before == after:
        return (Piece("same", after),) if after else ()
    if not before or not after or len(was) + len(now) > _LONG:
        return _whole(before, after)
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    if _common(was, now, matcher) < _ALIKE:
        return _whole(before, after)
    return tuple(_slid(list(_joined(was, now, matcher.get_opcodes()))))


def _common(was: Sequence[str], now: Sequence[str], matcher: SequenceMatcher[str]) -> float:
    """Return which share of the words the two have in common; blanks and stops are no words."""
    common = sum(word[:1].isalnum() for block in matcher.get_matching_blocks() for word in was[block.a :][: block.size])
    total = sum(word[:1].isalnum() for word in (*was, *now))
    return 2 * common / total if total else 1.0


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    pairs: tuple[tuple[Mark, str], ...] = (("gone", before), ("new", after))
    return tuple(Piece(mark, text) for mark, text in pairs if text)


def _joined(
    was: Sequence[str], now: Sequence[str], opcodes: Sequence[tuple[str, int, int, int, int]]
) -> Iterator[Piece]:
    """Yield the pieces; changes with only a blank between them are one, so that a phrase is not cut into its words."""
    gone, new = "", ""
    for number, (kind, start, end, new_start, new_end) in enumerate(opcodes):
        text = "".join(was[start:end])
        if kind != "equal":
            gone, new = gone + text, new + "".join(now[new_start:new_end])
        elif text.isspace() and 0 < number < len(opcodes) - 1:
            gone, new = gone + text, new + text
        else:
            yield from _change(gone, new)
            gone, new = "", ""
            yield Piece("same", text)
    yield from _change(gone, new)


def _slid(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces, the blank of a word that only went or came behind it rather than before it."""
    for number, one in enumerate(pieces[:-1]):
        after = pieces[number + 1]
        alone = one.mark != "same" and (number == 0 or pieces[number - 1].mark == "same") and after.mark == "same"
        if alone and one.text[:1] == after.text[:1] == " " and number:
            before = pieces[number - 1]
            pieces[number - 1] = Piece("same", f"{before.text} ")
            pieces[number] = Piece(one.mark, f"{one.text[1:]} ")
            pieces[number + 1] = Piece("same", after.text[1:])
    yield from (one for one in pieces if one.text)


def _change(gone: str, new: str) -> Iterator[Piece]:
    """Yield what went and what came, the blanks that both begin and end with outside."""
    if gone and new:
        head = _shared(gone, new, at_end=False)
        gone, new = gone[len(head) :], new[len(head) :]
        tail = _shared(gone, new, at_end=True)
        middle = _whole(gone[: len(gone) - len(tail)], new[: len(new) - len(tail)])
        yield from (Piece("same", head),) if head else ()
        yield from middle
        yield from (Piece("same", tail),) if tail else ()
    else:
        yield from _whole(gone, new)


def _shared(one: str, other: str, at_end: bool) -> str:
    """Return the blanks that two texts begin or end with."""
    pattern = r"\s*\Z" if at_end else r"\s*"
    found = [re.search(pattern, text) for text in (one, other)]
    blanks = [match[0] if match else "" for match in found]
    return blanks[0] if blanks[0] == blanks[1] else ""
