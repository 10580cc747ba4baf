"""One entry or ``@string`` of a .bib file, read from its opening brace on."""

from __future__ import annotations

import re

from forum.citations.bibtex_pieces import BibField, Fault, Kind, Piece
from forum.citations.bibtex_scan import AT_LINE, braces, quoted, stop

_KEY = re.compile(r"\s*((?:[^\s,={}()\"@][^\s,={}()\"]*)?)")
_SIMPLE = re.compile(r'\s*([^\s=,{}()"#%@\\]+)\s*=\s*(?:\{([^{}\\"]*)\}|(\d+))\s*(?:,|(?=[})]))')
_NAME = re.compile(r'\s*([^\s=,{}()"#%@\\]+)\s*(=?)\s*')
_BARE = re.compile(r'[^\s,{}()"#=@\\]+')
_AFTER = re.compile(r"\s*([,#})]?)")
_BLANK = re.compile(r"\s*")
_SKIP = re.compile(r"[^,{}()@]*")


class EntryReader:
    """Reads one entry from its opening brace on."""

    def __init__(self, text: str, strings: dict[str, str], start: re.Match[str]) -> None:
        self.text, self.strings = text, strings
        self.start = start.start()
        self.at = start.end()
        self.close = {"{": "}", "(": ")"}[start[2]]
        self.faults: list[Fault] = []
        self.fields: list[BibField] = []

    def entry(self, kind: str) -> Piece:
        """Return an entry."""
        key = _KEY.match(self.text, self.at)
        assert key is not None  # noqa: S101 (it matches the empty text)
        self.at = key.end()
        comma = _AFTER.match(self.text, self.at)
        if comma and comma[1] == ",":
            self.at = comma.end()
        elif comma and comma[1] != self.close:
            self.faults.append(Fault("a comma is missing after the key", key.end(), mend=","))
        if not key[1]:
            self.faults.append(Fault("the entry has no key", self.start))
        self._read_fields(key[1] or kind)
        return self._done("entry", kind, key[1], key.start(1))

    def string(self) -> Piece:
        """Return a definition; its names are known from here on."""
        self._read_fields("@string")
        for field in self.fields:
            self.strings[field.name] = field.text
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
            if sign == "" or (sign == "@" and self._new_entry(here)):
                return self._unbalanced(what, here)
            if not self._field(here, sign):
                return self._unbalanced(what, self.at)

    def _new_entry(self, at: int) -> bool:
        """Tell whether another entry begins here, at the start of a line."""
        while self.text[at - 1] in " \t":
            at -= 1
        return self.text[at - 1] == "\n" and AT_LINE.match(self.text, at) is not None

    def _unbalanced(self, what: str, at: int) -> None:
        message = f"the entry {what} has unbalanced braces and is left out"
        self.faults.append(Fault(message, self.start, broken=True))
        self.at = stop(self.text, max(at, self.start + 1))

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
            self.faults.append(Fault(f"a comma is missing after the field {name[1]}", end, mend=","))
        return True

    def _junk(self, here: int) -> bool:
        """Step over what is no field; False where it opens a brace that nothing closes."""
        text = self.text
        self.faults.append(Fault(f"this is no field: {text[here : here + 20].splitlines()[0]}", here))
        if text[here] == "{":
            closed = braces(text, here + 1)
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
                closed = braces(text, at + 1) if sign == "{" else quoted(text, at + 1)
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
                parts.append(bare[0] if bare[0].isdigit() else self.strings.get(bare[0].lower(), bare[0]))
                end = bare.end()
            after = _AFTER.match(text, end)
            if after is None or after[1] != "#":
                return "".join(parts), end, tuple(names)
            blank = _BLANK.match(text, after.end())
            at = blank.end() if blank else after.end()
