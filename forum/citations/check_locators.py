"""Checks of locators: does a citation name a page, and one that the work has?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forum.citations.check_text import Citing
from forum.citations.records import Record
from forum.diagnostics import Diagnostic, warning
from forum.documents.ast import iterate, stringify

# Labels that pandoc knows, in the two languages of a report: pandoc manual, "Citation syntax".
_LABEL = (
    r"(?:pp?|pages?|blz|pagina['’]?s?|ch|chap|chapters?|hfst|hoofdstuk|sec|sections?|art|paras?|vol|figs?|nos?|§+|¶+)"
)
_NONE = re.compile(rf",?\s*{_LABEL}\.?\s*(?:\?+|…|\.\.\.+|_+|-+)?\s*", re.IGNORECASE)
_PAGE = re.compile(
    r",?\s*(?:(?:pp?|pages?|blz|pagina['’]?s?)\.?\s*)?(\d+)(?:\s*[-‐‑–—]+\s*(\d+))?(?!\w)(?:\s*[,;.].*)?", re.IGNORECASE
)
_RANGE = re.compile(r"(\d+)\s*[-‐‑–—]+\s*(\d+)")
_PARTS = frozenset({"article", "incollection", "inproceedings", "conference"})


def locators(document: Citing) -> Iterator[Diagnostic]:
    """Yield a warning for a locator that is none, and for a page that the work does not have."""
    seen: dict[str, int] = {}
    for node in iterate(list(document.manuscript.blocks), words=False):
        for one in node["c"][0] if node["t"] == "Cite" else ():
            key, suffix = one["citationId"], stringify(one["citationSuffix"]).replace("\u00a0", " ")
            nth = seen[key] = seen.get(key, -1) + 1
            message, hint = _wrong(suffix, document.cited.get(key), key)
            if message:
                code = "locator-outside" if hint.startswith("its") else "locator-missing"
                yield warning(code, message, document.places.citation(key, nth), hint)


def _wrong(suffix: str, record: Record | None, key: str) -> tuple[str, str]:
    """Return what is wrong with a locator, and a hint; empty where nothing is."""
    said = suffix.strip(" ,;")
    if said and _NONE.fullmatch(suffix):
        return f"“{said}” after @{key} names no page", f"write [@{key}, p. 7], or leave it out"
    found, pages = _PAGE.fullmatch(suffix), page_range(record) if record is not None else None
    if found is None or pages is None:
        return "", ""
    first, last = int(found[1]), int(_full(found[1], found[2] or found[1]))
    if pages[0] <= first and last <= pages[1]:
        return "", ""
    return f"@{key} has no “{said}”", f"its pages are {pages[0]}–{pages[1]}; compare the citation with the work"


def page_range(record: Record) -> tuple[int, int] | None:
    """Return the first and last page of a part of a journal or book; None where it does not say both.

    ``331--89`` is 331 to 389; of several ranges, the first page of all and the last.
    """
    if record.type not in _PARTS:
        return None
    value = re.sub(r"[{}\\]", "", record.get("pages"))
    found = _RANGE.findall(value)
    if not found or re.sub(r"[\d\s,;–—‐‑-]", "", value):
        return None
    whole = [(int(first), int(_full(first, last))) for first, last in found]
    first, last = min(one for one, _ in whole), max(one for _, one in whole)
    return (first, last) if first < last else None


def _full(first: str, last: str) -> str:
    """Return the last page of a range, which may be abbreviated."""
    return first[: len(first) - len(last)] + last if len(last) < len(first) else last


CHECKS = (locators,)
