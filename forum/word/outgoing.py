"""From a paper's units to the document that pandoc writes as a Word file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forum.documents.ast import (
    Node,
    div,
    identifier_of,
    link,
    para,
    plain,
    raw_block,
    raw_inline,
    span,
    string,
    stringify,
    transform,
)
from forum.documents.crossrefs import is_crossref, target_of
from forum.word.bookmarks import BOUNDARY, Names, target_name
from forum.word.citation_fields import citation_field
from forum.word.values import Unit

EQUATION = re.compile(r"\{#(eq[-:][^\s{}]+)(?:\s+[^{}]*)?\}")
PAPER, PICTURE = "forum:", "forum-picture:"  # schemes of links that lead into the workspace
MARKER, CAPTION, END, RULE = "Forum Marker", "Forum Caption", "Forum End", "Forum Rule"
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)
_TAB = raw_inline("openxml", "<w:r><w:tab/></w:r>")
_PARTS = ("rationale", "evidence")
_LOCKED = '<w:sdt><w:sdtPr><w:lock w:val="contentLocked"/></w:sdtPr><w:sdtContent>'


def bare(node: Node) -> str:
    """Return a citation by its keys."""
    return "(" + "; ".join(one["citationId"] for one in node["c"][0]) + ")"


@dataclass(frozen=True)
class Outgoing:
    """What the words of a Word file are made with, beside its units.

    ``shown`` is how a citation prints, ``numbers`` how a cross-reference does ("Figure 3"),
    ``results`` what stands above the caption of a figure; all are for people to see, and
    what comes back does not depend on them. ``items`` are CSL items by key.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shown: Callable[[Node], str] = bare
    numbers: Mapping[str, str] = field(default_factory=dict)
    results: Callable[[Node], list[Node]] = lambda _: []
    names: Names = field(default_factory=Names)


def styled(blocks: Sequence[Node], style: str) -> Node:
    """Return blocks whose paragraphs have one of Word's styles."""
    return div(blocks, attributes={"custom-style": style})


def fixed(content: Sequence[Node], style: str, names: Names) -> Node:
    """Return a paragraph that is not to be edited, and is left out when the file comes back."""
    said = stringify(list(content))
    return locked([styled([para([names.fixed(said), *content])], style)])


def fixed_table(table: Node, names: Names) -> Node:
    """Return a table that is not to be edited, and is left out when the file comes back."""
    told = _table({"t": "Table", "c": [table["c"][0], [None, []], *table["c"][2:]]}, Outgoing(), [])
    cells = [*told["c"][3][1], *(row for one in told["c"][4] for row in [*one[2], *one[3]]), *told["c"][5][1]]
    first = next((cell for row in cells for cell in row[1] if cell[4]), None)
    if first is None:
        return locked([told])
    first[4] = _marked(first[4], [names.fixed(stringify(told))])
    return locked([told])


def locked(blocks: Sequence[Node]) -> Node:
    """Return blocks in a content control that Word does not let anybody edit; deleting it works."""
    return div([raw_block("openxml", _LOCKED), *blocks, raw_block("openxml", "</w:sdtContent></w:sdt>")])


def body(units: Sequence[Unit], out: Outgoing, boundaries: bool = False) -> list[Node]:
    """Return the blocks of all units; with ``boundaries`` a paragraph stands before each that says its number."""
    opened: list[Unit] = []
    blocks: list[Node] = []
    for unit in units:
        if unit.kind == "close":
            closed = opened.pop() if opened else unit
            made = _closing(closed, unit, out)
        else:
            made = list(_unit(unit, opened, out))
        if unit.kind == "open":
            opened.append(unit)
        if boundaries and made:
            blocks.append(para([string(f"{BOUNDARY}{unit.number}")]))
        blocks += made
    return blocks


def _unit(unit: Unit, around: Sequence[Unit], out: Outgoing) -> Iterator[Node]:
    if unit.kind == "open":
        yield from _opening(unit, out)
    elif unit.kind == "block":
        style = _style(around)
        for place, block in enumerate(unit.blocks):
            yield from _block(block, style, out, [out.names.block(unit.number)] if place == 0 else [])


