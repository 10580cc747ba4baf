"""Where in the source something stands: pandoc's AST has no positions, so look it up.

What is looked for is what an author wrote: ``@smith2020``, ``#rec-control``, a
link's target. Code and comments are blanked first, so that an example in a code
block is never taken for the thing itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from forum.diagnostics import Span
from forum.model import Text

_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]* *$|\Z)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_KEY_TAIL = r"(?![\w-])"


def blanked(source: str) -> str:
    """Return the source with code and comments as blanks, every position kept."""
    for pattern in (_FENCED, _COMMENT, _CODE):
        source = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
    return source


@dataclass(frozen=True)
class Places:
    """The texts of one document, and where things stand in them."""

    texts: tuple[Text, ...]

    @cached_property
    def _blanked(self) -> Sequence[str]:
        return [blanked(text.source) for text in self.texts]

    @property
    def start(self) -> Span:
        """The first place of the document."""
        first = self.texts[0]
        return Span(first.path, first.line, 1, first.cell)

    def find(self, needle: str, nth: int = 0, tail: str = "") -> Span:
        """Return the place of the nth occurrence, counted from 0; else of the last; else the start."""
        return self.search(re.escape(needle) + tail, nth)

    def citation(self, key: str, nth: int = 0) -> Span:
        """Return the place of the nth citation of a key, with or without braces."""
        return self.search(rf"@\{{?{re.escape(key)}{_KEY_TAIL}", nth)

    def identifier(self, name: str, nth: int = 0) -> Span:
        """Return the place where an id is given to something: ``{#name``."""
        return self.find("#" + name, nth, _KEY_TAIL)

    def search(self, pattern: str, nth: int = 0) -> Span:
        """Return the place of the nth match of a pattern; else of the last; else the start."""
        best: Span | None = None
        seen = 0
        for text, source in zip(self.texts, self._blanked, strict=True):
            for match in re.finditer(pattern, source):
                best = _span(text, source, match.start())
                if seen == nth:
                    return best
                seen += 1
        return best or self.start


def _span(text: Text, source: str, offset: int) -> Span:
    line = source.count("\n", 0, offset)
    column = offset - (source.rfind("\n", 0, offset) + 1) + 1
    return Span(text.path, text.line + line, column, text.cell)
