"""United Nations document symbols, and the Treaty Series.

Source: UN Dag Hammarskjöld Library, "Document symbols"; UN Digital Library.
"""

from __future__ import annotations

import re

_SYMBOL = re.compile(
    r"(?<![\w/])((?:A|S|E|ST|T|CD|CCW|NPT|BWC|CAT|CCPR|CEDAW|CERD|CRC|CRPD|HRI|TD|UNEP|FCCC|UNW|DP|DC|IDEC|HSP)"
    r"(?:/(?:[A-Za-z0-9][\w.()-]*(?: \([IVXLC\d]+\))?)){1,6})(?![\w/])"
)
_URL = re.compile(r"(?:undocs\.org|docs\.un\.org)/(?:en/|ar/|es/|fr/|ru/|zh/)?(?:[A-Z]{2}/)?(\S+?)/?$", re.IGNORECASE)
_RES = re.compile(r"A/RES/(?:(\d{2,3})/(\d{1,3}[A-Z]?)|(\d{1,4}) ?\(([IVXL]+)\)( ?[A-Z])?|(S|ES)-(\d{1,2})/(\d{1,3}))")
_SESSION = re.compile(r"A/(?:RES|DEC|C\.[1-6]|BUR|INF|CONF\.\d+|PV\.?\d*)?/?(\d{2})/")
_HRC = re.compile(r"A/HRC/(?:(?:RES|DEC|S|PRST)/)?(\d{1,2})/")
_YEARED = re.compile(r"^(?:S|E|CCW|CD|ST)/(?:[A-Z][\w.]*/)*((?:19|20)\d{2})/")
_COUNCIL = re.compile(r"S/RES/\d{1,4}\((\d{4})\)$")
_REVIEW = re.compile(r"CCW/CONF\.(VII|VI|IV|V|III|II|I)/")
_REVIEW_YEARS = {"I": 1995, "II": 2001, "III": 2006, "IV": 2011, "V": 2016, "VI": 2021, "VII": 2026}
_DRAFT = re.compile(r"/(?:L\.\d+|CRP\.\d+|WP\.\d+)(?:/|$)")
_UNTS = re.compile(
    r"(?<!\d)(\d{1,4})\s*(?:U\.?\s?N\.?\s?T\.?\s?S\.?|United Nations Treaty Series)\s*(?:,?\s*p?\.?\s*)(\d{1,4})"
)


def symbol(text: str) -> str | None:
    """Return the document symbol that a text is or that an address leads to, in capitals."""
    address = _URL.search(text.strip())
    bare = (
        address[1] if address else re.sub(r"^(?i:un(?:ited nations)?(?: doc(?:ument)?\.?)?[: ]\s*)", "", text.strip())
    )
    found = _SYMBOL.fullmatch(re.sub(r"\s+", " ", bare).upper().rstrip("."))
    return re.sub(r"\s*\(", "(", found[1]) if found else None


def is_resolution(text: str) -> bool:
    """Tell whether a symbol is that of a resolution of the General Assembly."""
    return text.startswith("A/RES/")


def good_resolution(text: str) -> bool:
    """Tell whether a resolution's symbol is complete: ``A/RES/79/239``, ``A/RES/2131(XX)``, ``A/RES/ES-11/1``."""
    return _RES.fullmatch(text) is not None


def years(text: str) -> tuple[int, int] | None:
    """Return the first and last year that a document with this symbol can be of.

    The General Assembly's session N opens in September of 1945 + N; its documents
    appear from January of that year. Three sessions of the Human Rights Council a
    year since 2006. Elsewhere the symbol has the year itself; a resolution of the
    Security Council, ``S/RES/1325(2000)``, that in which it was adopted.
    """
    if found := _HRC.match(text):
        year = 2006 + (int(found[1]) - 1) // 3
        return year - 1, year + 1
    if found := _REVIEW.match(text):
        year = _REVIEW_YEARS[found[1]]
        return year - 1, year + 1
    if found := _YEARED.match(text):
        return int(found[1]) - 1, int(found[1]) + 1
    if found := _COUNCIL.match(text):
        return int(found[1]), int(found[1])
    found = _SESSION.match(text)
    if found and int(found[1]) >= 31:
        year = 1945 + int(found[1])
        return (year if is_resolution(text) else year - 1), year + 1
    return None


def is_draft(text: str) -> bool:
    """Tell whether a symbol is that of a draft: ``A/C.1/80/L.56``, a conference room or working paper."""
    return _DRAFT.search(text) is not None


def session_of(text: str) -> int | None:
    """Return the number of the General Assembly's session in a symbol."""
    found = _SESSION.match(text)
    return int(found[1]) if found else None


def treaty(text: str) -> str | None:
    """Return volume and page of ``1125 UNTS 3`` as ``1125/3``."""
    found = _UNTS.search(text)
    return f"{found[1]}/{found[2]}" if found else None
