"""What a check finds in one paper, and what it has to know of it to look at the whole report.

Both are kept until the paper changes, or one of the answers to what it asked: so an
unchanged paper is not even read by pandoc's rules again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import msgspec

from forum.citations import check_locators, check_text
from forum.citations.bibliography import Unknown, cited_keys, named_citations
from forum.citations.check_claims import Claim, claims_of
from forum.citations.check_text import Citing
from forum.commands.check.library import Books, picture
from forum.diagnostics import Diagnostic, Span, from_plain, plain
from forum.documents.ast import Node, has_class, iterate
from forum.documents.manuscript import Manuscript
from forum.documents.placing import resolve
from forum.documents.results import Library, Resolved, pictures_in
from forum.model import Paper, Workspace
from forum.report.alone import assemble_alone
from forum.report.assembled import Chapter
from forum.report.linking import is_relative
from forum.report.printable import characters
from forum.report.values import Report, ReportMeta
from forum.stages.cache import digest_of
from forum.stages.printing import formulas, unusual

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_KEY = re.compile(r"@\{?([\w*][^\s\]};,]*)")

Place = tuple[int, int, int | None]
Stated = tuple[str, str, str, str, Place]
Plain = dict[str, Any]


class Asked(msgspec.Struct, array_like=True):
    """What was asked while a text was looked at, with the answers.

    ``tags`` are citations, ``authors`` families and years, ``pictures`` targets of images;
    ``results`` is the digest of all results, where one was asked for.
    """

    tags: dict[str, str]
    authors: list[tuple[str, str, str]]
    pictures: dict[str, str]
    results: str


class Stub(msgspec.Struct, frozen=True, array_like=True):
    """A recommendation, as far as the report as a whole has to know it."""

    id: str
    cites: tuple[str, ...]
    refers: tuple[str, ...]
    addressees: tuple[str, ...]
    digest: str


class Examined(msgspec.Struct, frozen=True, array_like=True):
    """What was found in a paper, with its abstract.

    ``found`` are problems whatever becomes of it, ``printed`` those of its place in the report;
    ``unknown`` are citations that name nothing. The rest is for the whole: what it cites as
    written, and in print; what it and its abstract state, what it comments out, prints that is unusual; its ids without
    and with headings; references and links to what it does not hold.
    """

    key: str
    asked: Asked
    found: list[Plain]
    printed: list[Plain]
    unknown: list[tuple[str, str, Place]]
    tags: list[str]
    cites: list[str]
    claims: list[Stated]
    abstract_claims: list[Stated]
    commented: list[str]
    characters: str
    formulas: list[str]
    numbered: list[str]
    headings: list[str]
    crossrefs: list[str]
    links: list[str]
    recommendations: list[Stub]
    notebooks: list[str]

    def problems(self, off: frozenset[str]) -> Iterator[Diagnostic]:
        """Yield what is wrong whatever becomes of the paper, but for codes of which nobody wants to hear."""
        return (from_plain(one) for one in self.found if one["code"] not in off)

    def problems_in_print(self) -> Iterator[Diagnostic]:
        """Yield what is wrong in the report."""
        return map(from_plain, self.printed)

    def unknown_in(self, paper: Paper) -> Iterator[Unknown]:
        """Yield the citations that name nothing."""
        return (Unknown(key, whole, _span(paper, place)) for key, whole, place in self.unknown)

    def claims_in(self, paper: Paper) -> Iterator[Claim]:
        """Yield the facts that the paper states."""
        return _claims(paper, self.claims)

    def claims_in_abstract(self, paper: Paper) -> Iterator[Claim]:
        """Yield the facts that its abstract states."""
        return _claims(paper, self.abstract_claims)


def key_of(workspace: Workspace, paper: Paper, program: str) -> str:
    """Return a digest of the paper, and of what of the manifest and the people is looked at with it."""
    manifest = workspace.manifest
    texts = (f"{one.source}\0{one.line}\0{one.cell}" for one in paper.texts)
    abstract = (paper.meta.abstract, repr(paper.spans.get(("abstract",))), repr(paper.spans.get(())))
    names = (paper.slug, str(paper.path), paper.meta.language, manifest.forum.language)
    own = repr(paper.notebook) if paper.notebook is not None else ""
    more = (
        repr(manifest.citations.prefixes),
        repr(manifest.report.paragraph_numbers),
        repr(_families(workspace, paper)),
    )
    return digest_of((program, *names, *abstract, *more, own, *texts))


def _families(workspace: Workspace, paper: Paper) -> list[str]:
    """Return the family names of the paper's authors, in small letters."""
    authors = {author.person for author in paper.meta.authors}
    people = (one for one in workspace.people if one.id in authors and not one.group and one.name)
    return sorted({one.name.split()[-1].casefold() for one in people})


class Answers:
    """What papers may ask: of references, of pictures, and of what notebooks computed."""

    def __init__(self, workspace: Workspace, books: Books, results: str) -> None:
        self.workspace, self.books, self.results = workspace, books, results

    def hold(self, asked: Asked, paper: Paper) -> bool:
        """Tell whether all that was asked has the same answers now."""
        slug, books = paper.slug, self.books
        return (
            asked.results in ("", self.results)
            and all(books.cited(tag, slug) == answer for tag, answer in asked.tags.items())
            and all(books.authored(family, year, slug) == key for family, year, key in asked.authors)
            and all(
                picture(self.workspace.root, paper.path, target) == answer for target, answer in asked.pictures.items()
            )
        )


