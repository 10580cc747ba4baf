"""Nodes of the report's vocabulary as Word's styles: boxes, captions, numbers, facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from forum.documents.ast import (
    SPACE,
    Node,
    attribute,
    attributes_of,
    children,
    div,
    has_class,
    identifier_of,
    para,
    raw_inline,
    span,
    string,
    stringify,
    transform,
    with_attr,
)
from forum.report.tables import apportioned, settled

_ROOM = 92  # characters of a table that fit side by side
_TOGETHER = 16  # rows of a table that is kept on one page
_NUMBERED = re.compile(r"(\D+?)\s+(\d+)(\.?)")
_SPAN_STYLES = {
    "rec-id": "Recommendation Id",
    "para-number": "Paragraph Number",
    "problem": "Open Problem",
    "abstract-label": "Caption Label",
}
_DIV_STYLES = {"byline": "Byline", "abstract": "Abstract", "keywords": "Keywords"}
TAB = raw_inline("openxml", "<w:r><w:tab/></w:r>")


def styled(blocks: Iterable[Node], style: str, identifier: str = "") -> Node:
    """Return blocks whose paragraphs have one of Word's styles."""
    return div(blocks, identifier, attributes={"custom-style": style})


def worded(tree: Any, language: str) -> Any:
    """Return blocks with the styles of the reference document on what is set apart.

    ``language`` is the report's: only what is in another one says its language.
    """

    def word(node: Node) -> Node | list[Node] | None:
        fitter = _FITTERS.get(node["t"])
        return fitter(node, language) if fitter else None

    return transform(tree, word, _FITTERS)


def _dropped(_node: Node, _: str) -> list[Node]:
    return []


def _raw(node: Node, _: str) -> list[Node] | None:
    return None if node["c"][0] == "openxml" else []


def _cite(node: Node, _: str) -> list[Node]:
    return list(node["c"][1])


def _span(node: Node, _: str) -> Node | list[Node] | None:
    identifier, classes, pairs = attributes_of(node)
    if "caption-label" in classes:
        return _caption_label(node)
    style = next((_SPAN_STYLES[name] for name in classes if name in _SPAN_STYLES), "")
    if style:
        text = [string(stringify(node))] if style == "Recommendation Id" else node["c"][1]
        return span(text, identifier, attributes={"custom-style": style})
    kept = {key: value for key, value in pairs if key in ("lang", "dir")}
    return with_attr(node, attributes=kept)


def _caption_label(node: Node) -> Node:
    """Return "Figure 3." with the number as a field, so that Word can list and refer to it."""
    found = _NUMBERED.fullmatch(stringify(node))
    if not found:
        return span(node["c"][1], attributes={"custom-style": "Caption Label"})
    word, number, stop = (escape(part) for part in found.groups())
    style = '<w:rPr><w:rStyle w:val="CaptionLabel"/></w:rPr>'
    field = "".join(
        f"<w:r>{style}{inside}</w:r>"
        for inside in (
            f'<w:t xml:space="preserve">{word} </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> SEQ {word.replace(" ", "_")} \\* ARABIC \\r {number} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{number}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            f"<w:t>{stop}</w:t>",
        )
    )
    return raw_inline("openxml", field)


def _table(node: Node, _: str) -> Node:
    """Return a table whose cells are set in the style of tables, smaller where there are many columns.

    The rows of a short table stay on one page: each but the last keeps with the next.
    """
    attr, caption, columns, head, bodies, foot = apportioned(settled(node), _ROOM)["c"]
    style = "Table Text" if len(columns) < 7 else "Table Text Small"
    count = len(head[1]) + sum(len(body[2]) + len(body[3]) for body in bodies) + len(foot[1])
    last = count if count <= _TOGETHER else 0
    done = 0

    def rows(many: list[Any]) -> list[Any]:
        nonlocal done
        made = []
        for one in many:
            done += 1
            made.append(_row(one, f"{style} Together" if done < last else style))
        return made

    content = [
        attr,
        caption,
        columns,
        [head[0], rows(head[1])],
        [[body[0], body[1], rows(body[2]), rows(body[3])] for body in bodies],
        [foot[0], rows(foot[1])],
    ]
    return {"t": "Table", "c": content}


def _row(row: list[Any], style: str) -> list[Any]:
    """Return a row with the paragraphs of its cells in a style."""

    def set_in_style(block: Node) -> Node:
        return styled([para(block["c"])], style) if block["t"] in ("Plain", "Para") else block

    return [row[0], [[*cell[:4], [set_in_style(block) for block in cell[4]]] for cell in row[1]]]


def _para(node: Node, _: str) -> Node | None:
    first = node["c"][0] if node["c"] else None
    if first is None or dict(attributes_of(first)[2]).get("custom-style") != "Paragraph Number":
        return None
    rest = node["c"][2:] if len(node["c"]) > 1 and node["c"][1]["t"] == "Space" else node["c"][1:]
    return styled([para([first, TAB, *rest])], "Numbered Paragraph")


