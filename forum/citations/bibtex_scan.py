"""Walking over the braces and quotation marks of a .bib file, always forwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENTRY = r"^[ \t]*@[ \t]*[A-Za-z][\w-]*\s*[{(]"
AT_LINE = re.compile(_ENTRY, re.MULTILINE)
_BRACES = re.compile(rf"\\.|[{{}}]|{_ENTRY}", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(rf'\\.|[{{}}"]|{_ENTRY}', re.MULTILINE | re.DOTALL)
_ONLY_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)


def stop(text: str, at: int) -> int:
    """Return where the next entry begins at the start of a line, else the end."""
    found = AT_LINE.search(text, at)
    return found.start() if found else len(text)


def braces(text: str, at: int, close: str = "}") -> int | None:
    """Return the offset after what closes the brace that opened before ``at``; None where nothing does."""
    depth = 1
    for found in _BRACES.finditer(text, at):
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
            return _parenthesis(text, at, found.start()) if close == ")" else None
    return _parenthesis(text, at, len(text)) if close == ")" else None


def _parenthesis(text: str, at: int, limit: int) -> int | None:
    found = text.rfind(")", at, limit)
    return None if found < 0 else found + 1


def quoted(text: str, at: int) -> int | None:
    """Return the offset after the quotation mark that ends a value; None where none does."""
    depth = 0
    for found in _QUOTED.finditer(text, at):
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


def matched(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of each brace that opens and of the one that closes it."""
    opened: list[int] = []
    for found in _ONLY_BRACES.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            yield opened.pop(), found.start()
