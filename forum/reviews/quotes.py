"""Where the words stand that a comment marks: in the source, though they were quoted from Word.

Only letters and digits are compared, so that emphasis, quotation marks, dashes and line breaks do not
matter. Where the source has what prints otherwise, a citation or a formula, anything may stand in the quotation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from typing import Literal

from forum.diagnostics import Span
from forum.documents.places import span_at
from forum.model import Text

# What a reader does not see: comments, fences, attributes, targets of links, labels of notes.
_UNSEEN = (
    r"<!--.*?-->|^[ \t]*:{3,}[^\n]*$|\{[^{}\n]*\}|(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|\[\^[^\]\n]+\]:?|&\w+;"
)
# What a reader sees otherwise: citations, cross-references, formulas.
_OTHERWISE = r"\[[^\[\]\n]*-?@[^\[\]]*\]|-?@\{[^}\n]*\}|-?@[\w*](?:[\w:.#$%&+?<>~/-]*\w)?|\$\$.+?\$\$|\$[^$\n]+\$"
_MARKUP = re.compile(f"(?P<unseen>{_UNSEEN})|(?P<otherwise>{_OTHERWISE})", re.MULTILINE | re.DOTALL)
_GAP = "\0"
_SMEARED = (1, 2, 4, 8, 16, 32, 64)  # one after the other they make a gap up to 127 letters wide
_ALIKE = 0.4  # of its words that still stand together, so that a passage is the one that was marked

State = Literal["paper", "there", "several", "changed", "gone"]


@dataclass(frozen=True)
class Where:
    """Where marked words stand: ``there``, at ``several`` places, ``changed`` since, or ``gone``.

    ``paper`` is a comment that marks none: it is on the paper as a whole. ``section`` is the heading
    above the first place, ``block`` the id of the recommendation around it.
    """

    state: State
    places: tuple[Span, ...] = ()
    section: str = ""
    block: str = ""


@dataclass(frozen=True)
class _Letters:
    """The letters and digits of a text that a reader sees, and where each stands in the source."""

    text: Text
    shown: str
    offsets: Sequence[int]


def where(quote: str, texts: Sequence[Text]) -> Where:
    """Return where the words of a quotation stand in the texts of a paper's file."""
    wanted = _bare(quote)
    if not wanted:
        return Where("paper") if not quote.strip() else Where("gone")
    letters = [_letters(text) for text in texts]
    for matches in (_whole_words, _parts_of_words, _with_citations):
        found = [(one.text, one.offsets[at]) for one in letters for at in matches(one, wanted)]
        if found:
            return _where("there" if len(found) == 1 else "several", found)
    nearest = _nearest(quote, texts)
    return _where("changed", [nearest]) if nearest else Where("gone")


def _where(state: State, found: Sequence[tuple[Text, int]]) -> Where:
    text, offset = found[0]
    section, block = _around(text.source, offset)
    return Where(state, tuple(span_at(*one) for one in found), section, block)


