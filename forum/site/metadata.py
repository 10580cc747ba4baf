"""What machines read of a page: citation tags, JSON-LD, and the recommendations as data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from forum.report.html import Page
from forum.report.values import Report, ReportMeta

_LICENCES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_RESOLVER = re.compile(r"https?://((dx\.)?doi\.org|hdl\.handle\.net)/", re.IGNORECASE)


def absolute(meta: ReportMeta, path: str) -> str:
    """Return the permanent address of a page, empty where there is none.

    A DOI or handle names the report as a whole: nothing can stand below it.
    """
    if not meta.address or (path != "index.html" and _RESOLVER.match(meta.address)):
        return ""
    if _RESOLVER.match(meta.address):
        return meta.address
    return meta.address.rstrip("/") + "/" + ("" if path == "index.html" else path)


def citation_tags(report: Report, page: Page, pdf: str) -> list[tuple[str, str]]:
    """Return Highwire's meta tags for the report and for its papers; others have none."""
    if page.kind not in ("index", "paper"):
        return []
    meta = report.meta
    paper = next((one for one in report.papers if one.slug == page.subject), None)
    tags = [
        ("citation_title", paper.title if paper else page.title),
        *(("citation_author", name) for name in (paper.authors if paper else ())),
        ("citation_publication_date", meta.date.strftime("%Y/%m/%d")),
        ("citation_language", page.language),
        ("citation_inbook_title", meta.title if paper else ""),
        ("citation_keywords", "; ".join(meta.keywords)),
        ("citation_public_url", absolute(meta, page.path)),
        ("citation_pdf_url", absolute(meta, pdf) if pdf and not paper else ""),
    ]
    return [(name, value) for name, value in tags if value]


def json_ld(report: Report, page: Page) -> str:
    """Return schema.org's description of a page, safe inside a script element."""
    meta = report.meta
    whole: dict[str, Any] = {
        "@type": "Report",
        "name": meta.title,
        "alternativeHeadline": meta.subtitle,
        "description": meta.description or meta.notice,
        "datePublished": meta.date.isoformat(),
        "inLanguage": meta.language,
        "keywords": ", ".join(meta.keywords),
        "version": meta.version,
        "license": _LICENCES.get(meta.license, meta.license),
        "creativeWorkStatus": "Draft" if meta.draft else "Published",
        "author": _authors(meta.authors, meta),
        "url": absolute(meta, "index.html"),
    }
    said = whole if page.kind == "index" else _part(report, page, whole)
    text = json.dumps({"@context": "https://schema.org"} | _filled(said), ensure_ascii=False, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _part(report: Report, page: Page, whole: dict[str, Any]) -> dict[str, Any]:
    paper = next((one for one in report.papers if page.kind == "paper" and one.slug == page.subject), None)
    return {
        "@type": "ScholarlyArticle" if paper else "WebPage",
        "name": page.title,
        "inLanguage": page.language,
        "author": _authors(paper.authors, report.meta) if paper else "",
        "isPartOf": _filled({key: whole[key] for key in ("@type", "name", "url")}),
        "url": absolute(report.meta, page.path),
    }


def _authors(names: Iterable[str], meta: ReportMeta) -> list[dict[str, str]]:
    return [{"@type": "Organization" if name in meta.groups else "Person", "name": name} for name in names]


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
