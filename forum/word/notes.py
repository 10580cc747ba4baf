"""Footnotes: in Word each stands at its mark; in a source it may be defined elsewhere, under a label."""

from __future__ import annotations

import re

OPEN, CLOSE, BLANK = "\ue0a0", "\ue0a1", "\ue0a2"
NOTE = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")  # a note as one word, its blanks hidden
REFERENCE = re.compile(r"\[\^[^\]\s]+\]")
DEFINITION = re.compile(r"(?P<before> {0,3}\[\^(?P<label>[^\]\s]+)\]:[ \t]*)(?P<content>.*)", re.DOTALL)
NoteEdits = dict[str, tuple[str, str]]
"""For a label, the note as Word shows the base, and as it came back."""


def as_word(markdown: str) -> str:
    """Return a note as one word."""
    return OPEN + BLANK.join(markdown.split()) + CLOSE


def with_words(source: str) -> str:
    """Return a source with the notes that stand in it, ``^[…]``, each as one word."""
    text, at = "", 0
    while (start := source.find("^[", at)) >= 0:
        end = _closing(source, start + 1)
        if end < 0:
            break
        text += source[at:start] + as_word(source[start + 2 : end])
        at = end + 1
    return text + source[at:]


def _closing(source: str, start: int) -> int:
    """Return where the bracket that opens at ``start`` is closed; -1 where it is not."""
    depth = 0
    place = start
    while place < len(source):
        depth += {"[": 1, "]": -1}.get(source[place], 0)
        if not depth:
            return place
        place += 2 if source[place] == "\\" else 1
    return -1


def content_of(word: str) -> str:
    """Return the text of a note that is one word."""
    return word.strip(OPEN + CLOSE).replace(BLANK, " ")


def written_out(text: str) -> str:
    """Return a text with its notes in place, as ``^[…]``."""
    return NOTE.sub(lambda match: f"^[{content_of(match[0])}]", text)
