"""Typewriter marks in plain text, printed as a typographer would."""

from __future__ import annotations

import re

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def typographic(text: str) -> str:
    """Return text with a curved apostrophe inside words, as pandoc prints running text.

    Titles and notices come from YAML and TOML and are never read as Markdown. A mark at
    the end of a word may also close a quotation, and stays as it is.
    """
    return _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", text)
