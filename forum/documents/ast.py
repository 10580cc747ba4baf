"""Pandoc's AST as pandoc's JSON has it: reading and rewriting nodes; ``nodes.py`` makes them.

A node is ``{"t": type, "c": content}``. Functions here never change a node in
place: a transform returns a new tree that shares what did not change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from forum.documents.nodes import (
    SPACE,
    Attr,
    Document,
    Node,
    attr,
    bullet_list,
    code,
    definition_list,
    div,
    document,
    emph,
    header,
    inlines,
    link,
    para,
    plain,
    raw_block,
    raw_inline,
    span,
    string,
    strong,
    table,
)

__all__ = [
    "SPACE",
    "WITH_ATTRIBUTES",
    "Attr",
    "Document",
    "Node",
    "Rewrite",
    "attr",
    "attribute",
    "attributes_of",
    "bullet_list",
    "children",
    "code",
    "definition_list",
    "div",
    "document",
    "emph",
    "has_class",
    "header",
    "identifier_of",
    "inlines",
    "iterate",
    "link",
    "para",
    "plain",
    "raw_block",
    "raw_inline",
    "span",
    "string",
    "stringify",
    "strong",
    "table",
    "transform",
    "with_attr",
]

# Where the attribute triple stands in the content of each type that has one.
_ATTR_AT = {
    "Header": 1,
    "Div": 0,
    "Span": 0,
    "Link": 0,
    "Image": 0,
    "Code": 0,
    "CodeBlock": 0,
    "Figure": 0,
    "Table": 0,
}
WITH_ATTRIBUTES = frozenset(_ATTR_AT)
"""The types of nodes that can have an identifier, classes or attributes."""


# --- reading -------------------------------------------------------------------------


def attributes_of(node: Node) -> Attr:
    """Return (identifier, classes, key-value pairs); empty ones for a type without."""
    place = _ATTR_AT.get(node["t"])
    if place is None:
        return "", [], []
    identifier, classes, pairs = node["c"][place]
    return identifier, classes, [(key, value) for key, value in pairs]


def identifier_of(node: Node) -> str:
    """Return the node's id, empty for none."""
    return attributes_of(node)[0]


def has_class(node: Node, name: str) -> bool:
    """Tell whether the node carries a class."""
    return name in attributes_of(node)[1]


def attribute(node: Node, key: str, default: str = "") -> str:
    """Return the value of a node's attribute."""
    return dict(attributes_of(node)[2]).get(key, default)


def with_attr(
    node: Node,
    identifier: str | None = None,
    classes: Iterable[str] | None = None,
    attributes: Mapping[str, str] | None = None,
) -> Node:
    """Return the node with parts of its attribute triple replaced; None keeps one."""
    place = _ATTR_AT[node["t"]]
    old_identifier, old_classes, old_pairs = node["c"][place]
    content = list(node["c"])
    content[place] = [
        old_identifier if identifier is None else identifier,
        old_classes if classes is None else list(classes),
        old_pairs if attributes is None else [[key, value] for key, value in attributes.items()],
    ]
    return {"t": node["t"], "c": content}


def children(node: Node) -> list[Node]:
    """Return the blocks of a Div, or the inlines of a Span, Link, Para, Plain or Header."""
    content = node["c"]
    match node["t"]:
        case "Div" | "Span" | "Link" | "Image" | "Cite" | "Quoted":
            found: list[Node] = content[1]
        case "Header":
            found = content[2]
        case "Figure":
            found = content[2]
        case _:
            found = content
    return found


WORDS = frozenset({"Str", "Space", "SoftBreak", "LineBreak"})
"""Nine of ten nodes of a text; who is not after them asks to be spared them."""


