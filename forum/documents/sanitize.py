"""Foreign text is data: raw code, foreign attributes and odd link schemes are dropped.

What a writer would pass on verbatim (Typst attributes are code; HTML lets
``onclick=`` through) is removed before any writer sees it, by an allow-list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from forum.diagnostics import Diagnostic, Span, warning
from forum.documents.ast import WITH_ATTRIBUTES, Node, attributes_of, transform, with_attr
from forum.documents.places import Places
from forum.documents.rawcode import without_raw_code

CLASSES = frozenset({"recommendation", "rationale", "evidence", "unnumbered", "cell-output", "translation", "claim"})
ATTRIBUTES: dict[str, frozenset[str]] = {
    "Div": frozenset({"addressees", "strength", "certainty", "justification", "lang", "dir", "cell", "of"}),
    "Span": frozenset({"lang", "dir", "of", "as-of"}),
    "Image": frozenset({"alt", "width", "height"}),
    "Figure": frozenset({"alt", "width", "height"}),
}
SCHEMES = frozenset({"http", "https", "mailto"})
_BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
_COMMENT = re.compile(r"\s*(<!--.*?-->\s*)+", re.DOTALL)
_LENGTH = re.compile(r"\d{1,4}(\.\d+)?(%|cm|mm|in|pt|px)?")
_CLEANED = WITH_ATTRIBUTES | {"RawBlock", "RawInline"}
_IDENTIFIER = re.compile(r"[^\W\d_][\w.:-]*", re.UNICODE)


def sanitized(blocks: list[Node], places: Places) -> tuple[list[Node], tuple[Diagnostic, ...]]:
    """Return the blocks with only what is allowed, and a warning for what was dropped."""
    blocks, problems = without_raw_code(blocks, places)

    def clean(node: Node) -> Node | list[Node] | None:
        kind = node["t"]
        if kind in ("RawBlock", "RawInline"):
            problems.extend(_raw_problem(node, places))
            return []
        if kind == "Link":
            problems.extend(_scheme_problem(node["c"][2][0], places))
            if not allowed_target(node["c"][2][0]):
                return list(node["c"][1])
        if kind == "Image" and not allowed_target(node["c"][2][0]):
            problems.extend(_scheme_problem(node["c"][2][0], places))
            return list(node["c"][1])
        return _clean_attributes(node, places, problems)

    return transform(blocks, clean, _CLEANED), tuple(problems)


def sanitized_table(table: Node) -> Node:
    """Return a table that a kernel wrote as HTML with its text and links only."""

    bare: list[Any] = ["", [], []]

    def rows(found: list[Any]) -> list[Any]:
        return [[bare, [[bare, *cell[1:]] for cell in row[1]]] for row in found]

    def clean(node: Node) -> Node | list[Node] | None:
        if node["t"] in ("RawBlock", "RawInline"):
            return []
        if node["t"] == "Image" or (node["t"] == "Link" and not _on_the_web(node["c"][2][0])):
            return list(node["c"][1])
        return with_attr(node, "", (), {}) if any(attributes_of(node)) else None

    content: list[Any] = transform(table["c"], clean)
    head, bodies, foot = content[3], content[4], content[5]
    return {
        "t": "Table",
        "c": [
            bare,
            *content[1:3],
            [bare, rows(head[1])],
            [[bare, body[1], rows(body[2]), rows(body[3])] for body in bodies],
            [bare, rows(foot[1])],
        ],
    }


def without_references(blocks: list[Node]) -> list[Node]:
    """Return text that a kernel wrote without pictures, citations, ids, and links that lead elsewhere than the web."""

    def clean(node: Node) -> Node | list[Node] | None:
        if node["t"] in ("Image", "Cite") or (node["t"] == "Link" and not _on_the_web(node["c"][2][0])):
            return list(node["c"][1])
        return with_attr(node, "") if attributes_of(node)[0] else None

    cleaned: list[Node] = transform(blocks, clean)
    return cleaned


def _on_the_web(target: str) -> bool:
    return target.lower().startswith(("http://", "https://", "mailto:"))


def allowed_target(target: str) -> bool:
    """Tell whether a link may go there: http, https, mailto, or inside the workspace.

    Browsers pass over spaces and control characters in a scheme, so they count as absent.
    """
    bare = _BLANK.sub("", target)
    scheme = _SCHEME.match(bare)
    if scheme is None:
        return not bare.startswith(("//", "\\\\", "/\\", "\\/"))
    return scheme[1].lower() in SCHEMES and target.startswith(scheme[1])


def _raw_problem(node: Node, places: Places) -> Iterator[Diagnostic]:
    format_, text = node["c"]
    if format_ == "html" and _COMMENT.fullmatch(text):
        return
    first = text.strip().splitlines()[0][:60] if text.strip() else ""
    yield warning(
        "raw-dropped",
        f"raw {format_} is left out: {first}",
        places.find(first) if first else places.start,
        "write it as Markdown; raw code would reach one format only, and nothing of it is run",
    )


def _scheme_problem(target: str, places: Places) -> Iterator[Diagnostic]:
    if not allowed_target(target):
        yield warning(
            "link-scheme",
            f"a link to {target[:60]} is left out; its text stays",
            places.find(target[:60]),
            "links may use https, http and mailto, or point into the workspace",
        )


def _clean_attributes(node: Node, places: Places, problems: list[Diagnostic]) -> Node | None:
    identifier, classes, pairs = attributes_of(node)
    if not (identifier or classes or pairs):
        return None
    allowed = ATTRIBUTES.get(node["t"], frozenset())
    kept = {key: value for key, value in pairs if key in allowed and _value_allowed(key, value)}
    for key, value in pairs:
        if key not in kept and not (node["t"] in ("Header", "Code", "CodeBlock") and key == "startFrom"):
            problems.append(_attribute_problem(key, value, places))
    good = classes[:1] if node["t"] in ("CodeBlock", "Code") else [name for name in classes if name in CLASSES]
    good = [name for name in good if _IDENTIFIER.fullmatch(name)]
    return with_attr(node, identifier if _IDENTIFIER.fullmatch(identifier) else "", good, kept)


def _value_allowed(key: str, value: str) -> bool:
    return key not in ("width", "height") or _LENGTH.fullmatch(value) is not None


def _attribute_problem(key: str, value: str, places: Places) -> Diagnostic:
    span: Span = places.search(rf"(?<![\w:-]){re.escape(key)}\s*=")
    return warning(
        "attribute-dropped",
        f'the attribute {key}="{value[:40]}" is left out',
        span,
        "attributes that may stand here: " + ", ".join(_all_attributes()),
    )


def _all_attributes() -> Iterable[str]:
    return sorted(frozenset().union(*ATTRIBUTES.values()) - {"cell"})
