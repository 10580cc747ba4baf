"""Whether the names in a workspace name something: people, partners, themes, papers.

Each check is a pure function from a workspace to problems; ``CHECKS`` has them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from forum.diagnostics import Diagnostic, Span, error, warning
from forum.documents.identifiers import country_problem, id_problem, language_problem, orcid_problem, ror_problem
from forum.documents.nearest import did_you_mean
from forum.documents.trees import Path, Tree
from forum.model import Paper, Workspace

Check = Callable[[Workspace], Iterable[Diagnostic]]
_RECOMMENDATION = re.compile(r"\{[^{}\n]*#(rec[-:][^\s}]+)")


def registry_problems(workspace: Workspace) -> tuple[Diagnostic, ...]:
    """Return what all the checks of this page find."""
    return tuple(problem for check in CHECKS for problem in check(workspace))


def recommendation_ids(papers: Iterable[Paper]) -> frozenset[str]:
    """Return the ids that look like a recommendation's in the papers' unparsed Markdown."""
    texts = (text.source for paper in papers for text in paper.texts)
    return frozenset(found[1] for source in texts for found in _RECOMMENDATION.finditer(source))


def duplicate_ids(workspace: Workspace) -> Iterator[Diagnostic]:
    """Yield each second use of an id among people, partners, themes and milestones."""
    manifest, spans = workspace.manifest, workspace.manifest_spans
    yield from _duplicates("partner", [item.id for item in manifest.partner], Tree(None, spans), ("partner",))
    yield from _duplicates("theme", [item.id for item in manifest.theme], Tree(None, spans), ("theme",))
    yield from _duplicates("milestone", [item.id for item in manifest.milestone], Tree(None, spans), ("milestone",))
    yield from _duplicates("person", [item.id for item in workspace.people], Tree(None, workspace.people_spans), ())


def _duplicates(what: str, names: Iterable[str], tree: Tree, path: Path) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for number, name in enumerate(names):
        place = tree.place((*path, number, "id"))
        if name.casefold() in seen:
            first = tree.place((*path, seen[name.casefold()], "id"))
            message = f"the id {name} is given to a second {what}; the first is in line {first.line}"
            yield error("id-duplicate", message, place, "give one of them another id")
        elif wrong := id_problem(name, f"{what} id", place):
            yield wrong
        seen.setdefault(name.casefold(), number)


def identifiers(workspace: Workspace) -> Iterator[Diagnostic]:
    """Yield ORCID iDs, ROR identifiers, countries and languages that cannot be right."""
    manifest, tree = workspace.manifest, Tree(None, workspace.manifest_spans)
    for number, person in enumerate(workspace.people):
        place = Tree(None, workspace.people_spans).place((number, "orcid"))
        yield from _found(orcid_problem(person.orcid, place) if person.orcid else None)
    for number, partner in enumerate(manifest.partner):
        at: Path = ("partner", number)
        yield from _found(ror_problem(partner.ror, tree.place((*at, "ror"))) if partner.ror else None)
        country = partner.country
        yield from _found(country_problem(country, tree.place((*at, "country"))) if country else None)
    yield from _found(language_problem(manifest.forum.language, tree.place(("forum", "language"))))
    for paper in workspace.papers:
        place = Tree(None, paper.spans).place(("language",))
        yield from _found(language_problem(paper.meta.language, place) if paper.meta.language else None)


def _found(problem: Diagnostic | None) -> tuple[Diagnostic, ...]:
    return () if problem is None else (problem,)


def partners(workspace: Workspace) -> Iterator[Diagnostic]:
    """Yield partners that are named and not in the manifest: the lead, and those of people."""
    known = [partner.id for partner in workspace.manifest.partner]
    lead = workspace.manifest.forum.lead
    if lead and lead not in known:
        yield _unknown("partner", lead, Tree(None, workspace.manifest_spans).place(("forum", "lead")), known)
    for number, person in enumerate(workspace.people):
        if person.partner and person.partner not in known:
            place = Tree(None, workspace.people_spans).place((number, "partner"))
            yield _unknown("partner", person.partner, place, known)


def names_in_papers(workspace: Workspace) -> Iterator[Diagnostic]:
    """Yield persons, themes and subthemes of papers that nothing declares."""
    people = [person.id for person in workspace.people]
    themes = {theme.id: theme for theme in workspace.manifest.theme}
    for paper in workspace.papers:
        tree, meta = Tree(None, paper.spans), paper.meta
        for number, author in enumerate(meta.authors):
            if author.person not in people:
                yield _unknown("person", author.person, tree.place(("authors", number, "person")), people)
        if meta.editor and meta.editor not in people:
            yield _unknown("person", meta.editor, tree.place(("editor",)), people)
        if meta.theme and meta.theme not in themes:
            yield _unknown("theme", meta.theme, tree.place(("theme",)), themes)
        known = themes[meta.theme].subthemes if meta.theme in themes else ()
        for number, subtheme in enumerate(meta.subthemes):
            if meta.theme in themes and subtheme not in known:
                place = tree.place(("subthemes", number))
                yield _unknown("subtheme", subtheme, place, known, f" of {meta.theme}")


def _unknown(what: str, name: str, place: Span, known: Iterable[str], of: str = "") -> Diagnostic:
    declared = {"person": "recommendations/people.yaml"}.get(what, "forum.toml")
    known = list(known)
    hints = did_you_mean(name, known) or (f"add it to {declared}",)
    return error(f"{what}-unknown", f"{declared} has no {what} {name}{of}", place, *hints)


def manifest_lists(workspace: Workspace) -> Iterator[Diagnostic]:
    """Yield what ``papers`` and ``highlights`` name and no paper has, and too many highlights."""
    report, tree = workspace.manifest.report, Tree(None, workspace.manifest_spans)
    slugs = [paper.slug for paper in workspace.papers]
    recommendations = recommendation_ids(workspace.papers)
    for number, slug in enumerate(report.papers):
        if slug not in slugs:
            place = tree.place(("report", "papers", number))
            yield error("paper-unknown", f"there is no paper {slug}", place, *did_you_mean(slug, slugs))
    for number, name in enumerate(report.highlights):
        if name not in recommendations:
            place = tree.place(("report", "highlights", number))
            hints = did_you_mean(name, sorted(recommendations))
            yield error("highlight-unknown", f"no paper has the recommendation {name}", place, *hints)
    if len(report.highlights) > 10:
        message = f"{len(report.highlights)} highlights are listed; the page holds at most ten"
        yield error("highlights-too-many", message, tree.place(("report", "highlights", 10)), "remove some")


def slugs(workspace: Workspace) -> Iterator[Diagnostic]:
    """Yield papers whose folder's name cannot stand in an address."""
    for paper in workspace.papers:
        if wrong := id_problem(paper.slug, "folder name", Span(paper.path)):
            yield wrong


def authors(workspace: Workspace) -> Iterator[Diagnostic]:
    """Yield papers without authors, and authors that are listed twice."""
    for paper in workspace.papers:
        tree = Tree(None, paper.spans)
        names = [author.person for author in paper.meta.authors]
        if not names and ("authors",) in paper.spans:
            yield warning("authors-missing", "the paper names no author", tree.place(("authors",)))
        for number, name in enumerate(names):
            if name in names[:number]:
                place = tree.place(("authors", number))
                yield error("author-duplicate", f"{name} is listed as author twice", place, "join their roles")


CHECKS: tuple[Check, ...] = (
    duplicate_ids,
    identifiers,
    partners,
    names_in_papers,
    manifest_lists,
    slugs,
    authors,
)
