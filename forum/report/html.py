"""The web edition's pages out of one report: what stands where, and what links to what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from forum.documents.ast import Node, attribute, attributes_of, has_class, identifier_of, iterate, stringify, transform
from forum.report.html_links import ids_of, relinked, with_unique_ids
from forum.report.html_nodes import fitted, headed, shifted, without_ids
from forum.report.html_notes import Notes, notes_of, take_notes, without_marks
from forum.report.html_words import words
from forum.report.values import Report

INDEX = "index.html"
_ON_INDEX = ("highlights", "theme")


@dataclass(frozen=True)
class Heading:
    """An entry of a page's own contents."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Page:
    """One page of the web edition.

    ``kind`` is ``index``, ``paper``, ``recommendation``, or that of a part of the
    report; ``subject`` is the slug or id that it is about. ``pieces`` are blocks by
    the name under which the page's template sets them; ``notes`` is always one.
    ``holder`` is the path of the page that a recommendation stands on.
    """

    path: str
    kind: str
    title: str
    language: str
    subject: str = ""
    theme: str = ""
    holder: str = ""
    pieces: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True)
class Theme:
    """A theme as the contents list it, with the slugs of its papers."""

    id: str
    title: str
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """All pages in reading order, recommendations last; ``themes`` shape the contents.

    ``index`` maps every id of the report to the page where it is at home.
    """

    pages: tuple[Page, ...]
    themes: tuple[Theme, ...]
    index: Mapping[str, str]


def edition(report: Report, others: Mapping[str, str] | None = None, notes_before: int = 0) -> Edition:
    """Divide a report into pages whose links lead from page to page.

    ``others`` maps ids outside the report to their pages; the first note has the number
    after ``notes_before``.
    """
    blocks, notes = take_notes(report.blocks, notes_before)
    parts = [block for block in blocks if has_class(block, "part")]
    language = report.meta.language
    pages = [_index(report, blocks), *_part_pages(parts, language)]
    recommendations = list(_recommendation_pages(pages, report))
    index = {**(others or {}), **_homes(pages, recommendations)}
    said = words(report.meta)
    done = [_finished(page, notes, index, said) for page in (*pages, *recommendations)]
    return Edition(tuple(done), tuple(_theme(part) for part in parts if has_class(part, "theme")), index)


# --- pages ---------------------------------------------------------------------------


def _index(report: Report, blocks: list[Node]) -> Page:
    pieces: dict[str, tuple[Node, ...]] = {}
    for block in blocks:
        if has_class(block, "highlights"):
            pieces["highlights"] = tuple(shifted([block], 1))
        elif has_class(block, "theme"):
            inside = [child for child in block["c"][1] if not has_class(child, "paper")]
            pieces[f"theme {_id_of(block)}"] = tuple(shifted(inside, 2))
        elif not has_class(block, "part"):
            pieces["body"] = (*pieces.get("body", ()), *shifted([block], 1))
    for identifier, node in _recommendations(blocks).items():
        pieces[identifier] = tuple(without_ids(without_marks(_inside(node, "rec-text"))))
    return Page(INDEX, "index", report.meta.title, report.meta.language, pieces=pieces)


def _part_pages(parts: Iterable[Node], language: str) -> Iterator[Page]:
    taken: set[str] = set()
    for part in parts:
        kind = next((name for name in attributes_of(part)[1] if name != "part"), "part")
        if kind == "theme":
            yield from _paper_pages(part, language)
        elif kind not in _ON_INDEX:
            spoken = attribute(part, "lang", language)
            name = kind if spoken == language else f"{kind}-{spoken}"
            name = _id_of(part) or name if kind == "annex" or name in taken else name
            taken.add(name)
            yield Page(f"{_file_name(name)}.html", kind, _title(part), spoken, pieces={"body": (part,)})


def _paper_pages(theme: Node, language: str) -> Iterator[Page]:
    for paper in theme["c"][1]:
        if has_class(paper, "paper"):
            slug = _id_of(paper)
            spoken = attribute(paper, "lang") or language
            body = {"body": tuple(headed(shifted([paper], -1)))}
            yield Page(
                f"papers/{_file_name(slug)}.html", "paper", _title(paper), spoken, slug, _id_of(theme), pieces=body
            )


