"""BibTeX and biblatex as written: every entry, field and value with its place, nothing lost.

The parser is tolerant. Whatever it does not understand is text between entries, so
the pieces of a file joined are the file, byte for byte. It never recurses and never
goes back, so it takes time in proportion to the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["text", "entry", "string", "preamble", "comment"]

_START = re.compile(r"@[ \t]*([A-Za-z][\w-]*)\s*([{(])")
_AT_LINE = re.compile(r"^[ \t]*@[ \t]*[A-Za-z][\w-]*\s*[{(]", re.MULTILINE)
_BRACES = re.compile(r"\\.|[{}]|^[ \t]*@[ \t]*[A-Za-z][\w-]*\s*[{(]", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r'\\.|[{}"]|^[ \t]*@[ \t]*[A-Za-z][\w-]*\s*[{(]', re.MULTILINE | re.DOTALL)
_ONLY_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_KEY = re.compile(r"\s*([^\s,={}()\"]*)")
_SIMPLE = re.compile(r'\s*([^\s=,{}()"#%@\\]+)\s*=\s*(?:\{([^{}\\"]*)\}|(\d+))\s*(?:,|(?=[})]))')
_NAME = re.compile(r'\s*([^\s=,{}()"#%@\\]+)\s*(=?)\s*')
_BARE = re.compile(r'[^\s,{}()"#=@\\]+')
_AFTER = re.compile(r"\s*([,#})]?)")
_TOO_EARLY = re.compile(r"\s*(?:[})]\s*)*(,)|\s*[})]")
_BLANK = re.compile(r"\s*")
_SKIP = re.compile(r"[^,{}()@]*")

MONTHS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])


@dataclass(frozen=True, slots=True)
class BibField:
    """A field as written: ``start`` is its name's offset, ``at`` and ``end`` hold its value with delimiters.

    ``text`` is the value with its ``@string`` names filled in and its outer delimiters gone.
    ``names`` are the ``@string`` names that it uses, with their offsets.
    """

    name: str
    text: str
    start: int
    at: int
    end: int
    names: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in the syntax, where."""

    message: str
    at: int
    broken: bool = False  # the braces do not balance: the entry cannot be read


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file: an entry, a definition, a comment, or text between them."""

    kind: Kind
    start: int
    end: int
    type: str = ""
    key: str = ""
    key_at: int = 0
    fields: tuple[BibField, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def broken(self) -> bool:
        """Tell whether the braces of the entry do not balance."""
        return any(fault.broken for fault in self.faults)


@dataclass(frozen=True)
class BibFile:
    """A file in pieces, in order and without gaps; ``strings`` are its abbreviations."""

    text: str
    pieces: tuple[Piece, ...]
    strings: Mapping[str, str]

    @property
    def entries(self) -> Iterator[Piece]:
        """Its entries, broken ones too."""
        return (piece for piece in self.pieces if piece.kind == "entry")

    def written(self) -> str:
        """Return the file again: what was not changed is what it was."""
        return "".join(self.text[piece.start : piece.end] for piece in self.pieces)


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


def parse_bib(text: str) -> BibFile:
    """Return a file in pieces.

    An entry whose braces do not balance ends where the next one begins at the start
    of a line, so that it costs no other. Braces after a backslash do not count, as
    pandoc has it; ``%`` at the start of a line outside an entry makes it a comment,
    as biber has it.
    """
    parser = _Parser(text)
    pieces = tuple(parser.pieces())
    return BibFile(text, pieces, parser.strings)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.strings: dict[str, str] = {}
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
        opening = _EntryReader(self, start)
        return opening.string() if kind == "string" else opening.entry(kind)

    def _comment_end(self, start: re.Match[str]) -> int:
        """Return the end of a comment: its closing brace, else that of its line."""
        if self._closings is None:
            self._closings = dict(_matched(self.text))
        closed = self._closings.get(start.end() - 1)
        line = self.text.find("\n", start.end())
        return closed + 1 if closed is not None else len(self.text) if line < 0 else line

    def _preamble(self, start: re.Match[str]) -> Piece:
        close = {"{": "}", "(": ")"}[start[2]]
        at = self.braces(start.end(), close)
        if at is None:
            end = self.stop(start.end())
            fault = Fault("the preamble has unbalanced braces", start.start(), broken=True)
            return Piece("preamble", start.start(), end, "preamble", faults=(fault,))
        return Piece("preamble", start.start(), at, "preamble")

    def stop(self, at: int) -> int:
        """Return where the next entry begins at the start of a line, else the end."""
        found = _AT_LINE.search(self.text, at)
        return found.start() if found else len(self.text)

    def braces(self, at: int, close: str = "}") -> int | None:
        """Return the offset after what closes the brace that opened before ``at``; None where nothing does."""
        depth = 1
        for found in _BRACES.finditer(self.text, at):
            sign = found[0]
            if sign == "{":
                depth += 1
            elif sign == "}":
                depth -= 1
                if not depth:
                    if close == "}":
                        return found.end()
                    depth = 1
            elif sign[0] != "\\":
                return self._parenthesis(at, found.start()) if close == ")" else None
        return self._parenthesis(at, len(self.text)) if close == ")" else None

    def _parenthesis(self, at: int, limit: int) -> int | None:
        found = self.text.rfind(")", at, limit)
        return None if found < 0 else found + 1

    def quoted(self, at: int) -> int | None:
        """Return the offset after the quotation mark that ends a value; None where none does."""
        depth = 0
        for found in _QUOTED.finditer(self.text, at):
            sign = found[0]
            if sign == '"':
                if not depth:
                    return found.end()
            elif sign in "{}":
                depth += 1 if sign == "{" else -1
                if depth < 0:
                    return None
            elif sign[0] != "\\":
                return None
        return None


def _matched(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of each brace that opens and of the one that closes it."""
    opened: list[int] = []
    for found in _ONLY_BRACES.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            yield opened.pop(), found.start()