# --- divs ------------------------------------------------------------------------------


def role(unit: Unit) -> str:
    """Return what an open fence begins: ``recommendation``, ``rationale``, ``evidence``, or nothing known."""
    return next((name for name in ("recommendation", *_PARTS) if name in unit.div[1]), "")


def _opening(unit: Unit, out: Outgoing) -> Iterator[Node]:
    """Yield the line that says what begins: a recommendation's head, the name of its part."""
    mark = out.names.block(unit.number)
    identifier, classes, pairs = unit.div
    known = role(unit)
    if known in _PARTS:
        label = string(out.labels.get(known, known.capitalize()))
        yield locked([styled([para([mark, label])], "Recommendation Label")])
    elif known == "recommendation":
        head = [mark, out.names.target(identifier), string(out.labels.get(known, "Recommendation"))]
        name = span([string(identifier)], attributes={"custom-style": "Recommendation Id"})
        yield locked([styled([para([*head, _TAB, name])], "Recommendation Number")])
        facts = (f"{out.labels.get(key, key.capitalize())}: {value}" for key, value in pairs)
        yield fixed([string(" · ".join(facts))], "Recommendation Facts", out.names)
    else:
        told = " ".join([*(f".{name}" for name in classes), *([f"#{identifier}"] if identifier else [])])
        yield styled([para([mark, string(f"▼ {told or 'block'}")])], MARKER)


def _closing(opened: Unit, unit: Unit, out: Outgoing) -> list[Node]:
    """Return the line that ends a block which Word has no look for; a recommendation needs none."""
    if opened.kind != "open" or role(opened):
        return []
    return [styled([para([out.names.block(unit.number), string("▲")])], END)]


def _style(around: Sequence[Unit]) -> str:
    """Return the style of paragraphs by the blocks around them; empty for plain body text."""
    roles = [role(unit) for unit in around]
    if not any(roles):
        return ""
    return "Recommendation Body" if roles[-1] in _PARTS else "Recommendation Text"


# --- blocks ----------------------------------------------------------------------------


def _block(block: Node, style: str, out: Outgoing, marks: list[Node]) -> Iterator[Node]:
    content: Any = block.get("c")
    match block["t"]:
        case "Para" | "Plain":
            yield from _paragraph(content, style, out, marks)
        case "Header":
            level, attr_, words = content
            target = [out.names.target(attr_[0])] if attr_[0] else []
            yield {"t": "Header", "c": [level, ["", [], []], [*marks, *target, *inline_words(words, out)]]}
        case "Figure":
            caption = [inline for child in content[1][1] for inline in child["c"]]
            yield from _figure(block, caption, out, marks)
        case "BulletList":
            yield {"t": "BulletList", "c": _items(content, style, out, marks)}
        case "OrderedList":
            yield {"t": "OrderedList", "c": [content[0], _items(content[1], style, out, marks)]}
        case "BlockQuote":
            inside = [made for child in content for made in _block(child, "", out, [])]
            yield {"t": "BlockQuote", "c": _marked(inside, marks)}
        case "Table":
            yield _table(block, out, marks)
        case "HorizontalRule":
            yield styled([para([*marks, string("* * *")])], RULE)
        case "RawBlock":
            return
        case _:
            yield from _marked([inline_words(block, out)], marks)


def _paragraph(content: list[Node], style: str, out: Outgoing, marks: list[Node]) -> Iterator[Node]:
    first = content[0] if content else None
    if first and len(content) == 1 and first["t"] == "Image" and identifier_of(first):
        yield from _figure(first, [], out, marks)
        return
    if first and first["t"] == "Math" and (label := EQUATION.fullmatch(stringify(content[1:]))):
        marks = [*marks, out.names.target(target_of(label[1]))]
        content = [first]
    made = para([*marks, *inline_words(content, out)])
    yield styled([made], style) if style else made


