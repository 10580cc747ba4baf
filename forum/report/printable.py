"""What a PDF cannot hold is normalised here, visibly, before it can stop the whole report.

Every function takes blocks and returns blocks and problems. None of the checks
that an author meets first lives here: this is the last door before a format
that refuses a document as a whole for one bad character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Span, error, warning
from forum.documents.ast import (
    Node,
    attribute,
    attributes_of,
    children,
    has_class,
    identifier_of,
    iterate,
    span,
    stringify,
    transform,
    with_attr,
)
from forum.report.values import Report, ReportMeta

Checked = tuple[list[Node], list[Diagnostic]]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2})?$")
_PAPERS = PurePosixPath("recommendations/papers")
_INVISIBLE = dict.fromkeys([0xAD, 0xFEFF, 0x2060, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_CONTROL = {code: None for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: None}
_LONGEST_WORD = 30
_BREAK = "\u200b"


def printable(report: Report, missing: frozenset[str] = frozenset()) -> tuple[Report, list[Diagnostic]]:
    """Return the report as a PDF can hold it, and what had to be changed for that.

    ``missing`` are the characters that no font has (see ``forum.tools.typst``).
    """
    blocks = without_raw(list(report.blocks))
    found: list[Diagnostic] = []
    for check in (language_codes, heading_levels, unique_ids, linked_ids, alternatives):
        blocks, problems = check(blocks)
        found += problems
    blocks, problems = visible_glyphs(blocks, missing)
    return replace(report, meta=_shown_meta(report.meta, missing), blocks=tuple(breakable(blocks))), [*found, *problems]


def _shown_meta(meta: ReportMeta, missing: frozenset[str]) -> ReportMeta:
    """Return the metadata as the fonts can show it; a PDF must have a title."""
    return replace(
        meta,
        title=shown(meta.title, missing).strip() or "–",
        subtitle=shown(meta.subtitle, missing),
        lead=shown(meta.lead, missing),
        notice=shown(meta.notice, missing),
        version=shown(meta.version, missing),
        license=shown(meta.license, missing),
        description=shown(meta.description, missing),
        labels={name: shown(word, missing) for name, word in meta.labels.items()},
    )


def characters(report: Report) -> frozenset[str]:
    """Return every character that the report prints."""
    meta = report.meta
    texts = [meta.title, meta.subtitle, meta.lead, meta.notice, meta.version, meta.license, *meta.labels.values()]
    for node in iterate(list(report.blocks)):
        if node["t"] == "Str":
            texts.append(node["c"])
        elif node["t"] in ("Code", "CodeBlock", "Math"):
            texts.append(node["c"][1])
    return frozenset().union(*map(frozenset, texts))


# --- characters ------------------------------------------------------------------------


def shown(text: str, missing: frozenset[str]) -> str:
    """Return a text without invisible marks, and with each missing character as its code point."""
    cleaned = text.translate(_INVISIBLE).translate(_CONTROL)
    if missing.isdisjoint(cleaned):
        return cleaned
    return "".join(f"[U+{ord(c):04X}]" if c in missing else c for c in cleaned)


def visible_glyphs(blocks: list[Node], missing: frozenset[str]) -> Checked:
    """Replace each character that no font has by its code point, marked as a problem."""
    problems = [
        error(
            "glyph-missing",
            f"no font of the report has {_named(absent)}, in “{text[:60]}”",
            _place(slug),
            "add a font that has it to templates/fonts",
        )
        for slug, tree in located(blocks)
        for text, absent in _lacking(tree, missing)
    ]
    return transform(blocks, lambda node: _glyphs(node, missing)), problems


def _lacking(tree: Node, missing: frozenset[str]) -> Iterator[tuple[str, str]]:
    for node in iterate(tree):
        text = node["c"] if node["t"] == "Str" else node["c"][1] if node["t"] in ("Code", "CodeBlock", "Math") else ""
        absent = "".join(dict.fromkeys(c for c in text.translate(_INVISIBLE) if c in missing))
        if absent:
            yield " ".join(text.split()), absent


def _named(absent: str) -> str:
    return ", ".join(f"U+{ord(character):04X} {character}" for character in absent)


def _glyphs(node: Node, missing: frozenset[str]) -> Node | None:
    match node["t"]:
        case "Str":
            text = shown(node["c"], missing)
            if text == node["c"]:
                return None
            written = {"t": "Str", "c": text}
            return span([written], classes=["problem"]) if not missing.isdisjoint(node["c"]) else written
        case "Code" | "CodeBlock":
            return {"t": node["t"], "c": [node["c"][0], shown(node["c"][1], missing)]}
        case "Math" if not missing.isdisjoint(node["c"][1]):
            tex = "".join(rf"\text{{[U+{ord(c):04X}]}}" if c in missing else c for c in node["c"][1])
            return {"t": "Math", "c": [node["c"][0], tex]}
        case _:
            return None


def breakable(blocks: list[Node]) -> list[Node]:
    """Give words that are longer than a line would bear places to break."""

    def rewrite(node: Node) -> Node | None:
        if node["t"] == "Str" and len(node["c"]) > _LONGEST_WORD:
            return {"t": "Str", "c": _broken(node["c"])}
        if node["t"] == "Code" and len(node["c"][1]) > _LONGEST_WORD:
            return {"t": "Code", "c": [node["c"][0], _broken(node["c"][1])]}
        return None

    rewritten: list[Node] = transform(blocks, rewrite)
    return rewritten


def _broken(text: str) -> str:
    """Break after punctuation, and anywhere in a run of letters that has no end."""
    if text.startswith(("http://", "https://", "www.")):
        return text  # Typst breaks addresses itself
    eased = re.sub(r"(?<=\w)([/._\-:=&?#,;|])(?=\w)", rf"\1{_BREAK}", text)
    return re.sub(r"[^\s\u200b]{30}(?=[^\s\u200b]{4})", lambda run: run.group() + _BREAK, eased)


# --- structure ---------------------------------------------------------------------------


def without_raw(blocks: list[Node]) -> list[Node]:
    """Drop raw nodes; the readers did, and nothing foreign may reach Typst."""
    rewritten: list[Node] = transform(blocks, lambda node: [] if node["t"] in ("RawBlock", "RawInline") else None)
    return rewritten


def heading_levels(blocks: list[Node]) -> Checked:
    """Raise headings that skip a level and drop empty ones; the first is of level 1."""
    problems: list[Diagnostic] = []
    level = 0
    levels: dict[int, int] = {}
    for slug, tree in located(blocks):
        for node in iterate(tree):
            if node["t"] != "Header":
                continue
            if not stringify(node):
                levels[id(node)] = 0
                problems.append(warning("heading-empty", "a heading has no text", _place(slug)))
                continue
            wanted = node["c"][0]
            levels[id(node)] = min(wanted, level + 1)
            if wanted > level + 1:
                message = f"the heading “{stringify(node)}” skips a level: {wanted} after {level}"
                problems.append(warning("heading-skipped", message, _place(slug), "use one # less"))
            level = levels[id(node)]

    def rewrite(node: Node) -> Node | list[Node] | None:
        if node["t"] != "Header" or id(node) not in levels:
            return None
        place = levels[id(node)]
        return [] if not place else {"t": "Header", "c": [place, *node["c"][1:]]}

    return transform(blocks, rewrite), problems


def unique_ids(blocks: list[Node]) -> Checked:
    """Drop an id that was there before; a part or paper and its own heading share one."""
    seen: set[str] = set()
    repeated: set[int] = set()
    problems: list[Diagnostic] = []
    for slug, tree in located(blocks):
        for node in iterate(tree):
            if not identifier_of(node) or shares_with_heading(node):
                continue
            if identifier_of(node) in seen:
                repeated.add(id(node))
                problems.append(error("id-duplicate", f"two things have the id {identifier_of(node)}", _place(slug)))
            seen.add(identifier_of(node))
    if not repeated:
        return blocks, []
    return _changed(blocks, lambda node: with_attr(node, identifier="") if id(node) in repeated else None), problems


def shares_with_heading(node: Node) -> bool:
    """Tell whether a part or paper begins with a heading that has its very id."""
    if node["t"] != "Div" or not (has_class(node, "part") or has_class(node, "paper")):
        return False
    first = next(iter(children(node)), None)
    return bool(first and first["t"] == "Header" and identifier_of(first) == identifier_of(node))


def linked_ids(blocks: list[Node]) -> Checked:
    """Turn links to nothing into marked text."""
    known = {identifier_of(node) for node in iterate(blocks)} - {""}
    lost = [
        (slug, node)
        for slug, tree in located(blocks)
        for node in iterate(tree)
        if node["t"] == "Link" and node["c"][2][0].startswith("#") and node["c"][2][0][1:] not in known
    ]
    problems = [
        error("link-broken", f"“{stringify(node)}” links to {node['c'][2][0]}, which is nowhere", _place(slug))
        for slug, node in lost
    ]
    targets = {node["c"][2][0] for _, node in lost}

    def rewrite(node: Node) -> Node | None:
        if node["t"] == "Link" and node["c"][2][0] in targets:
            return span(node["c"][1], classes=["problem"])
        return None

    return transform(blocks, rewrite) if targets else blocks, problems


def language_codes(blocks: list[Node]) -> Checked:
    """Drop a ``lang`` that is no two- or three-letter code."""
    wrong = [
        (slug, attribute(node, "lang"))
        for slug, tree in located(blocks)
        for node in iterate(tree)
        if attribute(node, "lang") and not _LANGUAGE.match(attribute(node, "lang"))
    ]

    def rewrite(node: Node) -> Node | None:
        language = attribute(node, "lang")
        if not language or _LANGUAGE.match(language):
            return None
        kept = {key: value for key, value in attributes_of(node)[2] if key != "lang"}
        return with_attr(node, attributes=kept)

    problems = [
        warning("language-unknown", f"lang={tag} is no code of a language", _place(slug), "write lang=nl, lang=fr, …")
        for slug, tag in wrong
    ]
    return transform(blocks, rewrite) if wrong else blocks, problems


def alternatives(blocks: list[Node]) -> Checked:
    """Give a picture without alternative text its caption as one."""
    problems: list[Diagnostic] = []
    captions: dict[int, list[Node]] = {}
    for slug, tree in located(blocks):
        for figure in (node for node in iterate(tree) if node["t"] in ("Figure", "Image")):
            for image in (node for node in iterate(figure) if node["t"] == "Image" and id(node) not in captions):
                if not stringify(image["c"][1]) and not attribute(image, "alt").strip():
                    caption = stringify(figure["c"][1][1]) if figure["t"] == "Figure" else ""
                    captions[id(image)] = [{"t": "Str", "c": caption or PurePosixPath(image["c"][2][0]).stem}]
                    message = f"the picture {image['c'][2][0]} has no alternative text"
                    problems.append(error("alt-missing", message, _place(slug), 'write alt="…" after the picture'))
    if not captions:
        return blocks, []

    def rewrite(node: Node) -> Node | None:
        if id(node) not in captions:
            return None
        return {"t": "Image", "c": [node["c"][0], captions[id(node)], node["c"][2]]}

    return _changed(blocks, rewrite), problems


# --- places --------------------------------------------------------------------------------


def located(blocks: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """Yield the blocks of each part in reading order, a paper with its slug."""
    for node in blocks:
        if node["t"] == "Div" and has_class(node, "part"):
            for inner in children(node):
                slug = identifier_of(inner) if inner["t"] == "Div" and has_class(inner, "paper") else ""
                yield slug, inner
        else:
            yield "", node


def _place(slug: str) -> Span:
    return Span(_PAPERS / slug if slug else PurePosixPath("recommendations/report"))


def _changed(blocks: list[Node], rewrite: Callable[[Node], Any]) -> list[Node]:
    """Rewrite nodes by identity: parents first, as ``transform`` gives a parent a new identity."""
    return [_descend(block, rewrite) for block in blocks]


def _descend(item: Any, rewrite: Callable[[Node], Any]) -> Any:
    if isinstance(item, list | tuple):
        return [_descend(child, rewrite) for child in item]
    if not isinstance(item, dict):
        return item
    node = (rewrite(item) or item) if "t" in item else item
    return {key: _descend(value, rewrite) for key, value in node.items()}
