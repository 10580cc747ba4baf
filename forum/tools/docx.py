"""DOCX by pandoc, with our styles, running feet and properties, and nothing that changes from run to run."""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Outcome, Span, warning
from forum.documents.ast import Node, emph, transform
from forum.model import Media
from forum.report.docx import docx_document, language_tag
from forum.report.values import Report
from forum.tools.docx_reference import Package, reference_document, unzipped, zipped
from forum.tools.docx_reference import core_properties as core
from forum.tools.pandoc import write

_PNG = b"\x89PNG\r\n\x1a\n"
_BITMAPS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
# A numbered equation is set between the tabs of a line, where limits would stand beside the sign.
_EQUATION = re.compile(r'<w:pStyle w:val="Equation" ?/>.*?</w:p>', re.DOTALL)
_LIMITS = re.compile(r'(<m:chr m:val="[∑∏⋃⋂]" ?/>\s*<m:limLoc m:val=")subSup')
# Pandoc lays its columns out on a line of five and a half inches, whatever the page; section.xml has 16 cm.
_GRID = re.compile(r'(?<=<w:gridCol w:w=")\d+')
_TEXT_WIDTH, _PANDOC_WIDTH = 9070, 7920
_DATA_DESCRIPTION = re.compile(r'(<pic:cNvPr descr=")data:[^"]*(")')


def write_docx(report: Report, templates: Path, timestamp: datetime.datetime) -> Outcome[bytes]:
    """Return the report as a DOCX file, with a warning for each picture that Word cannot show.

    Args:
        report: what to write; pictures are taken as bitmaps from its media.
        templates: the folder ``templates/report``; its ``docx`` folder holds the styles.
        timestamp: what the file says of its making; the same gives the same bytes.
    """
    document, pictures, problems = _with_pictures(docx_document(report), report.media)
    with tempfile.TemporaryDirectory(prefix="forum-") as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(reference_document(templates, report.meta))
        options = ("--reference-doc", str(reference), "--syntax-highlighting=none", "-o", "-")
        # Typst, beside it, takes longer: what it gets first is saved at the end.
        package = unzipped(write(document, "docx", *options, patient=True))
    package = {name: pictures.get(part, part) for name, part in package.items()}
    return Outcome(zipped(_finished(package, report, timestamp), timestamp), problems)


def _with_pictures(
    document: Any, media: Mapping[str, Media]
) -> tuple[Any, Mapping[bytes, bytes], tuple[Diagnostic, ...]]:
    """Return a document with something in the place of each picture, and the pictures by what stands for them.

    Pandoc's sandbox opens no file, so that pictures must be inside; of their content it needs the size alone.
    """
    problems: list[Diagnostic] = []
    pictures: dict[bytes, bytes] = {}

    def embed(node: Node) -> Node | None:
        if node["t"] != "Image":
            return None
        attr, alt, (target, title) = node["c"]
        path = _bitmap(target, media)
        if path is None:
            problems.append(_no_bitmap(target))
            return emph(alt)
        picture = path.read_bytes()
        small = _stand_in(picture)
        pictures[small] = picture
        data = base64.b64encode(small).decode()
        address = f"data:{_BITMAPS[path.suffix.lower()]};base64,{data}"
        return {"t": "Image", "c": [attr, alt, [address, title]]}

    return transform(document, embed, {"Image"}), pictures, tuple(problems)


def _stand_in(picture: bytes) -> bytes:
    """Return a PNG of the same size and resolution without its pixels; anything else as it is.

    Source: PNG (third edition), 5.3: a chunk is its length, type, data and checksum; pixels begin with IDAT.
    """
    at = len(_PNG)
    while picture.startswith(_PNG) and picture[at + 4 : at + 8] not in (b"IDAT", b""):
        at += 12 + int.from_bytes(picture[at : at + 4], "big")
    if picture[at + 4 : at + 8] != b"IDAT":
        return picture
    told = b"what\0" + hashlib.sha256(picture).hexdigest().encode()
    ends = (_chunk(b"tEXt", told), _chunk(b"IDAT", zlib.compress(b"")), _chunk(b"IEND", b""))
    return picture[:at] + b"".join(ends)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def _no_bitmap(target: str) -> Diagnostic:
    name = PurePosixPath(target).name
    return warning(
        "picture-bitmap",
        f"{name} has no PNG or JPEG beside it: the DOCX prints its description instead",
        Span(PurePosixPath(target)),
        "save the figure as PNG too",
    )


def _bitmap(target: str, media: Mapping[str, Media]) -> Path | None:
    names = (str(Path(target).with_suffix(suffix)) for suffix in (Path(target).suffix, ".png", ".jpg"))
    listed = [media[name].path for name in names if name in media]
    beside = [path.with_suffix(".png") for path in listed]
    good = (path for path in (*listed, *beside) if path.suffix.lower() in _BITMAPS and path.is_file())
    return next(good, None)


def _finished(package: Package, report: Report, timestamp: datetime.datetime) -> Package:
    body = _DATA_DESCRIPTION.sub(r"\1\2", package["word/document.xml"].decode())
    body = _GRID.sub(lambda match: str(round(int(match[0]) * _TEXT_WIDTH / _PANDOC_WIDTH)), body)
    body = _EQUATION.sub(lambda match: _LIMITS.sub(r"\1undOvr", match[0]), body)
    language = language_tag(report.meta.language)
    return package | {
        "word/document.xml": body.encode(),
        "docProps/core.xml": core(report.meta, language, timestamp),
    }
