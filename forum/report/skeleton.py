"""The citations of a report without its text: what citeproc has to see, and putting back what it printed.

Citeproc looks at citations and notes, at their order, and at the punctuation beside them.
So each list of inlines gives the stretches around its citations, with two inlines on either
side, as a paragraph of its own; what they became takes their place again. A word that changes
elsewhere leaves the skeleton as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any

from forum.documents.ast import Node, identifier_of, iterate
from forum.documents.words import joined, unpacked

_STYLES = "Emph Underline Strong Strikeout Superscript Subscript SmallCaps Quoted"
_INLINES = frozenset(f"Str Space SoftBreak LineBreak {_STYLES} Cite Code Math RawInline Link Image Note Span".split())
_BESIDE = 2  # inlines: a space and what stands before or after it
_REFERENCES = "refs"


def skeleton(blocks: Sequence[Node]) -> list[list[Node]]:
    """Return the stretches of inlines around all citations and notes, in reading order."""
    found: list[list[Node]] = []

    def noted(stretch: list[Node]) -> list[Node]:
        found.append(stretch)
        return stretch

    _walked(list(blocks), noted)
    return found


def with_printed(blocks: Sequence[Node], printed: Callable[[list[Node]], list[Node]], listed: Node) -> list[Node]:
    """Return blocks in which each stretch is as ``printed``, asked in order, and the references are ``listed``."""
    done: list[Node] = _walked(
        list(blocks), printed, lambda node: listed if identifier_of(node) == _REFERENCES else None
    )
    return done


def _walked(
    item: Any, printed: Callable[[list[Node]], list[Node]], place: Callable[[Node], Node | None] | None = None
) -> Any:
    """Rewrite every stretch of a tree; a part without one is the very same object in the result."""
    if type(item) is dict:
        if place and item.get("t") == "Div" and (placed := place(item)):
            return placed
        content = item.get("c")
        if type(content) is not list or (new := _walked(content, printed, place)) is content:
            return item
        return {**item, "c": new}
    if type(item) is not list or not item:
        return item
    if type(item[0]) is dict and item[0].get("t") in _INLINES:
        return _printed_inlines(item, printed)
    changed = [_walked(child, printed, place) if type(child) in (dict, list) else child for child in item]
    return changed if any(new is not old for new, old in zip(changed, item, strict=True)) else item


def _printed_inlines(inlines: list[Node], printed: Callable[[list[Node]], list[Node]]) -> list[Node]:
    citing = {id(node) for node in inlines if type(node.get("c")) is list and _cites(node)}
    if not citing:
        return inlines
    words = unpacked(inlines)  # a stretch takes a word or two with it, not the whole run
    result: list[Node] = []
    at = 0
    for start, end in _stretches(words, citing):
        result += [*words[at:start], *printed(words[start:end])]
        at = end
    return joined([*result, *words[at:]])


def _stretches(inlines: list[Node], citing: Container[int]) -> Iterator[tuple[int, int]]:
    """Yield where the stretches around nodes begin and end; those that touch are one."""
    start = end = -1
    for position, node in enumerate(inlines):
        if id(node) not in citing:
            continue
        if start >= 0 and position - _BESIDE <= end:
            end = position + _BESIDE + 1
            continue
        if start >= 0:
            yield start, end
        start, end = max(0, position - _BESIDE), position + _BESIDE + 1
    if start >= 0:
        yield start, min(end, len(inlines))


def _cites(node: Node) -> bool:
    return any(inner["t"] in ("Cite", "Note") for inner in iterate(node))
