"""A Word file's text as pandoc is to read it: changes accepted, our own lines gone, noise dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from forum.word.bookmarks import BLOCK, BOUNDARY, CLOSE, FIXED, OPEN, digest
from forum.word.citation_fields import returned_code
from forum.word.numbering import unify_lists
from forum.word.package import MAIN, Package, W, parsed
from forum.word.revisions import accept, words

_PICTURES = (W + "drawing", W + "pict", W + "object")
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_DROPPED = {
    W + name
    for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference", "drawing",
        "pict", "object", "permStart", "permEnd",
    )
}  # fmt: skip
# What pandoc may learn from a run's look; the rest is noise.
_LOOKS = {W + name for name in ("b", "i", "strike", "vertAlign", "smallCaps", "rStyle")}
_TYPES = b"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
</Types>"""
_ROOT = b"""<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""
_READ = ("word/styles.xml", "word/numbering.xml")
_RELATIONS = "word/_rels/"


@dataclass(frozen=True)
class Cleaned:
    """What was left out: lines that are not to be edited and were, text boxes, and how many new pictures."""

    edited: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()
    pictures: int = 0


def cleaned(parts: Package) -> tuple[dict[str, bytes], Cleaned]:
    """Return the parts for pandoc, and what was left out that somebody may have meant.

    Only parts that hold text or say what it means are handed on: no picture, no embedded
    file, no relation but those of links.
    """
    document = parsed(parts[MAIN], MAIN)
    accept(document)
    edited = tuple(_without_fixed(document))
    boxes = dict.fromkeys(said for box in document.iter(W + "txbxContent") if (said := words(box).strip()))
    pictures = sum(1 for node in document.iter() if node.tag in _PICTURES and node.find(f".//{W}txbxContent") is None)
    numbering = parts.get("word/numbering.xml")
    unify_lists(document, None if numbering is None else parsed(numbering, "word/numbering.xml"))
    kept = {"[Content_Types].xml": _TYPES, "_rels/.rels": _ROOT, MAIN: _plain(document)}
    for name in _NOTES:
        if name in parts:
            notes = parsed(parts[name], name)
            accept(notes)
            kept[name] = _plain(notes)
    for name in _READ:
        if name in parts:
            parsed(parts[name], name)
            kept[name] = parts[name]
    for name, part in parts.items():
        if name.startswith(_RELATIONS):
            kept[name] = _links(part, name)
    return kept, Cleaned(edited, tuple(boxes), pictures)


def _links(part: bytes, name: str) -> bytes:
    """Return relations without any that leads to another part but those that pandoc reads."""
    root = parsed(part, name)
    good = ("/hyperlink", "/footnotes", "/endnotes", "/styles", "/numbering")
    root[:] = [one for one in root if one.get("Type", "").endswith(good)]
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


# --- lines that are not to be edited ---------------------------------------------------


def _without_fixed(document: Element) -> Iterator[str]:
    """Drop what is marked as not to be edited, and yield the words of what was edited."""
    body = document.find(W + "body")
    kept: list[Element] = []
    for child in [] if body is None else list(body):
        marks = [match[1] for one in child.iter(W + "bookmarkStart") if (match := FIXED.match(one.get(W + "name", "")))]
        said = words(child).strip()
        if not marks:
            kept.append(child)
            continue
        own = [match for one in child.iter(W + "bookmarkStart") if (match := BLOCK.match(one.get(W + "name", "")))]
        if own:  # grown together with a paragraph of the paper: what stood here is no longer apart
            kept.append(child)
            yield said
        elif digest(said) not in marks:
            yield said
    if body is not None:
        body[:] = [_beginning(), *kept]


def _beginning() -> Element:
    """Return a paragraph before the first: pandoc takes a title that comes first for no part of the text."""
    paragraph = Element(W + "p")
    SubElement(SubElement(paragraph, W + "r"), W + "t").text = f"{BOUNDARY}0"
    return paragraph


# --- the text --------------------------------------------------------------------------


def _plain(root: Element) -> bytes:
    for paragraph in root.iter(W + "p"):
        _tell_units(paragraph)
        _tell_citations(paragraph)
    _without_noise(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _tell_units(paragraph: Element) -> None:
    """Put the numbers of the units whose bookmarks stand in a paragraph at its beginning, as text."""
    names = (one.get(W + "name", "") for one in paragraph.iter(W + "bookmarkStart"))
    found = [match[1] for name in names if (match := BLOCK.fullmatch(name))]
    if found:
        run = Element(W + "r")
        SubElement(run, W + "t").text = "".join(OPEN + number + CLOSE for number in found)
        paragraph.insert(1 if len(paragraph) and paragraph[0].tag == W + "pPr" else 0, run)


def _tell_citations(paragraph: Element) -> None:
    """Give the citations of a paragraph the keys by which the forum knows them."""
    code: list[Element] = []
    for node in paragraph.iter():
        if node.tag == W + "instrText":
            code.append(node)
        elif node.tag == W + "fldChar" and node.get(W + "fldCharType") in ("separate", "end") and code:
            whole = "".join(one.text or "" for one in code)
            for one in code[1:]:
                one.text = ""
            code[0].text = returned_code(whole)
            code = []


def _without_noise(parent: Element) -> None:
    parent[:] = [child for child in parent if child.tag not in _DROPPED]
    for child in parent:
        if child.tag == W + "rPr":
            child[:] = [one for one in child if one.tag in _LOOKS]
        else:
            _without_noise(child)
