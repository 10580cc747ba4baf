"""What pandoc reads from a Word file, as a flat row of leaves; and the row of texts that they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forum.documents.ast import Node, attribute, iterate, stringify, transform
from forum.word.bookmarks import BOUNDARY, CLOSE, OPEN, target_name
from forum.word.outgoing import CAPTION, END, MARKER, PAPER, PICTURE, RULE
from forum.word.values import Leaf

_IDS = re.compile(f"{OPEN}(\\d+){CLOSE}")
NOTE = "\ue0a4{}\ue0a5"
NOTES = re.compile("\ue0a4(\\d+)\ue0a5")  # where a note stands until it has been written
_MARKERS = (MARKER, END, "Recommendation Number", "Recommendation Label")
_KINDS = {
    CAPTION: "caption",
    RULE: "rule",
    "Title": "title",
    "Abstract": "abstract",
    **dict.fromkeys(_MARKERS, "marker"),
}
_LONE = re.compile(r"(https?://[^/?#]+)/?")


@dataclass(frozen=True)
class Draft:
    """A leaf before pandoc has written it: its blocks, and the blocks of its cells and notes."""

    kind: str
    blocks: tuple[Node, ...]
    style: str = ""
    ids: tuple[int, ...] = ()
    rows: tuple[tuple[tuple[Node, ...], ...], ...] = ()
    level: int = 0
    caption: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Drafts:
    """The leaves of a document, and its notes by the number that stands in their place."""

    leaves: tuple[Draft, ...]
    notes: tuple[tuple[Node, ...], ...]


def drafted(blocks: Sequence[Node], identifiers: Mapping[str, str]) -> Drafts:
    """Return the leaves of what pandoc read; ``identifiers`` are a paper's ids by bookmark name."""
    notes: list[tuple[Node, ...]] = []
    clean = transform(list(blocks), lambda node: _inline(node, identifiers, notes))
    return Drafts(tuple(_grouped(_flat(clean, ""))), tuple(notes))


def names_of(text: str) -> dict[str, str]:
    """Return the ids that a paper defines or refers to, by the names of their bookmarks."""
    found = re.findall(r"[#@]\{?([A-Za-z][\w:.-]*\w)", text)
    ids = {re.sub(r"^([a-z]+):", r"\1-", name) for name in found} | set(found)
    return {target_name(name): name for name in sorted(ids)}


# --- inlines ---------------------------------------------------------------------------


def _inline(  # noqa: PLR0911 (one line a type)
    node: Node, identifiers: Mapping[str, str], notes: list[tuple[Node, ...]]
) -> Node | list[Node] | None:
    match node["t"]:
        case "Span":
            # The label of a caption is ours; every other span is a matter of looks.
            return [] if attribute(node, "custom-style") == "Caption Label" else node["c"][1]
        case "Underline" | "SmallCaps":
            return list(node["c"])
        case "Link":
            return _link(node, identifiers)
        case "Note":
            notes.append(tuple(_without_divs(node["c"])))
            return {"t": "Str", "c": NOTE.format(len(notes) - 1)}
        case "Image":
            return []
        case "Cite":
            return {"t": "Cite", "c": [[_citation(one) for one in node["c"][0]], node["c"][1]]}
        case "SoftBreak":
            return {"t": "Space"}
        case "Header":
            return {"t": "Header", "c": [node["c"][0], ["", [], []], _without_strong(node["c"][2])]}
    return None


def _without_strong(content: list[Node]) -> list[Node]:
    """Return the words of a heading without a bold that some editors copy there from its style."""
    return list(transform(content, lambda node: list(node["c"]) if node["t"] == "Strong" else None))


def _link(node: Node, identifiers: Mapping[str, str]) -> Node | list[Node] | None:
    target = node["c"][2][0]
    if target[1:] in identifiers:
        return _reference(identifiers[target[1:]])
    if target.startswith(PICTURE):
        return {"t": "Image", "c": [["", [], []], node["c"][1], [target.removeprefix(PICTURE), ""]]}
    if (lone := _LONE.fullmatch(target)) is not None:
        target = lone[1]
    return {"t": "Link", "c": [["", [], []], node["c"][1], [target.removeprefix(PAPER), ""]]}