def _div(node: Node, language: str) -> Node | list[Node] | None:
    if has_class(node, "recommendation"):
        return div(_ended(list(_box(children(node)))), identifier_of(node))
    if has_class(node, "rec-item"):
        return div(_item(children(node)), identifier_of(node))
    if has_class(node, "equation"):
        return _equation(node)
    style = next((_DIV_STYLES[name] for name in attributes_of(node)[1] if name in _DIV_STYLES), "")
    if style:
        return styled(children(node), style, identifier_of(node))
    pairs = [pair for pair in attributes_of(node)[2] if pair != ("lang", language)]
    return with_attr(node, attributes={key: value for key, value in pairs if key in ("lang", "dir", "custom-style")})


def _equation(node: Node) -> Node:
    """Return a numbered equation: in the middle of its line, the number at the end."""
    number = attribute(node, "number")
    math = next((one for block in children(node) for one in children(block) if one["t"] == "Math"), None)
    if not number or math is None:
        return div(children(node), identifier_of(node))
    inline = {"t": "Math", "c": [{"t": "InlineMath"}, math["c"][1]]}
    return styled([para([TAB, inline, TAB, string(f"({number})")])], "Equation", identifier_of(node))


def _item(blocks: Iterable[Node]) -> Iterator[Node]:
    for block in blocks:
        facts = block["t"] == "Para" and len(block["c"]) == 1 and has_class(block["c"][0], "rec-facts")
        if facts:
            yield styled([block], "Recommendation Item Facts")
        elif block["t"] == "Para" and has_class(block["c"][0], "rec-number"):
            number, _, *rest = block["c"] if len(block["c"]) > 1 else [*block["c"], SPACE]
            yield styled([para([number, TAB, *rest])], "Recommendation Item")
        else:
            yield block


# --- a recommendation's box ------------------------------------------------------------


def _box(blocks: Iterable[Node]) -> Iterator[Node]:
    for block in blocks:
        if has_class(block, "rec-head"):
            yield styled([_head(child) for child in children(block)], "Recommendation Number")
        elif has_class(block, "rec-text"):
            yield from _boxed(children(block), "Recommendation Text")
        elif has_class(block, "rec-meta"):
            yield from _facts(children(block))
        else:
            yield from _boxed(children(block) if block["t"] == "Div" else [block], "Recommendation Body")


def _ended(blocks: list[Node]) -> list[Node]:
    """Return a box whose last paragraph keeps its distance from what follows."""
    if not blocks:
        return blocks
    *before, last = blocks
    style = attribute(last, "custom-style")
    if style:
        last = styled(children(last), f"{style} Last")
    elif last["t"] == "BulletList":
        last = {"t": "BulletList", "c": [*last["c"][:-1], _ended(last["c"][-1])]}
    elif last["t"] == "OrderedList":
        last = {"t": "OrderedList", "c": [last["c"][0], [*last["c"][1][:-1], _ended(last["c"][1][-1])]]}
    return [*before, last]


def _head(block: Node) -> Node:
    if block["t"] not in ("Para", "Plain"):
        return block
    return para([TAB if inline["t"] == "Space" else inline for inline in block["c"]])


def _facts(blocks: Iterable[Node]) -> Iterator[Node]:
    for block in blocks:
        if block["t"] != "DefinitionList":
            yield from _boxed([block], "Recommendation Facts")
            continue
        for term, definitions in block["c"]:
            said = [inline for definition in definitions for child in definition for inline in children(child)]
            line = para([*term, string(":"), SPACE, *said])
            yield styled([line], "Recommendation Facts")


def _boxed(blocks: Iterable[Node], style: str) -> Iterator[Node]:
    for block in blocks:
        label = block["t"] == "Para" and len(block["c"]) == 1 and has_class(block["c"][0], "rec-label")
        if label:
            yield styled([block], "Recommendation Label")
        elif block["t"] in ("Para", "Plain"):
            yield styled([para(block["c"])], style)
        elif block["t"] == "BulletList":
            yield {"t": "BulletList", "c": [_listed(item) for item in block["c"]]}
        elif block["t"] == "OrderedList":
            yield {"t": "OrderedList", "c": [block["c"][0], [_listed(item) for item in block["c"][1]]]}
        else:
            yield block


def _listed(item: Iterable[Node]) -> list[Node]:
    return list(_boxed(item, "Recommendation List"))


_FITTERS: Mapping[str, Callable[[Node, str], Node | list[Node] | None]] = {
    "RawBlock": _raw,
    "RawInline": _raw,
    "Cite": _cite,
    "Span": _span,
    "Para": _para,
    "Div": _div,
    "Table": _table,
}
