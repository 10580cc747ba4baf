"""TOML read with the place of everything.

``tomllib`` reads the values and finds the mistakes, but tells no places; the
small scanner here walks a text that is known to be good, and notes where each
key and item stands.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

from forum.diagnostics import Span, fatal
from forum.documents.trees import Path, Tree

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(r'\s*("(?:\\.|[^"\\])*"|\'[^\']*\'|[A-Za-z0-9_-]+)\s*')
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL)
_BARE = re.compile(r"[^,\]}\n#]+")


def read_toml(text: str, here: Span) -> Tree:
    """Return what a TOML text says; ``here`` is the place of its first character."""
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as unread:
        said = re.match(r"(.*?)(?: \(at (?:line (\d+), column (\d+)|(end of document))\))?$", str(unread), re.DOTALL)
        reason, line, column = (said[1], said[2], said[3]) if said else (str(unread), None, None)
        place = Span(here.path, int(line), int(column)) if line and column else _end(text, here)
        hint = _remedy(reason, text.split("\n")[place.line - 1])
        problem = fatal("toml-syntax", f"the TOML does not parse: {reason[:1].lower()}{reason[1:]}", place, *hint)
        return Tree(None, {(): here}, problems=(problem,))
    scanner = _Scanner(text, here)
    scanner.document()
    return Tree(value, scanner.spans)


def _end(text: str, here: Span) -> Span:
    return Span(here.path, text.count("\n") + 1, len(text) - text.rfind("\n"))


def _remedy(reason: str, row: str) -> tuple[str, ...]:
    if "overwrite" in reason or "declare" in reason or "twice" in reason:
        return ("each key and each [table] stands once; tables that repeat are written [[partner]]",)
    if "Invalid value" in reason or "after a statement" in reason:
        return ('texts stand in quotes: title = "A title"',)
    if "Unclosed" in reason or "Unterminated" in reason or "Expected newline" in reason:
        return ("close the bracket or the quotes",)
    return (f"look at the line: {row.strip()[:60]}",) if row.strip() else ()


class _Scanner:
    """Walks a good TOML text; ``position`` is where it stands."""

    def __init__(self, text: str, here: Span) -> None:
        # tomllib reads CRLF as LF; places count the same in both.
        self.text = text.replace("\r\n", "\n")
        self.here = here
        self.spans: dict[Path, Span] = {(): here}
        self.position = 0
        self._last: dict[Path, int] = {}  # of each list of tables, the number of its last one
        self._lines = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def document(self) -> None:
        """Note all places."""
        table: Path = ()
        while self._skip() < len(self.text):
            start = self.position
            if brackets := re.compile(r"\[\[?").match(self.text, start):
                self.position = brackets.end()
                table = self._header(self._key(), repeated=len(brackets[0]) == 2, start=start)
                self.position = self.text.index("]", self.position) + len(brackets[0])
            else:
                self._pair(table)

    def _header(self, keys: Path, *, repeated: bool, start: int) -> Path:
        """Return the path that a header's names lead to, through the last item of each list."""
        path: Path = ()
        for number, key in enumerate(keys):
            path = (*path, key)
            self.spans.setdefault(path, self._place(start))
            if repeated and number == len(keys) - 1:
                self._last[path] = self._last.get(path, -1) + 1
            if path in self._last:
                path = (*path, self._last[path])
                self.spans.setdefault(path, self._place(start))
        return path

    def _pair(self, table: Path) -> None:
        """Note ``key = value``, and what is in the value."""
        self._skip()
        start = self.position
        path = table
        for key in self._key():
            path = (*path, key)
            self.spans.setdefault(path, self._place(start))
        self.position = self.text.index("=", self.position) + 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        opening = self.text[self.position]
        if opening == "[":
            self._items(path, "]")
        elif opening == "{":
            self._items(path, "}")
        elif written := (_STRING if opening in "\"'" else _BARE).match(self.text, self.position):
            self.position = written.end()

    def _items(self, path: Path, closing: str) -> None:
        """Note the items of a list, or the pairs of an inline table."""
        self.position += 1
        number = 0
        while self.text[self._skip()] != closing:
            if closing == "}":
                self._pair(path)
            else:
                self.spans[(*path, number)] = self._place(self.position)
                self._value((*path, number))
            number += 1
            if self.text[self._skip()] == ",":
                self.position += 1
        self.position += 1

    def _key(self) -> Path:
        """Return the names of a dotted key."""
        names: list[str] = []
        while part := _KEY_PART.match(self.text, self.position):
            names.append(next(iter(tomllib.loads(f"{part[1]} = 0"))))
            self.position = part.end()
            if self.text[self.position] != ".":
                break
            self.position += 1
        return tuple(names)

    def _skip(self) -> int:
        """Go on to what is neither space nor comment, and return where it is."""
        if space := _SPACE.match(self.text, self.position):
            self.position = space.end()
        return self.position

    def _place(self, position: int) -> Span:
        line = bisect_right(self._lines, position)
        return Span(self.here.path, self.here.line + line - 1, position - self._lines[line - 1] + 1)
