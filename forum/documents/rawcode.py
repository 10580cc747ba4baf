"""Raw Typst, HTML and LaTeX that the reader takes for text: found in the text, and left out.

The reader has raw code switched off, so that none is ever passed on; what an
author wrote as raw code would then be printed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from forum.diagnostics import Diagnostic, warning
from forum.documents.ast import Node, stringify
from forum.documents.places import Places
from forum.documents.words import packed, unpacked

_FORMAT = re.compile(r"\{=(\w+)\}")
_COMMAND = re.compile(r"(\\[A-Za-z@]+\*?)([\[{(].*|[.,;:]?)", re.DOTALL)
_BEGIN = re.compile(r"\\begin\{([^}]*)\}.*", re.DOTALL)
_POSSIBLE = re.compile(r"\{=\w|\\[A-Za-z]")
_REMEDY = "write it as Markdown; raw code would reach one format only, and nothing of it is run"

Edit = Callable[[list[Node]], list[Node]]


def without_raw_code(blocks: list[Node], places: Places) -> tuple[list[Node], list[Diagnostic]]:
    """Return the blocks without what was meant as raw code, and a warning for each piece."""
    sources = [text.source for text in places.texts]
    if any(sources) and not any(_POSSIBLE.search(source) for source in sources):
        return blocks, []
    finder = _Finder(places)
    cleaned: list[Node] = _in_lists(blocks, lambda nodes: finder.clean(unpacked(nodes)))
    return packed(cleaned), finder.problems


def _in_lists(tree: Any, edit: Edit) -> Any:
    """Return a tree in which every list of nodes was edited, inner ones first."""
    if isinstance(tree, dict):
        return {key: _in_lists(value, edit) if isinstance(value, dict | list) else value for key, value in tree.items()}
    if not isinstance(tree, list):
        return tree
    inner = [_in_lists(item, edit) for item in tree]
    return edit(inner) if inner and all(isinstance(item, dict) and "t" in item for item in inner) else inner


class _Finder:
    """One pass over one document; counts what it found, to find it in the source."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.problems: list[Diagnostic] = []
        self.seen: dict[str, int] = {}

    def clean(self, nodes: list[Node]) -> list[Node]:
        kept: list[Node] = []
        at = 0
        while at < len(nodes):
            length, rest = self._raw(nodes, at)
            kept += rest if length else [nodes[at]]
            at += length or 1
        return kept

    def _raw(self, nodes: list[Node], at: int) -> tuple[int, list[Node]]:
        """Return how many nodes are raw code here, none if it is not, and what stays of them."""
        node = nodes[at]
        if node["t"] == "Code":
            following = nodes[at + 1] if at + 1 < len(nodes) else None
            return self._marked(node["c"][1], following)
        if node["t"] == "Str" and (found := _COMMAND.fullmatch(node["c"])) is not None:
            return self._latex(nodes, at, found[1])
        return 0, []

    def _marked(self, code: str, following: Node | None) -> tuple[int, list[Node]]:
        """Look for ``{=format}``: at the start of what was a fenced block, or after code in a line."""
        if (fenced := _FORMAT.match(code)) is not None:
            self._tell(fenced[1], code[fenced.end() :], fenced[0])
            return 1, []
        mark = _FORMAT.match(following["c"]) if following and following["t"] == "Str" else None
        if mark is None or following is None:
            return 0, []
        self._tell(mark[1], code, mark[0])
        rest = following["c"][mark.end() :]
        return 2, [{"t": "Str", "c": rest}] if rest else []

    def _tell(self, format_: str, code: str, mark: str) -> None:
        nth = self.seen[mark] = self.seen.get(mark, -1) + 1
        message = f"raw {format_} is left out: {' '.join(code.split())[:60]}"
        self.problems.append(warning("raw-dropped", message, self.places.written(mark, nth), _REMEDY))

    def _latex(self, nodes: list[Node], at: int, command: str) -> tuple[int, list[Node]]:
        """Look for a LaTeX command, or an environment up to its end; ``\\\\server`` is none."""
        pattern = rf"(?<!\\){re.escape(command)}(?![A-Za-z])"
        if not self.places.has(pattern):
            return 0, []
        nth = self.seen[command] = self.seen.get(command, -1) + 1
        end = self._end(nodes, at)
        message = f"raw LaTeX is left out: {stringify(nodes[at : end + 1])[:60]}"
        self.problems.append(warning("raw-dropped", message, self.places.search(pattern, nth), _REMEDY))
        return end - at + 1, []

    def _end(self, nodes: list[Node], at: int) -> int:
        begin = _BEGIN.fullmatch(nodes[at]["c"])
        closing = f"\\end{{{begin[1]}}}" if begin else None
        ends = (n for n in range(at, len(nodes)) if closing and str(nodes[n].get("c")).startswith(closing))
        return next(ends, at)
