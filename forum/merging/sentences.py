"""Cutting text into sentences: English and Dutch, with their abbreviations, initials and citations.

Source: the rules follow Unicode Standard Annex 29 (sentence boundaries), with a
list of abbreviations as in T. Kiss and J. Strunk, "Unsupervised Multilingual
Sentence Boundary Detection" (2006), kept short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forum.merging.blocks import Line

_END = re.compile(
    r"""(?<![.!?…])[.!?…]++(?:["'”’»)\]}*_`]|\[\^[^\]\s]{0,99}\]|\{[^}]{0,999}\})*+  # the stop, and what closes it
    (?P<gap>[ \t]*\n[ \t>]*|[ \t]+)""",
    re.VERBOSE,
)
_OPENS = re.compile(r"""["'“‘«(\[*_`~$\\<]*[A-Z0-9À-ÞĀ-Ž@!]""")
_WORDS = """al approx art artt bijl bijv blz bv ca cf ch chap col comp dept dhr diss doc dr drs ed eds eg enz eq eqs
    esp est etc excl ff fig figs gen gov hfst hr ibid ie incl ing inst intro ir jhr jr jl kol lic lid lt m.b.t m.i.v max
    mevr mgr min mr mrs ms mw nl nos nr nrs n.a.v o.a ong op p para paras pp prof pt q.v red ref refs rep resp rev s.v
    sect sec sen ser sgt sr st stb supp t.a.v t.o.v tab tel trans trb univ v.l.n.r vgl viz vol vols vs zgn e.g i.e a.m
    p.m d.w.z m.a.w o.l.v t.w i.p.v u.a z.g u.s u.k u.n a.o b.v n.b p.s ph.d"""
_ABBREVIATIONS = frozenset(_WORDS.split())
_WORD = re.compile(r"[\w.-]*$")


@dataclass(frozen=True)
class Unit:
    """A sentence, item, row or line: its words, and the blanks and line ends behind it."""

    body: str
    gap: str
    kind: Line = Line.TEXT

    @property
    def text(self) -> str:
        """The unit as it stands in its text."""
        return self.body + self.gap


def units(lines: Sequence[str], kinds: Sequence[Line]) -> list[Unit]:
    """Return lines as sentences; what is no prose as lines."""
    result: list[Unit] = []
    paragraph: list[str] = []
    first = Line.TEXT
    for line, kind in zip(lines, kinds, strict=True):
        if kind is Line.TEXT:
            paragraph.append(line)
            continue
        result += _sentences("".join(paragraph), first)
        paragraph, first = [], Line.TEXT
        if kind in (Line.ITEM, Line.NOTE):
            paragraph, first = [line], kind
        else:
            body = line.rstrip()
            result.append(Unit(body, line[len(body) :], kind))
    return [*result, *_sentences("".join(paragraph), first)]


def _sentences(paragraph: str, first: Line) -> Iterator[Unit]:
    start = 0
    for end in _ends(paragraph):
        yield _unit(paragraph[start:end], first if start == 0 else Line.TEXT)
        start = end
    if start < len(paragraph):
        yield _unit(paragraph[start:], first if start == 0 else Line.TEXT)


def _unit(text: str, kind: Line) -> Unit:
    body = text.rstrip()
    return Unit(body, text[len(body) :], kind)


def _ends(text: str) -> Iterator[int]:
    """Yield where a sentence ends, with the blanks behind it."""
    for found in _END.finditer(text):
        if found.end() < len(text) and _is_end(text, found):
            yield found.end()


def _is_end(text: str, found: re.Match[str]) -> bool:
    newline = "\n" in found["gap"]
    if not newline and not _OPENS.match(text, found.end()):
        return False
    if not text.startswith(".", found.start()) or found[0].startswith(("..", "…")):
        return True
    word = _WORD.search(text, max(0, found.start() - 24), found.start())
    last = (word[0] if word else "").strip("-.").lower()
    if last == "no":  # "No. 3" is a number, "No. Never" is two sentences
        return not text[found.end() : found.end() + 1].isdigit()
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()):
        return False
    # "1. First" is the number of an item, not a sentence.
    return not (last.isdigit() and text[: found.start()].strip() == last)
