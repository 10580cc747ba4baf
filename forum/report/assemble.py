"""One document out of many papers: ids made unique, everything numbered, parts in order.

The result still holds citations as ``Cite`` nodes; ``finish.py`` is applied once
citeproc has printed them, over the whole report at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forum.diagnostics import Diagnostic, error, warning
from forum.documents.ast import (
    SPACE,
    Node,
    div,
    has_class,
    header,
    identifier_of,
    inlines,
    iterate,
    link,
    para,
    span,
    string,
    strong,
    transform,
    with_attr,
)
from forum.documents.manuscript import Manuscript, renamed_identifiers
from forum.documents.places import Places
from forum.documents.recommendations import RecommendationBlock, is_recommendation
from forum.model import Paper, Partner, Person, Run, Workspace
from forum.report import parts
from forum.report.numbering import Register, filled_crossrefs, numbered, numbered_paragraphs, section_names
from forum.report.recommendations import printed_recommendations
from forum.report.values import Recommendation, ReportMeta, ReportPaper

_PAPER_LINK = re.compile(r"(?:.*/)?([^/#]+)/paper\.(?:md|ipynb)(?:#(.+))?")


@dataclass(frozen=True)
class Chapter:
    """A paper with its manuscript, results in place, and its abstract as blocks."""

    paper: Paper
    manuscript: Manuscript
    abstract: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Assembled:
    """The report before citeproc: blocks, and what was learnt while numbering them."""

    blocks: tuple[Node, ...]
    papers: tuple[ReportPaper, ...]
    recommendations: tuple[Recommendation, ...]
    problems: tuple[Diagnostic, ...] = ()
    places: Mapping[str, Places] = field(default_factory=dict)


def ordered_papers(papers: Iterable[Paper], workspace: Workspace) -> tuple[Paper, ...]:
    """Return the papers that the report includes, as the manifest orders them, else by theme and title."""
    settings = workspace.manifest.report
    themes = [theme.id for theme in workspace.manifest.theme]
    place = {slug: number for number, slug in enumerate(settings.papers)}

    def key(paper: Paper) -> tuple[int, int, str]:
        theme = themes.index(paper.meta.theme) if paper.meta.theme in themes else len(themes)
        return theme, place.get(paper.slug, len(place)), paper.meta.title.casefold()

    return tuple(sorted((paper for paper in papers if paper.meta.status in settings.include), key=key))


def assemble(
    workspace: Workspace,
    chapters: Sequence[Chapter],
    texts: Mapping[str, Manuscript],
    meta: ReportMeta,
    runs: Sequence[Run] = (),
    noticed: Sequence[Diagnostic] = (),
) -> Assembled:
    """Return the whole report as one document, in the order that a hurried reader wants.

    ``texts`` are the report's own, by stem (``foreword``, ``summary.nl``); ``runs``
    are listed in the method annex; ``noticed`` joins the list of open problems.
    """
    return _Assembler(workspace, chapters, texts, meta).whole(runs, noticed)


class _Assembler:
    """One assembly: the register counts on as the parts are made in reading order."""

    def __init__(
        self, workspace: Workspace, chapters: Sequence[Chapter], texts: Mapping[str, Manuscript], meta: ReportMeta
    ) -> None:
        self.workspace, self.chapters, self.texts, self.meta = workspace, chapters, texts, meta
        self.labels = meta.labels
        self.people = {person.id: person for person in workspace.people}
        self.partners = {partner.id: partner for partner in workspace.manifest.partner}
        self.register = Register()
        self.problems: list[Diagnostic] = []
        self.places = {chapter.paper.slug: chapter.manuscript.places for chapter in chapters} | {
            stem: text.places for stem, text in texts.items()
        }
        self.recommendations: list[Recommendation] = []
        self.traces: dict[str, parts.Trace] = {}

    def whole(self, runs: Sequence[Run], noticed: Sequence[Diagnostic]) -> Assembled:
        papers = tuple(self._entry(number, chapter) for number, chapter in enumerate(self.chapters, 1))
        for chapter, paper in zip(self.chapters, papers, strict=True):
            self._register_recommendations(chapter, paper)
        front = self._own("foreword")
        themes = self._themes(papers)
        method = self._own("method", 2)
        back = self._back(papers, method, runs)
        order = [
            *parts.highlights(self.workspace.manifest.report.highlights, self.traces, self.labels),
            *self._summaries(),
            *([parts.part("foreword", "foreword", self.labels["foreword"], front)] if front else []),
            *themes,
            *back,
        ]
        section_names(order, self.register, self.labels)
        blocks, unknown = filled_crossrefs(order, self.register, self.places)
        self.problems += unknown
        blocks = _checked_links(blocks)
        open_problems = parts.problems([*noticed, *self.problems], self.labels)
        return Assembled(
            (*blocks, *open_problems), papers, tuple(self.recommendations), tuple(self.problems), self.places
        )

    # --- papers --------------------------------------------------------------------

    def _entry(self, number: int, chapter: Chapter) -> ReportPaper:
        meta = chapter.paper.meta
        names = tuple(self._person(author.person).name for author in meta.authors)
        language = meta.language or self.meta.language
        return ReportPaper(
            chapter.paper.slug, str(number), meta.title, meta.theme, meta.kind, meta.status, language, names
        )

    def _person(self, identifier: str) -> Person:
        return self.people.get(identifier) or Person(id=identifier, name=identifier)

    def _register_recommendations(self, chapter: Chapter, paper: ReportPaper) -> None:
        for block in chapter.manuscript.recommendations:
            if block.id in self.traces or not block.id:
                self._repeated(block, chapter)
                continue
            number = len(self.recommendations) + 1
            self.register.names[block.id] = f"{self.labels['recommendation']} {number}"
            refers = tuple(_global(name, paper.slug) for name in block.refers)
            self.traces[block.id] = parts.Trace(block.cites, refers)
            self.recommendations.append(
                Recommendation(
                    id=block.id,
                    number=number,
                    paper=paper.slug,
                    text=block.canonical,
                    digest=block.digest,
                    addressees=block.addressees,
                    strength=block.strength,
                    certainty=block.certainty,
                    blocks=block.text,
                    cites=block.cites,
                    figures=refers,
                )
            )

    def _repeated(self, block: RecommendationBlock, chapter: Chapter) -> None:
        if not block.id:
            return
        first = next(one for one in self.recommendations if one.id == block.id)
        nth = (
            sum(one.id == block.id for one in chapter.manuscript.recommendations) - 1
            if first.paper == chapter.paper.slug
            else 0
        )
        self.problems.append(
            error(
                "recommendation-duplicate",
                f"{block.id} is already a recommendation of the paper {first.paper}; this one has no number",
                chapter.manuscript.places.identifier(block.id, nth),
                "an id names one recommendation in the whole forum: give this one another",
            )
        )

    def _themes(self, papers: Sequence[ReportPaper]) -> list[Node]:
        result = []
        known = [(theme.id, theme.title) for theme in self.workspace.manifest.theme]
        others = {paper.theme for paper in papers} - {identifier for identifier, _ in known}
        for identifier, title in [*known, *((name, name) for name in sorted(others))]:
            inside = [
                self._paper(chapter, paper)
                for chapter, paper in zip(self.chapters, papers, strict=True)
                if paper.theme == identifier
            ]
            if inside:
                result.append(parts.part(f"theme-{identifier}", "theme", title, inside))
        return result

    def _paper(self, chapter: Chapter, paper: ReportPaper) -> Node:
        own = [*self._front_matter(chapter, paper), *self._body(chapter, paper)]
        attributes = {"number": paper.number, "status": paper.status, "kind": paper.kind, "lang": paper.language}
        title = [span([string(paper.number)], classes=["paper-number"]), SPACE, *inlines(paper.title)]
        self.register.names[paper.slug] = f"{self.labels['paper']} {paper.number}"
        return div([header(2, title, paper.slug), *own], f"paper-{paper.slug}", ["paper"], attributes)

    def _front_matter(self, chapter: Chapter, paper: ReportPaper) -> list[Node]:
        labels = self.labels
        facts = span(inlines(f"{labels[paper.kind]} · {labels[paper.status]}"), classes=["paper-facts"])
        who = span(inlines(parts.named(paper.authors, labels)), classes=["authors"])
        blocks = [div([para([who, {"t": "LineBreak"}, facts])], classes=["byline"])]
        if chapter.abstract:
            label = span([string(labels["abstract"])], classes=["abstract-label"])
            blocks.append(div([para([label]), *chapter.abstract], classes=["abstract"]))
        if chapter.paper.meta.keywords:
            words = inlines("; ".join(chapter.paper.meta.keywords))
            blocks.append(div([para([strong(inlines(labels["keywords"] + ":")), SPACE, *words])], classes=["keywords"]))
        return blocks

    def _body(self, chapter: Chapter, paper: ReportPaper) -> list[Node]:
        blocks = self._global(list(chapter.manuscript.blocks), paper.slug, chapter.manuscript.places)
        if self.workspace.manifest.report.paragraph_numbers:
            blocks = numbered_paragraphs(blocks, paper.slug, paper.number)
        numbers = {one.id: one.number for one in self.recommendations if one.paper == paper.slug}
        blocks = printed_recommendations(blocks, numbers, paper.slug, self.labels)
        return shifted(numbered(blocks, self.register, self.labels), 2)

    def _global(self, blocks: list[Node], slug: str, places: Places) -> list[Node]:
        """Return blocks whose ids are unique in the report, and whose references follow them."""
        blocks, repeated = _unique(blocks, places)
        self.problems += repeated
        names = {name: _global(name, slug) for node in iterate(blocks) if (name := identifier_of(node))}
        known = {chapter.paper.slug for chapter in self.chapters}

        def refer(node: Node) -> Node | list[Node] | None:
            if node["t"] != "Link":
                return None
            target = node["c"][2][0]
            if has_class(node, "crossref"):
                written = target[1:]
                attributes = {"written": written, "in": slug}
                return link([], "#" + _global(written, slug), ["crossref"], attributes=attributes)
            return self._followed(node, target, known, places)

        return renamed_identifiers(transform(blocks, refer), names)

    def _followed(self, node: Node, target: str, known: set[str], places: Places) -> Node | list[Node] | None:
        """Turn a link to another paper into one inside the report; drop one that leads nowhere."""
        if target.startswith("#") or "://" in target or target.startswith("mailto:"):
            return None
        match = _PAPER_LINK.fullmatch(target)
        if match and match[1] in known:
            inside = f"#{_global(match[2], match[1])}" if match[2] else f"#{match[1]}"
            return {"t": "Link", "c": [node["c"][0], node["c"][1], [inside, ""]]}
        if "." not in target.partition("/")[0] or "/" in target:
            self.problems.append(
                warning(
                    "link-relative",
                    f"the link to {target} leads nowhere in the report; its text stays",
                    places.find("](" + target),
                    "link to a paper's paper.md, to a labelled cell, or to a web address",
                )
            )
        return list(node["c"][1])

    # --- the report's own parts ------------------------------------------------------

    def _own(self, stem: str, shift: int = 1) -> list[Node]:
        text = self.texts.get(stem)
        if text is None:
            return []
        blocks = self._global(list(text.blocks), stem.replace(".", "-"), text.places)
        return shifted(numbered(blocks, self.register, self.labels), shift)

    def _summaries(self) -> list[Node]:
        from forum.report.labels import labels_for

        main = self.meta.language
        stems = [stem for stem in ("summary", f"summary.{main}") if stem in self.texts]
        text = self._own(stems[0]) if stems else []
        made = [parts.summary(text, self.recommendations, self.labels, main, True)]
        for stem in sorted(set(self.texts) - {"summary", f"summary.{main}"}):
            if stem.startswith("summary."):
                language = stem.removeprefix("summary.")
                made.append(parts.summary(self._own(stem), (), labels_for(language), language, False))
        return made

    def _back(self, papers: Sequence[ReportPaper], method: Sequence[Node], runs: Sequence[Run]) -> list[Node]:
        labels, by_slug = self.labels, {paper.slug: paper for paper in papers}
        people = self._contributors(papers)
        annexes: list[tuple[str, str, Sequence[Node]]] = [
            (
                "by-addressee",
                labels["by-addressee"],
                parts.by_addressee(self.recommendations, self.workspace.manifest.theme, by_slug, labels),
            ),
            (
                "traceability",
                labels["traceability"],
                parts.traceability(self.recommendations, self.traces, self.register, labels),
            ),
            ("method", labels["method"], [*method, *parts.computations(runs, labels)]),
        ]
        authors = [one.name for one in people]
        back = [parts.citing(self.meta, authors, papers, labels)]
        back += [parts.contributors(people, labels)] if people else []
        for letter, (identifier, title, blocks) in zip("ABC", (a for a in annexes if a[2]), strict=False):
            back.append(parts.part(f"annex-{identifier}", "annex", f"{letter}. {title}", blocks))
        refs = div([], "refs", ["references"])
        back.append(parts.part("references", "references", labels["references"], [refs]))
        if entries := parts.lists(self.register, labels):
            back.append(parts.part("lists", "lists", labels["lists"], entries))
        return back

    def _contributors(self, papers: Sequence[ReportPaper]) -> list[parts.Contributor]:
        roles: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for chapter, paper in zip(self.chapters, papers, strict=True):
            for author in chapter.paper.meta.authors:
                roles.setdefault(author.person, []).append((paper.number, author.roles))
        result = []
        for identifier, held in roles.items():
            person = self._person(identifier)
            partner = self.partners.get(person.partner, Partner(id="", name=""))
            result.append(parts.Contributor(person.name, person.orcid, partner.name, partner.ror, _merged(held)))
        return result


def _merged(held: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Put together the papers in which someone had the same roles: ``1, 2: software``."""
    by_roles: dict[tuple[str, ...], list[str]] = {}
    for number, roles in held:
        by_roles.setdefault(roles, []).append(number)
    return tuple((", ".join(numbers), roles) for roles, numbers in by_roles.items())


