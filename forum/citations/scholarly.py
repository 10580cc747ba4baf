"""Identifiers of scholarly works in one spelling each: DOI, ISBN, ISSN, arXiv, PubMed, Handle, URN.

Each function returns the canonical form, or None for what is no such identifier.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+|10/[a-z0-9]{2,}", re.IGNORECASE)
_DOI_HOST = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:urn:|info:)?doi:\s*", re.IGNORECASE)
_DOI_ARXIV = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_TRAILING = re.compile(r"[.,;:]+$")
_ARXIV = re.compile(r"(\d{2})(\d{2})\.(\d{4,5})(?:v\d+)?")
_ARXIV_OLD = re.compile(
    r"((?:astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nlin|nucl-(?:ex|th)|physics|quant-ph|math|cs|q-bio"
    r"|q-fin|stat|acc-phys|adap-org|alg-geom|ao-sci|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|dg-ga|funct-an"
    r"|mtrl-th|patt-sol|plasm-ph|solv-int|supr-con)(?:\.[A-Z]{2}|\.[a-z-]+)?)/(\d{2})(\d{2})(\d{3})(?:v\d+)?"
)
_ARXIV_HOST = re.compile(
    r"(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|ar[xX]iv:\s*|arXiv preprint arXiv:", re.IGNORECASE
)
_PMID = re.compile(
    r"(?:https?://)?(?:(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)?(\d{1,8})/?",
    re.IGNORECASE,
)
_PMCID = re.compile(r"(?:.*/)?(PMC\d{1,8})/?", re.IGNORECASE)
_HANDLE = re.compile(r"(?:https?://hdl\.handle\.net/|hdl:)?(\d+(?:\.[\w-]+)*/\S+)", re.IGNORECASE)
_URN = re.compile(r"urn:([a-z0-9][a-z0-9-]{0,30}[a-z0-9]):([\w()+,.:=@;$!*'%/?#~&-]+)", re.IGNORECASE)
_ISBN = re.compile(r"(?<![\d-])(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?![\d])")
_ISSN = re.compile(r"(?<![\dX-])\d{4}[-‐–]?\d{3}[\dXx](?!\w)")


def bare_doi(text: str) -> str:
    """Return a DOI without resolver or prefix, and without the escapes of LaTeX."""
    text = text.strip()
    if "\\" in text:
        text = text.replace("\\_", "_").replace("\\&", "&").replace("\\%", "%").replace("\\#", "#")
    while found := _DOI_HOST.match(text):
        text = text[found.end() :]
    return text


@lru_cache(maxsize=4096)  # of each entry it is asked twice
def doi(text: str) -> str | None:
    """Return a DOI in lower case: DOIs do not tell capitals from small letters.

    Short DOIs (``10/abcde``) and the SICI forms of the 1990s with their brackets are valid.

    Source: DOI Handbook, 2.2 "Syntax of a DOI name" and 2.4 "Case sensitivity"; shortdoi.org.
    """
    bare = unquote(bare_doi(text).replace("{", "").replace("}", ""))
    return _TRAILING.sub("", bare).lower() if _DOI.fullmatch(bare) else None


def arxiv(text: str) -> str | None:
    """Return an arXiv number without its version.

    From April 2007 ``YYMM.NNNN``, from January 2015 five digits; before, ``archive/YYMMNNN``.

    Source: info.arxiv.org/help/arxiv_identifier.html.
    """
    bare = _ARXIV_HOST.sub("", text.strip()).removesuffix(".pdf")
    if found := _DOI_ARXIV.fullmatch(bare_doi(text)):
        bare = found[1]
    bare = re.sub(r"\s*\[[^\]]*\]$", "", bare)
    if new := _ARXIV.fullmatch(bare):
        digits = 5 if new[1] >= "15" else 4
        good = "01" <= new[2] <= "12" and len(new[3]) == digits and new[1] + new[2] >= "0704"
        return f"{new[1]}{new[2]}.{new[3]}" if good else None
    old = _ARXIV_OLD.fullmatch(bare)
    if old and "01" <= old[3] <= "12" and (old[2] >= "91" or old[2] <= "07"):
        return f"{old[1].split('.')[0]}/{old[2]}{old[3]}{old[4]}"
    return None


def arxiv_month(number: str) -> tuple[int, int]:
    """Return the year and month that a canonical arXiv number says."""
    digits = number.rpartition("/")[2]
    year = int(digits[:2])
    return (1900 if year > 90 else 2000) + year, int(digits[2:4])


def isbns(text: str) -> list[str]:
    """Return what looks like an ISBN in a text: the digits as written."""
    return [found.strip("- ") for found in _ISBN.findall(text)]


def isbn(text: str) -> str | None:
    """Return an ISBN as 13 digits; its check digit must hold.

    Source: python-stdnum, which has it from the International ISBN Agency.
    """
    from stdnum import isbn as stdnum_isbn  # which loads ssl

    bare = re.sub(r"(?i)^(urn:)?isbn(-1[03])?:?\s*", "", text.strip()).replace("‐", "-").replace("–", "-")
    return str(stdnum_isbn.to_isbn13(bare)).replace("-", "").replace(" ", "") if stdnum_isbn.is_valid(bare) else None


def issns(text: str) -> list[str]:
    """Return what looks like an ISSN in a text."""
    return list(_ISSN.findall(text))


def issn(text: str) -> str | None:
    """Return an ISSN as ``1234-567X``; its check digit must hold."""
    from stdnum import issn as stdnum_issn

    bare = re.sub(r"(?i)^(urn:)?issn:?\s*", "", text.strip()).replace("‐", "-").replace("–", "-")
    return str(stdnum_issn.format(bare)) if stdnum_issn.is_valid(bare) else None


def pmid(text: str) -> str | None:
    """Return a PubMed number."""
    found = _PMID.fullmatch(text.strip())
    return found[1].lstrip("0") or None if found else None


def pmcid(text: str) -> str | None:
    """Return a PubMed Central number, with its ``PMC``."""
    found = _PMCID.fullmatch(text.strip())
    return found[1].upper() if found else None


def handle(text: str) -> str | None:
    """Return a Handle without its resolver, in lower case where the system ignores case: its prefix."""
    found = _HANDLE.fullmatch(text.strip())
    return found[1] if found else None


def urn(text: str) -> str | None:
    """Return a URN with its namespace in lower case (RFC 8141); of ``urn:isbn`` the check digit must hold."""
    found = _URN.fullmatch(text.strip())
    if found is None:
        return None
    space = found[1].lower()
    if space in ("isbn", "issn") and (isbn if space == "isbn" else issn)(found[2]) is None:
        return None
    return f"urn:{space}:{found[2]}"


def url(text: str) -> str | None:
    """Return an address without scheme, ``www.``, fragment and final slash, for comparing."""
    found = re.fullmatch(r"(?:https?://)(?:www\.)?([^/?#\s]+)([^#\s]*)(?:#\S*)?", text.strip(), re.IGNORECASE)
    return f"{found[1].lower()}{found[2].rstrip('/')}" if found else None