def _reference(identifier: str) -> Node:
    citation = {
        "citationId": identifier,
        "citationPrefix": [],
        "citationSuffix": [],
        "citationMode": {"t": "AuthorInText"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[citation], [{"t": "Str", "c": "@" + identifier}]]}


def _citation(citation: Mapping[str, Any]) -> dict[str, Any]:
    prefix, suffix = citation["citationPrefix"], citation["citationSuffix"]
    while prefix and prefix[-1]["t"] == "Space":
        prefix = prefix[:-1]
    while suffix and suffix[-1]["t"] == "Space":
        suffix = suffix[:-1]
    if citation["citationMode"]["t"] == "AuthorInText" and suffix and suffix[0]["t"] == "Space":
        suffix = suffix[1:]
    return {**citation, "citationPrefix": prefix, "citationSuffix": suffix}


# --- blocks ----------------------------------------------------------------------------


def _flat(blocks: Sequence[Node], style: str) -> Iterator[Draft]:
    for block in blocks:
        if block["t"] == "Div":
            own = attribute(block, "custom-style") or style
            yield from _flat(block["c"][1], own)
        elif block["t"] == "Figure":
            yield from _flat([*block["c"][1][1], *block["c"][2]], style)
        else:
            yield from _draft(block, style)


def _draft(block: Node, style: str) -> Iterator[Draft]:
    ids: list[int] = []

    def told(node: Node) -> Node | list[Node] | None:
        if node["t"] != "Str" or OPEN not in node["c"]:
            return None
        ids.extend(int(one) for one in _IDS.findall(node["c"]))
        rest = _IDS.sub("", node["c"])
        return {"t": "Str", "c": rest} if rest else []

    bare = _trimmed(transform(_styleless(block), told))
    kind = _KINDS.get(style) or _kind(bare)
    if not ids and kind == "para" and not stringify(bare) and not any(n["t"] == "Math" for n in iterate(bare)):
        return
    level = bare["c"][0] if bare["t"] == "Header" else 0
    rows = tuple(_rows(bare)) if bare["t"] == "Table" else ()
    caption = tuple(bare["c"][1][1]) if bare["t"] == "Table" else ()
    yield Draft(kind, (bare,), style, tuple(ids), rows, level, caption)


def _styleless(block: Node) -> Any:
    """Return a block without the styles of the paragraphs in it."""
    return {"t": block["t"], "c": _without_divs(block["c"])} if "c" in block else block


def _without_divs(tree: Any) -> Any:
    return transform(tree, lambda node: node["c"][1] if node["t"] == "Div" else None)


def _trimmed(block: Node) -> Node:
    """Return a paragraph without spaces at its ends."""
    if block["t"] not in ("Para", "Plain"):
        return block
    content = list(block["c"])
    while content and content[0]["t"] in ("Space", "LineBreak"):
        content.pop(0)
    while content and content[-1]["t"] in ("Space", "LineBreak"):
        content.pop()
    return {"t": "Para", "c": content}


def _kind(block: Node) -> str:
    names = {
        "Header": "heading", "BulletList": "list", "OrderedList": "list", "BlockQuote": "quote", "Table": "table",
        "CodeBlock": "code", "DefinitionList": "definitions", "HorizontalRule": "rule",
    }  # fmt: skip
    return names.get(block["t"], "para")


def _rows(table: Node) -> Iterator[tuple[tuple[Node, ...], ...]]:
    _, _, _, head, bodies, foot = table["c"]
    rows = [*head[1], *(row for one in bodies for row in [*one[2], *one[3]]), *foot[1]]
    for place, row in enumerate(rows):
        yield tuple(tuple(cell[4] if place else _without_strong(cell[4])) for cell in row[1])


def _grouped(drafts: Iterator[Draft]) -> Iterator[Draft]:
    """Yield leaves with the paragraphs of one quotation together, as Word has them apart."""
    last: Draft | None = None
    for draft in drafts:
        if last and last.kind == draft.kind == "quote" and not draft.ids:
            whole = {"t": "BlockQuote", "c": [*last.blocks[0]["c"], *draft.blocks[0]["c"]]}
            last = Draft("quote", (whole,), last.style, last.ids)
            continue
        if last:
            yield last
        last = draft
    if last:
        yield last


def is_boundary(leaf: Leaf) -> bool:
    """Tell whether a leaf says the number of the unit after it."""
    return leaf.markdown.startswith(BOUNDARY)
