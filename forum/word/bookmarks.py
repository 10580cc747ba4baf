"""The names by which a Word file remembers what its paragraphs were: bookmarks, which every editor keeps.

``_fb12`` stands at the beginning of unit 12; ``_fx`` and a digest before text that is not
to be edited; ``ref`` and a digest is what a cross-reference leads to. Names that begin with
an underline are hidden in Word; pandoc makes no link to such a one.
"""

from __future__ import annotations

import hashlib
import re

from forum.documents.ast import Node, raw_inline

BLOCK = re.compile(r"_fb(\d{1,6})(?:_\d+)?")
FIXED = re.compile(r"_fx([0-9a-f]{12})(?:_\d+)?")
BOUNDARY = "\ue0f1"  # begins a paragraph that says the number of the unit after it
OPEN, CLOSE = "\ue0b0", "\ue0b1"  # around a unit's number, in the text that pandoc is given


class Names:
    """Numbers for the bookmarks of one document: a Word file wants them unique."""

    def __init__(self) -> None:
        self.next = 100_000

    def block(self, unit: int) -> Node:
        """Return the bookmark at the beginning of a unit."""
        return self._mark(f"_fb{unit}")

    def fixed(self, text: str) -> Node:
        """Return the bookmark before a text that is not to be edited."""
        return self._mark(f"_fx{digest(text)}_{self.next}")

    def target(self, identifier: str) -> Node:
        """Return the bookmark that cross-references to an id lead to."""
        return self._mark(target_name(identifier))

    def _mark(self, name: str) -> Node:
        self.next += 1
        return raw_inline(
            "openxml", f'<w:bookmarkStart w:id="{self.next}" w:name="{name}"/><w:bookmarkEnd w:id="{self.next}"/>'
        )


def target_name(identifier: str) -> str:
    """Return the bookmark's name for an id; Word allows forty letters, digits and underlines."""
    return "ref" + hashlib.sha256(identifier.encode()).hexdigest()[:16]


def digest(text: str) -> str:
    """Return what tells whether a text was edited: its letters and digits count, nothing else."""
    letters = "".join(char for char in text if char.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()[:12]
