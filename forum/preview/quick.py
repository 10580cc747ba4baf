"""One paper anew inside the last whole report: what its page shows while the rest is being built.

Numbers and links are those of the last report. A citation is printed as citeproc printed
it last; one that it has not seen yet gets a plain rendering, until the whole report is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from msgspec.structs import replace as altered

from forum.diagnostics import Diagnostic, arranged
from forum.documents.ast import SPACE, Node, div, has_class, identifier_of, iterate, string
from forum.documents.placing import resolve
from forum.model import Paper, Workspace
from forum.preview.whole import Whole
from forum.report.alone import assemble_paper
from forum.report.finish import finished, short_name
from forum.report.html import Edition, Page, edition
from forum.report.skeleton import with_printed
from forum.stages.citing import key_of
from forum.stages.inputs import file_digest
from forum.stages.pictures import find_pictures
from forum.stages.report import checked_manuscripts, make_chapters
from forum.stages.sources import Sources, read_abstract, read_paper
from forum.workspace import load_paper


def paper_anew(whole: Whole, path: PurePosixPath) -> Whole | None:
    """Return the report with one paper as its file says now; None where more than its text has changed."""
    paper = load_paper(whole.workspace.root, path).value
    before = next((one for one in whole.workspace.papers if one.path == path), None)
    if paper is None or before is None or paper.notebook is not None or _differs(paper, before):
        return None
    workspace = _with(whole.workspace, paper)
    sources = _sources(whole.sources, workspace, paper)
    return _assembled(replace(whole, workspace=workspace, sources=sources), paper)


def _differs(paper: Paper, before: Paper) -> bool:
    """Tell whether more than the text has changed: what the rest of the report says of the paper."""
    return (paper.meta, paper.bibliographies) != (before.meta, before.bibliographies)


def _with(workspace: Workspace, paper: Paper) -> Workspace:
    papers = tuple(paper if one.slug == paper.slug else one for one in workspace.papers)
    return altered(workspace, papers=papers)


def _sources(sources: Sources, workspace: Workspace, paper: Paper) -> Sources:
    papers = {**sources.papers, paper.slug: read_paper(workspace, paper)}
    abstracts = {**sources.abstracts, paper.slug: read_abstract(workspace, paper)}
    return replace(sources, papers=papers, abstracts=abstracts)


def _assembled(whole: Whole, paper: Paper) -> Whole | None:
    """Return the report with the paper's page renewed, and its problems."""
    slug, workspace = paper.slug, whole.workspace
    texts = {slug: whole.sources.papers[slug], f"{slug}/abstract": whole.sources.abstracts[slug]}
    library = replace(whole.library, pictures=find_pictures(workspace.root, {slug: texts[slug]}))
    resolved = {name: resolve(text, library, slug) for name, text in texts.items()}
    checked, unknown = checked_manuscripts(resolved, whole.references)
    chapter = make_chapters(altered(workspace, papers=(paper,)), whole.sources, checked)
    if not chapter:
        return None  # the report leaves it out
    made = assemble_paper(workspace, whole.draft.chapters, chapter[0], whole.report.meta, whole.draft.assembled)
    if made is None:
        return None
    media = {**whole.report.media, **{name: one for each in resolved.values() for name, one in each.media.items()}}
    theme, notes, citations = _theme_of(whole.report.blocks, slug)
    if theme is None:
        return None
    node = _printed(whole, made, citations)
    inside = [node if identifier_of(one) == f"paper-{slug}" else one for one in theme["c"][1]]
    page = _page(
        whole, div([one for one in inside if not has_class(one, "paper") or one is node], *_named(theme)), notes
    )
    if page is None:
        return None
    pages = tuple(page if one.path == page.path else one for one in whole.edition.pages)
    problems = [problem for one in resolved.values() for problem in one.manuscript.problems]
    blocks = tuple(div(inside, *_named(theme)) if one is theme else one for one in whole.report.blocks)
    return replace(
        whole,
        report=replace(whole.report, blocks=blocks, media=media),
        edition=replace(whole.edition, pages=pages),
        inputs={**whole.inputs, str(paper.path): file_digest(workspace.root / paper.path)},
        problems=_told(whole, paper, [*problems, *unknown]),
    )


def _named(node: Node) -> tuple[str, list[str], Mapping[str, str]]:
    identifier, classes, pairs = node["c"][0]
    return identifier, classes, dict(pairs)


def _told(whole: Whole, paper: Paper, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the problems of the report with those of one paper replaced by what is found now."""
    others = [problem for problem in whole.problems if problem.span.path != paper.path]
    return arranged([*others, *found], whole.workspace.manifest.check.severity)


def _printed(whole: Whole, made: Node, citations: int) -> Node:
    """Return a paper cited from memory and finished, as the whole report is, after so many citations."""
    report, items, known = whole.report, whole.references.items, whole.printed
    listed = div([], "refs")
    cited = with_printed([made], lambda stretch: known.get(key_of(stretch)) or _plain(stretch, items), listed)
    entries = [div([], f"ref-{item['id']}") for item in report.references]  # so that links to them stay
    node: Node = finished([*cited, *entries], report.recommendations, items, report.meta.labels, citations)[0]
    return node


def _page(whole: Whole, theme: Node, notes: int) -> Page | None:
    """Return the page of the only paper in a theme, which so many notes precede."""
    alone = replace(whole.report, blocks=(theme,))
    divided: Edition = edition(alone, whole.edition.index, notes)
    return next((page for page in divided.pages if page.kind == "paper"), None)


def _theme_of(blocks: Sequence[Node], slug: str) -> tuple[Node | None, int, int]:
    """Return the theme that holds a paper, and how many notes and citations stand before the paper."""
    notes = citations = 0
    for part in blocks:
        inside = part["c"][1] if part["t"] == "Div" else []
        for child in inside:
            if identifier_of(child) == f"paper-{slug}":
                return part, notes, citations
            for node in iterate(child):
                notes += node["t"] == "Note"
                citations += node["t"] == "Span" and has_class(node, "citation")
    return None, notes, citations


def _plain(stretch: Sequence[Node], items: Mapping[str, Mapping[str, Any]]) -> list[Node]:
    """Return a stretch with its citations in a plain rendering: author, year and what was written beside."""

    def rewrite(node: Node) -> Node:
        if node["t"] == "Cite":
            return {"t": "Cite", "c": [node["c"][0], _rendered(node["c"][0], items)]}
        if type(node.get("c")) is list:
            return {**node, "c": _deep(node["c"])}
        return node

    def _deep(item: Any) -> Any:
        if type(item) is dict:
            return rewrite(item) if "t" in item else item
        return [_deep(child) for child in item] if type(item) is list else item

    return [rewrite(node) for node in stretch]


def _rendered(citations: Sequence[Mapping[str, Any]], items: Mapping[str, Mapping[str, Any]]) -> list[Node]:
    parts: list[Node] = []
    for one in citations:
        name = short_name(items.get(one["citationId"], {"id": one["citationId"]}))
        link: Node = {"t": "Link", "c": [["", [], []], [string(name)], [f"#ref-{one['citationId']}", ""]]}
        before = [*one["citationPrefix"], SPACE] if one["citationPrefix"] else []
        parts += [*([string(";"), SPACE] if parts else []), *before, link, *one["citationSuffix"]]
    in_text = len(citations) == 1 and citations[0]["citationMode"]["t"] == "AuthorInText"
    return parts if in_text else [string("("), *parts, string(")")]
