"""Recommendations as they are printed: set apart, with number, addressees, strength and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forum.documents.ast import (
    SPACE,
    Node,
    attribute,
    code,
    definition_list,
    div,
    identifier_of,
    inlines,
    link,
    para,
    plain,
    span,
    string,
    transform,
    with_attr,
)
from forum.documents.recommendations import is_recommendation, split_recommendation
from forum.documents.results import mark


def addressee(token: str) -> str:
    """Return an addressee's token as words: ``armed-forces`` is "armed forces"."""
    return token.replace("-", " ")


def graded(node: Node, labels: Mapping[str, str]) -> list[tuple[list[Node], list[Node]]]:
    """Return the facts of a recommendation: addressees, strength, certainty, as terms and definitions."""
    facts = []
    who = "; ".join(addressee(token) for token in attribute(node, "addressees").replace(",", " ").split())
    for key, value in (
        ("addressees", who[:1].upper() + who[1:]),
        ("strength", labels.get(attribute(node, "strength"), attribute(node, "strength"))),
        ("certainty", labels.get(attribute(node, "certainty"), attribute(node, "certainty"))),
        ("justification", attribute(node, "justification")),
    ):
        if value:
            facts.append((inlines(labels[key]), [plain(inlines(value))]))
    return facts


def printed_recommendations(blocks: Any, numbers: Mapping[str, int], slug: str, labels: Mapping[str, str]) -> Any:
    """Return blocks with each recommendation laid out as ARCHITECTURE.md's vocabulary has it."""

    def rewrite(node: Node) -> Node | None:
        return _printed(node, numbers, slug, labels) if is_recommendation(node) else None

    return transform(blocks, rewrite)


def _printed(node: Node, numbers: Mapping[str, int], slug: str, labels: Mapping[str, str]) -> Node:
    identifier = identifier_of(node)
    text, rationale, evidence = split_recommendation(node)
    if identifier not in numbers:
        why = mark("a recommendation that needs an id of its own, beginning with rec-")
        return div([para([why]), *text, *_labelled(rationale, evidence, labels)])
    number = numbers[identifier]
    head = para(
        [
            span([string(f"{labels['recommendation']} {number}")], classes=["rec-number"]),
            SPACE,
            span([code(identifier)], classes=["rec-id"]),
        ]
    )
    blocks = [div([head], classes=["rec-head"]), div(text, classes=["rec-text"])]
    if facts := graded(node, labels):
        blocks.append(div([definition_list(facts)], classes=["rec-meta"]))
    blocks += _labelled(rationale, evidence, labels)
    attributes = {
        "number": str(number),
        "strength": attribute(node, "strength"),
        "certainty": attribute(node, "certainty"),
        "addressees": attribute(node, "addressees"),
        "paper": slug,
    }
    return div(blocks, identifier, ["recommendation"], attributes)


def _labelled(rationale: list[Node], evidence: list[Node], labels: Mapping[str, str]) -> list[Node]:
    return [
        div([para([span([string(labels[role])], classes=["rec-label"])]), *content], classes=[role])
        for role, content in (("rationale", rationale), ("evidence", evidence))
        if content
    ]


def item(identifier: str) -> Node:
    """Return the place where a recommendation's text is repeated; filled after citeproc."""
    return div([], classes=["rec-item"], attributes={"rec": identifier})


def filled_items(
    blocks: Any, texts: Mapping[str, list[Node]], numbers: Mapping[str, int], details: Mapping[str, str]
) -> Any:
    """Return blocks with each ``rec-item`` filled from the rendered recommendation.

    Ids and notes are left out of the copy, so that nothing stands twice. ``details``
    say strength and certainty in a few words.
    """

    def rewrite(node: Node) -> Node | None:
        identifier = attribute(node, "rec")
        if node["t"] != "Div" or "rec-item" not in node["c"][0][1] or identifier not in texts:
            return None
        number = link([string(str(numbers[identifier]))], "#" + identifier, ["rec-number"])
        first, *rest = without_identity(texts[identifier]) or [para([])]
        if first["t"] in ("Para", "Plain"):
            blocks = [para([number, SPACE, *first["c"]]), *rest]
        else:
            blocks = [para([number]), first, *rest]
        facts = [para([span(inlines(details[identifier]), classes=["rec-facts"])])] if details.get(identifier) else []
        return {"t": "Div", "c": [node["c"][0], [*blocks, *facts]]}

    return transform(blocks, rewrite)


def without_identity(blocks: Iterable[Node]) -> list[Node]:
    """Return a copy without ids and notes: what may stand in a second place."""

    def rewrite(node: Node) -> Node | list[Node] | None:
        if node["t"] == "Note":
            return []
        if node["t"] in ("Span", "Div", "Link", "Header", "Figure", "Table", "Code", "Image"):
            return with_attr(node, identifier="")
        return None

    copy: list[Node] = transform(list(blocks), rewrite)
    return copy