def _bare(quote: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFC", quote) if sign.isalnum())


@lru_cache(maxsize=64)
def _letters(text: Text) -> _Letters:
    """Return what is to be compared of a text; a gap where it prints otherwise than it is written."""
    shown: list[str] = []
    offsets: list[int] = []
    at = 0
    for markup in _MARKUP.finditer(text.source):
        _take(text.source, at, markup.start(), shown, offsets)
        if markup["otherwise"]:
            shown.append(_GAP)
            offsets.append(markup.start())
        at = markup.end()
    _take(text.source, at, len(text.source), shown, offsets)
    return _Letters(text, "".join(shown), offsets)


def _take(source: str, start: int, end: int, shown: list[str], offsets: list[int]) -> None:
    for at in range(start, end):
        if source[at].isalnum():
            shown.append(source[at])
            offsets.append(at)


# --- ways to match -------------------------------------------------------------------------


def _parts_of_words(one: _Letters, wanted: str) -> Iterator[int]:
    at = one.shown.find(wanted)
    while at >= 0:
        yield at
        at = one.shown.find(wanted, at + 1)


def _whole_words(one: _Letters, wanted: str) -> Iterator[int]:
    source = one.text.source
    for at in _parts_of_words(one, wanted):
        before, after = one.offsets[at] - 1, one.offsets[at + len(wanted) - 1] + 1
        if not source[max(before, 0) : before + 1].isalnum() and not source[after : after + 1].isalnum():
            yield at


def _with_citations(one: _Letters, wanted: str) -> Iterator[int]:
    """Yield where a quotation stands with gaps filled.

    More than half of its letters have to be the source's own; or a fifth, where each gap can have a number: what
    stands in the place of a citation has a year, and a reference to a figure its number.
    """
    masks: dict[str, int] = {}
    for at, sign in enumerate(wanted):
        masks[sign] = masks.get(sign, 0) | 1 << at
    numbers = len(re.findall(r"\d+", wanted))
    found: dict[int, tuple[int, int]] = {}  # by where it ends: a gap before it may swallow its beginning
    for at, sign in enumerate(one.shown):
        if sign in (wanted[0], _GAP):
            taken, gaps, end = _matched(one.shown, at, masks, len(wanted))
            if 2 * taken > len(wanted) or (5 * taken > len(wanted) and gaps <= numbers):
                found[end] = max(found.get(end, (0, 0)), (taken, at))
    most = max((taken for taken, _ in found.values()), default=0)
    yield from (at for taken, at in found.values() if taken == most)


def _matched(shown: str, at: int, masks: Mapping[str, int], length: int) -> tuple[int, int, int]:
    """Return how many letters of the source a quotation takes here, over how many gaps, and its end; 0 for none.

    Bit n of ``states`` is set where n letters of the quotation may be done by now.

    Source: Baeza-Yates and Gonnet, "A new approach to text searching" (1992), the shift-and algorithm.
    """
    states, taken, gaps, best, every = 1, 0, 0, (0, 0, 0), (1 << length + 1) - 1
    for end, sign in enumerate(islice(shown, at, None), at):
        if sign == _GAP:
            gaps += 1
            for step in _SMEARED:
                states |= states << step & every
        else:
            states = (states & masks.get(sign, 0)) << 1
            taken += 1
        if states >> length:
            best = (taken, gaps, end)
        if not states:
            break
    return best


def _nearest(quote: str, texts: Sequence[Text]) -> tuple[Text, int] | None:
    """Return the passage that has most of the marked words together; None where none has enough."""
    words = re.findall(r"\w+", quote)
    best: tuple[int, Text, int] | None = None
    for text in texts:
        there = [(found[0], found.start()) for found in re.finditer(r"\w+", text.source)]
        match = SequenceMatcher(None, [word for word, _ in there], words, autojunk=False).find_longest_match()
        if match.size and (best is None or match.size > best[0]):
            best = (match.size, text, there[match.a][1])
    return (best[1], best[2]) if best and best[0] >= max(3, _ALIKE * len(words)) else None


# --- what is around a place ------------------------------------------------------------------

_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*(?:\{[^{}]*\})?[ \t]*$")
_FENCE = re.compile(r"[ \t]*:{3,}[ \t]*(.*?)[ \t:]*$")
_ID = re.compile(r"#(rec-[^\s}]+)")


def _around(source: str, offset: int) -> tuple[str, str]:
    """Return the heading above a place, and the id of the recommendation that it is in."""
    section, open_blocks = "", list[str]()
    for line in source[:offset].split("\n"):
        if heading := _HEADING.match(line):
            section = heading[1]
        elif fence := _FENCE.match(line):
            named = _ID.search(fence[1])
            if fence[1]:
                open_blocks.append(named[1] if named else "")
            elif open_blocks:
                open_blocks.pop()
    return section, next(filter(None, reversed(open_blocks)), "")
