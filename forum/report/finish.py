"""After citeproc: citations become links both ways, and repeated texts are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from forum.documents.ast import (
    SPACE,
    WORDS,
    Node,
    attribute,
    children,
    div,
    has_class,
    identifier_of,
    inlines,
    iterate,
    link,
    span,
    string,
    stringify,
    transform,
)
from forum.report.recommendations import filled_items
from forum.report.values import Recommendation


def finished(
    blocks: Sequence[Node],
    recommendations: Sequence[Recommendation],
    references: Mapping[str, Mapping[str, Any]],
    labels: Mapping[str, str],
    cited_before: int = 0,
) -> tuple[Node, ...]:
    """Return the report's final blocks from those that citeproc gave back.

    ``references`` are the CSL items by key; citations are counted on from ``cited_before``.
    """
    blocks, cited = _linked_citations(list(blocks), cited_before)
    blocks = transform(blocks, _web_link, {"Link"})  # a reference's URL is foreign text too
    blocks = transform(blocks, lambda node: _reference_entry(node, cited, labels), {"Div"})
    printed = {key for node in iterate(blocks, words=False) if (key := identifier_of(node)).startswith("ref-")}
    blocks = transform(blocks, lambda node: _trace_source(node, references, printed), {"Span"})
    texts = {
        identifier_of(node): _text_of(node)
        for node in iterate(blocks, words=False)
        if has_class(node, "recommendation")
    }
    return tuple(filled_items(blocks, texts, recommendations, labels))


def _text_of(recommendation: Node) -> list[Node]:
    return next((children(one) for one in children(recommendation) if has_class(one, "rec-text")), [])


# --- citations -----------------------------------------------------------------------------


def _linked_citations(blocks: list[Node], before: int) -> tuple[list[Node], dict[str, list[tuple[str, str]]]]:
    """Return blocks with each Cite as ``Span#cite-N.citation``, and where each key is cited.

    A place is (id of the citation, what to call it): the number of the paragraph or
    recommendation that it stands in, the title of the report's own part, else a running number.
    """
    cited: dict[str, list[tuple[str, str]]] = {}
    count = 0
    where = _places_of_citations(blocks)

    def rewrite(node: Node) -> Node | None:
        nonlocal count
        if node["t"] != "Cite":
            return None
        count += 1
        identifier = f"cite-{before + count}"
        for key in dict.fromkeys(one["citationId"] for one in node["c"][0]):
            cited.setdefault(key, []).append((identifier, where[count - 1]))
        return span(node["c"][1], identifier, ["citation"])

    return transform(blocks, rewrite, {"Cite"}), cited


def _places_of_citations(blocks: list[Node]) -> list[str]:
    """Return what to call the place of each Cite, in the order of ``transform``."""
    names: list[str] = []
    current = ""

    def visit(item: Any) -> None:
        nonlocal current
        if type(item) in (list, tuple):
            for child in item:
                if type(child) is not str:
                    visit(child)
        if type(item) is not dict or item.get("t") in WORDS:
            return
        before = current
        if item.get("t") == "Span" and has_class(item, "para-number"):
            current = before = stringify(item)
        elif item.get("t") == "Div" and has_class(item, "recommendation"):
            current = "R" + attribute(item, "number")
        elif item.get("t") == "Div" and (has_class(item, "part") or has_class(item, "paper")):
            current = before = _own_part(item)
        for key, value in item.items():
            if key != "t":
                visit(value)
        if item.get("t") == "Cite":
            names.append(current)
        if item.get("t") == "Div" and has_class(item, "recommendation"):
            current = before

    visit(blocks)
    return names


def _own_part(node: Node) -> str:
    """Return the title of a part that is the report's own text, such as its foreword; of papers nothing."""
    first = next(iter(children(node)), None)
    if first is None or first["t"] != "Header" or has_class(node, "theme") or has_class(node, "paper"):
        return ""
    return stringify(first["c"][2])


def _reference_entry(node: Node, cited: Mapping[str, list[tuple[str, str]]], labels: Mapping[str, str]) -> Node | None:
    """Add to a reference the links back to where it is cited, each place once."""
    if node["t"] != "Div" or not has_class(node, "csl-entry"):
        return None
    places = cited.get(identifier_of(node).removeprefix("ref-"), [])
    once = {name or identifier: identifier for identifier, name in reversed(places)}
    backlinks: list[Node] = []
    for number, (name, identifier) in enumerate(reversed(once.items()), 1):
        backlinks += [string(","), SPACE] if backlinks else []
        backlinks.append(link([string(str(number) if name == identifier else name)], "#" + identifier, ["backlink"]))
    if not backlinks or not node["c"][1]:
        return None
    note = span([*inlines(labels["cited-in"]), SPACE, *backlinks, string(".")], classes=["backlinks"])
    *before, last = node["c"][1]
    if last["t"] not in ("Para", "Plain"):
        return None
    ended = {"t": last["t"], "c": [*last["c"], SPACE, note]}
    return div([*before, ended], identifier_of(node), ["csl-entry"])


def _web_link(node: Node) -> list[Node] | None:
    """Take away a link that leads neither into the report nor to the web; its text stays."""
    if node["t"] != "Link" or _GOOD_LINK.match(node["c"][2][0]):
        return None
    return list(node["c"][1])


_GOOD_LINK = re.compile(r"#|https?://|mailto:", re.IGNORECASE)


def _trace_source(
    node: Node, references: Mapping[str, Mapping[str, Any]], printed: set[str]
) -> Node | list[Node] | None:
    if node["t"] != "Span" or not has_class(node, "trace-source"):
        return None
    key = attribute(node, "key")
    name = short_name(references.get(key, {"id": key}))
    return [link([string(name)], f"#ref-{key}")] if f"ref-{key}" in printed else [string(name)]


def short_name(item: Mapping[str, Any]) -> str:
    """Return a reference in a few words: its first author or title, and the year."""
    names = item.get("author") or item.get("editor") or []
    first = names[0].get("literal") or names[0].get("family", "") if names else ""
    if len(names) == 2:
        first += " and " + (names[1].get("literal") or names[1].get("family", ""))
    elif len(names) > 2:
        first += " et al."
    year = str((item.get("issued", {}).get("date-parts") or [[""]])[0][0])
    title = str(item.get("title-short") or item.get("title") or item.get("id", ""))
    what = first or (title if len(title) <= 60 else title[:57].rstrip() + "…")
    return f"{what} {year}".strip()


def renumbered_notes(blocks: Any) -> Any:
    """Return blocks whose citations know their note's number through the whole report.

    Papers are read one by one, so that each starts again at 1; note styles ("see
    note 3") need the number in the report: every Note counts, and every Cite outside one.
    """
    count = 0

    def visit(item: Any, inside: int) -> Any:
        nonlocal count
        if type(item) is list:
            changed = [visit(child, inside) if type(child) in (dict, list) else child for child in item]
            return changed if any(new is not old for new, old in zip(changed, item, strict=True)) else item
        if type(item) is not dict or item.get("t") in WORDS:
            return item
        if item.get("t") == "Note" or (item.get("t") == "Cite" and not inside):
            count += 1
            inside = count
        if "citationNoteNum" in item:
            item = {**item, "citationNoteNum": inside}
        parts = {key: new for key, value in item.items() if (new := visit(value, inside)) is not value}
        return {**item, **parts} if parts else item

    return visit(blocks, 0)
