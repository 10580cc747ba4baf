"""``forum new``: a paper, notebook, recommendation, person or partner, from a template."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from forum.diagnostics import Diagnostic, Outcome, Span, UsageError
from forum.documents.filling import (
    fill,
    json_text,
    with_block,
    with_markdown_cell,
    with_partner,
    with_person,
)
from forum.documents.identifiers import bare_orcid, bare_ror, country_problem, id_problem, orcid_problem, ror_problem
from forum.documents.nearest import did_you_mean
from forum.documents.registry import recommendation_ids
from forum.documents.slugs import fresh, slug
from forum.documents.yaml_scalars import yaml_scalar
from forum.model import Partner, Person, Workspace
from forum.tools.files import read_text, write_texts
from forum.tools.templates import template_path
from forum.word.front_matter import with_body
from forum.workspace import MANIFEST, PAPERS, PEOPLE, load

if TYPE_CHECKING:
    from forum.stages.word_in import Foreign

# They begin most recommendations, and tell none apart.
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "de", "een", "en", "het", "in", "must", "of", "on", "or", "should", "states", "that", "the"}
)


@dataclass(frozen=True)
class Created:
    """What ``forum new`` made: its id, the files it wrote or changed, and what to do next."""

    id: str
    paths: tuple[PurePosixPath, ...]
    next: str = ""


def new_paper(
    root: Path,
    title: str,
    *,
    name: str = "",
    kind: str = "recommendation-paper",
    theme: str = "",
    author: str = "",
    language: str = "",
    word: Path | None = None,
) -> Outcome[Created]:
    """Write a paper from ``templates/new/paper.md``; ``name`` is its slug, else made from the title.

    With ``word``, a Word file, its text and abstract are that file's, and its title where none is given.
    """
    workspace = _workspace(root)
    came = _from_word(word) if word else None
    title = title or (came.value.title if came else "")
    if not title:
        raise UsageError("a paper needs a title", 'forum new paper "A title"')
    chosen = _chosen(name or slug(title), "paper", [paper.slug for paper in workspace.papers])
    people = workspace.people
    editor = next((person.id for person in people if person.group), people[0].id if people else "")
    values = {
        "title": title,
        "slug": chosen,
        "kind": kind,
        "theme": theme or next((theme.id for theme in workspace.manifest.theme), ""),
        "author": author or next((person.id for person in people if not person.group), editor),
        "editor": editor,
        "language": language or workspace.manifest.forum.language,
    }
    path = PurePosixPath(PAPERS, chosen, "paper.md")
    written = {key: value if key == "slug" else yaml_scalar(value) for key, value in values.items()}
    text = _filled(root, "new/paper.md", written)
    _write_new(root, {path: with_body(text, came.value.abstract, came.value.body) if came else text})
    problems = tuple(replace(one, span=Span(path)) for one in came.problems) if came else ()
    return Outcome(Created(chosen, (path,), f"write {path}, then: forum check"), (*problems, *_problems_in(root, path)))


def _from_word(word: Path) -> Outcome[Foreign]:
    from forum.stages.word_in import foreign_paper  # late: a paper from the template needs no pandoc

    try:
        return foreign_paper(word.read_bytes())
    except OSError as unread:
        raise UsageError(f"{word} cannot be read: {unread.strerror or unread}") from unread


def new_notebook(root: Path, title: str, *, name: str = "") -> Outcome[Created]:
    """Write a notebook and its parameter file; ``name`` is its slug, else made from the title."""
    workspace = _workspace(root)
    chosen = _chosen(name or slug(title), "notebook", [notebook.slug for notebook in workspace.notebooks])
    path = PurePosixPath("notebooks", f"{chosen}.ipynb")
    parameters = path.with_suffix(".params.yaml")
    values = {"title": json_text(title), "slug": chosen}
    notebook = _filled(root, "new/notebook.ipynb", values)
    _write_new(root, {path: notebook, parameters: _filled(root, "new/notebook.params.yaml", values)})
    return Outcome(Created(chosen, (path, parameters), f"address what it computes as /{path}#mean"))


def new_recommendation(
    root: Path,
    paper: str,
    text: str,
    *,
    name: str = "",
    addressees: str = "states",
    strength: str = "conditional",
    certainty: str = "moderate",
) -> Outcome[Created]:
    """Add a recommendation at the end of a paper; ``name`` is its id, else made from the text."""
    workspace = _workspace(root)
    found = next((one for one in workspace.papers if one.slug == paper), None)
    if found is None:
        slugs = [one.slug for one in workspace.papers]
        raise UsageError(
            f"there is no paper {paper}", *(did_you_mean(paper, slugs) or ("forum status lists the papers",))
        )
    taken = recommendation_ids(workspace.papers)
    words = [word for word in slug(text).split("-") if word not in _SMALL_WORDS]
    stem = "-".join(words[:4])
    chosen = f"rec-{name.removeprefix('rec-')}" if name else fresh(f"rec-{stem or 'new'}", taken)
    _chosen(chosen, "recommendation", taken)
    values = {"id": chosen, "text": text, "addressees": addressees, "strength": strength, "certainty": certainty}
    block = _filled(root, "new/recommendation.md", values)
    old = read_text(root, found.path).value or ""
    new = with_markdown_cell(old, block.strip(), chosen) if found.notebook else with_block(old, block)
    write_texts(root, {found.path: new})
    return Outcome(Created(chosen, (found.path,), "write its rationale and its evidence, then: forum check"))


def new_person(
    root: Path, name: str, *, identifier: str = "", partner: str = "", orcid: str = "", group: bool = False
) -> Outcome[Created]:
    """Add a person or group to ``people.yaml``.

    A wrong ORCID iD or an unknown partner is a problem, and nothing is written.
    """
    workspace = _workspace(root)
    chosen = _chosen(identifier or slug(name), "person", [person.id for person in workspace.people])
    known = [one.id for one in workspace.manifest.partner]
    if partner and partner not in known:
        hint = f'add it first: forum new partner "{partner}"'
        raise UsageError(f"there is no partner {partner}", *(did_you_mean(partner, known) or (hint,)))
    _refuse(orcid_problem(orcid, Span(PEOPLE)) if orcid else None)
    person = Person(id=chosen, name=name, partner=partner, orcid=bare_orcid(orcid), group=group)
    text = (read_text(root, PEOPLE).value or "") if (root / PEOPLE).exists() else ""
    write_texts(root, {PEOPLE: with_person(text, person, Span(PEOPLE))})
    return Outcome(Created(chosen, (PEOPLE,), f"name them in a paper: authors: [{{person: {chosen}}}]"))


def new_partner(root: Path, name: str, *, identifier: str = "", ror: str = "", country: str = "") -> Outcome[Created]:
    """Add a partner to ``forum.toml``; a wrong ROR identifier or country is a problem, and nothing is written."""
    workspace = _workspace(root)
    chosen = _chosen(identifier or slug(name), "partner", [partner.id for partner in workspace.manifest.partner])
    _refuse(ror_problem(ror, Span(MANIFEST)) if ror else None)
    _refuse(country_problem(country, Span(MANIFEST)) if country else None)
    partner = Partner(id=chosen, name=name, ror=bare_ror(ror), country=country)
    text = read_text(root, MANIFEST).value or ""
    write_texts(root, {MANIFEST: with_partner(text, partner)})
    return Outcome(Created(chosen, (MANIFEST,), f'add its people: forum new person "A Name" --partner {chosen}'))


def _workspace(root: Path) -> Workspace:
    """Return the workspace; a manifest or people that cannot be read are in the way of writing to them."""
    outcome = load(root, allow_empty=True)
    unread = [one for one in outcome.problems if one.fatal and one.span.path in (MANIFEST, PEOPLE)]
    for problem in unread:
        raise UsageError(f"{problem.span}: {problem.message}", *problem.hints)
    return outcome.value


def _chosen(name: str, what: str, taken: Collection[str]) -> str:
    """Return an id that is free and well formed."""
    option = "--id" if what in ("person", "partner") else "--name"
    if not name:
        raise UsageError(f"no id can be made from that for a {what}", f"give one: {option} NAME")
    if name.casefold() in {other.casefold() for other in taken}:
        raise UsageError(f"there is a {what} {name} already", f"give another id: {option} {fresh(name, taken)}")
    _refuse(id_problem(name, f"{what} id", Span(MANIFEST)))
    return name


def _refuse(problem: Diagnostic | None) -> None:
    if problem is not None:
        raise UsageError(problem.message, *problem.hints)


def _filled(root: Path, template: str, values: Mapping[str, str]) -> str:
    return fill(template_path(root, template).read_text(encoding="utf-8"), values)


def _write_new(root: Path, texts: Mapping[PurePosixPath, str]) -> None:
    for path in texts:
        if (root / path).exists():
            raise UsageError(f"{path} exists already", "give another id: --name NAME")
    write_texts(root, texts)


def _problems_in(root: Path, path: PurePosixPath) -> tuple[Diagnostic, ...]:
    """Return what is still to be filled in: a theme or an author that the manifest lacks, say."""
    return tuple(one for one in load(root).problems if one.span.path == path)