def _global(name: str, slug: str) -> str:
    """Return an id as the report has it: recommendations are forum-wide, the rest is the paper's."""
    return name if name.startswith("rec-") else f"{slug}-{name}"


def _unique(blocks: list[Node], places: Places) -> tuple[list[Node], list[Diagnostic]]:
    """Return blocks in which no id stands twice; the second and later ones lose theirs."""
    seen: set[str] = set()
    problems: list[Diagnostic] = []

    def rewrite(node: Node) -> Node | None:
        name = identifier_of(node)
        if not name or name not in seen:
            seen.add(name)
            return None
        if not is_recommendation(node) and node["t"] != "Header":
            place = places.identifier(name, 1)
            problems.append(error("identifier-duplicate", f"the id {name} is given twice", place, "give it another"))
        return with_attr(node, identifier="")

    return transform(blocks, rewrite), problems


def shifted(blocks: Any, levels: int) -> Any:
    """Return blocks whose headings stand some levels lower."""

    def rewrite(node: Node) -> Node | None:
        if node["t"] != "Header":
            return None
        return {"t": "Header", "c": [min(node["c"][0] + levels, 6), node["c"][1], node["c"][2]]}

    return transform(blocks, rewrite)


def _checked_links(blocks: Any) -> Any:
    """Return blocks in which every link inside the report has a target."""
    ids = {identifier_of(node) for node in iterate(blocks)}

    def rewrite(node: Node) -> list[Node] | None:
        if node["t"] != "Link" or not node["c"][2][0].startswith("#"):
            return None
        return None if node["c"][2][0][1:] in ids else list(node["c"][1])

    return transform(blocks, rewrite)
