"""From manuscripts and results to the finished report: assembled, cited, ready for any writer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from forum.citations.bibliography import References, checked_citations, cited_keys
from forum.diagnostics import Diagnostic, arranged
from forum.documents.ast import Node, inlines, para
from forum.documents.manuscript import Manuscript
from forum.documents.places import Places
from forum.documents.placing import resolve
from forum.documents.results import Edit, Library, Resolved
from forum.documents.sanitize import sanitized, sanitized_table, without_references
from forum.documents.typography import typographic
from forum.model import Address, Media, Notebook, Paper, Result, RunResult, Text, Workspace
from forum.report.assemble import assemble
from forum.report.assembled import Assembled, Chapter, ordered_papers, with_problems
from forum.report.finish import finished
from forum.report.labels import labels_for
from forum.report.values import Report, ReportMeta
from forum.stages.cache import cached
from forum.stages.citing import cite
from forum.stages.dating import Edition
from forum.stages.pictures import find_pictures
from forum.stages.printing import unprintable
from forum.stages.sources import Sources, read_blocks
from forum.tools import pandoc


@dataclass(frozen=True)
class Draft:
    """A report before citeproc: everything is found, numbered and checked, nothing is printed.

    ``edits`` would make the sources say what the notebooks compute.
    """

    assembled: Assembled
    media: Mapping[str, Media]
    edits: tuple[Edit, ...]
    addresses: tuple[Address, ...]
    problems: tuple[Diagnostic, ...]
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True)
class Made:
    """A report, and everything that was noticed from loading to citing; ``printed`` is that of ``Cited``."""

    report: Report
    problems: tuple[Diagnostic, ...]
    printed: Mapping[bytes, list[Node]] = field(default_factory=dict)


def draft_report(
    workspace: Workspace,
    sources: Sources,
    references: References,
    library: Library,
    meta: ReportMeta,
    noticed: Sequence[Diagnostic] = (),
) -> Draft:
    """Return the draft of the papers in ``sources``; whatever is unresolved is marked in its place."""
    resolved = resolve_all(workspace, sources, library)
    checked, problems = checked_manuscripts(resolved, references)
    chapters = make_chapters(workspace, sources, checked)
    texts = {stem: checked[f"/{stem}"] for stem in sources.texts}
    runs = tuple(library.results[key].run for key in sorted(library.results) if is_listed(key))
    every = [*noticed, *(p for one in resolved.values() for p in one.manuscript.problems), *problems]
    assembled = assemble(workspace, chapters, texts, meta, runs)
    places = {**assembled.places, **{name: one.manuscript.places for name, one in resolved.items()}}
    cited = {key: (references.items[key], references.spans.get(key)) for key in cited_keys(assembled.blocks)}
    every += [*assembled.problems, *unprintable(workspace, assembled.blocks, meta, places, cited)]
    assembled = with_problems(assembled, _shown(every, workspace), meta)
    media = {name: one for each in resolved.values() for name, one in each.media.items()}
    edits = tuple(edit for one in resolved.values() for edit in one.edits)
    addresses = tuple(address for one in resolved.values() for address in one.addresses)
    return Draft(assembled, media, edits, addresses, tuple(every), tuple(chapters))


def make_report(workspace: Workspace, draft: Draft, references: References, meta: ReportMeta) -> Made:
    """Return the report of a draft: citations printed, repeated texts filled in, links both ways."""
    assembled = draft.assembled
    cited = cite(workspace, assembled.blocks, references, meta.language)
    keys = [key for key in cited_keys(assembled.blocks) if key in references.items]
    report = Report(
        meta=meta,
        blocks=finished(cited.blocks, assembled.recommendations, references.items, meta.labels),
        papers=assembled.papers,
        recommendations=assembled.recommendations,
        references=tuple(references.items[key] for key in keys),
        media=draft.media,
    )
    return Made(report, (*draft.problems, *cited.problems), cited.printed)


def make_library(
    workspace: Workspace, sources: Sources, results: Mapping[tuple[str, str], RunResult], ran: bool = True
) -> Library:
    """Return what papers can put in: results, tables and texts as nodes, pictures."""
    own = [paper.notebook for paper in workspace.papers if paper.notebook is not None]
    shown = _shown_results(own, results)
    htmls = sorted({one.html for one in shown if one.html})
    nodes = cached(workspace.root, "tables", htmls, lambda: pandoc.tables(htmls)) if htmls else []
    tables = {html: sanitized_table(node) for html, node in zip(htmls, nodes, strict=True) if node is not None}
    texts = {text: _text_blocks(workspace.root, text) for text in sorted({one.markdown for one in shown})}
    pictures = find_pictures(workspace.root, {**sources.papers, **_named_texts(sources)})
    notebooks = {notebook.slug: notebook for notebook in (*workspace.notebooks, *own)}
    return Library(notebooks, results, tables, texts, pictures, ran)


def _shown_results(own: Sequence[Notebook], results: Mapping[tuple[str, str], RunResult]) -> list[Result]:
    """Return what papers can address, and every output of the notebooks that are papers."""
    slugs = {notebook.slug for notebook in own}
    shown = [one for made in results.values() for one in made.results.values()]
    cells = [cell for made in results.values() if made.run.notebook in slugs for cell in made.outputs]
    return [*shown, *(one for cell in cells for one in cell)]


def _text_blocks(root: Path, markdown: str) -> list[Node]:
    """Return what a kernel wrote as Markdown, with only what is allowed; pictures and citations stay away."""
    with suppress(pandoc.PandocError):
        place = Places((Text(PurePosixPath("notebook"), ""),))
        blocks, _ = sanitized(read_blocks(root, markdown), place)
        return without_references(blocks)
    return [para(inlines(markdown))]


def resolve_all(workspace: Workspace, sources: Sources, library: Library) -> dict[str, Resolved]:
    """Return every paper by slug, abstract by ``slug/abstract``, and text by ``/stem``, with results in place."""
    own = {paper.slug: paper.notebook for paper in workspace.papers}
    papers = {slug: resolve(one, library, slug, own.get(slug)) for slug, one in sources.papers.items()}
    abstracts = {f"{slug}/abstract": resolve(one, library, slug) for slug, one in sources.abstracts.items()}
    texts = {name: resolve(one, library, name) for name, one in _named_texts(sources).items()}
    return {**papers, **abstracts, **texts}


def _named_texts(sources: Sources) -> dict[str, Manuscript]:
    """Return the report's own texts by a name that no paper can have: a paper may be called foreword, too."""
    return {f"/{stem}": one for stem, one in sources.texts.items()}


