"""A paper as understood: sanitised blocks, its recommendations, and what is wrong with it.

From Markdown as pandoc read it to the form that the report is assembled from:
foreign code gone, cross-references apart from citations, equations and figures
found, headings in order. Links to results are still links; ``results.py``
replaces them once the notebooks have run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forum.diagnostics import Diagnostic, error, warning
from forum.documents.ast import (
    WITH_ATTRIBUTES,
    Node,
    attr,
    attribute,
    attributes_of,
    div,
    has_class,
    identifier_of,
    iterate,
    string,
    stringify,
    transform,
    with_attr,
)
from forum.documents.crossrefs import with_crossrefs
from forum.documents.places import Places
from forum.documents.recommendations import (
    RecommendationBlock,
    check_recommendation,
    is_recommendation,
    read_recommendations,
)
from forum.documents.sanitize import sanitized

_LABEL = re.compile(r"\{#(eq[-:][^\s{}]+)((?:\s+[^{}]*)?)\}")
_ALT = re.compile(r'alt="([^"]*)"')


@dataclass(frozen=True)
class Manuscript:
    """A document as understood, with local ids. ``language`` is its own or the report's."""

    blocks: tuple[Node, ...]
    places: Places
    language: str
    recommendations: tuple[RecommendationBlock, ...] = ()
    problems: tuple[Diagnostic, ...] = ()

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """The keys of its citations, in order, repeats included; cross-references are gone."""
        return tuple(
            one["citationId"]
            for node in iterate(list(self.blocks), words=False)
            if node["t"] == "Cite"
            for one in node["c"][0]
        )


def interpret(blocks: list[Node], places: Places, language: str, prefixes: frozenset[str] = frozenset()) -> Manuscript:
    """Return a document as understood, from the blocks that pandoc read."""
    clean, problems = sanitized(blocks, places)
    clean = transform(clean, _captionless_figure, {"Para"})
    nodes = tuple(iterate(clean, words=False))
    kinds = {node["t"] for node in nodes}  # of what is not there nothing is looked for
    recommendations = read_recommendations(clean, places, prefixes) if "Div" in kinds else ()
    found = [*problems, *_unopened_divs(nodes, places), *_stray_parts(nodes, places)]
    found += [problem for one in recommendations for problem in check_recommendation(one)]
    found += _missing_alt(nodes, places)
    clean = transform(clean, _plain_alternative, {"Image"}) if "Image" in kinds else clean
    clean = transform(clean, _equation, {"Para", "Plain"}) if "Math" in kinds else clean
    clean = with_crossrefs(clean, prefixes) if "Cite" in kinds else clean
    clean, heading_problems = _ordered_headings(clean, places)
    return Manuscript(tuple(clean), places, language, recommendations, (*found, *heading_problems))


def _captionless_figure(node: Node) -> Node | None:
    """Make a figure of a paragraph that is one image without a caption but with an id."""
    if node["t"] != "Para" or len(node["c"]) != 1 or node["c"][0]["t"] != "Image":
        return None
    image = node["c"][0]
    if not identifier_of(image):
        return None
    bare = with_attr(image, identifier="")
    return {"t": "Figure", "c": [attr(identifier_of(image)), [None, []], [{"t": "Plain", "c": [bare]}]]}


def _plain_alternative(node: Node) -> Node | None:
    """Make an image's alternative text plain: pandoc repeats the caption there, with its links and citations."""
    if node["t"] != "Image" or not node["c"][1]:
        return None
    return {"t": "Image", "c": [node["c"][0], [string(stringify(node["c"][1]))], node["c"][2]]}


def _equation(node: Node) -> Node | None:
    """Read ``$$…$$ {#eq-x alt="…"}``, which pandoc leaves as text, as a numbered equation."""
    if node["t"] not in ("Para", "Plain"):
        return None
    math = node["c"][0] if node["c"] else None
    if math is None or math["t"] != "Math" or math["c"][0]["t"] != "DisplayMath":
        return None
    label = _LABEL.fullmatch(stringify(node["c"][1:]).replace("“", '"').replace("”", '"'))
    if label is None:
        return None
    alt = _ALT.search(label[2])
    identifier = label[1].replace(":", "-", 1)
    return div([{"t": "Para", "c": [math]}], identifier, ["equation"], {"alt": alt[1]} if alt else {})


