"""CSL-JSON and CSL-YAML with the place of each reference and field, in the form of records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from forum.citations.records import Field, Record, Source
from forum.diagnostics import Span
from forum.documents.yaml_trees import read_yaml

_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()
_FIELDS = {
    "DOI": "doi",
    "ISBN": "isbn",
    "ISSN": "issn",
    "PMCID": "pmcid",
    "PMID": "pmid",
    "URL": "url",
    "archive": "library",
    "collection-title": "series",
    "authority": "institution",
    "event-date": "eventdate",
    "genre": "type",
    "issue": "number",
    "issued": "date",
    "page": "pages",
    "publisher-place": "location",
    "accessed": "urldate",
}
# CSL 1.0.2, appendix III "Types", as the biblatex types that print alike (pandoc's own table, reversed).
TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "bill": "legislation",
    "chapter": "incollection",
    "graphic": "image",
    "legal_case": "jurisdiction",
    "motion_picture": "movie",
    "paper-conference": "inproceedings",
    "post-weblog": "online",
    "post": "online",
    "treaty": "legal",
    "webpage": "online",
}


def json_records(source: Source) -> tuple[Record, ...]:
    """Return the references of a CSL-JSON file, as far as it can be read."""
    return tuple(_record(source, *found) for found in _json_items(source.text))


def _json_items(text: str) -> Iterator[tuple[int, dict[str, tuple[Any, int, int]]]]:
    """Yield the offset of each item and its members: value, offset of the key, offset of the value."""
    start = re.compile(r'\s*(?:\{\s*"references"\s*:\s*)?\[').match(text)
    at = start.end() if start else len(text)
    try:
        while at < len(text):
            at = _skip(text, at)
            if text[at : at + 1] == "{":
                members: dict[str, tuple[Any, int, int]] = {}
                end = _members(text, at + 1, members)
                yield at, members
                at = end
            elif text[at : at + 1] == ",":
                at += 1
            elif text[at : at + 1] == "]":
                return
            else:
                _, at = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError, IndexError):
        return  # the loader says where it stops


def _members(text: str, at: int, members: dict[str, tuple[Any, int, int]]) -> int:
    while True:
        at = _skip(text, at)
        if text[at] == "}":
            return at + 1
        if text[at] == ",":
            at = _skip(text, at + 1)
        if text[at] != '"':
            raise ValueError(at)
        name, end = scanstring(text, at + 1, False)
        colon = _skip(text, end)
        value_at = _skip(text, colon + 1)
        value, end = _DECODER.raw_decode(text, value_at)
        members[name] = value, at, value_at
        at = end


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def yaml_records(source: Source) -> tuple[Record, ...]:
    """Return the references of a CSL-YAML file; none where it does not parse, which the loader tells."""
    text, here = source.text, Span(source.path)
    tree = read_yaml(text, here)
    given: Any = tree.value
    base: tuple[str | int, ...] = ()
    if isinstance(given, dict):
        given, base = given.get("references"), ("references",)
    starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def offset(*where: str | int) -> int:
        span = tree.spans.get((*base, *where), here)
        return starts[min(span.line, len(starts)) - 1] + span.column - 1

    items = given if isinstance(given, list) else []
    return tuple(
        _record(
            source,
            offset(nth),
            {str(name): (value, at := offset(nth, name), _value_at(text, at)) for name, value in item.items()},
        )
        for nth, item in enumerate(items)
        if isinstance(item, dict)
    )


_YAML_KEY = re.compile(r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s:"'][^\n:]*):[ \t]+(?=[^\s#&*!|>])""")


def _value_at(text: str, at: int) -> int:
    """Return where the value begins of the key at an offset; the offset where it begins in another line."""
    found = _YAML_KEY.match(text, at)
    return found.end() if found else at


def _record(source: Source, at: int, members: Mapping[str, tuple[Any, int, int]]) -> Record:
    fields = []
    for name, (value, start, value_at) in members.items():
        text = _text(value)
        if name not in ("id", "type") and text is not None:
            wide = 1 if source.text[value_at : value_at + 1] in "\"'" else 0
            exact = source.text.startswith(text, value_at + wide)
            fields.append(Field(_name(name, members), name, text, start, value_at + wide, exact))
    key, _, key_at = members.get("id", ("", at, at))
    wide = 1 if source.text[key_at : key_at + 1] in "\"'" else 0
    kind = members.get("type", ("", at, at))[0]
    return Record(source, str(key), TYPES.get(str(kind), str(kind)), key_at + wide, tuple(fields), "csl")


def csl_record(item: Mapping[str, Any], source: Source) -> Record:
    """Return an item that was read elsewhere as a record, without places."""
    return _record(source, 0, {name: (value, 0, 0) for name, value in item.items()})


def _name(name: str, members: Mapping[str, tuple[Any, int, int]]) -> str:
    if name == "container-title":
        article = str(members.get("type", ("", 0, 0))[0]).startswith(("article", "legal", "treaty", "post"))
        return "journaltitle" if article else "booktitle"
    return _FIELDS.get(name, name.replace("-", "").lower())


def _text(value: Any) -> str | None:
    """Return a value as biblatex would write it; None for what has no such form."""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        return _date(value)
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return " and ".join(_person(one) for one in value)
    return None


def _person(person: Mapping[str, Any]) -> str:
    if person.get("literal"):
        return "{" + str(person["literal"]) + "}"
    particle = str(person.get("non-dropping-particle") or person.get("dropping-particle") or "")
    family = f"{particle} {person.get('family', '')}".strip()
    given = str(person.get("given") or "")
    return f"{family}, {given}" if given else "{" + family + "}"


def _date(value: Mapping[str, Any]) -> str | None:
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and all(isinstance(part, list) for part in parts):
        return "/".join("-".join(f"{one:0>2}" for one in map(str, part)) for part in parts)
    found = value.get("raw") or value.get("literal")
    return str(found) if found else None
