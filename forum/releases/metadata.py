"""What catalogues read of a release: ``CITATION.cff`` (CFF 1.2.0) and ``.zenodo.json``.

Sources: citation-file-format/citation-file-format, ``schema-guide.md``; developers.zenodo.org, "Deposit metadata".
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from forum.releases.values import Author, Release

_DOI = re.compile(r"https?://(?:dx\.)?doi\.org/(10\..+)", re.IGNORECASE)
_LANGUAGES = {"en": "eng", "nl": "nld"}
_LICENSE = re.compile(r"CC(?:0|[ -]BY(?:-(?:SA|NC|ND|NC-SA|NC-ND))?)[ -]\d\.\d")


def citation_cff(release: Release) -> str:
    """Return how the report is cited, as GitHub, Zotero and others read it."""
    authors = [_cff_author(one) for one in release.authors]
    work = {
        "title": release.title,
        "authors": authors,
        "version": release.version,
        "date-released": release.date.isoformat(),
        "license": _spdx(release.license),
        "keywords": list(release.keywords),
        **_address(release.address),
    }
    more = {"year": release.date.year, "languages": [release.language], "notes": release.notice}
    report = {"type": "report", **work, **more}
    whole = {
        "cff-version": "1.2.0",
        "message": "Please cite the report as below.",
        "type": "dataset",
        **work,
        "commit": release.commit,
        "preferred-citation": _filled(report),
    }
    return "\n".join(_yaml(_filled(whole), 0)) + "\n"


def zenodo_json(release: Release) -> bytes:
    """Return what Zenodo, or what else deposits a release there, is told of it."""
    made = {
        "title": release.title,
        "upload_type": "publication",
        "publication_type": "report",
        "publication_date": release.date.isoformat(),
        "version": release.version,
        "creators": [_filled(_creator(one)) for one in release.authors],
        "description": f"<p>{html.escape(release.notice or release.title)}</p>",
        "notes": release.notice,
        "language": _LANGUAGES.get(release.language, ""),
        "license": _spdx(release.license).lower(),
        "keywords": list(release.keywords),
        "access_right": "open",
    }
    return (json.dumps(_filled(made), ensure_ascii=False, indent=1) + "\n").encode()


def _spdx(name: str) -> str:
    """Return a Creative Commons licence as SPDX names it; of another, nothing: it would be a guess."""
    return name.replace("CC0 ", "CC0-").replace(" ", "-") if _LICENSE.fullmatch(name) else ""


def _address(address: str) -> dict[str, str]:
    doi = _DOI.match(address)
    return {"doi": doi[1]} if doi else {"url": address}


def _cff_author(one: Author) -> dict[str, str]:
    if one.group:
        return {"name": one.name}
    given = {"family-names": one.family, "given-names": one.given, "name-particle": one.particle}
    orcid = f"https://orcid.org/{one.orcid}" if one.orcid else ""
    return _filled({**given, "affiliation": one.affiliation, "orcid": orcid})


def _creator(one: Author) -> dict[str, str]:
    before = " ".join(filter(None, (one.given, one.particle)))
    name = one.name if one.group or not before else f"{one.family}, {before}"
    return {"name": name, "affiliation": one.affiliation, "orcid": one.orcid}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", [], None)}


def _yaml(value: Any, depth: int) -> list[str]:
    """Return plain values as YAML; texts are written as JSON has them, which is YAML too."""
    pad = "  " * depth
    lines: list[str] = []
    for key, one in value.items():
        if isinstance(one, dict):
            lines += [f"{pad}{key}:", *_yaml(one, depth + 1)]
        elif isinstance(one, list):
            lines.append(f"{pad}{key}:")
            for item in one:
                rows = _yaml(item, depth + 2) if isinstance(item, dict) else [json.dumps(item, ensure_ascii=False)]
                lines += [f"{pad}  - {rows[0].strip()}", *rows[1:]]
        else:
            lines.append(f"{pad}{key}: {one if isinstance(one, int) else json.dumps(one, ensure_ascii=False)}")
    return lines
