"""Links between pages: ``#id`` in the report becomes ``page.html#id`` on the web."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from forum.documents.ast import WITH_ATTRIBUTES, Node, attributes_of, identifier_of, iterate, span, transform, with_attr

_WEB = re.compile(r"(https?|mailto):", re.IGNORECASE)


def ids_of(tree: Any) -> set[str]:
    """Return every id in a tree."""
    return {identifier for node in iterate(tree, words=False) if (identifier := identifier_of(node))}


def relative(target: str, page: str) -> str:
    """Return the address of a page as written on another: ``../references.html``."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def address(identifier: str, page: str, here: set[str], index: Mapping[str, str]) -> str | None:
    """Return where a link to an id goes from a page; None if nowhere.

    What stands on the page itself comes first; ``index`` maps an id to its page,
    with an own fragment where the page as a whole is meant.
    """
    if identifier in here:
        return f"#{identifier}"
    target = index.get(identifier)
    if target is None:
        return None
    return relative(target, page) if target.startswith("recommendations/") else f"{relative(target, page)}#{identifier}"


def relinked(tree: Any, page: str, here: set[str], index: Mapping[str, str]) -> Any:
    """Return a page's blocks with links and pictures as seen from that page.

    A link that leads nowhere, or to a scheme that is not allowed, keeps its text.
    """

    def relink(node: Node) -> Node | None:
        if node["t"] == "Image":
            alt, (target, title) = node["c"][1:]
            return {"t": "Image", "c": [node["c"][0], alt, [relative(target, page), title]]}
        if node["t"] != "Link":
            return None
        target = node["c"][2][0]
        if _WEB.match(target):
            return None
        found = address(target[1:], page, here, index) if target.startswith("#") else None
        if found is None:
            identifier, classes, pairs = attributes_of(node)
            return span(node["c"][1], identifier, classes, dict(pairs))
        return {"t": "Link", "c": [*node["c"][:2], [found, ""]]}

    return transform(tree, relink, {"Image", "Link"})


def with_unique_ids(tree: Any) -> Any:
    """Return a tree in which an id stands once: the first keeps it."""
    seen: set[str] = set()

    def keep_first(node: Node) -> Node | None:
        identifier = identifier_of(node)
        if not identifier:
            return None
        if identifier in seen:
            return with_attr(node, identifier="")
        seen.add(identifier)
        return None

    return transform(tree, keep_first, WITH_ATTRIBUTES)
