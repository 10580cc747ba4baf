"""Ids that are unique in the whole report, and the links that follow them."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from forum.diagnostics import Diagnostic, error, warning
from forum.documents.ast import (
    WITH_ATTRIBUTES,
    Node,
    attributes_of,
    has_class,
    identifier_of,
    iterate,
    link,
    transform,
    with_attr,
)
from forum.documents.manuscript import renamed_identifiers
from forum.documents.places import Places
from forum.documents.recommendations import is_recommendation

_PAPER_LINK = re.compile(r"(?:.*/)?([^/#]+)/paper\.(?:md|ipynb)(?:#(.+))?")
_OUTWARD = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


def report_id(name: str, slug: str) -> str:
    """Return an id as the report has it: recommendations are forum-wide, the rest is the paper's."""
    return name if name.startswith("rec-") else f"{slug}-{name}"


def globalised(
    blocks: list[Node], slug: str, places: Places, papers: Collection[str], taken: Collection[str]
) -> tuple[list[Node], list[Diagnostic]]:
    """Return one document's blocks with ids that are unique in the report, and links that follow them.

    ``papers`` are the slugs that the report has; ``taken`` the ids of recommendations
    that stand in papers before this one.
    """
    blocks, problems = _unique(blocks, places, taken)
    nodes = tuple(iterate(blocks, words=False))
    names = {name: report_id(name, slug) for node in nodes if (name := identifier_of(node))}
    linker = _Linker(slug, places, papers, names)
    linked = transform(blocks, linker.rewrite, {"Link"}) if any(node["t"] == "Link" for node in nodes) else blocks
    done: list[Node] = renamed_identifiers(linked, names)
    return done, [*problems, *linker.problems]


def _unique(blocks: list[Node], places: Places, taken: Collection[str]) -> tuple[list[Node], list[Diagnostic]]:
    """Return blocks in which no id stands twice; the second and later ones lose theirs."""
    seen: set[str] = set()
    problems: list[Diagnostic] = []

    def rewrite(node: Node) -> Node | None:
        name = identifier_of(node)
        if not name or (name not in seen and not (name in taken and is_recommendation(node))):
            seen.add(name)
            return None
        if not is_recommendation(node) and node["t"] != "Header":
            place = places.identifier(name, 1)
            problems.append(error("identifier-duplicate", f"the id {name} is given twice", place, "give it another"))
        return with_attr(node, identifier="")

    return transform(blocks, rewrite, WITH_ATTRIBUTES), problems


def is_relative(node: Node) -> bool:
    """Tell whether a node is a link to another file, such as a paper's."""
    if node["t"] != "Link" or has_class(node, "crossref"):
        return False
    target = node["c"][2][0]
    return not target.startswith("#") and not _OUTWARD.match(target)


class _Linker:
    """The links of one document, made to lead somewhere in the report."""

    def __init__(self, slug: str, places: Places, papers: Collection[str], names: Collection[str]) -> None:
        self.slug, self.places, self.papers, self.names = slug, places, papers, names
        self.problems: list[Diagnostic] = []
        self.seen: dict[str, int] = {}

    def rewrite(self, node: Node) -> Node | list[Node] | None:
        if node["t"] != "Link":
            return None
        target = node["c"][2][0]
        if has_class(node, "crossref"):
            written = target[1:]
            attributes = {"written": written, "in": self.slug}
            return link([], "#" + report_id(written, self.slug), ["crossref"], attributes=attributes)
        if target.startswith("#"):
            return self._inside(node, target[1:])
        return None if _OUTWARD.match(target) else self._elsewhere(node, target)

    def _inside(self, node: Node, name: str) -> list[Node] | None:
        """Keep a link to an id of this document, or to a recommendation; tell of one to nothing."""
        if name in self.names or name.startswith("rec-"):
            return None
        message = f"the link to #{name} leads nowhere in this paper; its text stays"
        self._tell(
            "link-unknown", message, f"#{name}", "give the id to a heading: # Title {#name}, or correct the link"
        )
        return list(node["c"][1])

    def _elsewhere(self, node: Node, target: str) -> Node | list[Node]:
        """Turn a link to another paper into one inside the report; drop one that leads nowhere."""
        match = _PAPER_LINK.fullmatch(target)
        if match and match[1] in self.papers:
            inside = f"#{report_id(match[2], match[1])}" if match[2] else f"#{match[1]}"
            return {"t": "Link", "c": [node["c"][0], node["c"][1], [inside, ""]]}
        message = f"the link to {target} leads nowhere in the report; its text stays"
        hint = "link to a paper's paper.md, to a labelled cell, or to a web address"
        self._tell("link-relative", message, target, hint)
        return list(node["c"][1])

    def _tell(self, code: str, message: str, target: str, hint: str) -> None:
        nth = self.seen[target] = self.seen.get(target, -1) + 1
        self.problems.append(warning(code, message, self.places.link(target, nth), hint))


def checked_links(blocks: Any, others: Collection[str] = ()) -> Any:
    """Return blocks in which every link inside the report has a target: here, or among ``others``."""
    ids = {identifier_of(node) for node in iterate(blocks, words=False) if attributes_of(node)[0]}.union(others)

    def rewrite(node: Node) -> list[Node] | None:
        if node["t"] != "Link" or not node["c"][2][0].startswith("#"):
            return None
        return None if node["c"][2][0][1:] in ids else list(node["c"][1])

    return transform(blocks, rewrite, {"Link"})


def shifted(blocks: Any, levels: int) -> list[Node]:
    """Return blocks whose headings stand some levels lower."""

    def rewrite(node: Node) -> Node | None:
        if node["t"] != "Header":
            return None
        return {"t": "Header", "c": [min(node["c"][0] + levels, 6), node["c"][1], node["c"][2]]}

    moved: list[Node] = transform(blocks, rewrite, {"Header"})
    return moved
