"""The structure that a tagged PDF insists on: headings, ids, links, languages, pictures.

Every check takes blocks and what is in them, and returns blocks, the very same where nothing is wrong, and problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from pathlib import PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, error, warning
from forum.documents.ast import (
    WITH_ATTRIBUTES,
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
from forum.report.survey import Survey, place_of

Checked = tuple[list[Node], list[Diagnostic]]

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(-[A-Za-z]{2})?(?:-.*)?$")  # language, script, region
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")


def without_raw(blocks: list[Node], survey: Survey) -> Checked:
    """Drop raw nodes; the readers did, and nothing foreign may reach Typst."""
    raw = {"RawBlock", "RawInline"}
    return (transform(blocks, lambda _: [], raw) if any(survey.nodes(*raw)) else blocks), []


def heading_levels(blocks: list[Node], survey: Survey) -> Checked:
    """Raise headings that skip a level and drop empty ones; the first is of level 1."""
    problems: list[Diagnostic] = []
    levels: dict[int, int] = {}  # by identity; 0 drops the heading
    above: list[tuple[int, int]] = []  # the headings that this one stands under: written and printed level
    for slug, heading in survey.nodes("Header"):
        if not stringify(heading):
            levels[id(heading)] = 0
            problems.append(warning("heading-empty", "a heading has no text", place_of(slug)))
            continue
        written = heading["c"][0]
        while above and above[-1][0] >= written:
            above.pop()
        printed = above[-1][1] + 1 if above else 1
        if printed < written:
            message = f"the heading “{stringify(heading)}” skips a level: {written} where {printed} can follow"
            problems.append(warning("heading-skipped", message, place_of(slug), "use fewer #"))
        above.append((written, printed))
        levels[id(heading)] = printed

    def rewrite(node: Node) -> Node | list[Node] | None:
        if node["t"] != "Header" or id(node) not in levels:
            return None
        place = levels[id(node)]
        return [] if not place else {"t": "Header", "c": [place, *node["c"][1:]]}

    is_good = all(levels[id(heading)] == heading["c"][0] for _, heading in survey.nodes("Header"))
    return blocks if is_good else transform(blocks, rewrite, {"Header"}), problems


def unique_ids(blocks: list[Node], survey: Survey) -> Checked:
    """Drop an id that was there before; a part or paper and its own heading share one."""
    seen: set[str] = set()
    repeated: set[int] = set()
    problems: list[Diagnostic] = []
    for slug, identifier, node in ((tree.slug, *one) for tree in survey.trees for one in tree.identified):
        if shares_with_heading(node):
            continue
        if identifier in seen:
            repeated.add(id(node))
            problems.append(error("id-duplicate", f"two things have the id {identifier}", place_of(slug)))
        seen.add(identifier)
    if not repeated:
        return blocks, []
    return _changed(blocks, lambda node: with_attr(node, identifier="") if id(node) in repeated else None), problems


def shares_with_heading(node: Node) -> bool:
    """Tell whether a part or paper begins with a heading that has its very id."""
    if node["t"] != "Div" or not (has_class(node, "part") or has_class(node, "paper")):
        return False
    first = next(iter(children(node)), None)
    return bool(first and first["t"] == "Header" and identifier_of(first) == identifier_of(node))


def linked_ids(blocks: list[Node], survey: Survey) -> Checked:
    """Turn links to nothing into marked text."""
    known = survey.ids
    lost = [
        (slug, node)
        for slug, node in survey.nodes("Link")
        if node["c"][2][0].startswith("#") and node["c"][2][0][1:] not in known
    ]
    problems = [
        error("link-broken", f"“{stringify(node)}” links to {node['c'][2][0]}, which is nowhere", place_of(slug))
        for slug, node in lost
    ]
    targets = {node["c"][2][0] for _, node in lost}

    def rewrite(node: Node) -> Node | None:
        if node["t"] == "Link" and node["c"][2][0] in targets:
            return span(node["c"][1], identifier_of(node), ["problem"])
        return None

    return transform(blocks, rewrite, {"Link"}) if targets else blocks, problems


def language_codes(blocks: list[Node], survey: Survey) -> Checked:
    """Cut a ``lang`` down to what Typst knows, language and region; drop what is no code."""
    tagged = [(tree.slug, tag) for tree in survey.trees for tag in tree.languages]
    problems = [
        warning("language-unknown", f"lang={tag} is no code of a language", place_of(slug), "write lang=nl, lang=fr, …")
        for slug, tag in tagged
        if not language_code(tag)
    ]

    def rewrite(node: Node) -> Node | None:
        written = attribute(node, "lang")
        code = language_code(written)
        if code == written:
            return None
        kept = {key: value for key, value in attributes_of(node)[2] if key != "lang"}
        return with_attr(node, attributes=kept | ({"lang": code} if code else {}))

    tags = (*(tag for _, tag in tagged), *(tag for node in survey.outer if (tag := attribute(node, "lang"))))
    is_good = all(language_code(tag) == tag for tag in tags)
    return blocks if is_good else transform(blocks, rewrite, WITH_ATTRIBUTES), problems


def language_code(tag: str) -> str:
    """Return the language and region of a BCP 47 tag, empty for what is none: ``zh-Hant-TW`` is ``zh-TW``."""
    match = _LANGUAGE.match(tag)
    return (match[1] + (match[2] or "")) if match else ""


def alternatives(blocks: list[Node], survey: Survey) -> Checked:
    """Give a picture without alternative text its caption as one."""
    problems: list[Diagnostic] = []
    captions: dict[int, list[Node]] = {}
    for slug, figure in survey.nodes("Figure", "Image"):
        for image in (
            node for node in iterate(figure, words=False) if node["t"] == "Image" and id(node) not in captions
        ):
            if not stringify(image["c"][1]) and not attribute(image, "alt").strip():
                caption = stringify(figure["c"][1][1]) if figure["t"] == "Figure" else ""
                captions[id(image)] = [{"t": "Str", "c": caption or PurePosixPath(image["c"][2][0]).stem}]
                message = f"the picture {image['c'][2][0]} has no alternative text"
                problems.append(error("alt-missing", message, place_of(slug), 'write alt="…" after the picture'))
    if not captions:
        return blocks, []

    def rewrite(node: Node) -> Node | None:
        if id(node) not in captions:
            return None
        return {"t": "Image", "c": [node["c"][0], captions[id(node)], node["c"][2]]}

    return _changed(blocks, rewrite), problems


def known_pictures(blocks: list[Node], survey: Survey, media: Container[str]) -> Checked:
    """Replace a picture that no file stands behind by its alternative text, marked."""

    def lost(node: Node) -> bool:
        target = node["c"][2][0] if node["t"] == "Image" else ""
        return bool(target) and (target not in media or PurePosixPath(target).suffix.lower() not in _PICTURES)

    missing = [(slug, node) for slug, node in survey.nodes("Image") if lost(node)]
    problems = [
        error("image-missing", f"there is no picture {node['c'][2][0]}", place_of(slug)) for slug, node in missing
    ]
    if not missing:
        return blocks, []

    def rewrite(node: Node) -> Node | None:
        return _lost_picture(node) if lost(node) else None

    return transform(blocks, rewrite, {"Image"}), problems


def _lost_picture(node: Node) -> Node:
    return span(node["c"][1] or [{"t": "Str", "c": "–"}], identifier_of(node), ["problem"])


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