def _items(items: Sequence[Any], style: str, out: Outgoing, marks: list[Node]) -> list[list[Node]]:
    listed = "Recommendation List" if style else ""
    made: list[list[Node]] = []
    for item in items:
        blocks = [one for child in item for one in _item_block(child, listed, out)]
        made.append(_marked(blocks, marks) if not made else blocks)
    return made


def _item_block(child: Node, style: str, out: Outgoing) -> Iterator[Node]:
    if child["t"] == "Plain" and not style:
        yield plain(inline_words(child["c"], out))
    else:
        yield from _block(child, style, out, [])


def _marked(blocks: list[Node], marks: list[Node]) -> list[Node]:
    """Return blocks with the bookmark in the first place that can hold one."""
    if not blocks or not marks:
        return blocks
    first = blocks[0]
    if first["t"] in ("Para", "Plain"):
        return [{"t": first["t"], "c": [*marks, *first["c"]]}, *blocks[1:]]
    if first["t"] == "Div":
        return [{"t": "Div", "c": [first["c"][0], _marked(first["c"][1], marks)]}, *blocks[1:]]
    return blocks


def _figure(node: Node, caption: list[Node], out: Outgoing, marks: list[Node]) -> Iterator[Node]:
    """Yield what a figure shows, not to be edited, and its caption."""
    yield from out.results(node)
    identifier = identifier_of(node)
    label = out.numbers.get(identifier, identifier or "Figure")
    name = span([string(f"{label}. ")], attributes={"custom-style": "Caption Label"})
    target = [out.names.target(target_of(identifier))] if identifier else []
    yield styled([para([*marks, *target, name, *inline_words(caption, out)])], CAPTION)


def _table(block: Node, out: Outgoing, marks: list[Node]) -> Node:
    attr_, caption, columns, head, bodies, foot = inline_words(block, out)["c"]
    waiting = [*marks, *([out.names.target(target_of(attr_[0]))] if attr_[0] else [])]

    def row(one: list[Any]) -> list[Any]:
        nonlocal waiting
        cells = []
        for cell in one[1]:
            blocks = [para(child["c"]) if child["t"] == "Plain" else child for child in cell[4]]
            if waiting and blocks and blocks[0]["t"] == "Para":
                blocks, waiting = _marked(blocks, waiting), []
            cells.append([*cell[:4], [styled(blocks, "Table Text")] if blocks else []])
        return [one[0], cells]

    head = [head[0], [row(one) for one in head[1]]]
    bodies = [[one[0], one[1], [row(r) for r in one[2]], [row(r) for r in one[3]]] for one in bodies]
    foot = [foot[0], [row(one) for one in foot[1]]]
    return {"t": "Table", "c": [["", [], []], caption, columns, head, bodies, foot]}


# --- inlines ---------------------------------------------------------------------------


def inline_words(tree: Any, out: Outgoing) -> Any:
    """Return a tree with its inlines as Word can hold them: citations as fields, paths under a scheme of ours."""

    def rewrite(node: Node) -> Node | list[Node] | None:
        match node["t"]:
            case "Cite":
                return _cite(node, out)
            case "Link":
                target, title = node["c"][2]
                target = target if _ABSOLUTE.match(target) else PAPER + target
                return {"t": "Link", "c": [["", [], []], node["c"][1], [target, title]]}
            case "Image":
                alt = stringify(node["c"][1]) or "picture"
                return link([string(alt)], PICTURE + node["c"][2][0])
            case "Span" | "Underline":
                return list(node["c"][1] if node["t"] == "Span" else node["c"])
            case "RawInline" | "RawBlock":
                return []
        return None

    return transform(tree, rewrite)


def _cite(node: Node, out: Outgoing) -> Node:
    citations = node["c"][0]
    only = citations[0]
    if len(citations) == 1 and only["citationMode"]["t"] == "AuthorInText" and is_crossref(only["citationId"]):
        target = target_of(only["citationId"])
        shown = out.numbers.get(target, only["citationId"])
        return link([string(shown)], "#" + target_name(target))
    return citation_field(node, out.shown(node), out.items)