class _EntryReader:
    """Reads one entry from its opening brace on."""

    def __init__(self, parser: _Parser, start: re.Match[str]) -> None:
        self.parser, self.text = parser, parser.text
        self.start = start.start()
        self.at = start.end()
        self.close = {"{": "}", "(": ")"}[start[2]]
        self.faults: list[Fault] = []
        self.fields: list[BibField] = []

    def entry(self, kind: str) -> Piece:
        key = _KEY.match(self.text, self.at)
        assert key is not None  # noqa: S101 (it matches the empty text)
        self.at = key.end()
        comma = _AFTER.match(self.text, self.at)
        if comma and comma[1] == ",":
            self.at = comma.end()
        elif comma and comma[1] != self.close:
            self.faults.append(Fault("a comma is missing after the key", key.end()))
        if not key[1]:
            self.faults.append(Fault("the entry has no key", self.start))
        self._read_fields(key[1] or kind)
        return self._done("entry", kind, key[1], key.start(1))

    def string(self) -> Piece:
        self._read_fields("@string")
        for field in self.fields:
            self.parser.strings[field.name] = field.text
        return self._done("string", "string", "", self.start)

    def _done(self, kind: Kind, type_: str, key: str, key_at: int) -> Piece:
        return Piece(kind, self.start, self.at, type_, key, key_at, tuple(self.fields), tuple(self.faults))

    def _read_fields(self, what: str) -> None:
        """Read fields up to the closing brace; leave ``at`` after it."""
        text, length = self.text, len(self.text)
        while True:
            simple = _SIMPLE.match(text, self.at)
            if simple is not None:
                group = 2 if simple[3] is None else 3
                start, end = simple.span(group)
                wide = 1 if group == 2 else 0
                value = simple[group]
                self.fields.append(BibField(simple[1].lower(), value, simple.start(1), start - wide, end + wide))
                self.at = simple.end()
                continue
            blank = _BLANK.match(text, self.at)
            here = blank.end() if blank else self.at
            sign = text[here] if here < length else ""
            if sign == self.close:
                self.at = here + 1
                return
            line = text.rfind("\n", self.at, here) + 1
            if sign == "" or (line and sign == "@" and _AT_LINE.match(text, line)):
                return self._unbalanced(what, here)
            if not self._field(here, sign):
                return self._unbalanced(what, self.at)

    def _unbalanced(self, what: str, at: int) -> None:
        message = f"the entry {what} has unbalanced braces and is left out"
        self.faults.append(Fault(message, self.start, broken=True))
        self.at = self.parser.stop(max(at, self.start + 1))

    def _field(self, here: int, sign: str) -> bool:
        """Read one field that is not of the simplest kind; False where its braces do not balance."""
        text = self.text
        if sign == ",":
            self.at = here + 1
            return True
        if sign == "%":  # biber: a comment up to the end of the line
            line = text.find("\n", here)
            self.at = len(text) if line < 0 else line
            return True
        name = _NAME.match(text, here)
        if name is None or not name[2]:
            return self._junk(here)
        read = self._value(name.end())
        if read is None:
            self.at = name.end()
            return False
        value, end, strings = read
        self.fields.append(BibField(name[1].lower(), value, name.start(1), name.end(), end, strings))
        after = _AFTER.match(text, end)
        self.at = after.end() if after and after[1] == "," else end
        if after and not after[1]:
            self.faults.append(Fault(f"a comma is missing after the field {name[1]}", end))
        return True

    def _junk(self, here: int) -> bool:
        """Step over what is no field; False where it opens a brace that nothing closes."""
        text = self.text
        self.faults.append(Fault(f"this is no field: {text[here : here + 20].splitlines()[0]}", here))
        if text[here] == "{":
            closed = self.parser.braces(here + 1)
            self.at = here + 1 if closed is None else closed
            return closed is not None
        skipped = _SKIP.match(text, here)
        end = skipped.end() if skipped else here
        self.at = end if end > here else here + 1
        return not (text[here] == "}" and self.close == ")")

    def _value(self, at: int) -> tuple[str, int, tuple[tuple[str, int], ...]] | None:
        """Return a value, its end, and the names in it; None where its braces do not balance."""
        text, end = self.text, at
        parts: list[str] = []
        names: list[tuple[str, int]] = []
        while True:
            sign = text[at] if at < len(text) else ""
            if sign in ("{", '"'):
                closed = self.parser.braces(at + 1) if sign == "{" else self.parser.quoted(at + 1)
                if closed is None:
                    return None
                parts.append(text[at + 1 : closed - 1])
                end = closed
            else:
                bare = _BARE.match(text, at)
                if bare is None:
                    self.faults.append(Fault("a value is missing", at))
                    return "".join(parts), end, tuple(names)
                if not bare[0].isdigit():
                    names.append((bare[0], at))
                parts.append(bare[0] if bare[0].isdigit() else self.parser.strings.get(bare[0].lower(), bare[0]))
                end = bare.end()
            after = _AFTER.match(text, end)
            if after is None or after[1] != "#":
                return "".join(parts), end, tuple(names)
            blank = _BLANK.match(text, after.end())
            at = blank.end() if blank else after.end()
