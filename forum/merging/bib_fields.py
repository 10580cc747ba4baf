"""The fields of a BibTeX entry, each with its text as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEAD = re.compile(r"\s*@\s*\w+\s*[{(]\s*[^,{}()]*,?")
_NAME = re.compile(r"\s*([^\s=,{}()\"#%]+)\s*=\s*")
_SIGNS = re.compile(r"\\.|[{}\",]", re.DOTALL)


@dataclass(frozen=True)
class Field:
    """A field: its name in small letters, and its text with the blanks before it, without the comma."""

    name: str
    text: str
    value: str

    @property
    def plain(self) -> str:
        """The value without its delimiters, blanks as one."""
        value = " ".join(self.value.split())
        if len(value) > 1 and value[0] + value[-1] in ("{}", '""') and _NO_CUT.search(value[1:-1]) is None:
            return value[1:-1].strip()
        return value


_NO_CUT = re.compile(r"^[^{]*\}|\"\s*#")


@dataclass(frozen=True)
class BibEntry:
    """An entry: type and key, its fields, and what closes it."""

    head: str
    fields: tuple[Field, ...]
    tail: str
    comma: bool = False

    @property
    def plain_head(self) -> str:
        """Type and key without blanks."""
        return "".join(self.head.split()).casefold().rstrip(",")


def entry_of(text: str) -> BibEntry | None:
    """Return an entry with its fields, or None where it has another form."""
    head = _HEAD.match(text)
    body = text.rstrip().removesuffix(",").rstrip()
    if head is None or body[-1:] not in ("}", ")"):
        return None
    inner = body[head.end() : -1]
    fields = list(_fields(inner))
    if None in fields:
        return None
    written = "".join(f"{field.text}," for field in fields if field)
    comma = inner.rstrip().endswith(",")
    closed = inner.rstrip() + ("" if comma else ",")
    if fields and closed != written:
        return None
    blank = inner[len(inner.rstrip()) :]
    start = head[0] if head[0].rstrip().endswith(",") else head[0] + ","
    return BibEntry(start, tuple(field for field in fields if field), blank + text[len(body) - 1 :], comma)


def _fields(inner: str) -> Iterator[Field | None]:
    at = 0
    while inner[at:].strip():
        name = _NAME.match(inner, at)
        if name is None:
            yield None
            return
        end = _value_end(inner, name.end())
        text = inner[at:end].rstrip()
        yield Field(name[1].lower(), text, text[name.end() - at :])
        at = end + 1


def _value_end(inner: str, start: int) -> int:
    """Return where a value ends: at a comma that is in no braces and no quotes."""
    depth, quoted = 0, False
    for sign in _SIGNS.finditer(inner, start):
        if sign[0] == "{":
            depth += 1
        elif sign[0] == "}":
            depth -= 1
        elif sign[0] == '"' and depth == 0:
            quoted = not quoted
        elif sign[0] == "," and depth == 0 and not quoted:
            return sign.start()
    return len(inner)
