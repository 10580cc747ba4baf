"""The report as pandoc's DOCX writer takes it: cover, contents, and Word's own styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from forum.documents.ast import (
    Document,
    Node,
    document,
    has_class,
    identifier_of,
    inlines,
    iterate,
    link,
    para,
    raw_block,
    raw_inline,
    string,
    stringify,
)
from forum.report.docx_nodes import styled, worded
from forum.report.labels import written_date
from forum.report.values import Report, ReportMeta

_PAGE_BREAK = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr>'
    '<w:r><w:br w:type="page"/></w:r></w:p>'
)
_TOC_OPEN = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    "</w:sdtPr><w:sdtContent>"
)
_TOC_CLOSE = "</w:sdtContent></w:sdt>"
_FIELD_OPEN = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_FIELD_CLOSE = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def docx_document(report: Report) -> Document:
    """Return the whole document for pandoc's DOCX writer.

    Pictures keep their targets in ``media/``; ``forum.tools.docx`` puts the files in.
    Title and other metadata go into the file's properties there, not here.
    """
    blocks = list(_separated(report.blocks))
    body = worded(blocks, report.meta.language)
    meta = {"lang": {"t": "MetaString", "c": language_tag(report.meta.language)}}
    return document([*_cover(report.meta), *_contents(blocks, report.meta), *body], meta)


def language_tag(language: str) -> str:
    """Return a language with the region that Word's proofing tools want."""
    return {"en": "en-GB", "nl": "nl-NL", "fr": "fr-FR", "de": "de-DE"}.get(language, language)


def _cover(meta: ReportMeta) -> Iterator[Node]:
    version = f"{meta.labels.get('version', 'Version')} {meta.version}" if meta.version else ""
    draft = meta.labels.get("draft", "Draft") if meta.draft else ""
    when = " · ".join(part for part in (draft, version, written_date(meta.date, meta.language)) if part)
    for style, text in (
        ("Cover Lead", meta.led_by or "\xa0"),
        ("Title", meta.title),
        ("Subtitle", meta.subtitle),
        ("Date", when),
        ("Notice", meta.notice),
    ):
        if text:
            yield styled([para(inlines(text))], style)


def _contents(blocks: Iterable[Node], meta: ReportMeta) -> Iterator[Node]:
    """Yield a table of contents that is filled already, as a field that Word can update."""
    entries = [node for node in iterate(list(blocks)) if node["t"] == "Header" and node["c"][0] < 3]
    if not entries:
        return
    yield raw_block("openxml", _TOC_OPEN)
    yield styled([para(inlines(meta.labels.get("contents", "Contents")))], "TOC Heading")
    for place, entry in enumerate(entries):
        content = [link([string(stringify(_without_notes(entry["c"][2])))], f"#{identifier_of(entry)}")]
        content = [raw_inline("openxml", _FIELD_OPEN), *content] if place == 0 else content
        content = [*content, raw_inline("openxml", _FIELD_CLOSE)] if entry is entries[-1] else content
        yield styled([para(content)], f"toc {entry['c'][0]}")
    yield raw_block("openxml", _TOC_CLOSE)


def _without_notes(content: Any) -> list[Node]:
    return [node for node in content if node["t"] != "Note"]


def _separated(blocks: Iterable[Node]) -> Iterator[Node]:
    """Yield the parts with a page break before each paper but the first of its theme."""
    for block in blocks:
        if not has_class(block, "theme"):
            yield block
            continue
        inside: list[Node] = []
        for child in block["c"][1]:
            if has_class(child, "paper") and any(has_class(other, "paper") for other in inside):
                inside.append(raw_block("openxml", _PAGE_BREAK))
            inside.append(child)
        yield {"t": "Div", "c": [block["c"][0], inside]}
