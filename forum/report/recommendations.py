"""Recommendations as they are printed: set apart, with number, addressees, strength and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forum.documents.ast import (
    SPACE,
    Node,
    attribute,
    code,
    definition_list,
    div,
    has_class,
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
from forum.report.positions import state_line
from forum.report.values import Recommendation


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


def printed_recommendations(
    blocks: Any, recommendations: Iterable[Recommendation], slug: str, labels: Mapping[str, str]
) -> Any:
    """Return blocks with each of the recommendations laid out as ARCHITECTURE.md's vocabulary has it."""
    known = {one.id: one for one in recommendations}

    def rewrite(node: Node) -> Node | None:
        return _printed(node, known, slug, labels) if is_recommendation(node) else None

    return transform(blocks, rewrite, {"Div"})


def _printed(node: Node, known: Mapping[str, Recommendation], slug: str, labels: Mapping[str, str]) -> Node:
    identifier = identifier_of(node)
    text, rationale, evidence = split_recommendation(node)
    if identifier not in known:
        why = mark("a recommendation that needs an id of its own, beginning with rec-")
        return div([para([why]), *text, *_labelled(rationale, evidence, labels)])
    number, stands = known[identifier].number, known[identifier].standing
    head = para(
        [
            span([string(f"{labels['recommendation']} {number}")], classes=["rec-number"]),
            SPACE,
            span([code(identifier)], classes=["rec-id"]),
        ]
    )
    blocks = [div([head], classes=["rec-head"]), div(text, classes=["rec-text"])]
    facts = graded(node, labels)
    if stands is not None:
        facts.append((inlines(labels["positions"]), [plain(inlines(state_line(stands, labels)))]))
    if facts:
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


def item(identifier: str, language: str = "") -> Node:
    """Return the place where a recommendation's text is repeated; filled after citeproc.

    ``language`` is the text's, where it stands in a part of another one.
    """
    return div([], classes=["rec-item"], attributes={"rec": identifier, **({"lang": language} if language else {})})


def listed(one: Recommendation, text: Sequence[Node], labels: Mapping[str, str]) -> list[Node]:
    """Return the blocks of a recommendation in a list: its number, a link to it; its text; its grades."""
    number = link([string(str(one.number))], "#" + one.id, ["rec-number"])
    inside = text[0]["c"] if text and text[0]["t"] in ("Para", "Plain") else []
    facts = span(inlines(grades(one, labels)), classes=["rec-facts"])
    opening = para([number, SPACE, *inside])
    return [opening, *(text[1:] if inside else text), *([para([facts])] if facts["c"][1] else [])]


def grades(one: Recommendation, labels: Mapping[str, str]) -> str:
    """Return strength and certainty in a few words."""
    strength = labels.get(one.strength, one.strength)
    certainty = labels.get(one.certainty, one.certainty).lower()
    return f"{strength} · {labels['certainty'].lower()}: {certainty}" if strength and certainty else strength


def filled_items(
    blocks: Any, texts: Mapping[str, list[Node]], recommendations: Iterable[Recommendation], labels: Mapping[str, str]
) -> Any:
    """Return blocks with each empty ``rec-item`` filled from the rendered recommendation.

    Ids and notes are left out of the copy, so that nothing stands twice.
    """
    known = {one.id: one for one in recommendations if one.id in texts}

    def rewrite(node: Node) -> Node | None:
        identifier = attribute(node, "rec")
        if node["t"] != "Div" or node["c"][1] or not has_class(node, "rec-item") or identifier not in known:
            return None
        text = without_identity(texts[identifier])
        return {"t": "Div", "c": [node["c"][0], listed(known[identifier], text, labels)]}

    return transform(blocks, rewrite, {"Div"})


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
