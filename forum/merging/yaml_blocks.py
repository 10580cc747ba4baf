"""The block structure of YAML text: entries of a mapping and items of a list, each with its lines.

Only what block style shows by indentation is read; values stay text, so that
comments, anchors, quotes and layout survive. What has another form (tabs, several
documents, keys across lines) is left to merging by line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_KEY = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#\-?:,\[\]{}&*!|>'"%@`][^#:]*?|[-?:](?=\S)[^#:]*?|
    [^\s#,\[\]{}'"%@`-](?:[^:#]|:(?=\S)|(?<=\S)\#)*?)\s{0,9}:(?=\s|$)""",
    re.VERBOSE,
)
_START = "---"  # of a document; only one may stand in a file
_ITEM = re.compile(r"-(?=\s|$)")
_STRINGS = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:^|(?<=\s))#.*""")
_SCALAR = re.compile(r"(?:^|\s)[|>][-+0-9]*\s*(?:#.*)?$")


@dataclass(frozen=True)
class Entry:
    """An entry or item: its name, the comments and blanks before it, its first line, and the lines below."""

    name: str
    lead: str
    head: str
    body: str

    @property
    def text(self) -> str:
        """All of it."""
        return self.lead + self.head + self.body


@dataclass(frozen=True)
class Block:
    """A mapping or a list at one indentation; ``tail`` is what follows the last entry."""

    kind: str  # mapping or list
    indent: int
    entries: tuple[Entry, ...]
    tail: str


def block_of(text: str) -> Block | None:
    """Return the structure of a text, or None where it has another form."""
    lines = text.splitlines(keepends=True)
    first = next((line for line in lines if _significant(line) and line.rstrip() != _START), None)
    if first is None or "\t" in text[: len(text) - len(text.lstrip())]:
        return None
    indent = _indent(first)
    kind = "list" if _ITEM.match(first, indent) else "mapping"
    return _entries(lines, indent, kind)


def _significant(line: str) -> bool:
    start = line.lstrip(" ")[:1]
    return start not in ("", "\n", "\r", "#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _entries(lines: Sequence[str], indent: int, kind: str) -> Block | None:
    found: list[tuple[str, str, str, list[str]]] = []
    waiting: list[str] = []  # comments and blanks: of what is above if more of it follows, else of what is below
    opened = 0  # how many brackets the entry's value has open
    for line in lines:
        if not _significant(line) or (line.rstrip() == _START and not found):
            waiting.append(line)
            continue
        below = _indent(line) > indent or (
            kind == "mapping" and _indent(line) == indent and bool(_ITEM.match(line, indent))
        )
        if found and (below or opened > 0):
            found[-1][3].extend((*waiting, line))
        else:
            name = _name(line, indent, kind)
            if name is None:
                return None
            found.append((name, "".join(waiting), line, []))
            opened = 0
        waiting = []
        if not _is_scalar(found[-1]):
            opened += _open(line)
    if opened:
        return None
    entries = tuple(Entry(name, lead, head, "".join(body)) for name, lead, head, body in found)
    return Block(kind, indent, entries, "".join(waiting))


def _is_scalar(entry: tuple[str, str, str, list[str]]) -> bool:
    return bool(_SCALAR.search(entry[2].rstrip()))


def _open(line: str) -> int:
    plain = _STRINGS.sub("", line)
    if "[" not in plain and "{" not in plain and "]" not in plain and "}" not in plain:
        return 0
    if "${{" in plain or "{{" in plain:
        return 0
    return sum(plain.count(sign) for sign in "[{") - sum(plain.count(sign) for sign in "]}")


def _name(line: str, indent: int, kind: str) -> str | None:
    if _indent(line) != indent or line.startswith(("---", "...", "%", "?")):
        return None
    if kind == "list":
        return line.strip() if _ITEM.match(line, indent) else None
    key = _KEY.match(line, indent)
    return key["key"].strip("'\"").strip() if key else None


def inside(item: Entry) -> tuple[str, str] | None:
    """Return an item's content as a text of its own, its mark made blank, and that mark; None for a scalar."""
    mark = _ITEM.search(item.head)
    if mark is None:
        return None
    content = item.head[: mark.start()] + " " + item.head[mark.end() :]
    if not content.strip():
        return (item.body, item.head) if item.body.strip() else None
    return content + item.body, ""


def marked(text: str, indent: int) -> str:
    """Return an item's content with its mark again."""
    return f"{text[:indent]}-{text[indent + 1 :]}"


def shifted(text: str, by: int) -> str | None:
    """Return a text moved in by so many blanks, or out; None where a line that is no comment is not so far in."""
    lines = []
    for line in text.splitlines(keepends=True):
        if not line.strip():
            lines.append(line)
        elif by >= 0 or _indent(line) >= -by:
            lines.append(" " * by + line if by >= 0 else line[-by:])
        elif _significant(line):
            return None
        else:
            lines.append(line.lstrip(" "))
    return "".join(lines)


def value_of(entry: Entry) -> str:
    """Return what stands behind the colon of an entry in its first line."""
    key = _KEY.match(entry.head.lstrip(" "))
    return entry.head.lstrip(" ")[key.end() :].strip() if key else ""


def has_duplicates(text: str) -> bool | None:
    """Tell whether a mapping has a key twice; None where the structure cannot be told."""
    block = block_of(text)
    if block is None:
        return None
    names = [entry.name for entry in block.entries]
    if block.kind == "mapping" and len(set(names)) < len(names):
        return True
    for entry in block.entries:
        if block.kind == "mapping" and entry.body.strip() and value_of(entry) == "" and not _only_text(entry.body):
            within = has_duplicates(entry.body)
        elif block.kind == "list" and (content := inside(entry)) and _structured(entry, "list"):
            within = has_duplicates(content[0]) or False
        else:
            within = False
        if within is not False:
            return within
    return False


def _only_text(body: str) -> bool:
    """Tell whether what stands below a key is one value over several lines, or comments."""
    first = next((line for line in body.splitlines() if _significant(line)), "")
    return not first or not (_ITEM.match(first.lstrip(" ")) or _KEY.match(first.lstrip(" ")))


def _structured(entry: Entry, kind: str) -> bool:
    if kind == "list":
        return bool(_KEY.match(entry.head.lstrip(" ")[1:].lstrip(" "))) or bool(entry.body)
    return not _SCALAR.search(entry.head.rstrip()) and bool(entry.body.strip())


def is_text_block(entry: Entry) -> bool:
    """Tell whether an entry's value is a block scalar, whose lines are no structure."""
    return bool(_SCALAR.search(entry.head.rstrip()))
