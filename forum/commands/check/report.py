"""What a check finds in the report as a whole: of papers that were looked at one by one.

The report is assembled of stand-ins. Each holds of its paper what others have to do with:
recommendations, references and links to what it does not have itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forum.citations.bibliography import cited_keys, unknown_citation
from forum.citations.check_claims import claims, claims_of
from forum.citations.check_links import lost
from forum.citations.check_titles import small_nouns
from forum.citations.shelf_checks import unused
from forum.commands.check.library import Books
from forum.commands.check.paper import Examined, Stub, commented
from forum.diagnostics import Diagnostic
from forum.documents.ast import Node, link, para
from forum.documents.crossrefs import crossref
from forum.documents.manuscript import Manuscript
from forum.documents.nearest import Known
from forum.documents.places import Places
from forum.documents.recommendations import RecommendationBlock
from forum.model import Paper, Run, Workspace
from forum.report.assemble import assemble
from forum.report.assembled import Chapter, ordered_papers
from forum.report.printable import characters
from forum.report.values import Report, ReportMeta
from forum.stages.memory import recall, remember
from forum.stages.printing import absent, formulas, misread, text_of, unreadable, unusual


@dataclass(frozen=True)
class Looked:
    """The papers as they were looked at, by slug, and the report's own texts, by stem."""

    workspace: Workspace
    books: Books
    papers: Mapping[str, tuple[Paper, Examined]]
    texts: Mapping[str, Manuscript]


def in_report(
    looked: Looked, texts: Mapping[str, Manuscript], meta: ReportMeta, runs: Sequence[Run]
) -> Iterator[Diagnostic]:
    """Yield what is wrong in the report as it is printed; ``texts`` have the report's keys."""
    workspace, books = looked.workspace, looked.books
    ordered = ordered_papers((paper for paper, _ in looked.papers.values()), workspace)
    included = [looked.papers[paper.slug] for paper in ordered]
    chapters = [_stand_in(paper, one) for paper, one in included]
    names = dict.fromkeys((name for _, one in included for name in one.numbered), "")
    names |= dict.fromkeys((name for _, one in included for name in one.headings if name not in names), "")
    assembled = assemble(workspace, chapters, texts, meta, runs, names)
    yield from assembled.problems
    for _, one in included:
        yield from one.problems_in_print()
    places = {**assembled.places, **{slug: Places(paper.texts) for slug, (paper, _) in looked.papers.items()}}
    places |= {f"/{stem}": text.places for stem, text in looked.texts.items()}
    written = unusual(characters(Report(meta, assembled.blocks))).union(*(one.characters for _, one in included))
    keys = dict.fromkeys((*(key for _, one in included for key in one.cites), *cited_keys(assembled.blocks)))
    items = looked.books.references.items
    quoted = {key: text_of(items[key]) if items[key].get("type") else key for key in keys}
    yield from absent(workspace, written, places, quoted, books.place)
    every = dict.fromkeys((*(tex for _, one in included for tex in one.formulas), *formulas(assembled.blocks)))
    yield from (misread(tex, places) for tex in _unreadable(workspace.root, list(every)))


def _stand_in(paper: Paper, one: Examined) -> Chapter:
    """Return a chapter that holds of a paper what others have to do with."""
    content: list[Node] = [*map(crossref, one.crossrefs), *(link([], target) for target in one.links)]
    blocks = (para(content),) if content else ()
    own = tuple(_recommendation(each, paper) for each in one.recommendations)
    return Chapter(paper, Manuscript(blocks, Places(paper.texts), paper.meta.language, own))


def _recommendation(one: Stub, paper: Paper) -> RecommendationBlock:
    return RecommendationBlock(
        id=one.id,
        span=Places(paper.texts).start,
        text=(),
        rationale=(),
        evidence=(),
        addressees=one.addressees,
        strength="",
        certainty="",
        justification="",
        canonical="",
        digest=one.digest,
        cites=one.cites,
        refers=one.refers,
    )


def _unreadable(root: Path, every: Sequence[str]) -> list[str]:
    """Return the formulas that cannot be converted; pandoc is asked about those only that are new."""
    known = recall(root, "formulas", dict[str, bool]) or {}
    new = [tex for tex in every if tex not in known]
    bad = frozenset(unreadable(root, new))
    now = {tex: known.get(tex, tex not in bad) for tex in every}
    if now != known:
        remember(root, "formulas", now)
    return [tex for tex, is_good in now.items() if not is_good]


@contextmanager
def remembered_hints(root: Path, names: Known) -> Iterator[None]:
    """Let it be remembered which of many names is most like those that were held against them."""
    before, found = recall(root, "hints", tuple[list[str], dict[str, str | None]]) or ([], {})
    names.learn(before, found)
    yield
    if (before, found) != (names.names, names.found):
        remember(root, "hints", (names.names, names.found))


def in_citing(looked: Looked, capitals: bool, off: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong in how papers and texts cite together, and with what they cite.

    ``capitals`` tells that the style gives titles their capitals again; nobody wants to hear of what is ``off``.
    """
    references = looked.books.references
    for slug, (paper, one) in looked.papers.items():
        yield from one.problems(off)
        yield from (unknown_citation(each, slug, references) for each in one.unknown_in(paper))
    stated = [claim for paper, one in looked.papers.values() for claim in one.claims_in(paper)]
    stated += [claim for paper, one in looked.papers.values() for claim in one.claims_in_abstract(paper)]
    stated += [claim for text in looked.texts.values() for claim in claims_of(text)]
    yield from claims(stated)
    used = set(_used(looked))
    yield from _lost(looked, {name for name, _, _ in used}, capitals)
    if looked.workspace.papers and not {"citation-unused", "citation-commented"} <= off:
        hidden = {key for _, one in looked.papers.values() for key in one.commented}
        hidden = hidden.union(*map(commented, looked.texts.values()))
        cited = {(scope, key) for _, scope, key in used}
        yield from unused(looked.books.shelf, cited, hidden, "citation-unused" not in off)


def _used(looked: Looked) -> Iterator[tuple[str, str, str]]:
    """Yield the report's key, scope and own key of everything that is cited."""
    books = looked.books
    cited: list[tuple[str, Sequence[str]]] = [(slug, one.tags) for slug, (_, one) in looked.papers.items()]
    cited += [("", text.cited) for text in looked.texts.values()]
    for slug, tags in cited:
        keys = {name: key for key, name in books.references.local.get(slug, {}).items()}
        for tag in tags:
            name = books.cited(tag, slug).rpartition(" ")[0]
            if name:
                yield (name, slug, keys[name]) if name in keys else (name, "", name)


def _lost(looked: Looked, names: set[str], capitals: bool) -> Iterator[Diagnostic]:
    """Yield what pandoc lost of references that are cited; of all, where there is no text."""
    checks = (lost,) if capitals else (lost, small_nouns)
    books, items = looked.books, looked.books.references.items
    for known in (books.shared, *books.own.values()):
        for name in known if not looked.workspace.papers else names & known.keys():
            item = items.get(name)
            if item is not None and item.get("type"):  # of a large file some are not read
                record = books.shelf.record(known[name])
                if record.format == "bib":
                    yield from (problem for check in checks for problem in check(record, item))
