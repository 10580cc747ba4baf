"""What a browser needs that pandoc's writer does not give: scrolling boxes, numbers, permalinks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from forum.documents.ast import (
    WITH_ATTRIBUTES,
    Node,
    attribute,
    attributes_of,
    div,
    has_class,
    identifier_of,
    link,
    para,
    plain,
    span,
    string,
    stringify,
    transform,
    with_attr,
)
from forum.report.tables import settled

Words = Mapping[str, str]
_ALIGNED = {"AlignRight": "right", "AlignCenter": "center"}
_SHORT = 12  # a date or a number, never broken at its hyphens
_NOTEBOOK = re.compile(r"([^/?#]+)\.ipynb")
_PERCENT = re.compile(r"(\d+)(?:\.\d+)?%")


def fitted(tree: Any, words: Words) -> Any:
    """Return blocks that pandoc can write as HTML without inline styles.

    Tables, equations and code become boxes that scroll on their own and take the
    focus; paragraph numbers become links to themselves; raw code is dropped.
    """

    def fit(node: Node) -> Node | list[Node] | None:
        fitter = _FITTERS.get(node["t"])
        return fitter(node, words) if fitter else None

    return transform(tree, fit, _FITTERS)


def shifted(tree: Any, by: int) -> Any:
    """Return a tree whose headings are moved by some levels, kept within 1 to 6."""

    def shift(node: Node) -> Node | None:
        if node["t"] != "Header":
            return None
        level, attr, content = node["c"]
        return {"t": "Header", "c": [min(6, max(1, level + by)), attr, content]}

    return transform(tree, shift, {"Header"})


def headed(tree: Any) -> Any:
    """Return a tree in which each recommendation's number is a heading, one level below the last.

    So that whoever goes from heading to heading finds the recommendations.
    """
    level = 1

    def head(node: Node) -> Node | None:
        nonlocal level
        if node["t"] == "Header":
            level = node["c"][0]
        if node["t"] == "Span" and has_class(node, "rec-number"):
            return with_attr(node, attributes={"role": "heading", "aria-level": str(min(level + 1, 6))})
        return None

    return transform(tree, head, {"Header", "Span"})


def without_ids(tree: Any) -> Any:
    """Return a copy of a tree that cannot be linked to."""
    return transform(
        tree, lambda node: with_attr(node, identifier="") if identifier_of(node) else None, WITH_ATTRIBUTES
    )


def scroller(blocks: list[Node], role: str, label: str, by: str = "") -> Node:
    """Return a box that scrolls sideways, named by its label or by the element ``by``."""
    name = {"aria-labelledby": by} if by else {"aria-label": label}
    return div(blocks, classes=["scroller"], attributes={"tabindex": "0", "role": role, **name})


def _table(node: Node, words: Words) -> Node:
    attr, (_short, caption), columns, head, bodies, foot = settled(node)["c"]
    sides = [_ALIGNED.get(column[0]["t"], "") for column in columns]
    table = {
        "t": "Table",
        "c": [
            ["", attr[1], []],
            [None, []],
            [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in columns],
            [head[0], [_row(row, sides) for row in head[1]]],
            [[body[0], body[1], *([_row(row, sides) for row in rows] for rows in body[2:])] for body in bodies],
            [foot[0], [_row(row, sides) for row in foot[1]]],
        ],
    }
    if not caption:
        return div([scroller([table], "region", words["table"])], attr[0], ["table-figure"])
    name = f"{attr[0]}-caption" if attr[0] else ""
    named = [div(caption, name, ["table-caption"])]
    box = scroller([table], "region", stringify(caption), by=name)
    return {"t": "Figure", "c": [[attr[0], ["table-figure"], []], [None, named], [box]]}


def _row(row: list[Any], sides: list[str]) -> list[Any]:
    cells: list[Any] = []
    column = 0
    for attr, align, rows, width, blocks in row[1]:
        side = _ALIGNED.get(align["t"]) or (sides[column] if column < len(sides) else "")
        text = stringify(blocks)
        whole = "nowrap" if "-" in text and " " not in text and len(text) <= _SHORT else ""
        classes = [*attr[1], *(name for name in (side, whole) if name)]
        cells.append([[attr[0], classes, attr[2]], {"t": "AlignDefault"}, rows, width, blocks])
        column += width
    return [row[0], cells]


def _image(node: Node, _: Words) -> Node:
    percent = _PERCENT.fullmatch(attribute(node, "width"))
    classes = [f"width-{max(1, round(int(percent[1]) / 10)) * 10}"] if percent and int(percent[1]) < 100 else []
    return with_attr(node, classes=classes, attributes={})


def _code(node: Node, words: Words) -> Node:
    return with_attr(node, attributes={"tabindex": "0", "role": "group", "aria-label": words["code"]})


def _display_math(node: Node, words: Words) -> Node | None:
    content = [inline for inline in node["c"] if inline["t"] not in ("Space", "SoftBreak")]
    if len(content) != 1 or content[0]["t"] != "Math" or content[0]["c"][0]["t"] != "DisplayMath":
        return None
    return scroller([para(content)], "group", words["equation"])


def _span(node: Node, words: Words) -> Node | None:
    identifier, classes, _ = attributes_of(node)
    if "para-number" in classes and identifier:
        text = stringify(node)
        label = {"aria-label": f"{words['paragraph']} {text}"}
        return link(node["c"][1], f"#{identifier}", ["para-number"], identifier, label)
    notebook = _NOTEBOOK.search(attribute(node, "address"))
    if "value" in classes and notebook:
        return link(node["c"][1], f"#notebook-{notebook[1]}", ["value"], identifier)
    return None


def _div(node: Node, words: Words) -> Node | None:
    if has_class(node, "equation"):
        number = attribute(node, "number")
        shown = [plain([span([string(f"({number})")], classes=["equation-number"])])] if number else []
        return div([*node["c"][1], *shown], identifier_of(node), ["equation"])
    if has_class(node, "recommendation"):
        name = f"{words['recommendation']} {attribute(node, 'number')}"
        return with_attr(node, attributes={**dict(attributes_of(node)[2]), "role": "group", "aria-label": name})
    return None


def _dropped(_node: Node, _: Words) -> list[Node]:
    return []


def _cite(node: Node, _: Words) -> list[Node]:
    return list(node["c"][1])


_FITTERS: Mapping[str, Callable[[Node, Words], Node | list[Node] | None]] = {
    "RawBlock": _dropped,
    "RawInline": _dropped,
    "Cite": _cite,
    "Table": _table,
    "Image": _image,
    "CodeBlock": _code,
    "Para": _display_math,
    "Span": _span,
    "Div": _div,
}