class Desk:
    """One text on which a check looks, and what it asks on the way."""

    def __init__(self, answers: Answers, slug: str, library: Library, meta: ReportMeta) -> None:
        self.answers, self.slug, self.library, self.meta = answers, slug, library, meta
        self.workspace, self.books = answers.workspace, answers.books
        self.asked = Asked({}, [], {}, "")

    def find(self, tag: str) -> str:
        """Return the report's key for what is cited, and remember that it was asked for."""
        if tag not in self.asked.tags:
            self.asked.tags[tag] = self.books.cited(tag, self.slug)
        return self.asked.tags[tag].rpartition(" ")[0]

    def _authored(self, family: str, year: str) -> str:
        key = self.books.authored(family, year, self.slug)
        self.asked.authors.append((family, year, key))
        return key

    def resolved(self, manuscript: Manuscript, name: str, paper: Paper | None = None) -> Resolved:
        """Return a text with its results and pictures in place."""
        own = paper.notebook if paper is not None else None
        nodes = list(iterate(list(manuscript.blocks), words=False))
        targets = [node["c"][2][0] for node in nodes if node["t"] in ("Link", "Image")]
        cells = any(node["t"] == "Div" and has_class(node, "cell-output") for node in nodes)
        if not targets and not cells and own is None:
            return Resolved(manuscript)
        if own is not None or any(".ipynb" in target for target in targets):
            self.asked.results = self.answers.results
        path = manuscript.places.start.path
        root = self.workspace.root
        pictures = pictures_in(manuscript) if any(node["t"] == "Image" for node in nodes) else ()
        self.asked.pictures |= {target: picture(root, path, target) for target in pictures}
        return resolve(manuscript, self.library, name, own)

    def checked(self, manuscript: Manuscript) -> tuple[list[Node], tuple[Unknown, ...]]:
        """Return a text's blocks with the report's keys, and the citations that name nothing."""
        blocks, unknown = named_citations(manuscript, self.find)
        for one in unknown:
            self.find(one.whole)
        return blocks, unknown

    def citing(self, manuscript: Manuscript, authors: Iterable[str]) -> Iterator[Diagnostic]:
        """Yield what is wrong in how a text cites."""
        tags = dict.fromkeys(manuscript.cited)
        names = {tag: name for tag in tags if (name := self.find(tag))}
        cited = {tag: record for tag, name in names.items() if (record := self.books.record(name, self.slug))}
        prefixes = frozenset(self.workspace.manifest.citations.prefixes)
        document = Citing(manuscript, cited, self._authored, frozenset(authors), prefixes)
        for check in (*check_text.CHECKS, *check_locators.CHECKS):
            yield from check(document)


def examined(desk: Desk, paper: Paper, manuscript: Manuscript, abstract: Manuscript, key: str) -> Examined:
    """Return what is found in a paper."""
    whole, short = desk.resolved(manuscript, paper.slug, paper), desk.resolved(abstract, paper.slug)
    blocks, unknown = desk.checked(whole.manuscript)
    abstract_blocks, more = desk.checked(short.manuscript)
    chapter = Chapter(paper, replace(whole.manuscript, blocks=tuple(blocks)), tuple(abstract_blocks))
    alone = assemble_alone(desk.workspace, chapter, desk.meta)
    families = _families(desk.workspace, paper)
    citing = (problem for one in (manuscript, abstract) for problem in desk.citing(one, families))
    problems = dict.fromkeys((*whole.manuscript.problems, *short.manuscript.problems, *citing))
    links = [node["c"][2][0] for node in iterate(blocks, words=False) if is_relative(node)]
    return Examined(
        key=key,
        asked=desk.asked,
        found=[plain(one) for one in problems],
        printed=[plain(one) for one in alone.problems],
        unknown=[(one.key, one.whole, _place(one.span)) for one in (*unknown, *more)],
        tags=list(dict.fromkeys((*manuscript.cited, *abstract.cited))),
        cites=list(cited_keys(alone.blocks)),
        claims=_stated(manuscript),
        abstract_claims=_stated(abstract),
        commented=sorted(commented(manuscript)),
        characters="".join(sorted(unusual(characters(Report(desk.meta, alone.blocks))))),
        formulas=list(formulas(alone.blocks)),
        numbered=list(alone.numbered),
        headings=[name for name in alone.names if name not in alone.numbered],
        crossrefs=list(alone.unknown),
        links=links,
        recommendations=[
            Stub(one.id, one.cites, one.refers, one.addressees, one.digest) for one in whole.manuscript.recommendations
        ],
        notebooks=sorted({one.notebook for each in (whole, short) for one in each.addresses}),
    )


def commented(manuscript: Manuscript) -> set[str]:
    """Return the keys that stand in comments of a text."""
    sources = [text.source for text in manuscript.places.texts if "<!--" in text.source]
    comments = [found for source in sources for found in _COMMENT.findall(source)]
    return {key.rstrip(".:?!") for comment in comments for key in _KEY.findall(comment)}


def _stated(manuscript: Manuscript) -> list[Stated]:
    return [(one.of, one.as_of, one.written, one.language, _place(one.span)) for one in claims_of(manuscript)]


def _claims(paper: Paper, stated: Iterable[Stated]) -> Iterator[Claim]:
    return (Claim(of, as_of, written, language, _span(paper, place)) for of, as_of, written, language, place in stated)


def _place(span: Span) -> Place:
    return span.line, span.column, span.cell


def _span(paper: Paper, place: Place) -> Span:
    return Span(paper.path, *place)
