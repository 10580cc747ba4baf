"""Inlines for Typst: links, places to link to, pictures, formulas, and what must be done before them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forum.documents.ast import (
    Node,
    attribute,
    attributes_of,
    children,
    has_class,
    identifier_of,
    para,
    raw_inline,
    stringify,
    transform,
    with_attr,
)
from forum.report.structure import shares_with_heading
from forum.report.typst_text import block, call, inline, quoted

_SPANS = {
    "caption-label": "caption-label",
    "problem": "problem",
    "backlinks": "backlinks",
    "csl-left-margin": "csl-number",
    "csl-block": "csl-block",
    "csl-indent": "csl-indent",
    "rec-number": "rec-number",
    "rec-id": "rec-id",
    "rec-label": "rec-label",
    "abstract-label": "rec-label",
    "paper-number": "paper-number",
    "authors": "authors",
    "rec-facts": "rec-facts",
}


# --- before ---------------------------------------------------------------------------


def prepared(blocks: list[Node]) -> list[Node]:
    """Do what must come before inlines are rewritten: spaces after paragraph numbers, ids that two share, floats."""
    rewritten: list[Node] = transform(blocks, _prepared, {"Para", "Plain", "Div"})
    return rewritten


def _prepared(node: Node) -> Node | list[Node] | None:
    if node["t"] in ("Para", "Plain"):
        return _label_line(node) or _without_space_after_number(node)
    if node["t"] == "Div" and has_class(node, "paper"):
        node = {"t": "Div", "c": [node["c"][0], [_floating(inner) for inner in children(node)]]}
    return with_attr(node, identifier="") if shares_with_heading(node) else node


def following(paper: Node) -> Node:
    """Return the first paper of a theme, which follows the theme's heading on the same page."""
    return with_attr(paper, attributes={**dict(attributes_of(paper)[2]), "follows": "yes"})


def _floating(node: Node) -> Node:
    """Let a figure or table that stands in the text of a paper move to the top or foot of a page."""
    return with_attr(node, attributes={"floats": "yes"}) if node["t"] in ("Figure", "Table") else node


def _label_line(node: Node) -> list[Node] | None:
    """Return a paragraph that is a label and nothing else as a line that stays with what follows."""
    content = node["c"]
    if (
        len(content) == 1
        and content[0]["t"] == "Span"
        and (has_class(content[0], "rec-label") or has_class(content[0], "abstract-label"))
    ):
        return [para(inline("#rec-label-line", children(content[0])))]
    return None


def _without_space_after_number(node: Node) -> Node | None:
    """Drop the space between a paragraph's number, which hangs in the margin, and its text."""
    content = node["c"]
    if len(content) > 1 and content[0]["t"] == "Span" and has_class(content[0], "para-number"):
        rest = content[1:]
        while rest and rest[0]["t"] in ("Space", "SoftBreak"):
            rest = rest[1:]
        return {"t": node["t"], "c": [content[0], *rest]}
    return None


def figures(blocks: list[Node]) -> list[Node]:
    """Rewrite figures with their pictures; before ``nodes``, which sets pictures in a line of text."""
    rewritten: list[Node] = transform(blocks, _figure, {"Figure"})
    return rewritten


def _figure(node: Node) -> list[Node] | None:
    if node["t"] != "Figure":
        return None
    _, (_, caption), body = node["c"]
    pictured = transform(body, lambda inner: _figure_image(inner) if inner["t"] == "Image" else None)
    opening = call("report-figure", identifier=identifier_of(node), floats=attribute(node, "floats") == "yes")
    return block(opening, pictured, caption)


def _figure_image(node: Node) -> list[Node]:
    return [*anchors(node), _picture(node, "figure-picture")]


def _picture(node: Node, function: str) -> Node:
    _, alternative, (target, _) = node["c"]
    arguments = {"path": f"/{target}", "alt": attribute(node, "alt").strip() or stringify(alternative) or "–"}
    return raw_inline("typst", call(function, **arguments) + ";")


# --- inlines --------------------------------------------------------------------------


def in_language(tag: str) -> str:
    """Return the call that sets what follows in a language."""
    language, _, region = tag.partition("-")
    return call("in-language", lang=language, region=region or None)


def _span(node: Node) -> list[Node]:
    identifier, classes, _ = attributes_of(node)
    if "para-number" in classes:
        return inline(call("para-number", identifier=identifier), children(node))
    content = children(node)
    style = next((_SPANS[name] for name in classes if name in _SPANS), "")
    if style:
        content = inline(call(style), content)
    if attribute(node, "lang"):
        content = inline(in_language(attribute(node, "lang")), content)
    return [*anchors(node), *content]


def anchors(node: Node) -> list[Node]:
    """Return the place that links to an inline's id go to."""
    identifier = identifier_of(node)
    return [raw_inline("typst", call("anchor", identifier=identifier) + ";")] if identifier else []


def _link(node: Node) -> list[Node]:
    _, content, (target, _) = node["c"]
    destination = f"label({quoted(target[1:])})" if target.startswith("#") else quoted(target)
    kind = next((name for name in ("rec-number", "crossref") if has_class(node, name)), "")
    linked = inline(f"#report-link({destination}, kind: {quoted(kind)})", content)
    return [*anchors(node), *linked]


def _math(node: Node) -> list[Node]:
    tex = " ".join(node["c"][1].split())
    return inline(call("with-alt", alt=tex or "–"), [node])


def _image(node: Node) -> list[Node]:
    return [*anchors(node), _picture(node, "inline-picture")]


def _code(node: Node) -> list[Node]:
    return [*anchors(node), with_attr(node, identifier="", classes=[], attributes={})]


INLINES: dict[str, Callable[[Node], Any]] = {
    "Span": _span,
    "Link": _link,
    "Math": _math,
    "Image": _image,
    "Code": _code,
}
