"""Characters that every text font has."""

from __future__ import annotations

import re

PLAIN = re.compile("[\u0000-\u017f\u2010-\u2026\u202f\u2212€]")


def is_plain(text: str) -> bool:
    """Tell whether every font can print a text."""
    return all(PLAIN.match(character) for character in set(text))
