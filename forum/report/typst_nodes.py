"""The nodes of the report document as calls of the functions in templates/report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forum.documents.ast import (
    Node,
    attribute,
    attributes_of,
    children,
    identifier_of,
    iterate,
    para,
    raw_block,
    raw_inline,
    stringify,
    transform,
    with_attr,
)
from forum.report.typst_inlines import INLINES, anchors, in_language
from forum.report.typst_tables import typst_table
from forum.report.typst_text import block, call, inline, quoted

# Divs that are one call with their blocks as its only content.
_BOXES = {
    "byline": "byline",
    "abstract": "abstract",
    "keywords": "keywords",
    "rec-text": "rec-text",
    "rationale": "rec-rationale",
    "evidence": "rec-evidence",
    "rec-used": "rec-used",
}


def nodes(blocks: list[Node]) -> list[Node]:
    """Rewrite everything that pandoc's own writer would lose or would style otherwise."""
    rewritten: list[Node] = transform(blocks, _node, _REWRITES)
    return rewritten


def _node(node: Node) -> Node | list[Node] | None:
    rewrite = _REWRITES.get(node["t"])
    return rewrite(node) if rewrite else None


# --- blocks --------------------------------------------------------------------------


def _header(node: Node) -> list[Node]:
    level, (identifier, _, _), content = node["c"]
    return [para([*inline(f"#heading(level: {level})", content), _label(identifier)])]


def _label(identifier: str) -> Node:
    return raw_inline("typst", f"#label({quoted(identifier)})" if identifier else "")


def typst_div(node: Node) -> list[Node]:
    """Return what stands for a Div whose content is rewritten."""
    _, classes, _ = attributes_of(node)
    for name in classes:
        if name in _DIVS:
            return _languaged(node, _DIVS[name](node))
        if name in _BOXES:
            return _languaged(node, block(call(_BOXES[name], identifier=identifier_of(node)), children(node)))
    anchored = [raw_block("typst", call("anchor", identifier=identifier_of(node)))] if identifier_of(node) else []
    return _languaged(node, [*anchored, *children(node)])


def _languaged(node: Node, blocks: list[Node]) -> list[Node]:
    tag = attribute(node, "lang")
    return block(in_language(tag), blocks) if tag else blocks


def _part(node: Node) -> list[Node]:
    kind = next((name for name in attributes_of(node)[1] if name != "part"), "")
    return block(call("part", identifier=identifier_of(node), kind=kind, title=_first_heading(node)), children(node))


def _paper(node: Node) -> list[Node]:
    opening = call(
        "paper",
        identifier=identifier_of(node),
        title=_first_heading(node),
        number=attribute(node, "number"),
        draft=attribute(node, "status") == "draft",
        follows=attribute(node, "follows") == "yes",
    )
    return block(opening, children(node))


def _first_heading(node: Node) -> str:
    """Return the plain title; a part's heading has been rewritten by now, its inlines have not."""
    first = next(iter(children(node)), None)
    return stringify(first) if first else ""


def _recommendation(node: Node) -> list[Node]:
    opening = call("recommendation", identifier=identifier_of(node), number=attribute(node, "number"))
    return block(opening, children(node))


def _rec_head(node: Node) -> list[Node]:
    return block(call("rec-head"), children(node))


def _rec_meta(node: Node) -> list[Node]:
    """Return the labelled facts: its definition list was rewritten before it."""
    facts = transform(
        children(node),
        lambda inner: raw_block("typst", "#facts[") if inner == raw_block("typst", "#definitions[") else None,
    )
    return block(call("rec-meta"), facts)


def _rec_item(node: Node) -> list[Node]:
    """Return a recommendation's text with its number, a link, hung before it."""
    first, *rest = children(node) or [para([])]
    content = children(first) if first["t"] in ("Para", "Plain") else []
    at = next((i for i, inner in enumerate(content) if inner["t"] == "RawInline" and inner["c"][1] == "];"), -1)
    number, text = content[: at + 1], content[at + 1 :]
    while text and text[0]["t"] in ("Space", "SoftBreak"):
        text = text[1:]
    return block(call("rec-item"), [para(number)], [para(text), *rest])


def _equation(node: Node) -> list[Node]:
    opening = call("numbered-equation", identifier=identifier_of(node), number=attribute(node, "number"))
    spoken = attribute(node, "alt").strip()

    def say(inner: Node) -> Node | None:
        ours = inner["t"] == "RawInline" and inner["c"][1].startswith("#with-alt(")
        return raw_inline("typst", call("with-alt", alt=spoken) + "[") if ours else None

    return block(opening, transform(children(node), say) if spoken else children(node))


def _references(node: Node) -> list[Node]:
    return block(call("references"), children(node))


def _entry(node: Node) -> list[Node]:
    """Return a reference; a numeric style has its number in a column of its own."""
    numbered = any(inner["t"] == "RawInline" and inner["c"][1].startswith("#csl-number(") for inner in iterate(node))
    return block(call("csl-entry", identifier=identifier_of(node), numbered=numbered), children(node))


def _definitions(node: Node) -> list[Node]:
    """Return a definition list as pairs of content; pandoc's ``/ term:`` breaks on a colon."""
    contents: list[list[Node]] = []
    for term, definitions in node["c"]:
        contents += [[{"t": "Plain", "c": term}], [inner for definition in definitions for inner in definition]]
    return block("#definitions", *contents)


def _table(node: Node) -> list[Node]:
    return typst_table(node, identifier_of(node))


def _code_block(node: Node) -> list[Node]:
    before = [para(anchors(node))] if identifier_of(node) else []
    return [*before, with_attr(node, identifier="", classes=[], attributes={})]


_DIVS: dict[str, Callable[[Node], list[Node]]] = {
    "part": _part,
    "paper": _paper,
    "recommendation": _recommendation,
    "rec-head": _rec_head,
    "rec-meta": _rec_meta,
    "rec-item": _rec_item,
    "equation": _equation,
    "references": _references,
    "csl-entry": _entry,
}
_REWRITES: dict[str, Callable[[Node], Any]] = {
    **INLINES,
    "Header": _header,
    "Div": typst_div,
    "Table": _table,
    "DefinitionList": _definitions,
    "CodeBlock": _code_block,
    "HorizontalRule": lambda _: [raw_block("typst", "#section-break")],
}
