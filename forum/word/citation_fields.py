"""Citations as the field codes of Zotero's Word plugin, and what such fields say when they come back.

The form is that of Zotero's plugin, ``ADDIN ZOTERO_ITEM CSL_CITATION`` and JSON;
pandoc reads it with ``docx+citations``. A locator goes into the suffix, as written:
pandoc and Zotero print it unchanged, where Zotero's own field for it would lose the
spelling. Source of the schema: citation-style-language/schema, ``csl-citation.json``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from forum.documents.ast import Node, raw_inline, stringify

_SCHEMA = "https://github.com/citation-style-language/schema/raw/master/csl-citation.json"
_OURS = "urn:forum:"
_MARK = "ZOTERO_ITEM"
_ENTITY = re.compile(r"\s+")
# How Zotero's names of locators are written in a paper.
_LABELS = {"page": "p.", "chapter": "ch.", "section": "sec.", "article": "art.", "paragraph": "para.", "volume": "vol."}


def citation_field(node: Node, shown: str, items: Mapping[str, Mapping[str, Any]]) -> Node:
    """Return a Cite as a field that shows a text; ``items`` are CSL items by key."""
    citations = [_item(one, items) for one in node["c"][0]]
    digest = hashlib.sha256(json.dumps(citations, sort_keys=True, default=str).encode()).hexdigest()
    value = {
        "citationID": digest[:10],
        "properties": {"formattedCitation": shown, "plainCitation": shown, "noteIndex": 0},
        "citationItems": citations,
        "schema": _SCHEMA,
    }
    code = json.dumps(value, ensure_ascii=False, default=str)
    return raw_inline("openxml", field(f"ADDIN {_MARK} CSL_CITATION {code}", shown))


def field(code: str, shown: str) -> str:
    """Return a complex field as WordprocessingML."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t xml:space="preserve">{escape(shown)}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _item(citation: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    key = citation["citationId"]
    item: dict[str, Any] = {"id": key, "uris": [_OURS + key], "itemData": {**items.get(key, {}), "id": key}}
    mode = citation["citationMode"]["t"]
    # Pandoc puts a fixed blank behind an abbreviation; the source has a plain one.
    prefix, suffix = (stringify(citation[name]).replace("\u00a0", " ") for name in ("citationPrefix", "citationSuffix"))
    if prefix:
        item["prefix"] = prefix + " "
    if suffix:
        item["suffix"] = suffix if suffix[0] in ",;:" or mode == "AuthorInText" else " " + suffix
    if mode == "SuppressAuthor":
        item["suppress-author"] = True
    elif mode == "AuthorInText":
        item["author-only"] = True
    return item


def returned_code(code: str) -> str:
    """Return a field's code with the keys that the forum knows its references by.

    A work that was added in Word is named by DOI, ISBN or address, which the forum
    resolves against its bibliographies; else by the key that its item carries.
    """
    if _MARK not in code or "{" not in code:
        return code
    start = code.index("{")
    try:
        value = json.loads(code[start:])
        for item in value["citationItems"]:
            _renamed(item)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return code
    return code[:start] + json.dumps(value, ensure_ascii=False)


def _renamed(item: dict[str, Any]) -> None:
    ours = next((uri for uri in item.get("uris", ()) if str(uri).startswith(_OURS)), "")
    data = item.get("itemData") or {}
    item["id"] = ours.removeprefix(_OURS) or _identified(data) or str(item.get("id", ""))
    locator = str(item.pop("locator", "") or "").strip()
    label = str(item.pop("label", "") or "page")
    suffix = str(item.get("suffix", "") or "")
    if locator:
        suffix = f", {_LABELS.get(label, label + ' ')} {locator}{suffix}"
    if suffix.strip():
        item["suffix"] = _ENTITY.sub(" ", suffix)
    # What is not needed any more costs pandoc time, and is foreign.
    item["itemData"] = {"id": item["id"], "type": "document"}


def _identified(data: Mapping[str, Any]) -> str:
    if doi := str(data.get("DOI") or "").strip():
        return "doi:" + re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", doi, flags=re.I)
    if isbn := str(data.get("ISBN") or "").split(" ")[0]:
        return "isbn:" + isbn
    if url := str(data.get("URL") or "").strip():
        return "url:" + url
    key = str(data.get("citation-key") or data.get("id") or "")
    return key if re.fullmatch(r"[A-Za-z][\w:.#$%&+?<>~/-]*", key) else ""
