"""Ids made from titles and names, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST = 50
# Latin letters that Unicode does not part in a letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_LATIN_MARKS = re.compile(r"([a-z])[\u0300-\u036f]+")


def slug(title: str) -> str:
    """Return a title as an id: ``Über Drohnen`` is ``uber-drohnen``.

    Latin letters lose their accents; other scripts stay as they are. A long
    title ends at a whole word. Empty for a title without letters and digits.
    """
    plain = unicodedata.normalize("NFKD", title.casefold()).translate(_LETTERS)
    plain = unicodedata.normalize("NFC", _LATIN_MARKS.sub(r"\1", plain))
    plain = re.sub(r"['’ʼ]", "", plain)
    # Vowel signs and the like belong to the letter before them.
    letters = (character if _is_letter(character) else " " for character in plain)
    words = [word for word in "".join(letters).split() if any(map(str.isalnum, word))]
    short = words[:1]
    for word in words[1:]:
        if len("-".join([*short, word])) > LONGEST:
            break
        short.append(word)
    return "-".join(short)[:80]


def fresh(name: str, taken: Collection[str]) -> str:
    """Return ``name``, or ``name-2`` and so on when it is taken."""
    number, candidate = 2, name
    while candidate.casefold() in {other.casefold() for other in taken}:
        candidate, number = f"{name}-{number}", number + 1
    return candidate


def _is_letter(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"
