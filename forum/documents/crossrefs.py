"""Cross-references: ``@fig-x`` and its like are no citations, and leave before citeproc.

A reference becomes a ``Link.crossref`` without text; the text ("Figure 3") is
filled in once the report is numbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from forum.documents.ast import SPACE, Node, link, string, transform

PREFIXES = frozenset({"fig", "tbl", "sec", "eq", "rec"})
_REFERENCE = re.compile(r"([a-z]+)[-:](.+)", re.DOTALL)


def is_crossref(key: str, prefixes: frozenset[str] = frozenset()) -> bool:
    """Tell whether a key refers to a figure, table, section, equation or recommendation.

    ``prefixes`` are more ones, from the manifest.
    """
    match = _REFERENCE.fullmatch(key)
    return match is not None and (match[1] in PREFIXES or match[1] in prefixes)


def target_of(key: str) -> str:
    """Return the id that a key refers to: ``fig:x`` and ``fig-x`` are the same."""
    match = _REFERENCE.fullmatch(key)
    return f"{match[1]}-{match[2]}" if match else key


def with_crossrefs(tree: Any, prefixes: frozenset[str] = frozenset()) -> Any:
    """Return the tree with each cross-reference as a ``Link.crossref`` to its id.

    A bracket that mixes both kinds stays one citation: the cross-references go
    into the prefix or suffix of the citation beside them, so that
    ``[@fig-a; @doe2031]`` prints as "(Figure 1; Doe 2031)".
    """

    def rewrite(node: Node) -> Node | list[Node] | None:
        if node["t"] != "Cite":
            return None
        citations = node["c"][0]
        if not any(is_crossref(one["citationId"], prefixes) for one in citations):
            return None
        if all(is_crossref(one["citationId"], prefixes) for one in citations):
            return list(_only_references(citations))
        return {"t": "Cite", "c": [_folded(citations, prefixes), node["c"][1]]}

    return transform(tree, rewrite, {"Cite"})


def crossref(identifier: str) -> Node:
    """Return an unnumbered cross-reference to an id."""
    return link([], "#" + identifier, ["crossref"])


def _only_references(citations: list[Any]) -> Iterator[Node]:
    bracketed = citations[0]["citationMode"]["t"] != "AuthorInText"
    if bracketed:
        yield string("(")
    for position, citation in enumerate(citations):
        if position:
            yield from (string(";"), SPACE)
        yield from _reference(citation)
    if bracketed:
        yield string(")")


def _reference(citation: Any) -> Iterator[Node]:
    prefix, suffix = citation["citationPrefix"], citation["citationSuffix"]
    if prefix:
        yield from (*prefix, SPACE)
    yield crossref(target_of(citation["citationId"]))
    yield from suffix


def _folded(citations: list[Any], prefixes: frozenset[str]) -> list[Any]:
    """Put each cross-reference before the next citation, the last ones after the last."""
    folded: list[Any] = []
    waiting: list[Node] = []
    for citation in citations:
        if is_crossref(citation["citationId"], prefixes):
            waiting += [*_reference(citation), string(";"), SPACE]
        else:
            folded.append({**citation, "citationPrefix": [*waiting, *citation["citationPrefix"]]})
            waiting = []
    if waiting:
        last = folded[-1]
        folded[-1] = {**last, "citationSuffix": [*last["citationSuffix"], string(";"), SPACE, *waiting[:-2]]}
    return folded
