"""BibTeX and biblatex as written: every entry, field and value with its place, nothing lost.

The parser is tolerant. Whatever it does not understand is text between entries, so
the pieces of a file joined are the file, byte for byte. It never recurses and never
goes back, so it takes time in proportion to the file.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from forum.citations.bibtex_entries import EntryReader
from forum.citations.bibtex_pieces import MONTHS, BibField, BibFile, Fault, Piece
from forum.citations.bibtex_scan import braces, matched, stop

__all__ = ["MONTHS", "BibField", "BibFile", "Fault", "Piece", "cuts", "edited", "entry_at", "parse_bib"]

_START = re.compile(r"@[ \t]*([A-Za-z][\w-]*)\s*([{(])")
_TOO_EARLY = re.compile(r"\s*(?:[})]\s*)*(,)|\s*[})]")


def edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with some stretches (start, end) replaced, and nothing else touched.

    Of two edits that overlap, the later one in the text is left out.
    """
    parts: list[str] = []
    done = 0
    for start, end, new in sorted(edits):
        if start >= done:
            parts += [text[done:start], new]
            done = end
    return "".join([*parts, text[done:]])


def parse_bib(text: str, strings: Mapping[str, str] | None = None) -> BibFile:
    """Return a file in pieces; ``strings`` are the abbreviations that stand before it.

    An entry whose braces do not balance ends where the next one begins at the start
    of a line, so that it costs no other. Braces after a backslash do not count, as
    pandoc has it; ``%`` at the start of a line outside an entry makes it a comment,
    as biber has it.
    """
    parser = _Parser(text, dict(strings or {}))
    pieces = tuple(parser.pieces())
    return BibFile(text, pieces, parser.strings)


def cuts(text: str) -> list[int]:
    """Return where a file may be cut into chunks that parse to the same pieces as the whole, its start included.

    Only an entry at the start of a line can begin one: whatever stands before ends there. Which
    of them do is told by their own first line, so that a change moves no cut but those beside it.
    After the first comment in braces, which may hold entries, there is none.
    """
    comment = _COMMENT.search(text)
    entries = _CUT.finditer(text, 0, comment.start() if comment else len(text))
    lines = ((one.start() + 1, one[1].encode("utf-8", "surrogatepass")) for one in entries)
    return [0, *(at for at, line in lines if zlib.crc32(line) % _CHUNK == 0)]


_CUT = re.compile(r"\n@([A-Za-z]+\{[^\n]*)")
_COMMENT = re.compile(r"@[ \t]*comment", re.IGNORECASE)
_CHUNK = 100  # entries, on average


def entry_at(text: str, at: int, strings: dict[str, str]) -> Piece:
    """Return the entry that begins at an offset, where ``parse_bib`` found one."""
    start = _START.match(text, at)
    assert start is not None  # noqa: S101 (parse_bib found one there)
    return EntryReader(text, strings, start).entry(start[1].lower())


class _Parser:
    def __init__(self, text: str, strings: dict[str, str]) -> None:
        self.text = text
        self.strings = strings
        self._closings: dict[int, int] | None = None

    def pieces(self) -> Iterator[Piece]:
        text, done = self.text, 0
        while (start := self._next(done)) is not None:
            if start.start() > done:
                yield Piece("text", done, start.start())
            piece = self._closed(self._piece(start))
            done = piece.end
            yield piece
        if done < len(text):
            yield Piece("text", done, len(text))

    def _closed(self, piece: Piece) -> Piece:
        """Return an entry with the fault that it closes before its last field, if it does."""
        after = _TOO_EARLY.match(self.text, piece.end) if piece.kind == "entry" and not piece.broken else None
        if after is None:
            return piece
        message = f"the entry {piece.key} has unbalanced braces and is left out"
        fault = Fault(message, piece.start, broken=True) if after[1] else Fault("a } too many", after.end() - 1)
        return replace(piece, faults=(*piece.faults, fault))

    def _next(self, done: int) -> re.Match[str] | None:
        """Return where the next entry begins; not in a line that is a comment, not inside a word."""
        text = self.text
        found = _START.search(text, done)
        while found is not None:
            at = found.start()
            line = text.rfind("\n", done, at) + 1 or done
            if text.find("%", line, at) >= 0:
                done = text.find("\n", at)
                if done < 0:
                    return None
            elif at > line and text[at - 1].isalnum():
                done = found.end()
            else:
                return found
            found = _START.search(text, done)
        return None

    def _piece(self, start: re.Match[str]) -> Piece:
        kind = start[1].lower()
        if kind == "comment":
            return Piece("comment", start.start(), self._comment_end(start), kind)
        if kind == "preamble":
            return self._preamble(start)
        opening = EntryReader(self.text, self.strings, start)
        return opening.string() if kind == "string" else opening.entry(kind)

    def _comment_end(self, start: re.Match[str]) -> int:
        """Return the end of a comment: its closing brace, else that of its line."""
        if self._closings is None:
            self._closings = dict(matched(self.text))
        closed = self._closings.get(start.end() - 1)
        line = self.text.find("\n", start.end())
        return closed + 1 if closed is not None else len(self.text) if line < 0 else line

    def _preamble(self, start: re.Match[str]) -> Piece:
        close = {"{": "}", "(": ")"}[start[2]]
        at = braces(self.text, start.end(), close)
        if at is None:
            end = stop(self.text, start.end())
            fault = Fault("the preamble has unbalanced braces", start.start(), broken=True)
            return Piece("preamble", start.start(), end, "preamble", faults=(fault,))
        return Piece("preamble", start.start(), at, "preamble")
