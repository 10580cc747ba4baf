"""Nodes of pandoc's AST, made: paragraphs, headings, links, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Node = dict[str, Any]
Attr = tuple[str, list[str], list[tuple[str, str]]]
Document = dict[str, Any]  # {"pandoc-api-version": …, "meta": …, "blocks": […]}


def attr(identifier: str = "", classes: Iterable[str] = (), attributes: Mapping[str, str] | None = None) -> list[Any]:
    """Return an attribute triple."""
    return [identifier, list(classes), [[key, value] for key, value in (attributes or {}).items()]]


def inlines(text: str) -> list[Node]:
    """Return the inlines of plain text: one Str, with a Space for each space before and after it."""
    words = text.strip(" ")
    before = len(text) - len(text.lstrip(" "))
    after = len(text) - before - len(words)
    return [*[SPACE] * before, *([string(words)] if words else []), *[SPACE] * after]


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
