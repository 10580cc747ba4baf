"""Tracked changes: accepted in the tree, and told: who, when, what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal
from xml.etree.ElementTree import Element

from forum.word.package import MAIN, Package, W, parsed
from forum.word.values import Change

_GONE = {W + name for name in ("del", "moveFrom")}
_KEPT = {W + name for name in ("ins", "moveTo")}
_DROPPED = {
    W + name
    for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange",
        "numberingChange", "tblPrExChange", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd", "proofErr", "lastRenderedPageBreak",
    )
}  # fmt: skip
_KINDS: dict[str, Literal["insertion", "deletion", "move"]] = {"ins": "insertion", "del": "deletion", "moveTo": "move"}
_UNWRAPPED = {W + name for name in ("smartTag", "customXml")}


def tracked_changes(parts: Package) -> tuple[Change, ...]:
    """Return the tracked changes of a Word file: its text first, then its notes."""
    names = (MAIN, "word/footnotes.xml", "word/endnotes.xml")
    return tuple(one for name in names if name in parts for one in tracked(parsed(parts[name], name)))


def words(element: Element) -> str:
    """Return the words of an element, deleted ones included."""
    parts = []
    for node in element.iter():
        if node.tag in (W + "t", W + "delText"):
            parts.append(node.text or "")
        elif node.tag in (W + "tab", W + "br", W + "cr"):
            parts.append(" ")
    return "".join(parts)


def tracked(root: Element) -> tuple[Change, ...]:
    """Return the tracked changes of a part in order; what one person did to neighbouring words is one."""
    return tuple(change for paragraph in root.iter(W + "p") for change in _of_paragraph(paragraph))


def _of_paragraph(paragraph: Element) -> Iterator[Change]:
    last: Change | None = None
    for node in paragraph:
        kind = _KINDS.get(node.tag.removeprefix(W))
        said = words(node) if kind else ""
        if kind is None or not said:
            if last and words(node):
                yield last
                last = None
            continue
        change = Change(node.get(W + "author", ""), node.get(W + "date", ""), kind, said)
        if last and (last.person, last.date, last.kind) == (change.person, change.date, change.kind):
            last = replace(last, words=last.words + said)
            continue
        if last:
            yield last
        last = change
    if last:
        yield last


def accept(root: Element) -> None:
    """Accept every tracked change of a part, in place; content controls and the like are unwrapped."""
    _accepted(root)
    for parent in root.iter():
        if any(child.tag == W + "p" for child in parent):
            parent[:] = list(_paragraphs(list(parent)))


def _accepted(parent: Element) -> None:
    children: list[Element] = []
    for child in parent:
        _accepted(child)
        children += _of(child)
    parent[:] = children


def _of(child: Element) -> list[Element]:  # noqa: PLR0911 (one line a kind)
    """Return what an element becomes: nothing, what is in it, or itself."""
    if child.tag in _DROPPED or (child.tag in _GONE and len(child)):
        return []
    if child.tag in _KEPT and len(child):
        return list(child)
    if child.tag == W + "sdt":
        return [one for content in child.findall(W + "sdtContent") for one in content]
    if child.tag in _UNWRAPPED:
        return [one for one in child if not one.tag.endswith("Pr")]
    if child.tag == W + "tr" and (row := child.find(W + "trPr")) is not None and row.find(W + "del") is not None:
        return []
    if child.tag == W + "tc" and (cell := child.find(W + "tcPr")) is not None and cell.find(W + "cellDel") is not None:
        return []
    return [child]


def _paragraphs(children: list[Element]) -> Iterator[Element]:
    """Yield blocks, a paragraph whose end was deleted together with the one after it."""
    held: Element | None = None
    for child in children:
        if child.tag != W + "p":
            if held is not None and words(held).strip():
                yield held
            held = None
            yield child
            continue
        current = _together(held, child) if held is not None else child
        held = current if _ends_deleted(child) else None
        if held is None:
            yield current
    if held is not None and words(held).strip():
        yield held


def _ends_deleted(paragraph: Element) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(tag) is not None for tag in _GONE)


def _together(first: Element, second: Element) -> Element:
    """Return two paragraphs as one, in the look of the first that has words."""
    if not words(first).strip():
        return second
    first.extend(one for one in second if one.tag != W + "pPr")
    return first
