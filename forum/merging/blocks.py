"""What each line of a Markdown text is: prose, code, a row of a table, an item, a mark of a div."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum


class Line(StrEnum):
    """What a line is."""

    BLANK = "blank"
    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    NOTE = "note"  # the definition of a footnote or link, which may stand anywhere
    ROW = "row"
    DIV = "div"
    OPAQUE = "opaque"  # code, display math, raw HTML: not to be read as words


_FENCE = re.compile(r"^\s*(?:[-*+]\s+|>\s*)*(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:\s|$)")
_ITEM = re.compile(r"^\s*(?:[-*+]|\(?[0-9a-zA-Z#@]{1,3}[.)]|\(@[\w-]*\))\s+")
_ROW = re.compile(r"^\s*\|.*\|\s*$|^\s*[:|+-](?=[^-=]*[-=][^|+]*[|+])[\s:|+=-]*$")
_NOTE = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s")
_DIV = re.compile(r"^\s*:{3,}")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)\s*$")
_TAG = re.compile(r"^\s*</?[a-zA-Z][^>]*>\s*$|^\s*<!--.*-->\s*$")


def kinds(lines: Sequence[str]) -> list[Line]:
    """Return what each line is, by what stands before it."""
    return list(_kinds(lines))


def _kinds(lines: Sequence[str]) -> Iterator[Line]:
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            if _closes(line, fence, found[1] if found else ""):
                fence = ""
            yield Line.OPAQUE
        elif found:
            fence = found[1]
            yield Line.OPAQUE
        elif line.lstrip().startswith("$$"):
            fence = "" if line.strip().count("$$") > 1 or "$$ {" in line else "$$"
            yield Line.OPAQUE
        else:
            yield _plain(line)


def _closes(line: str, fence: str, found: str) -> bool:
    """Tell whether a line ends a block of code or display math."""
    if fence == "$$":
        return line.rstrip().endswith("$$")
    return found.startswith(fence) and not line.strip().strip(fence[0])


def _plain(line: str) -> Line:
    tests = (
        (Line.HEADING, _HEADING),
        (Line.DIV, _DIV),
        (Line.ROW, _ROW),
        (Line.HEADING, _UNDERLINE),
        (Line.OPAQUE, _TAG),
        (Line.ITEM, _ITEM),
        (Line.NOTE, _NOTE),
    )
    if not line.strip():
        return Line.BLANK
    return next((kind for kind, pattern in tests if pattern.match(line)), Line.TEXT)
