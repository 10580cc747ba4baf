"""YAML and TOML texts made into the frozen values of ``forum.model``, with places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from forum.diagnostics import Diagnostic, Span, fatal
from forum.documents.conversion import convert
from forum.documents.toml_trees import read_toml
from forum.documents.trees import Path, Tree
from forum.documents.yaml_lines import read_records
from forum.documents.yaml_trees import read_yaml
from forum.model import Spans

T = TypeVar("T")
_NONE: Mapping[Path, Any] = MappingProxyType({})
_FENCE = re.compile(r"^---[ \t]*$")
_END = re.compile(r"^(---|\.\.\.)[ \t]*$")


@dataclass(frozen=True)
class Loaded(Generic[T]):
    """A file as a value, None where it cannot be one; its places; what is wrong in it."""

    value: T | None
    spans: Spans
    problems: tuple[Diagnostic, ...] = ()

    def place(self, *path: str | int) -> Span:
        """Return the place of a key or item, or of the nearest thing around it."""
        return Tree(None, self.spans).place(path)


@dataclass(frozen=True)
class FrontMatter:
    """A text parted in its YAML and its body; ``*_line`` is where each starts."""

    yaml: str
    body: str
    yaml_line: int = 2
    body_line: int = 1
    problems: tuple[Diagnostic, ...] = field(default=())


def load_yaml(
    text: str,
    path: PurePosixPath,
    kind: type[T],
    *,
    line: int = 1,
    cell: int | None = None,
    fallback: Mapping[Path, Any] = _NONE,
) -> Loaded[T]:
    """Return a YAML text as a value of ``kind``.

    ``line`` and ``cell`` say where the text starts in the file. ``fallback`` has
    values for required keys that are missing or wrong, by their path.
    """
    return _loaded(read_yaml(text, Span(path, line, 1, cell)), kind, fallback)


def load_items(text: str, path: PurePosixPath, kind: type[T]) -> Loaded[tuple[T, ...]]:
    """Return a YAML list as values of ``kind``, those that can be used; places go by the values, not by the items."""
    tree = read_records(text, Span(path)) or read_yaml(text, Span(path))
    several: Any = tuple[kind, ...]  # type: ignore[valid-type]
    loaded: Loaded[tuple[T, ...]] = _loaded(tree, several, _NONE)
    items = tree.value if isinstance(tree.value, list) else []
    if loaded.value is None or len(loaded.value) == len(items):
        return loaded
    alone = (Tree(item, {(): Span(path)}, _below(tree.written, number)) for number, item in enumerate(items))
    used = [number for number, one in enumerate(alone) if convert(one, kind, _NONE)[0] is not None]
    spans: dict[Path, Span] = {(): tree.spans[()]}
    for place, number in enumerate(used):
        spans |= {(place, *rest): span for rest, span in _below(tree.spans, number).items()}
    return Loaded(loaded.value, spans, loaded.problems)


def _below(found: Mapping[Path, T], number: int) -> dict[Path, T]:
    return {path[1:]: value for path, value in found.items() if path[:1] == (number,)}


def load_toml(text: str, path: PurePosixPath, kind: type[T], *, fallback: Mapping[Path, Any] = _NONE) -> Loaded[T]:
    """Return a TOML text as a value of ``kind``; ``fallback`` as for YAML."""
    return _loaded(read_toml(text, Span(path)), kind, fallback)


def _loaded(tree: Tree, kind: type[T], fallback: Mapping[Path, Any]) -> Loaded[T]:
    if tree.problems:
        return Loaded(None, tree.spans, tree.problems)
    if tree.value is None:  # an empty file is one without keys
        tree = Tree(None if _is_list(kind) else {}, tree.spans)
    if tree.value is None:
        return Loaded(kind(()) if _is_list(kind) else None, tree.spans)  # type: ignore[call-arg]
    value, problems = convert(tree, kind, fallback)
    return Loaded(value, tree.spans, problems)


def _is_list(kind: object) -> bool:
    return getattr(kind, "__origin__", kind) in (tuple, list)


def split_front_matter(text: str, path: PurePosixPath, cell: int | None = None) -> FrontMatter:
    """Part a text in the YAML between its ``---`` lines, and what follows.

    A text that has none is all body, with a fatal problem that says what to write.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+$", text)  # not splitlines: U+2028 and the like are no lines to an editor
    start = next((number for number, row in enumerate(lines) if row.strip()), len(lines))
    if start == len(lines) or not _FENCE.match(lines[start].rstrip("\r\n")):
        message = "there is no front matter: the title, authors and the like between two lines of ---"
        problem = fatal("front-matter-missing", message, Span(path, start + 1, 1, cell), _EXAMPLE)
        return FrontMatter("", text, 1, 1, (problem,))
    for number in range(start + 1, len(lines)):
        if _END.match(lines[number].rstrip("\r\n")):
            yaml, body = "".join(lines[start + 1 : number]), "".join(lines[number + 1 :])
            return FrontMatter(yaml, body, start + 2, number + 2)
    message = "the front matter is not closed: no second line of --- follows"
    problem = fatal("front-matter-missing", message, Span(path, start + 1, 1, cell), "put --- on a line below it")
    return FrontMatter("", text, 1, 1, (problem,))


_EXAMPLE = (
    "start the file with a line of ---, the keys title, kind, theme and authors, and another line of ---; "
    "forum new paper writes one"
)
