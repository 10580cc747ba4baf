"""A sheet as a Word file: the report's styles, on a page of its own size, nothing that changes from run to run."""

from __future__ import annotations

import datetime
import re
import tempfile
from pathlib import Path

from forum.documents.ast import document, header, inlines
from forum.documents.sheets import Sheet
from forum.report.docx import language_tag
from forum.report.docx_nodes import worded
from forum.report.labels import labels_for
from forum.report.values import ReportMeta
from forum.tools.docx_reference import core_properties, reference_document, unzipped, zipped
from forum.tools.pandoc import write

_SIZE = re.compile(r'<w:pgSz w:w="(\d+)" w:h="(\d+)"/>')
_MARGINS = re.compile(r'w:top="\d+" w:right="(\d+)" w:bottom="\d+" w:left="(\d+)"')
_GRID = re.compile(r'(?<=<w:gridCol w:w=")\d+')
_RIGHT = re.compile(r'(<w:tab w:val="right"[^>]*w:pos=")9070"')
_PANDOC_WIDTH = 7920  # of a line, on which pandoc lays its columns out


def write_docx_sheet(sheet: Sheet, templates: Path) -> bytes:
    """Return a sheet as a DOCX file; ``templates`` is the folder ``templates/report``."""
    meta = ReportMeta(
        title=sheet.forum,
        date=sheet.date,
        language=sheet.language,
        notice=sheet.notice,
        labels=labels_for(sheet.language),
    )
    package = unzipped(reference_document(templates, meta))
    section, width = _section(package["word/document.xml"].decode(), sheet.landscape)
    package["word/document.xml"] = section.encode()
    styles = _RIGHT.sub(lambda found: f'{found[1]}{width}"', package["word/styles.xml"].decode())
    package["word/styles.xml"] = styles.encode()
    moment = datetime.datetime.combine(sheet.date, datetime.time(), datetime.UTC)
    blocks = [header(1, inlines(sheet.title)), *worded(list(sheet.blocks), sheet.language)]
    with tempfile.TemporaryDirectory(prefix="forum-") as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(zipped(package, moment))
        said = {"lang": {"t": "MetaString", "c": language_tag(sheet.language)}}
        made = unzipped(write(document(blocks, said), "docx", "--reference-doc", str(reference), "-o", "-"))
    body = _GRID.sub(
        lambda found: str(round(int(found[0]) * width / _PANDOC_WIDTH)), made["word/document.xml"].decode()
    )
    named = ReportMeta(title=sheet.title, date=sheet.date, language=sheet.language, notice=sheet.notice)
    core = core_properties(named, language_tag(sheet.language), moment)
    return zipped({**made, "word/document.xml": body.encode(), "docProps/core.xml": core}, moment)


def _section(body: str, landscape: bool) -> tuple[str, int]:
    """Return a document whose page lies on its side, where it should, with the width of a line."""
    body = body.replace("<w:titlePg/>", "")  # there is no cover: the first page has its feet too
    size, margins = _SIZE.search(body), _MARGINS.search(body)
    if size is None or margins is None:  # a section of somebody's own
        return body, 9070
    wide, high = (size[2], size[1]) if landscape else (size[1], size[2])
    turned = f'<w:pgSz w:w="{wide}" w:h="{high}"' + (' w:orient="landscape"/>' if landscape else "/>")
    return body.replace(size[0], turned), int(wide) - int(margins[1]) - int(margins[2])
