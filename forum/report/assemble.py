"""One document out of many papers: ids made unique, everything numbered, parts in order.

The result still holds citations as ``Cite`` nodes; ``finish.py`` is applied once
citeproc has printed them, over the whole report at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from forum.consensus.checks import stale_positions
from forum.consensus.round_checks import reworded
from forum.consensus.standing import by_recommendation, standing_if_any
from forum.diagnostics import Diagnostic, Span, error
from forum.documents.ast import SPACE, Node, div, header, identifier_of, inlines, para, span, string, strong
from forum.documents.manuscript import Manuscript
from forum.documents.places import Places
from forum.documents.recommendations import RecommendationBlock, is_name
from forum.documents.typography import typographic
from forum.model import Person, Run, Workspace
from forum.report import parts
from forum.report.assembled import Assembled, Chapter
from forum.report.contributors import contributions
from forum.report.labels import labels_for
from forum.report.linking import checked_links, globalised, report_id, shifted
from forum.report.numbering import (
    Register,
    filled_crossrefs,
    numbered,
    numbered_paragraphs,
    section_names,
)
from forum.report.positions import positions
from forum.report.received import received
from forum.report.recommendations import item, printed_recommendations
from forum.report.rounds import rounds
from forum.report.translations import split_translations, translated_items, translation_problems
from forum.report.values import Recommendation, ReportMeta, ReportPaper

_NONE: Mapping[str, str] = MappingProxyType({})


def assemble(
    workspace: Workspace,
    chapters: Sequence[Chapter],
    texts: Mapping[str, Manuscript],
    meta: ReportMeta,
    runs: Sequence[Run] = (),
    names: Mapping[str, str] = _NONE,
) -> Assembled:
    """Return the whole report as one document, in the order that a hurried reader wants.

    ``texts`` are the report's own, by stem (``foreword``, ``summary.nl``); ``runs``
    are listed in the method annex. ``names`` are of what the chapters stand for and do not hold,
    by id, so that cross-references to it are known.
    """
    assembler = Assembler(workspace, chapters, texts, meta)
    assembler.register.names |= names
    return assembler.whole(runs)


class Assembler:
    """One assembly: the register counts on as the parts are made in reading order."""

    def __init__(
        self, workspace: Workspace, chapters: Sequence[Chapter], texts: Mapping[str, Manuscript], meta: ReportMeta
    ) -> None:
        self.workspace, self.chapters, self.texts, self.meta = workspace, chapters, texts, meta
        self.labels = meta.labels
        self.slugs = frozenset(chapter.paper.slug for chapter in chapters)
        self.people = {person.id: person for person in workspace.people}
        self.register = Register()
        self.problems: list[Diagnostic] = []
        self.places = {chapter.paper.slug: chapter.manuscript.places for chapter in chapters} | {
            _text_slug(stem): text.places for stem, text in texts.items()
        }
        self.positions = by_recommendation(workspace.positions)
        self.recommendations: list[Recommendation] = []
        self.traces: dict[str, parts.Trace] = {}
        self.counts: dict[str, Mapping[str, int]] = {}

    def whole(self, runs: Sequence[Run]) -> Assembled:
        """Return the whole report."""
        papers = tuple(self.entry(number, chapter) for number, chapter in enumerate(self.chapters, 1))
        for chapter, paper in zip(self.chapters, papers, strict=True):
            self.register_recommendations(chapter, paper)
        # In the order of reading, for what is numbered on the way.
        summaries = self._summaries()
        front = self._own("foreword")
        themes = self._themes(papers)
        method = self._own("method")
        back = self._back(papers, method, runs)
        order = [
            *parts.highlights(self.workspace.manifest.report.highlights, self.traces, self.labels),
            *summaries,
            *([parts.part("foreword", "foreword", self.labels["foreword"], front)] if front else []),
            *themes,
            *back,
        ]
        section_names(order, self.register, self.labels)
        blocks, unknown = filled_crossrefs(order, self.register, self.places)
        self.problems += unknown
        blocks = checked_links(blocks)
        self.problems += self._reserved(order)
        found = tuple(self.recommendations)
        digests = {one.id: one.digest for one in found}
        self.problems += stale_positions(self.workspace.positions, digests)
        self.problems += reworded(self.workspace.rounds, digests)
        told = tuple(self.problems)
        return Assembled(tuple(blocks), papers, found, told, self.places, self.register.names, self.counts)

    def _reserved(self, order: Sequence[Node]) -> Iterator[Diagnostic]:
        """Yield an error for each paper whose name is the address of a part of the report."""
        taken = {identifier_of(part["c"][1][0]) for part in order}
        for paper in (chapter.paper for chapter in self.chapters if chapter.paper.slug in taken):
            message = f"{paper.slug} is the name of a part of the report, and so no paper's"
            yield error("slug-reserved", message, Span(paper.path), "forum rename gives the paper another")

    # --- papers --------------------------------------------------------------------

    def entry(self, number: int, chapter: Chapter) -> ReportPaper:
        """Return what the report says of a paper."""
        meta = chapter.paper.meta
        names = tuple(self._person(author.person).name for author in meta.authors)
        language = meta.language or self.meta.language
        return ReportPaper(
            chapter.paper.slug,
            str(number),
            typographic(meta.title),
            meta.theme,
            meta.kind,
            meta.status,
            language,
            names,
        )

    def _person(self, identifier: str) -> Person:
        return self.people.get(identifier) or Person(id=identifier, name=identifier)

    def register_recommendations(self, chapter: Chapter, paper: ReportPaper) -> None:
        """Number the recommendations of a paper."""
        for block in chapter.manuscript.recommendations:
            if not is_name(block.id):
                continue  # told already; it is printed without a number
            if block.id in self.traces:
                self._repeated(block, chapter)
                continue
            number = len(self.recommendations) + 1
            self.register.names[block.id] = f"{self.labels['recommendation']} {number}"
            refers = tuple(report_id(name, paper.slug) for name in block.refers)
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
                    standing=standing_if_any(block.id, block.digest, self.positions, self.workspace),
                )
            )

    def _repeated(self, block: RecommendationBlock, chapter: Chapter) -> None:
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
                self.paper(chapter, paper)
                for chapter, paper in zip(self.chapters, papers, strict=True)
                if paper.theme == identifier
            ]
            if inside:
                result.append(parts.part(f"theme-{identifier}", "theme", typographic(title), inside))
        return result

    def paper(self, chapter: Chapter, paper: ReportPaper) -> Node:
        """Return a paper as a part of the report."""
        self.counts[paper.slug] = dict(self.register.counts)
        own = [*self._front_matter(chapter, paper), *self.body(chapter, paper)]
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

    def body(self, chapter: Chapter, paper: ReportPaper) -> list[Node]:
        """Return the blocks of a paper, numbered."""
        blocks = self._global(list(chapter.manuscript.blocks), paper.slug, chapter.manuscript.places)
        if self.workspace.manifest.report.paragraph_numbers:
            blocks = numbered_paragraphs(blocks, paper.slug, paper.number)
        own = [one for one in self.recommendations if one.paper == paper.slug]
        blocks = printed_recommendations(blocks, own, paper.slug, self.labels)
        return shifted(numbered(blocks, self.register, self.labels), 2)

    def _global(self, blocks: list[Node], slug: str, places: Places) -> list[Node]:
        """Return blocks whose ids are unique in the report, and whose references follow them."""
        taken = {one.id for one in self.recommendations if one.paper != slug}
        done, problems = globalised(blocks, slug, places, self.slugs, taken)
        self.problems += problems
        return done

    # --- the report's own parts ------------------------------------------------------

    def _own(self, stem: str) -> list[Node]:
        text = self.texts.get(stem)
        if text is None:
            return []
        blocks = self._global(list(text.blocks), _text_slug(stem), text.places)
        return shifted(numbered(blocks, self.register, self.labels), 1)

    def _summaries(self) -> list[Node]:
        main = self.meta.language
        stems = [stem for stem in ("summary", f"summary.{main}") if stem in self.texts]
        text = self._own(stems[0]) if stems else []
        items = [item(one.id) for one in self.recommendations]
        made = [parts.summary(text, items, self.labels, main, True)]
        for stem in sorted(set(self.texts) - {"summary", f"summary.{main}"}):
            if stem.startswith("summary."):
                made.append(self._translated_summary(stem, stem.removeprefix("summary.")))
        return made

    def _translated_summary(self, stem: str, language: str) -> Node:
        labels = labels_for(language)
        text, translated = split_translations(self._own(stem))
        self.problems += translation_problems(translated, self.recommendations, self.texts[stem].places)
        items = translated_items(self.recommendations, translated, labels, self.meta.language)
        return parts.summary(text, items, labels, language, False)

    def _back(self, papers: Sequence[ReportPaper], method: Sequence[Node], runs: Sequence[Run]) -> list[Node]:
        labels, by_slug = self.labels, {paper.slug: paper for paper in papers}
        written = zip((chapter.paper for chapter in self.chapters), papers, strict=True)
        people = contributions(written, self.people, self.workspace.manifest.partner)
        given = (self.recommendations, self.workspace, labels, self.meta.language)
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
            ("positions", labels["positions-annex"], positions(*given)),
            ("rounds", labels["rounds-annex"], rounds(*given)),
            ("received", labels["received-annex"], received(self.workspace, labels)),
            ("method", labels["method"], [*method, *parts.computations(runs, labels)]),
        ]
        authors = [one.name for one in people]
        back = [parts.citing(self.meta, authors, papers, labels)]
        back += [parts.contributors(people, labels)] if people else []
        back += parts.annexes(annexes)
        refs = div([], "refs", ["references"])
        back.append(parts.part("references", "references", labels["references"], [refs]))
        if entries := parts.lists(self.register, labels):
            back.append(parts.part("lists", "lists", labels["lists"], entries))
        return back


def _text_slug(stem: str) -> str:
    """Return what the ids in one of the report's own texts begin with: ``text-summary-nl``."""
    return f"text-{stem.replace('.', '-')}"
