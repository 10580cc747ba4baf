"""The comments of a Word file: who (as claimed), when, on which words, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from forum.reviews.writing import identity
from forum.word.package import MAIN, Package, W, parsed
from forum.word.revisions import words
from forum.word.values import Comment

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_LONGEST = 400  # characters of a quotation: enough to find the place


def comments_of(parts: Package) -> tuple[Comment, ...]:
    """Return the comments of a file in the order of their places in the text."""
    if "word/comments.xml" not in parts:
        return ()
    listed = {one.get(W + "id", ""): one for one in parsed(parts["word/comments.xml"], "word/comments.xml")}
    quotes = _quotes(parsed(parts[MAIN], MAIN))
    parents, done = _threads(parts)
    ids = {number: _name(one, quotes.get(number, "")) for number, one in listed.items()}
    by_paragraph = {paragraph: ids[number] for number, one in listed.items() for paragraph in _paragraphs(one)}
    order = [number for number in quotes if number in listed]
    rest = [number for number in listed if number not in quotes]
    return tuple(
        Comment(
            id=ids[number],
            author=listed[number].get(W + "author", ""),
            date=listed[number].get(W + "date", ""),
            quote=quotes.get(number, ""),
            text=_text(listed[number]),
            thread=next((by_paragraph.get(parents[p], "") for p in _paragraphs(listed[number]) if p in parents), ""),
            resolved=any(paragraph in done for paragraph in _paragraphs(listed[number])),
        )
        for number in [*order, *rest]
    )


def _text(comment: Element) -> str:
    lines = (words(paragraph).strip() for paragraph in comment.iter(W + "p"))
    return "\n".join(line for line in lines if line)


def _name(comment: Element, quote: str) -> str:
    return identity(comment.get(W + "author", ""), comment.get(W + "date", ""), _text(comment), quote)


def _quotes(document: Element) -> dict[str, str]:
    """Return by number the words that each comment marks, as they stand with all changes accepted."""
    found: dict[str, str] = {}
    marking: list[str] = []
    for node in document.iter():
        number = node.get(W + "id", "")
        if node.tag == W + "commentRangeStart":
            found[number] = ""
            marking.append(number)
        elif node.tag == W + "commentRangeEnd" and number in marking:
            marking.remove(number)
        elif node.tag == W + "commentReference":
            found.setdefault(number, "")
        elif node.tag in (W + "t", W + "tab", W + "br", W + "p"):
            said = (node.text or "") if node.tag == W + "t" else " "
            for one in marking:
                found[one] += said
    return {number: " ".join(said.split())[:_LONGEST] for number, said in found.items()}


def _threads(parts: Package) -> tuple[Mapping[str, str], frozenset[str]]:
    """Return which paragraph of a comment answers which, and those that are marked as done."""
    name = "word/commentsExtended.xml"
    if name not in parts:
        return {}, frozenset()
    listed = [one for one in parsed(parts[name], name) if one.get(_W15 + "paraId")]
    parents = {one.get(_W15 + "paraId", ""): one.get(_W15 + "paraIdParent", "") for one in listed}
    done = frozenset(one.get(_W15 + "paraId", "") for one in listed if one.get(_W15 + "done") in ("1", "true"))
    return {paragraph: parent for paragraph, parent in parents.items() if parent}, done


def _paragraphs(comment: Element) -> list[str]:
    return [paragraph.get(_W14 + "paraId", "") for paragraph in comment.iter(W + "p") if paragraph.get(_W14 + "paraId")]