def _recommendation_pages(pages: Iterable[Page], report: Report) -> Iterator[Page]:
    pages = list(pages)
    known = {one.id: one for one in report.recommendations}
    everything = {
        identifier_of(node): node for page in pages for node in iterate(page.pieces.get("body", ()), words=False)
    }
    for page in pages:
        for identifier, node in _recommendations(page.pieces.get("body", ())).items():
            one = known.get(identifier)
            evidence = [everything[name] for name in (one.figures if one else ()) if _is_shown(everything.get(name))]
            cited = [everything[f"ref-{key}"] for key in (one.cites if one else ()) if f"ref-{key}" in everything]
            pieces = {
                "title": tuple(_inside(node, "rec-head")),
                "body": (_without(node, "rec-head"),),
                "figures": tuple(evidence),
                "references": tuple(_without_backlinks(cited)),
            }
            title = f"{words(report.meta)['recommendation']} {attribute(node, 'number')}"
            path = f"recommendations/{_file_name(identifier)}.html"
            yield Page(path, "recommendation", title, page.language, identifier, page.theme, page.path, pieces)


def _finished(page: Page, notes: Notes, index: Mapping[str, str], said: Mapping[str, str]) -> Page:
    pieces = {name: list(blocks) for name, blocks in page.pieces.items()}
    pieces["notes"] = notes_of(list(pieces.values()), notes, said["back"])
    whole = with_unique_ids(list(pieces.values()))
    here = ids_of(whole)
    ready = [tuple(relinked(fitted(blocks, said), page.path, here, index)) for blocks in whole]
    finished = dict(zip(pieces, ready, strict=True))
    return replace(page, pieces=finished, headings=tuple(_headings(finished.get("body", ()))))


def _headings(blocks: Iterable[Node]) -> Iterator[Heading]:
    for node in iterate(list(blocks), words=False):
        if node["t"] == "Header" and 1 < node["c"][0] < 4 and identifier_of(node):
            yield Heading(node["c"][0], identifier_of(node), stringify(without_marks(node["c"][2])))


# --- where things are at home ----------------------------------------------------------


def _homes(pages: Iterable[Page], recommendations: Iterable[Page]) -> dict[str, str]:
    homes: dict[str, str] = {}
    for page in pages:
        for identifier in ids_of(list(page.pieces.values())):
            homes.setdefault(identifier, page.path)
    return homes | {page.subject: page.path for page in recommendations}


def _theme(part: Node) -> Theme:
    papers = [_id_of(child) for child in part["c"][1] if has_class(child, "paper")]
    return Theme(_id_of(part), _title(part), tuple(papers))


def _recommendations(blocks: Iterable[Node]) -> dict[str, Node]:
    found = [
        node for node in iterate(list(blocks), words=False) if node["t"] == "Div" and has_class(node, "recommendation")
    ]
    return {identifier_of(node): node for node in found if identifier_of(node)}


def _header(block: Node) -> Node | None:
    return next((node for node in iterate(block, words=False) if node["t"] == "Header"), None)


def _title(block: Node) -> str:
    found = _header(block)
    return stringify(_unnumbered(found["c"][2])) if found else ""


def _unnumbered(content: list[Node]) -> list[Node]:
    kept: list[Node] = without_marks([node for node in content if not has_class(node, "paper-number")])
    return kept


def _id_of(block: Node) -> str:
    found = _header(block)
    return (identifier_of(found) if found else "") or identifier_of(block)


def _inside(node: Node, name: str) -> list[Node]:
    return [block for child in node["c"][1] if has_class(child, name) for block in child["c"][1]]


def _file_name(identifier: str) -> str:
    """Return an id as a file's name that every system takes: a colon is none in Windows."""
    return re.sub(r"[^\w.-]", "-", identifier).strip(".")


def _is_shown(node: Node | None) -> bool:
    return node is not None and node["t"] in ("Figure", "Table")


def _without(node: Node, name: str) -> Node:
    kept = [child for child in node["c"][1] if not has_class(child, name)]
    return {"t": "Div", "c": [node["c"][0], kept]}


def _without_backlinks(entries: list[Node]) -> list[Node]:
    found: list[Node] = transform(entries, lambda node: [] if has_class(node, "backlinks") else None)
    return found
