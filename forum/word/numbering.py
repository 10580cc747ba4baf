"""Lists as people see them: some editors give the items of one list several numberings."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from forum.word.bookmarks import BLOCK
from forum.word.package import W


def unify_lists(document: Element, numbering: Element | None) -> None:
    """Give neighbouring items of one look one numbering, in place.

    LibreOffice writes the first item of a numbered list with a numbering of its own.
    An item begins another list where its numbering restarts or looks otherwise, or where
    it carries the bookmark of a block.
    """
    if numbering is None:
        return
    looks = {one.get(W + "numId", ""): _look(one) for one in numbering.iter(W + "num")}
    for parent in list(document.iter()):
        last: dict[str, str] = {}  # the numbering that each level goes on with
        for child in parent:
            place = child.find(f"{W}pPr/{W}numPr") if child.tag == W + "p" else None
            last = {} if place is None else _continued(child, place, last, looks)


def _continued(
    paragraph: Element, place: Element, last: dict[str, str], looks: dict[str, tuple[str, bool]]
) -> dict[str, str]:
    level, number = (_value(place.find(W + name)) for name in ("ilvl", "numId"))
    look, restarts = looks.get(number, ("", True))
    before = last.get(level, "")
    new = restarts or _is_block(paragraph) or look != looks.get(before, ("", True))[0]
    if before and before != number and not new:
        number = before
        element = place.find(W + "numId")
        if element is not None:
            element.set(W + "val", number)
    return {**{one: known for one, known in last.items() if one < level}, level: number}


def _look(number: Element) -> tuple[str, bool]:
    """Return which look a numbering has, and whether it restarts."""
    return _value(number.find(W + "abstractNumId")), number.find(f"{W}lvlOverride/{W}startOverride") is not None


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(W + "val", "")


def _is_block(paragraph: Element) -> bool:
    return any(BLOCK.fullmatch(one.get(W + "name", "")) for one in paragraph.iter(W + "bookmarkStart"))
