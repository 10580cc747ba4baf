"""Where in the source something stands: pandoc's AST has no positions, so look it up.

What is looked for is what an author wrote: ``@smith2020``, ``#rec-control``, a
link's target. Code and comments are blanked first, so that an example in a code
block is never taken for the thing itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from forum.diagnostics import Span
from forum.model import Text

_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]* *$|\Z)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_KEY_TAIL = r"(?![\w-])"
_KEY_ENDS = re.compile(r"(?!\w|[:.#$%&\-+?<>~/]+\w)")  # pandoc's: inner punctuation belongs to a key, trailing does not


def blanked(source: str) -> str:
    """Return the source with code and comments as blanks, every position kept."""
    if not any(sign in source for sign in ("`", "~~~", "<!--")):
        return source
    for pattern in (_FENCED, _COMMENT, _CODE):
        source = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
    return source


@dataclass(frozen=True)
class Places:
    """The texts of one document, and where things stand in them."""

    texts: tuple[Text, ...]

    @cached_property
    def bare(self) -> Sequence[str]:
        """The source of each text with code and comments as blanks, every position kept."""
        return [blanked(text.source) for text in self.texts]

    @property
    def start(self) -> Span:
        """The first place of the document."""
        first = self.texts[0]
        return Span(first.path, first.line, 1, first.cell)

    def find(self, needle: str, nth: int = 0, tail: str = "") -> Span:
        """Return the place of the nth occurrence, counted from 0; else of the last; else the start."""
        return self.search(re.escape(needle) + tail, nth)

    def written(self, text: str, nth: int = 0) -> Span:
        """Return the place of the nth occurrence of a text, in code and comments too; else of the last."""
        found = [(one, match.start()) for one in self.texts for match in re.finditer(re.escape(text), one.source)]
        return span_at(*found[min(nth, len(found) - 1)]) if found else self.start

    def has(self, pattern: str) -> bool:
        """Tell whether a pattern matches anywhere outside code and comments."""
        return self._search(pattern, 0) is not None

    def citation(self, key: str, nth: int = 0) -> Span:
        """Return the place of the nth citation of a key, with or without braces."""
        found = self._citations.get(key)
        if found is None:
            found = self._citations[key] = [
                (text, at)
                for text, source, ats in self._ats
                for at in ats
                if (source.startswith(key, at + 1) and _KEY_ENDS.match(source, at + 1 + len(key)))
                or source.startswith(f"{{{key}}}", at + 1)
            ]
        if not found:
            return self.start
        return span_at(*found[nth if 0 <= nth < len(found) else -1])

    @cached_property
    def _citations(self) -> dict[str, list[tuple[Text, int]]]:
        return {}

    @cached_property
    def _ats(self) -> list[tuple[Text, str, list[int]]]:
        """Each text with the offsets of its @: there are few, and many keys are looked for."""
        pairs = zip(self.texts, self.bare, strict=True)
        return [(text, source, [one.start() for one in re.finditer("@", source)]) for text, source in pairs]

    def identifier(self, name: str, nth: int = 0) -> Span:
        """Return the place where an id is given to something: ``{#name``."""
        return self.find("#" + name, nth, _KEY_TAIL)

    def link(self, target: str, nth: int = 0) -> Span:
        """Return the place of the nth link or image with a target, that of its opening bracket."""
        found = self._link(target, nth)
        return self.find(target, nth) if found is None else span_at(found[0], found[1])

    def label(self, target: str, nth: int = 0) -> tuple[Span, str] | None:
        """Return what is written between the brackets of the nth link with a target, and where."""
        found = self._link(target, nth)
        if found is None:
            return None
        text, start, end = found
        return span_at(text, start + 1), text.source[start + 1 : end]

    def search(self, pattern: str, nth: int = 0) -> Span:
        """Return the place of the nth match of a pattern; else of the last; else the start.

        Where the pattern has a group, the place is the group's.
        """
        found = self._search(pattern, nth)
        if found is None:
            return self.start
        _, text, match = found
        return span_at(text, match.start(match.lastindex or 0))

    def _link(self, target: str, nth: int) -> tuple[Text, int, int] | None:
        """Return, of the nth link with a target, its text and where its label's brackets stand."""
        found = self._search(rf"\]\(\s*<?{re.escape(target)}(?=[)>\s])", nth)
        if found is None or found[0] != nth:  # the last one, not the nth
            return None
        _, text, match = found
        start = _opening(text.source, match.start())
        return None if start is None else (text, start, match.start())

    def _search(self, pattern: str, nth: int) -> tuple[int, Text, re.Match[str]] | None:
        """Return the nth match, else the last, with its number and the text that it stands in."""
        found = self._matches.get(pattern)
        if found is None:
            pairs = zip(self.texts, self.bare, strict=True)
            found = [(text, match) for text, source in pairs for match in re.finditer(pattern, source)]
            self._matches[pattern] = found  # a long paper asks for one thing thousands of times
        if not found:
            return None
        number = nth if 0 <= nth < len(found) else len(found) - 1
        return number, *found[number]

    @cached_property
    def _matches(self) -> dict[str, list[tuple[Text, re.Match[str]]]]:
        return {}


def _opening(source: str, closing: int) -> int | None:
    """Return where the bracket opens that closes there."""
    depth = 0
    for offset in range(closing, -1, -1):
        if source[offset] in "[]" and (offset == 0 or source[offset - 1] != "\\"):
            depth += 1 if source[offset] == "]" else -1
        if depth == 0:
            return offset
    return None


def span_at(text: Text, offset: int) -> Span:
    """Return the place of a character of a text in its file."""
    starts = _line_starts(text.source)
    line = bisect_right(starts, offset) - 1
    return Span(text.path, text.line + line, offset - starts[line] + 1, text.cell)


@lru_cache(maxsize=64)
def _line_starts(source: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in re.finditer("\n", source)))
