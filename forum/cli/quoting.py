"""The source line of a problem with its column marked, for a terminal and for a page."""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from forum.diagnostics import Span

_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BEFORE, _SHOWN = 40, 90  # characters of a long line


@dataclass(frozen=True)
class Quote:
    """What of a line is shown: before the marked character, and from it on."""

    number: int
    before: str
    after: str


@dataclasses.dataclass
class Quotes:
    """Quotes from files below ``root``, each read once; None for what cannot be read any more."""

    root: Path
    _lines: dict[tuple[PurePosixPath, int | None], Sequence[str]] = field(default_factory=dict)

    def of(self, span: Span) -> Quote | None:
        """Return the quote for a place."""
        lines = self._of_file(span.path, span.cell)
        if not 1 <= span.line <= len(lines):
            return None
        line = visible(lines[span.line - 1])
        at = min(span.column - 1, len(line))
        start = max(0, at - _BEFORE)
        end = start + _SHOWN
        return Quote(
            span.line,
            ("…" if start else "") + line[start:at],
            line[at:end] + ("…" if len(line) > end else ""),
        )

    def _of_file(self, path: PurePosixPath, cell: int | None) -> Sequence[str]:
        if (path, cell) not in self._lines:
            try:
                text = (self.root / path).read_bytes().decode("utf-8-sig")
                self._lines[path, cell] = (text if cell is None else _cell(text, cell)).split("\n")
            except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
                self._lines[path, cell] = ()  # no text, or no notebook: another problem says so
        return self._lines[path, cell]


def _cell(text: str, number: int) -> str:
    """Return the source of a notebook's cell; raw cells do not count."""
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] != "raw"]
    return "".join(cells[number - 1]["source"])


def visible(text: str) -> str:
    """Return a text whose control characters are signs, so that they cannot steer a terminal."""
    return _UNSHOWN.sub("\ufffd", text.replace("\t", " ").rstrip("\r"))


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )
