"""Pandoc's AST as pandoc's JSON has it: building, reading and rewriting nodes.

A node is ``{"t": type, "c": content}``. Functions here never change a node in
place: a transform returns a new tree that shares what did not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Node = dict[str, Any]
Attr = tuple[str, list[str], list[tuple[str, str]]]
Document = dict[str, Any]  # {"pandoc-api-version": …, "meta": …, "blocks": […]}

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


# --- building ------------------------------------------------------------------------


def attr(identifier: str = "", classes: Iterable[str] = (), attributes: Mapping[str, str] | None = None) -> list[Any]:
    """Return an attribute triple."""
    return [identifier, list(classes), [[key, value] for key, value in (attributes or {}).items()]]


def inlines(text: str) -> list[Node]:
    """Return the inlines of plain text: Str and Space."""
    nodes: list[Node] = []
    for position, word in enumerate(text.split(" ")):
        if position:
            nodes.append({"t": "Space"})
        if word:
            nodes.append({"t": "Str", "c": word})
    return nodes


def string(text: str) -> Node:
    """Return one Str, spaces and all."""
    return {"t": "Str", "c": text}


SPACE: Node = {"t": "Space"}


def para(content: Iterable[Node]) -> Node:
    """Return a Para."""
    return {"t": "Para", "c": list(content)}


def plain(content: Iterable[Node]) -> Node:
    """Return a Plain, a paragraph without space around it."""
    return {"t": "Plain", "c": list(content)}


def header(level: int, content: Iterable[Node], identifier: str = "", classes: Iterable[str] = ()) -> Node:
    """Return a Header of a level from 1."""
    return {"t": "Header", "c": [level, attr(identifier, classes), list(content)]}


def div(
    blocks: Iterable[Node],
    identifier: str = "",
    classes: Iterable[str] = (),
    attributes: Mapping[str, str] | None = None,
) -> Node:
    """Return a Div around blocks."""
    return {"t": "Div", "c": [attr(identifier, classes, attributes), list(blocks)]}


def span(
    content: Iterable[Node],
    identifier: str = "",
    classes: Iterable[str] = (),
    attributes: Mapping[str, str] | None = None,
) -> Node:
    """Return a Span around inlines."""
    return {"t": "Span", "c": [attr(identifier, classes, attributes), list(content)]}


def link(
    content: Iterable[Node],
    target: str,
    classes: Iterable[str] = (),
    identifier: str = "",
    attributes: Mapping[str, str] | None = None,
) -> Node:
    """Return a Link; ``#id`` as target stays inside the report."""
    return {"t": "Link", "c": [attr(identifier, classes, attributes), list(content), [target, ""]]}


def code(text: str) -> Node:
    """Return inline Code."""
    return {"t": "Code", "c": [attr(), text]}


def strong(content: Iterable[Node]) -> Node:
    """Return Strong inlines."""
    return {"t": "Strong", "c": list(content)}


def emph(content: Iterable[Node]) -> Node:
    """Return Emph inlines."""
    return {"t": "Emph", "c": list(content)}


def bullet_list(items: Iterable[list[Node]]) -> Node:
    """Return a BulletList; each item is a list of blocks."""
    return {"t": "BulletList", "c": [list(item) for item in items]}


def definition_list(items: Iterable[tuple[list[Node], list[Node]]]) -> Node:
    """Return a DefinitionList of (term's inlines, definition's blocks)."""
    return {"t": "DefinitionList", "c": [[term, [blocks]] for term, blocks in items]}


def table(
    head: Iterable[list[Node]],
    rows: Iterable[Iterable[list[Node]]],
    caption: Iterable[Node] = (),
    identifier: str = "",
    widths: Iterable[float] | None = None,
    classes: Iterable[str] = (),
) -> Node:
    """Return a Table whose cells are lists of inlines; ``widths`` are shares of the line."""
    heads = list(head)
    shares = [{"t": "ColWidth", "c": share} for share in widths] if widths else [{"t": "ColWidthDefault"}] * len(heads)
    long = list(caption)
    return {
        "t": "Table",
        "c": [
            attr(identifier, classes),
            [None, [plain(long)] if long else []],
            [[{"t": "AlignLeft"}, share] for share in shares],
            [attr(), [_row(heads)]],
            [[attr(), 0, [], [_row(list(row)) for row in rows]]],
            [attr(), []],
        ],
    }


def _row(cells: list[list[Node]]) -> list[Any]:
    return [attr(), [[attr(), {"t": "AlignDefault"}, 1, 1, [plain(cell)] if cell else []] for cell in cells]]


def document(blocks: Iterable[Node], meta: Mapping[str, Any] | None = None) -> Document:
    """Return a whole document for a pandoc writer."""
    return {"pandoc-api-version": [1, 23, 1], "meta": dict(meta or {}), "blocks": list(blocks)}


def raw_block(format_: str, text: str) -> Node:
    """Return a RawBlock; only our own writers make these, after foreign ones were dropped."""
    return {"t": "RawBlock", "c": [format_, text]}


def raw_inline(format_: str, text: str) -> Node:
    """Return a RawInline; only our own writers make these."""
    return {"t": "RawInline", "c": [format_, text]}


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


def iterate(tree: Any) -> Iterator[Node]:
    """Yield every node of a tree, parents first, in reading order."""
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            if "t" in item:
                yield item
            stack.append(item.get("c"))
            if "blocks" in item:
                stack.append(item["blocks"])
            for key in ("citationPrefix", "citationSuffix"):
                if key in item:
                    stack.append(item[key])
        elif isinstance(item, list | tuple):
            stack.extend(reversed(item))


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


def transform(tree: Any, rewrite: Rewrite) -> Any:
    """Rewrite a tree bottom-up.

    ``rewrite`` gets each node after its children: it returns None to keep it, a
    node to replace it, or a list to put in its place (empty: dropped).
    """
    if isinstance(tree, list | tuple):
        result: list[Any] = []
        changed = False
        for item in tree:
            new = transform(item, rewrite)
            if isinstance(item, dict) and "t" in item and isinstance(new, list):
                result.extend(new)
                changed = True
            else:
                result.append(new)
                changed = changed or new is not item
        return result if changed else tree
    if not isinstance(tree, dict):
        return tree
    changed_parts = {
        key: new
        for key, value in tree.items()
        if isinstance(value, dict | list) and (new := transform(value, rewrite)) is not value
    }
    node = {**tree, **changed_parts} if changed_parts else tree
    if "t" not in node:
        return node
    replaced = rewrite(node)
    return node if replaced is None else replaced