def iterate(tree: Any, words: bool = True) -> Iterator[Node]:
    """Yield every node of a tree, parents first, in reading order; without ``words`` all but words and spaces."""
    open_: list[Iterator[Any]] = [iter((tree,))]
    while open_:
        for item in open_[-1]:  # most are leaves, which cost no more than this loop
            kind = type(item)
            if kind is dict:
                if "t" in item:
                    if words or item["t"] not in WORDS:
                        yield item
                elif "c" not in item:  # a citation, or a whole document
                    if parts := [item[key] for key in _INSIDE if item.get(key)]:
                        open_.append(iter(parts))
                        break
                    continue
                inside = item.get("c")
                if type(inside) in _TREES:
                    open_.append(iter((inside,)) if type(inside) is dict else iter(inside))
                    break
            elif (kind is list or kind is tuple) and item and type(item[0]) is not str:
                open_.append(iter(item))  # what begins with text is attributes or a target, and holds no node
                break
        else:
            open_.pop()


_TREES = (dict, list, tuple)  # JSON's own types: an exact comparison is quick
_INSIDE = ("blocks", "citationPrefix", "citationSuffix")


def stringify(tree: Any) -> str:
    """Return the plain text of a tree: what a reader sees, notes left out."""
    parts: list[str] = []
    _collect(tree, parts)
    return "".join(parts).strip()


_BLOCK_TYPES = frozenset({"Para", "Plain", "Header", "CodeBlock", "LineBlock", "Div", "Table", "Figure", "BlockQuote"})
_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}


def _collect(item: Any, parts: list[str]) -> None:
    if isinstance(item, list | tuple):
        for child in item:
            _collect(child, parts)
        return
    if not isinstance(item, dict):
        return
    match item.get("t"):
        case "Str":
            parts.append(item["c"])
        case "Space" | "SoftBreak" | "LineBreak":
            parts.append(" ")
        case "Code" | "CodeBlock" | "Math":
            parts.append(item["c"][1])
        case "Quoted":
            opening, closing = _QUOTES[item["c"][0]["t"]]
            parts.append(opening)
            _collect(item["c"][1], parts)
            parts.append(closing)
        case "Note" | "RawInline" | "RawBlock":
            pass
        case "Link" | "Image" | "Span" | "Div" | "Cite":
            _collect(item["c"][1], parts)
        case "Header":
            _collect(item["c"][2], parts)
        case _:
            _collect(item.get("c"), parts)
    if item.get("t") in _BLOCK_TYPES:
        parts.append(" ")


# --- rewriting -----------------------------------------------------------------------

Rewrite = Callable[[Node], Node | list[Node] | None]


def transform(tree: Any, rewrite: Rewrite, only: Collection[str] = ()) -> Any:
    """Rewrite a tree bottom-up.

    ``rewrite`` gets each node after its children: it returns None to keep it, a
    node to replace it, or a list to put in its place (empty: dropped). With ``only``
    it gets nodes of these types alone, which is quicker.
    """
    kind = type(tree)
    if kind is dict:
        return _rewritten(tree, rewrite, only)
    return _rewritten_items(tree, rewrite, only) if kind is list or kind is tuple else tree


def _rewritten(node: Node, rewrite: Rewrite, only: Collection[str]) -> Any:
    if "t" not in node:  # a citation, or a whole document
        changed = {}
        for key in _INSIDE:
            value = node.get(key)
            if value and (new := transform(value, rewrite, only)) is not value:
                changed[key] = new
        return {**node, **changed} if changed else node
    content = node.get("c")
    if type(content) in _TREES and (new := transform(content, rewrite, only)) is not content:
        node = {**node, "c": new}
    if only and node["t"] not in only:
        return node
    replaced = rewrite(node)
    return node if replaced is None else replaced


def _rewritten_items(items: Any, rewrite: Rewrite, only: Collection[str]) -> Any:
    result: list[Any] | None = None  # only once something has changed
    for position, item in enumerate(items):
        kind = type(item)
        if kind is dict:
            if type(item.get("c", "")) is str and "t" in item:  # a word or a space, as most are: looked at right here
                new = None if only and item["t"] not in only else rewrite(item)
                new = item if new is None else new
            else:
                new = _rewritten(item, rewrite, only)
        elif kind is list or kind is tuple:
            new = item if not item or type(item[0]) is str else _rewritten_items(item, rewrite, only)
        else:
            new = item
        if result is None:
            if new is item:
                continue
            result = list(items[:position])
        if kind is dict and type(new) is list:
            result.extend(new)
        else:
            result.append(new)
    return items if result is None else result
