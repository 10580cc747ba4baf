"""Recommendations as objects: read from ``.recommendation`` blocks, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from forum.diagnostics import Diagnostic, Span, error, warning
from forum.documents.ast import Node, attribute, has_class, identifier_of, iterate, stringify
from forum.documents.canonical import canonical_text, digest
from forum.documents.crossrefs import is_crossref, target_of
from forum.documents.nearest import did_you_mean
from forum.documents.places import Places
from forum.model import Certainty, Strength

STRENGTHS: tuple[str, ...] = get_args(Strength)
CERTAINTIES: tuple[str, ...] = get_args(Certainty)


@dataclass(frozen=True)
class RecommendationBlock:
    """A recommendation as written in a paper.

    ``text``, ``rationale`` and ``evidence`` are blocks; ``canonical`` and ``digest``
    say what a partner agrees to. ``cites`` are keys of references and ``refers``
    ids of cross-references, in text, rationale and evidence together.
    """

    id: str
    span: Span
    text: tuple[Node, ...]
    rationale: tuple[Node, ...]
    evidence: tuple[Node, ...]
    addressees: tuple[str, ...]
    strength: str
    certainty: str
    justification: str
    canonical: str
    digest: str
    cites: tuple[str, ...]
    refers: tuple[str, ...]


def read_recommendations(
    blocks: Iterable[Node], places: Places, prefixes: frozenset[str] = frozenset()
) -> tuple[RecommendationBlock, ...]:
    """Return the recommendations of a paper's blocks, in order; citations not yet rewritten."""
    found = [node for node in iterate(list(blocks), words=False) if is_recommendation(node)]
    return tuple(_read(node, places, prefixes) for node in found)


def is_recommendation(node: Node) -> bool:
    """Tell whether a node is a recommendation's block."""
    return node["t"] == "Div" and has_class(node, "recommendation")


def is_name(identifier: str) -> bool:
    """Tell whether an id can be a recommendation's: ``rec-`` and a name."""
    return identifier.startswith("rec-") and identifier != "rec-"


def split_recommendation(node: Node) -> tuple[list[Node], list[Node], list[Node]]:
    """Return the blocks of (text, rationale, evidence)."""
    parts: dict[str, list[Node]] = {"text": [], "rationale": [], "evidence": []}
    for block in node["c"][1]:
        role = next((name for name in ("rationale", "evidence") if block["t"] == "Div" and has_class(block, name)), "")
        if role:
            parts[role] += block["c"][1]
        else:
            parts["text"].append(block)
    return parts["text"], parts["rationale"], parts["evidence"]


def _read(node: Node, places: Places, prefixes: frozenset[str]) -> RecommendationBlock:
    identifier = identifier_of(node)
    text, rationale, evidence = split_recommendation(node)
    addressees = tuple(attribute(node, "addressees").replace(",", " ").split())
    strength = attribute(node, "strength")
    canonical = canonical_text(text, prefixes)
    cites, refers = _citations(node, prefixes)
    return RecommendationBlock(
        id=identifier,
        span=places.identifier(identifier) if identifier else places.search(r"\.recommendation"),
        text=tuple(text),
        rationale=tuple(rationale),
        evidence=tuple(evidence),
        addressees=addressees,
        strength=strength,
        certainty=attribute(node, "certainty"),
        justification=attribute(node, "justification"),
        canonical=canonical,
        digest=digest(canonical, addressees, strength),
        cites=cites,
        refers=refers,
    )


def _citations(tree: Any, prefixes: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    keys = [one["citationId"] for node in iterate(tree, words=False) if node["t"] == "Cite" for one in node["c"][0]]
    cites = dict.fromkeys(key for key in keys if not is_crossref(key, prefixes))
    refers = dict.fromkeys(target_of(key) for key in keys if is_crossref(key, prefixes))
    return tuple(cites), tuple(refers)


def check_recommendation(one: RecommendationBlock) -> Iterator[Diagnostic]:
    """Yield what is wrong with one recommendation: id, text, addressees, strength, evidence."""
    name = one.id or "this recommendation"
    if not is_name(one.id):
        yield error(
            "recommendation-id",
            f"{name} needs an id that starts with rec-" if one.id else "a recommendation has no id",
            one.span,
            "write ::: {#rec-NAME .recommendation …}; the id never changes once it is published",
        )
    if not one.canonical:
        yield error("recommendation-empty", f"{name} has no text", one.span, "the text stands before ::: rationale")
    yield from _check_attributes(one, name)
    yield from _check_support(one, name)


def _check_attributes(one: RecommendationBlock, name: str) -> Iterator[Diagnostic]:
    if not one.addressees:
        yield warning(
            "addressee-missing", f"{name} names no addressee", one.span, 'add addressees="states", or who is to act'
        )
    for key, value, allowed in (("strength", one.strength, STRENGTHS), ("certainty", one.certainty, CERTAINTIES)):
        if value not in allowed:
            what = f"{key} is {value!r}" if value else f"{key} is missing"
            hints = (*did_you_mean(value, allowed), f"{key} is one of {', '.join(allowed)} (GRADE)")
            yield error(f"recommendation-{key}", f"{name}: {what}", one.span, *hints)
    if one.strength == "strong" and one.certainty in ("low", "very-low") and not one.justification:
        yield warning(
            "strong-on-low",
            f"{name} is strong on {one.certainty} certainty and says not why",
            one.span,
            'add justification="…" (GRADE asks for one), or make it conditional',
        )


def _check_support(one: RecommendationBlock, name: str) -> Iterator[Diagnostic]:
    if not stringify(list(one.rationale)):
        yield warning("rationale-missing", f"{name} has no rationale", one.span, "add a block ::: rationale … :::")
    if not stringify(list(one.evidence)):
        yield warning(
            "evidence-missing",
            f"{name} has no evidence",
            one.span,
            "add a block ::: evidence … ::: with references, figures or tables",
        )
    elif not one.cites and not one.refers:
        yield warning(
            "evidence-untraceable",
            f"the evidence of {name} names no reference, figure, table or value",
            one.span,
            "cite a source with @key, or refer to a result with @fig-… or @tbl-…",
        )
