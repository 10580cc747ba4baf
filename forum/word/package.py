"""A Word file as a stranger's input: a zip with caps, XML without entities, the stamp that we put in.

A DOCX is a zip of XML. It is read member by member, none of it is written to disk, no
relation that leads outside is followed, and macros are refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from forum.diagnostics import UsageError
from forum.word.values import WordStamp

Package = Mapping[str, bytes]
MAIN = "word/document.xml"
STAMP = "customXml/item1.xml"
NAMESPACE = "urn:forum-workspace:pack:1"
_MEMBERS, _SIZE, _RATIO = 5_000, 300_000_000, 200
_PART = 40_000_000  # of one part with text: a paper of a thousand pages has less
_SMALL = 1_000_000  # below it a high ratio means only that a file is dull
_DEPTH = 200
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REMEDY = "save it again as a Word document (.docx), or send the text by mail"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PREFIXES = {
    "w": W[1:-1],
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "v": "urn:schemas-microsoft-com:vml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
}
for _prefix, _uri in _PREFIXES.items():
    ElementTree.register_namespace(_prefix, _uri)


def opened(data: bytes) -> dict[str, bytes]:
    """Return the XML parts of a Word file, by name; pictures and the like are left where they are.

    Raises:
        UsageError: it is no Word file, holds macros, or breaks one of the caps.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _within_caps(members)
            if large := next((one for one in members if _wanted(one.filename) and one.file_size > _PART), None):
                raise UsageError(f"{large.filename} in the Word file is larger than {_PART / 1e6:.0f} MB", _REMEDY)
            parts = {one.filename: _read(archive, one) for one in members if _wanted(one.filename)}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as broken:
        raise UsageError(f"this is no Word file: {broken}", _REMEDY) from broken
    except (ValueError, zipfile.zlib.error) as broken:  # type: ignore[attr-defined]  # zipfile imports zlib
        raise UsageError("this is no Word file: its zip is damaged", _REMEDY) from broken
    if MAIN not in parts:
        raise UsageError("this is no Word file: it has no word/document.xml", _REMEDY)
    return parts


def _within_caps(members: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in members]
    if len(names) > _MEMBERS:
        raise UsageError(f"the Word file has {len(names)} members, more than {_MEMBERS}", _REMEDY)
    if len(set(names)) != len(names):
        raise UsageError("the Word file holds two members of one name", _REMEDY)
    if any("vbaproject" in name.lower() for name in names):
        raise UsageError("the Word file holds macros, and is not read", "save it as .docx, not .docm")
    size, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if size > _SIZE:
        raise UsageError(f"the Word file unpacks to {size / 1e6:.0f} MB, more than {_SIZE / 1e6:.0f}", _REMEDY)
    if size > _SMALL and size > _RATIO * max(packed, 1):
        raise UsageError(f"the Word file unpacks to more than {_RATIO} times its size", _REMEDY)


def _wanted(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        data = stream.read(member.file_size + 1)
    if len(data) != member.file_size:
        raise UsageError(f"the Word file lies about the size of {member.filename}", _REMEDY)
    return data


def parsed(part: bytes, name: str) -> ElementTree.Element:
    """Return a part as a tree.

    Raises:
        UsageError: it is not well-formed, not UTF-8, declares entities, or nests too deeply.
    """
    head = part[:200].lower()
    if b"\0" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff") or (b"encoding" in head and b"utf-8" not in head):
        raise UsageError(f"{name} in the Word file is not UTF-8", _REMEDY)
    if _DOCTYPE.search(part):
        raise UsageError(f"{name} in the Word file declares a document type or entities, and is not read", _REMEDY)
    depth = 0
    try:
        for event, _ in (events := ElementTree.iterparse(io.BytesIO(part), ("start", "end"))):  # noqa: S314 (no entities: seen to above)
            depth += 1 if event == "start" else -1
            if depth > _DEPTH:
                raise UsageError(f"{name} in the Word file nests more than {_DEPTH} elements", _REMEDY)
    except ElementTree.ParseError as broken:
        raise UsageError(f"{name} in the Word file is damaged: {broken}", _REMEDY) from broken
    root: ElementTree.Element = events.root  # type: ignore[attr-defined]  # documented, not in the stubs
    return root


# --- the stamp -----------------------------------------------------------------------------


def stamp_part(stamp: WordStamp, blocks: list[str]) -> bytes:
    """Return the part that says what a file was packed from; ``blocks`` are the ids of its blocks."""
    listed = "".join(f"<block id={quoteattr(block)}/>" for block in blocks)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<pack xmlns="{NAMESPACE}" version="1" '
        f"slug={quoteattr(stamp.slug)} base={quoteattr(stamp.base)}>{listed}</pack>"
    ).encode()


def stamp_property(stamp: WordStamp) -> bytes:
    """Return the stamp as a property of the document: for editors that drop parts they do not know."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="forum-pack">'
        f"<vt:lpwstr>{escape(stamp.slug)}@{stamp.base}</vt:lpwstr></property></Properties>"
    ).encode()


def found_stamp(parts: Package) -> WordStamp | None:
    """Return the stamp of a file's parts: from its own part, its properties, or the line at its beginning."""
    for name, part in parts.items():
        if name.startswith("customXml/") and NAMESPACE.encode() in part:
            root = parsed(part, name)
            if stamp := _stamp(root.get("slug", ""), root.get("base", "")):
                return stamp
    texts = (parts.get("docProps/custom.xml", b""), parts[MAIN])
    for text in texts:
        plain = re.sub(rb"<[^>]*>", b"", text).decode("utf-8", "replace")
        for found in re.finditer(r"([\w.-]+)@([0-9a-f]{64}|[0-9a-f]{40})", plain):
            if stamp := _stamp(found[1], found[2]):
                return stamp
    return None


def _stamp(slug: str, base: str) -> WordStamp | None:
    good = _HEX.fullmatch(base) and slug and slug not in (".", "..") and not re.search(r"[\\/\x00-\x1f]", slug)
    return WordStamp(slug, base) if good else None
