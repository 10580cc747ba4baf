"""The reference document: pandoc's own, with the styles and running feet of ``templates/report/docx``."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from forum.report.labels import written_date
from forum.report.values import ReportMeta
from forum.tools.pandoc import run

Package = dict[str, bytes]
_STYLE = re.compile(r'[ \t]*<w:style\s[^>]*?w:styleId="([^"]+)".*?</w:style>\n?', re.DOTALL)
_DEFAULTS = re.compile(r"<w:docDefaults>.*?</w:docDefaults>", re.DOTALL)
_SECTION = re.compile(r"<w:sectPr>.*?</w:sectPr>", re.DOTALL)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Without this Word opens the file in a mode for its versions before 2013.
_MODERN = (
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)
_PARTS = ("header", "footer")


def reference_document(templates: Path, meta: ReportMeta) -> bytes:
    """Return the reference document for one report.

    A ``reference.docx`` among the templates is taken as the base, in pandoc's place.
    """
    own = templates / "reference.docx"
    base = own.read_bytes() if own.is_file() else run(["--print-default-data-file", "reference.docx"], b"")
    folder = templates / "docx"
    package = unzipped(base)
    styles = with_styles(_text(package, "word/styles.xml"), (folder / "styles.xml").read_text())
    package["word/styles.xml"] = styles.encode()
    said = {"title": meta.title, "notice": meta.notice, "version": _version(meta)}
    for part in _PARTS:
        package[f"word/{part}1.xml"] = _filled((folder / f"{part}.xml").read_text(), said).encode()
    section = (folder / "section.xml").read_text().strip()
    package["word/document.xml"] = _SECTION.sub(lambda _: section, _text(package, "word/document.xml")).encode()
    package["word/settings.xml"] = (
        _text(package, "word/settings.xml").replace("<w:rsids>", _MODERN + "<w:rsids>").encode()
    )
    package["word/_rels/document.xml.rels"] = _related(_text(package, "word/_rels/document.xml.rels"))
    package["[Content_Types].xml"] = _typed(_text(package, "[Content_Types].xml"))
    return zipped(package, datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC))


def core_properties(meta: ReportMeta, language: str, timestamp: datetime.datetime) -> bytes:
    """Return the file's properties; no person is named as its author."""
    when = timestamp.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    described = " ".join(dict.fromkeys(part for part in (meta.description, meta.notice) if part))
    status = meta.labels.get("draft", "Draft") if meta.draft else meta.labels.get("final", "Final")
    elements = (
        ("dc:title", meta.title),
        ("dc:subject", meta.subtitle),
        ("cp:keywords", "; ".join(meta.keywords)),
        ("dc:description", described),
        ("dc:language", language),
        ("cp:contentStatus", status),
        ("cp:version", meta.version),
    )
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in elements if value)
    stamps = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{when}</dcterms:{name}>' for name in ("created", "modified")
    )
    opening = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    )
    return f"{opening}{inside}{stamps}</cp:coreProperties>".encode()


# --- zip -------------------------------------------------------------------------------


def unzipped(data: bytes) -> Package:
    """Return the files of a zip, by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(package: Package, timestamp: datetime.datetime) -> bytes:
    """Return a zip of files that carry one time, whatever the machine."""
    moment = max(timestamp.astimezone(datetime.UTC), datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in package.items():
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return target.getvalue()


# --- parts -----------------------------------------------------------------------------


def _text(package: Package, name: str) -> str:
    return package[name].decode()


def _version(meta: ReportMeta) -> str:
    word = meta.labels.get("version", "Version")
    return f"{word} {meta.version}" if meta.version else written_date(meta.date, meta.language)


def _filled(template: str, values: dict[str, str]) -> str:
    return re.sub(r"\{\{ (\w+) \}\}", lambda match: escape(values[match[1]]), template)


def with_styles(base: str, ours: str) -> str:
    """Return styles where each of ours takes the place of the one with its id."""
    own = {match[1]: match[0] for match in _STYLE.finditer(ours)}
    kept = _STYLE.sub(lambda match: "" if match[1] in own else match[0], base)
    defaults = _DEFAULTS.search(ours)
    if defaults:
        kept = _DEFAULTS.sub(lambda _: defaults[0], kept)
    return kept.replace("</w:styles>", "".join(own.values()) + "</w:styles>")


def _related(relations: str) -> bytes:
    added = "".join(
        f'<Relationship Type="{_OFFICE}/{part}" Id="rId{part.capitalize()}" Target="{part}1.xml"/>' for part in _PARTS
    )
    return relations.replace("</Relationships>", added + "</Relationships>").encode()


def _typed(types: str) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    added = "".join(f'<Override PartName="/word/{part}1.xml" ContentType="{kind}.{part}+xml"/>' for part in _PARTS)
    return types.replace("</Types>", added + "</Types>").encode()
