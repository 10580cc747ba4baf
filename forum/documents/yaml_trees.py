"""YAML read with the place of everything, by ruamel's parser.

Its node graph has the places and is ten times faster than its round-trip
loader. The values are YAML 1.2's, without dates: ``no`` is a text, and so is
``2027-02-01``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from forum.diagnostics import Diagnostic, Span, fatal
from forum.documents.trees import Path, Plain, Tree

MAX_NODES = 50_000  # aliases can make a small file endlessly large
MAX_DEPTH = 60
_TAG = "tag:yaml.org,2002:"


def read_yaml(text: str, here: Span) -> Tree:
    """Return what a YAML text says; ``here`` is the place of its first character."""
    try:
        reader = YAML(typ="safe", pure=True)
        reader.max_depth = MAX_DEPTH
        node = reader.compose(text)
    except MarkedYAMLError as unread:
        return Tree(None, {(): here}, problems=(_does_not_parse(unread, text, here),))
    except (YAMLError, ValueError, RecursionError) as unread:
        problem = fatal("yaml-syntax", f"the YAML cannot be read: {_first_line(unread)}", here)
        return Tree(None, {(): here}, problems=(problem,))
    walk = _Walk(here)
    try:
        value = None if node is None else walk.value(node, ())
    except _TooMuch as found:
        walk.problems.append(fatal("yaml-aliases", str(found), here, "write the repeated part out"))
    if walk.problems:
        return Tree(None, walk.spans, problems=tuple(walk.problems))
    return Tree(value, walk.spans, walk.written)


def _at(here: Span, line: int, column: int) -> Span:
    """Return the place of a 0-based line and column of a text that starts ``here``."""
    first = here.column - 1 if line == 0 else 0
    return Span(here.path, here.line + line, first + column + 1, here.cell)


def _first_line(problem: object) -> str:
    return str(problem).strip().split("\n")[0]


def _does_not_parse(unread: MarkedYAMLError, text: str, here: Span) -> Diagnostic:
    """Say what stops the parser in words of an author, where it can be told."""
    mark = unread.problem_mark or unread.context_mark
    if re.search("end of stream|stream end", unread.problem or ""):
        mark = unread.context_mark or mark  # where the quotes or the bracket begin
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    # A tab often surfaces as another complaint, a line further on.
    for number in (line, line - 1):
        row = lines[number] if 0 <= number < len(lines) else ""
        if indent := re.match(r" *\t", row) or (number == line and re.match(rf".{{{column}}}\t", row)):
            place = _at(here, number, indent.end() - 1)
            return fatal("yaml-tab", "a tab character: YAML is indented by spaces only", place, "replace it by spaces")
    said = re.sub(r"\s+", " ", unread.problem or unread.context or "it is not YAML")
    place = _at(here, line, column)
    return fatal("yaml-syntax", f"the YAML does not parse: {said}", place, *_remedy(said, lines, line))


def _remedy(said: str, lines: list[str], line: int) -> Iterator[str]:
    row = lines[line] if line < len(lines) else ""
    if "mapping values are not allowed" in said:
        yield "put a text with a colon and a space in quotes, and check the indentation"
    elif "cannot start any token" in said or "undefined alias" in said or said.startswith("expected alphabetic"):
        yield "put a text that starts with @, `, %, *, & or ! in quotes"
    elif "expected ',' or" in said or "expected ',' or ']'" in said:
        yield "close the bracket, or put a comma between the items"
    elif "end of stream" in said or "quoted scalar" in said:
        yield "close the quotes or the bracket that open here"
    elif "expected a single document" in said or "another document" in said:
        yield "remove the line --- inside"
    elif "could not find expected ':'" in said or "expected <block end>" in said:
        yield "check the indentation, and that each key ends in a colon and a space"
    elif row.strip():
        yield f"look at the line: {row.strip()[:60]}"


class _TooMuch(Exception):
    """The text is small, but what it says is endless."""


class _Walk:
    """Turns nodes into values, and notes their places on the way."""

    def __init__(self, here: Span) -> None:
        self.here = here
        self.spans: dict[Path, Span] = {(): here}
        self.written: dict[Path, str] = {}
        self.problems: list[Diagnostic] = []
        self._count = 0
        self._open: set[int] = set()

    def value(self, node: Node, path: Path) -> Plain:
        self._count += 1
        if self._count > MAX_NODES:
            raise _TooMuch("its aliases make the YAML too large")
        if isinstance(node, ScalarNode):
            return self._scalar(node, path)
        if id(node) in self._open:
            raise _TooMuch("an alias names what it stands in")
        self._open.add(id(node))
        value: Plain
        if isinstance(node, MappingNode):
            value = self._mapping(node, path)
        else:
            value = self._sequence(cast(SequenceNode, node), path)
        self._open.discard(id(node))
        return value

    def _place(self, node: Node) -> Span:
        return _at(self.here, node.start_mark.line, node.start_mark.column)

    def _sequence(self, node: SequenceNode, path: Path) -> list[Plain]:
        items = []
        for number, item in enumerate(node.value):
            self.spans.setdefault((*path, number), self._place(item))
            items.append(self.value(item, (*path, number)))
        return items

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        merged: dict[str, Plain] = {}
        for key, item in node.value:
            if str(key.tag) == f"{_TAG}merge":
                sources = item.value if isinstance(item, SequenceNode) else [item]
                values = [self.value(source, (*path, "<<", number)) for number, source in enumerate(sources)]
                merged = {k: v for value in reversed(values) if isinstance(value, dict) for k, v in value.items()}
                continue
            name = self._key(key)
            if name in found:
                message = f"the key {name} stands here twice"
                place, first = self._place(key), self.spans[(*path, name)]
                self.problems.append(fatal("key-duplicate", message, place, f"the first one is in line {first.line}"))
                continue
            self.spans[(*path, name)] = self._place(key)
            found[name] = self.value(item, (*path, name))
        return merged | found

    def _key(self, node: Node) -> str:
        if isinstance(node, ScalarNode):
            return str(node.value)
        message = "a key is a text, not a list or a table"
        self.problems.append(fatal("yaml-syntax", message, self._place(node), "put a text with brackets in quotes"))
        return ""

    def _scalar(self, node: ScalarNode, path: Path) -> Plain:
        tag, text = str(node.tag).removeprefix(_TAG), node.value
        if tag == "null":
            return None
        value = _CONSTRUCT.get(tag, str)(text)
        if not isinstance(value, str):
            self.written[path] = text
        return value


def _integer(text: str) -> int | str:
    try:
        return int(text.replace("_", ""), 0 if re.match(r"[-+]?0[xob]", text) else 10)
    except ValueError:
        return text


def _float(text: str) -> float | str:
    special = {".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}
    try:
        return special[text.lower()] if text.lower() in special else float(text.replace("_", ""))
    except ValueError:
        return text


_CONSTRUCT = {"bool": lambda text: text.lower() == "true", "int": _integer, "float": _float}


@dataclass(frozen=True)
class Written:
    """A text in a YAML file, or a key, with the characters from ``start`` to ``end`` that it takes."""

    path: Path
    value: str
    start: int
    end: int
    is_key: bool


def written_scalars(text: str) -> Iterator[Written]:
    """Yield every text and every key of a YAML file that parses, for editing in place.

    A key has the path of what it names. Nothing for a file that does not parse.
    """
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError, RecursionError):
        return
    yield from _scalars(node, (), set())


def _scalars(node: Node | None, path: Path, seen: set[int], *, is_key: bool = False) -> Iterator[Written]:
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        yield Written(path, str(node.value), node.start_mark.index, node.end_mark.index, is_key)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            name = str(key.value) if isinstance(key, ScalarNode) else ""
            yield from _scalars(key, (*path, name), seen, is_key=True)
            yield from _scalars(value, (*path, name), seen)
    else:
        for number, item in enumerate(cast(SequenceNode, node).value):
            yield from _scalars(item, (*path, number), seen)
