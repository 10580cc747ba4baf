"""Runs of words held as one Str, and taken apart again.

Pandoc gives a node to each word and each space, nine of ten nodes of a text, and nothing
that is done to a report looks at single words. So between reading and writing words stand
together: ``Str "several words"``. A run begins and ends in a word, so that a Space beside
another kind of node stays a Space, and a line's end stays a SoftBreak. Citations stay as they are.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable
from typing import Any

from forum.documents.ast import transform
from forum.documents.nodes import SPACE, Node


def packed(tree: Any) -> Any:
    """Return a tree with each run of words and single spaces as one Str; what has none is the same object."""
    kind = type(tree)
    if kind is dict:
        return _packed_node(tree)
    return _packed_items(tree) if kind is list else tree


def _packed_node(node: Node) -> Node:
    if node.get("t") == "Cite":
        return node  # citeproc reads locators word by word
    changed = {key: new for key, value in node.items() if type(value) in _TREES and (new := packed(value)) is not value}
    return {**node, **changed} if changed else node


def _packed_items(items: list[Any]) -> list[Any]:
    if not items or type(items[0]) is str:
        return items  # attributes or a target, as in ``iterate``
    result = joined([packed(item) if type(item) in _TREES else item for item in items])
    return items if len(result) == len(items) and all(map(operator.is_, result, items)) else result


def joined(items: list[Any]) -> list[Any]:
    """Return a list in which each run of words and single spaces is one Str; what is deeper stays."""
    kinds = [item.get("t") if type(item) is dict else None for item in items]
    result: list[Any] = []
    at = 0
    while at < len(items):
        end = at
        while kinds[at] == "Str" and kinds[end + 1 : end + 3] == _AND_ONE_MORE:
            end += 2
        run = items[at : end + 1 : 2]
        result.append({"t": "Str", "c": " ".join(word["c"] for word in run)} if end > at else items[at])
        at = end + 1
    return result


def unpacked(nodes: Iterable[Node]) -> list[Node]:
    """Return inlines with a node for each word and each space, as pandoc has them; deeper ones stay."""
    result: list[Node] = []
    for node in nodes:
        if node["t"] == "Str" and " " in node["c"]:
            result += worded(node["c"])
        else:
            result.append(node)
    return result


def worded(text: str) -> list[Node]:
    """Return plain text as a Str for each word and a Space for each space."""
    result: list[Node] = []
    for position, word in enumerate(text.split(" ")):
        if position:
            result.append(SPACE)
        if word:
            result.append({"t": "Str", "c": word})
    return result


def cut(tree: Any) -> Any:
    """Return a tree with each long Str as several in a row: pandoc's Typst writer takes the square of its length."""
    return transform(tree, _cut, ("Str",))


def _cut(node: Node) -> list[Node] | None:
    text = node["c"]
    return [{"t": "Str", "c": part} for part in _PART.findall(text)] if len(text) > _LONG else None


_LONG = 80
# Each part but the first begins with the space before a word, so that none begins with a sign that means something.
_PART = re.compile(rf".{{{_LONG}}}[^ ]*|.+", re.DOTALL)
_TREES = (dict, list)
_AND_ONE_MORE = ["Space", "Str"]
