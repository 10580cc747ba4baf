"""What became of a text, sentence by sentence, with the words marked in those that were changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forum.changes.values import Piece, SentenceChange, TextChange
from forum.changes.words import word_diff
from forum.merging.blocks import Line, kinds
from forum.merging.likeness import likely_pairs
from forum.merging.lines import split
from forum.merging.sentences import units
from forum.merging.sequences import Hunk, hunks

_WORD = re.compile(r"\w+")
_SAME_SENTENCE = 0.5  # of the words: two sentences of a changed place that are as alike are one, changed
_MOST = 60  # sentences of one place that are paired; of more, all that went and all that came are shown
_SHORT = 20  # letters: a shorter sentence that is gone here and new there has not moved
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)(?:\{[^}]*\})?")
_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\([^)\s]*\)")
_ATTRIBUTES = re.compile(r"(?<=[\])\w ])\{[#.][^}]*\}")
_CUT = re.compile(r"^!\[|\]\([^)\s]*\)(?:\{[^}]*\}?)?$|\"\}$")  # of a picture whose words are several sentences
_ESCAPED = re.compile(r"\\(?=[\W_])")


@dataclass(frozen=True)
class _Sentence:
    """A sentence as written, blanks folded, and as it reads; and the heading above it."""

    written: str
    reads: str
    heading: str


def text_diff(before: str, after: str) -> TextChange:
    """Return what became of a Markdown text; nothing where it reads and is written the same."""
    was, now = _sentences(before), _sentences(after)
    found = [
        one for hunk in hunks([s.written for s in was], [s.written for s in now]) for one in _pairs(was, now, hunk)
    ]
    lost, gained = Counter(_WORD.findall(before)), Counter(_WORD.findall(after))
    return TextChange(tuple(_marked(found)), (gained - lost).total(), (lost - gained).total())


def _sentences(text: str) -> list[_Sentence]:
    """Return the sentences, rows and lines of a text, without blanks, marks of divs, and recommendations' texts."""
    lines = split(text)
    told = kinds(lines)
    shown = [Line.BLANK if hidden else kind for kind, hidden in zip(told, _recommended(lines, told), strict=True)]
    heading, found = "", []
    for unit in units(lines, shown):
        written = " ".join(unit.body.split())
        if unit.kind in (Line.BLANK, Line.DIV) or not written:
            continue
        reads = readable(written)
        if unit.kind is Line.HEADING:
            heading = reads
        found.append(_Sentence(written, reads, heading))
    return found


def _recommended(lines: Sequence[str], told: Sequence[Line]) -> Iterator[bool]:
    """Yield for each line whether it is a recommendation's text, which is compared by itself; not its rationale."""
    depth = 0
    for line, kind in zip(lines, told, strict=True):
        if kind is Line.DIV:
            opens = bool(line.strip().strip(":").strip())
            if depth or (opens and ".recommendation" in line):
                depth += 1 if opens else -1
        yield depth == 1 and kind is not Line.DIV


def readable(markdown: str) -> str:
    """Return a sentence of Markdown as it reads: links without where they lead, pictures as what they show."""
    plain = _LINK.sub(r"\1", _IMAGE.sub(r"\1", markdown))
    return _ESCAPED.sub("", _CUT.sub("", _ATTRIBUTES.sub("", plain))).lstrip("#").strip() or markdown


_Pair = tuple[_Sentence | None, _Sentence | None]


def _pairs(was: Sequence[_Sentence], now: Sequence[_Sentence], hunk: Hunk) -> Iterator[_Pair]:
    """Yield the sentences of a changed place, those that are the same one changed together."""
    old, new = was[hunk.start : hunk.end], now[hunk.new_start : hunk.new_end]
    i = j = 0
    for a, b in (*_alike(old, new), (len(old), len(new))):
        yield from ((one, None) for one in old[i:a])
        yield from ((None, one) for one in new[j:b])
        if a < len(old):
            yield old[a], new[b]
        i, j = a + 1, b + 1


def _alike(old: Sequence[_Sentence], new: Sequence[_Sentence]) -> Iterator[tuple[int, int]]:
    if max(len(old), len(new), 1) > _MOST:
        return
    words = [[Counter(_WORD.findall(one.reads.lower())) for one in side] for side in (old, new)]

    def score(i: int, j: int) -> float:
        mine, yours = words[0][i], words[1][j]
        total = mine.total() + yours.total()
        share = 2 * (mine & yours).total() / total if total else 0.0
        return share if share >= _SAME_SENTENCE else 0.0

    yield from likely_pairs(len(old), len(new), score)


def _marked(pairs: Sequence[_Pair]) -> Iterator[SentenceChange]:
    """Yield the changes; a sentence that is gone in one place and new in another has moved, and is told once."""
    gone = Counter(a.written for a, b in pairs if a and b is None and len(a.written) >= _SHORT)
    new = Counter(b.written for a, b in pairs if b and a is None)
    moved = gone & new
    arrived, left = Counter(moved), Counter(moved)
    for a, b in pairs:
        if b is None and a is not None:
            if left[a.written] > 0:
                left[a.written] -= 1
                continue
            yield SentenceChange((Piece("gone", a.reads),), a.heading)
        elif a is None and b is not None:
            change = SentenceChange((Piece("new", b.reads),), b.heading)
            if arrived[b.written] > 0:
                arrived[b.written] -= 1
                change = replace(change, pieces=(Piece("same", b.reads),), moved=True)
            yield change
        elif a is not None and b is not None:
            texts = (a.reads, b.reads) if a.reads != b.reads else (a.written, b.written)
            yield SentenceChange(word_diff(*texts), b.heading)