def _unopened_divs(nodes: Iterable[Node], places: Places) -> Iterator[Diagnostic]:
    """Yield an error for each ``:::`` that pandoc took for text, most often of the paragraph before it."""
    lines = [line for node in nodes if node["t"] in ("Para", "Plain") for line in _fences(node["c"])]
    opening = [line for line in lines if line.strip(":")]
    for line in opening:
        kind = line.lstrip(":").split()[0]
        yield error(
            "div-not-opened",
            f"{line[:60]} stands inside a paragraph, so no block begins here",
            places.search(rf"(?m)^(?![ \t]*:::)[^\n]*\S[ \t]*\n[ \t>]*(:::+[ \t]*{re.escape(kind)})"),
            "put an empty line before it",
        )
    if lines and not opening:
        yield error(
            "div-not-opened",
            f"{lines[0]} closes no block, and is printed as it stands",
            places.search(r"(?m)^[ \t]*(:::+)[ \t]*$", -1),
            "remove it, or open the block: an empty line, then ::: and the name of the block",
        )


def _fences(content: list[Node]) -> Iterator[str]:
    """Yield the lines of a paragraph that begin with ``:::``."""
    line: list[Node] = []
    for node in [*content, {"t": "SoftBreak"}]:
        if node["t"] not in ("SoftBreak", "LineBreak"):
            line.append(node)
            continue
        if line and line[0]["t"] == "Str" and line[0]["c"].startswith(":::"):
            yield stringify(line)
        line = []


def _stray_parts(nodes: Sequence[Node], places: Places) -> Iterator[Diagnostic]:
    within = (iterate(node["c"][1], words=False) for node in nodes if is_recommendation(node))
    inside = {id(child) for children in within for child in children}
    for node in nodes:
        for role in ("rationale", "evidence"):
            if node["t"] == "Div" and has_class(node, role) and id(node) not in inside:
                yield warning(
                    "part-outside-recommendation",
                    f"a block ::: {role} stands outside any recommendation",
                    places.search(rf":::+\s*\{{?\.?{role}"),
                    "move it into the recommendation's block, before its closing :::",
                )


def _missing_alt(nodes: Iterable[Node], places: Places) -> Iterator[Diagnostic]:
    """Yield a warning for each figure whose alternative text is missing.

    In a figure pandoc puts ``alt`` into the image's inlines, and the caption where
    there is no ``alt``: equal texts mean that none was given.
    """
    for node in nodes:
        if node["t"] != "Figure":
            continue
        for image in (one for one in iterate(node["c"][2]) if one["t"] == "Image"):
            alt, caption = stringify(image["c"][1]), stringify(node["c"][1][1])
            given = attribute(image, "alt") or attribute(node, "alt")
            is_table = identifier_of(node).startswith(("tbl-", "tbl:"))
            if not given and (not alt or alt == caption) and not is_table and ".ipynb" not in image["c"][2][0]:
                yield warning(
                    "alt-missing",
                    f"the figure {image['c'][2][0]} has no alternative text",
                    places.link(image["c"][2][0]),
                    'add {alt="…"}: what the figure shows, for those who cannot see it',
                )


def _ordered_headings(blocks: list[Node], places: Places) -> tuple[list[Node], tuple[Diagnostic, ...]]:
    """Return blocks whose headings begin at level 1 and skip none; empty ones are dropped."""
    problems: list[Diagnostic] = []
    last = 0

    def rewrite(node: Node) -> Node | list[Node] | None:
        nonlocal last
        if node["t"] != "Header":
            return None
        level, text = node["c"][0], stringify(node["c"][2])
        if not text:
            problems.append(
                warning("heading-empty", "a heading without text is left out", places.search(r"(?m)^#+\s*$"))
            )
            return []
        good = min(level, last + 1)
        if good != level:
            problems.append(_skipped(text, level, good, places))
        last = good
        return {"t": "Header", "c": [good, node["c"][1], node["c"][2]]}

    ordered: list[Node] = transform(blocks, rewrite, {"Header"})
    return ordered, tuple(problems)


def _skipped(text: str, level: int, good: int, places: Places) -> Diagnostic:
    span = places.search(rf"(?m)^#{{{level}}}[ \t]+{re.escape(text.split(maxsplit=1)[0])}")
    message = f"the heading “{text}” is of level {level} where level {good} comes next; it is printed as level {good}"
    return warning("heading-skipped", message, span, f"write it with {'#' * good}")


def renamed_identifiers(blocks: Any, names: dict[str, str]) -> Any:
    """Return blocks with ids, and the links to them, renamed by a table."""

    def rewrite(node: Node) -> Node | None:
        identifier, _, _ = attributes_of(node)
        if node["t"] == "Link" and node["c"][2][0].startswith("#"):
            target = names.get(node["c"][2][0][1:])
            if target is not None:
                node = {"t": "Link", "c": [node["c"][0], node["c"][1], ["#" + target, node["c"][2][1]]]}
        if identifier in names:
            return with_attr(node, identifier=names[identifier])
        return node

    return transform(blocks, rewrite, WITH_ATTRIBUTES)