def fatal_addresses(workspace: Workspace, sources: Sources) -> list[Diagnostic]:
    """Return the problems of addresses that stop a build before anything runs, such as an unknown set."""
    if not workspace.notebooks and not any(paper.notebook for paper in workspace.papers):
        return []
    resolved = resolve_all(workspace, sources, make_library(workspace, sources, {}, ran=False))
    return [problem for one in resolved.values() for problem in one.manuscript.problems if problem.fatal]


def checked_manuscripts(
    resolved: Mapping[str, Resolved], references: References
) -> tuple[dict[str, Manuscript], list[Diagnostic]]:
    """Return the manuscripts with the report's citation keys, and errors for unknown ones."""
    problems: list[Diagnostic] = []
    checked = {}
    for name, one in resolved.items():
        blocks, found = checked_citations(one.manuscript, name.partition("/")[0], references)
        problems += found
        checked[name] = replace(one.manuscript, blocks=tuple(blocks))
    return checked, problems


def make_chapters(workspace: Workspace, sources: Sources, checked: Mapping[str, Manuscript]) -> list[Chapter]:
    """Return the papers that the report includes, in its order, with their checked manuscripts."""
    present = [paper for paper in workspace.papers if paper.slug in sources.papers]
    ordered: Sequence[Paper] = ordered_papers(present, workspace)
    return [Chapter(paper, checked[paper.slug], checked[f"{paper.slug}/abstract"].blocks) for paper in ordered]


def is_listed(key: tuple[str, str]) -> bool:
    """Tell whether the method annex lists a run: every set, but not each point of a sweep."""
    return "&" not in key[1]


def _shown(problems: Sequence[Diagnostic], workspace: Workspace) -> list[Diagnostic]:
    return list(arranged(problems, workspace.manifest.check.severity))


def make_meta(workspace: Workspace, edition: Edition) -> ReportMeta:
    """Return what cover and metadata say, from the manifest."""
    settings, manifest = workspace.manifest.forum, workspace.manifest
    names = {partner.id: partner.name for partner in manifest.partner}
    included = [paper for paper in workspace.papers if paper.meta.status in manifest.report.include]
    people = {person.id: person for person in workspace.people}
    writers = [author.person for paper in ordered_papers(included, workspace) for author in paper.meta.authors]
    return ReportMeta(
        title=typographic(settings.title),
        subtitle=typographic(settings.subtitle),
        date=edition.date,
        language=settings.language,
        lead=names.get(settings.lead, settings.lead),
        notice=typographic(settings.notice),
        version=settings.version or edition.version,
        commit=edition.commit,
        address=settings.address,
        license=settings.license,
        draft=any(paper.meta.status == "draft" for paper in included),
        keywords=tuple(dict.fromkeys(word for paper in included for word in paper.meta.keywords)),
        description=typographic(settings.notice),
        labels=labels_for(settings.language),
        authors=tuple(dict.fromkeys(people[one].name if one in people else one for one in writers)),
        groups=tuple(person.name for person in workspace.people if person.group),
    )
