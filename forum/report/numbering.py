"""Numbers through the whole report, and the cross-references that print them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forum.diagnostics import Diagnostic, error
from forum.documents.ast import (
    SPACE,
    Node,
    attribute,
    attributes_of,
    has_class,
    identifier_of,
    iterate,
    link,
    span,
    string,
    stringify,
    transform,
    with_attr,
)
from forum.documents.nearest import did_you_mean
from forum.documents.places import Places
from forum.documents.results import mark


@dataclass
class Register:
    """What was numbered: the printed name of each id, and figures and tables in order.

    The one place of the report that counts; filled in reading order.
    """

    names: dict[str, str] = field(default_factory=dict)
    captions: list[tuple[str, str, list[Node]]] = field(default_factory=list)  # kind, id, caption's inlines
    counts: dict[str, int] = field(default_factory=dict)

    def next(self, kind: str) -> int:
        """Return the next number of a kind."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind]


def numbered(blocks: Any, register: Register, labels: Mapping[str, str]) -> Any:
    """Return blocks with numbered figures, tables and equations; the register learns them."""

    def rewrite(node: Node) -> Node | None:
        if node["t"] in ("Figure", "Table"):
            return _captioned(node, "figure" if node["t"] == "Figure" else "table", register, labels)
        if node["t"] == "Div" and has_class(node, "equation"):
            number = str(register.next("equation"))
            identifier, _, pairs = attributes_of(node)
            register.names[identifier] = f"{labels['equation']} {number}"
            return with_attr(node, attributes={**dict(pairs), "number": number})
        return None

    return transform(blocks, rewrite, {"Figure", "Table", "Div"})


def _captioned(node: Node, kind: str, register: Register, labels: Mapping[str, str]) -> Node | None:
    place = 1
    caption = node["c"][place][1]
    identifier = identifier_of(node)
    if not caption and not identifier:
        return None
    name = f"{labels[kind]} {register.next(kind)}"
    register.names[identifier] = name
    first = list(caption[0]["c"]) if caption and caption[0]["t"] in ("Plain", "Para") else []
    register.captions.append((name, identifier, first))
    label = span([string(name + ".")], classes=["caption-label"])
    new = [{"t": "Plain", "c": [label, SPACE, *first] if first else [label]}, *caption[1:]]
    content = list(node["c"])
    content[place] = [None, new]
    return {"t": node["t"], "c": content}


def numbered_paragraphs(blocks: Iterable[Node], slug: str, paper: str) -> list[Node]:
    """Return a paper's blocks with a number before each paragraph of its own text.

    Paragraphs inside lists, quotations, notes and recommendations have none.
    """
    count = 0
    result = []
    for block in blocks:
        if block["t"] == "Para" and not _is_display(block):
            count += 1
            number = span([string(f"{paper}.{count}")], f"{slug}-p{count}", ["para-number"])
            result.append({"t": "Para", "c": [number, SPACE, *block["c"]]})
        else:
            result.append(block)
    return result


def _is_display(block: Node) -> bool:
    content = block["c"]
    return len(content) == 1 and content[0]["t"] in ("Math", "Image")


def filled_crossrefs(
    blocks: Any, register: Register, places: Mapping[str, Places]
) -> tuple[Any, tuple[Diagnostic, ...]]:
    """Return blocks whose cross-references say what they refer to, and errors for unknown ones.

    Each ``Link.crossref`` tells by its attributes the id as ``written`` and the
    paper or text that it stands ``in``; ``places`` are theirs.
    """
    problems: list[Diagnostic] = []

    def rewrite(node: Node) -> Node | None:
        if node["t"] != "Link" or not has_class(node, "crossref"):
            return None
        target = node["c"][2][0][1:]
        name = register.names.get(target)
        if name is not None:
            return link([string(name)], "#" + target, ["crossref"])
        written, source = attribute(node, "written", target), attribute(node, "in")
        if source in places:
            known = dict(_local_names(register, target, written))
            hints = _elsewhere(register, written) or did_you_mean(written, known, "@") or (_NAMES.format(written),)
            place = places[source].citation(written)
            problems.append(error("crossref-unknown", f"nothing has the id {written}", place, *hints))
        return mark(f"@{written}")

    return transform(blocks, rewrite, {"Link"}), tuple(problems)


def unknown_crossrefs(blocks: Any, register: Register) -> tuple[str, ...]:
    """Return the cross-references of one document to what the register does not know, as written, in order."""
    return tuple(
        attribute(node, "written")
        for node in iterate(list(blocks), words=False)
        if node["t"] == "Link" and has_class(node, "crossref") and attribute(node, "in")
        if node["c"][2][0][1:] not in register.names
    )


_NAMES = "give the id to what is meant, as in {{#{}}}, or correct the reference"


def _elsewhere(register: Register, written: str) -> tuple[str, ...]:
    """Return the hint for an id that another paper has: ids are each paper's own."""
    for identifier in register.names:
        slug = identifier.removesuffix(f"-{written}")
        if slug != identifier and slug in register.names:
            return (f"the paper {slug} has it: link to it by [text](../{slug}/paper.md#{written})",)
    return ()


def _local_names(register: Register, target: str, written: str) -> Iterable[tuple[str, str]]:
    prefix = target.removesuffix(written)
    for identifier, name in register.names.items():
        if identifier.startswith("rec-") or identifier.startswith(prefix):
            yield identifier.removeprefix(prefix), name


def section_names(blocks: Iterable[Node], register: Register, labels: Mapping[str, str]) -> None:
    """Let the register learn the headings that have an id: “section ‘Method’”."""
    for node in iterate(list(blocks), words=False):
        if node["t"] == "Header" and (identifier := identifier_of(node)):
            register.names.setdefault(identifier, f"{labels['section']} “{stringify(node['c'][2])}”")
