"""One check of a workspace or of files: what has changed since the last is looked at, and all of it told."""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from msgspec.msgpack import encode

from forum.citations.bibliography import unknown_citation
from forum.citations.checks import DEFAULT_SEVERITY
from forum.commands.check.library import Books, results_digest
from forum.commands.check.paper import Answers, Desk, Examined, examined, key_of
from forum.commands.check.references import Looked as Records
from forum.commands.check.references import (
    bibliography_files,
    look,
    own_files,
    prints_capitals,
    retractions,
    shared_files,
)
from forum.commands.check.report import Looked, in_citing, in_report, remembered_hints
from forum.diagnostics import Diagnostic, Outcome, Span, arranged, info
from forum.documents.addresses import runs_of
from forum.documents.manuscript import Manuscript
from forum.documents.results import Edit
from forum.model import ForumSettings, Manifest, Paper, Run, RunResult, Workspace
from forum.stages.bare import bare_workspace
from forum.stages.dating import Edition
from forum.stages.forked import CAN_FORK, Forked
from forum.stages.fronts import Fronts
from forum.stages.inputs import FOLDERS, further_inputs
from forum.stages.memory import program, recall, remember
from forum.stages.report import is_listed, make_library, make_meta, resolve_all
from forum.stages.shelved import shelved_references
from forum.stages.shelving import Shelving
from forum.stages.sources import Sources, read_sources
from forum.workspace import load

_NAME = "papers"
Results = Mapping[tuple[str, str], RunResult]


@dataclass(frozen=True)
class Seen:
    """What is wrong by the manifest's severities; ``more`` are files outside the usual folders that were looked at."""

    workspace: Workspace
    severity: Mapping[str, str]
    problems: tuple[Diagnostic, ...]
    more: frozenset[str]


@dataclass(frozen=True)
class Whole:
    """All of a workspace in full, as repairs and pages want it."""

    workspace: Workspace
    sources: Sources
    looked: Records
    edits: tuple[Edit, ...]


def seen(root: Path | None, paths: Sequence[Path], today: datetime.date, style: bool) -> Seen:
    """Check a workspace, or bare files with the bibliographies beside them."""
    shelving = Shelving(root or Path.cwd(), today)
    shelving.add(shared_files(root) if root is not None else ())
    loaded = _loaded(root, paths)
    workspace = loaded.value
    shelving.add(own_files(workspace) if root is not None else bibliography_files(workspace))
    usual = {} if style else DEFAULT_SEVERITY
    severity = {**usual, **workspace.manifest.check.severity} if root else {**usual, "citation-unused": "off"}
    check = _Check(workspace, shelving)
    off = frozenset(code for code, level in severity.items() if level == "off")
    found = [*loaded.problems, *check.problems(off)]
    if root is not None:
        found += _unused_notebooks(workspace, check.notebooks)
    return Seen(workspace, severity, arranged(found, severity), check.more())


def whole(root: Path | None, paths: Sequence[Path], today: datetime.date) -> Whole:
    """Read all of a workspace, or of bare files."""
    workspace = _loaded(root, paths).value
    sources = read_sources(workspace)
    files = tuple(bibliography_files(workspace))
    shelving = Shelving(workspace.root, today)
    shelving.add(files)
    references = shelved_references(workspace, shelving.shelf, sources.cited if workspace.papers else None).value
    library = make_library(workspace, sources, stored_results(workspace), ran=False)
    edits = (edit for one in resolve_all(workspace, sources, library).values() for edit in one.edits)
    return Whole(workspace, sources, look(workspace, references, files), tuple(edits))


def _loaded(root: Path | None, paths: Sequence[Path]) -> Outcome[Workspace]:
    if root is None:  # other files may cite what these do not
        return bare_workspace(Path.cwd(), paths, Manifest(forum=ForumSettings(title="Files")))
    fronts = Fronts(root)
    loaded = load(root, reader=fronts.read)
    fronts.keep()
    return loaded


class _Check:
    """One check: references are read aside; then papers that are new are read, and looked at with what they cite."""

    def __init__(self, workspace: Workspace, shelving: Shelving) -> None:
        self.workspace, self.shelving = workspace, shelving
        self.root = workspace.root
        self.results = stored_results(workspace)
        self.before = recall(self.root, _NAME, dict[str, Examined]) or {}
        self.notebooks: set[str] = set()
        self.pictures: set[str] = set()

    def problems(self, off: frozenset[str]) -> Iterator[Diagnostic]:
        """Yield what is wrong in references, papers, texts, and the report."""
        workspace = self.workspace
        made = program()
        keys = {paper.slug: key_of(workspace, paper, made) for paper in workspace.papers}
        kept = {slug: one for slug, one in self.before.items() if keys.get(slug) == one.key}
        new = [paper for paper in workspace.papers if paper.slug not in kept]
        sources = read_sources(workspace, new)
        cited = sources.cited.union(*(one.tags for one in kept.values())) if workspace.papers else None
        shelf = self.shelving.shelf
        self.shelving.compare()
        references = shelved_references(workspace, shelf, cited)
        yield from references.problems
        books = Books(shelf, references.value)
        answers = Answers(workspace, books, results_digest(workspace, self.results))
        papers = {paper.slug: paper for paper in workspace.papers}
        gone = [papers[slug] for slug, one in kept.items() if not answers.hold(one.asked, papers[slug])]
        sources = _with(sources, read_sources(workspace, gone)) if gone else sources
        meta = make_meta(workspace, Edition(datetime.date.min, "", ""))
        desk = partial(Desk, answers, library=make_library(workspace, sources, self.results, ran=False), meta=meta)

        def look(slug: str) -> Examined:
            return examined(desk(slug), papers[slug], sources.papers[slug], sources.abstracts[slug], keys[slug])

        fresh = _each(look, [slug for slug in papers if slug in sources.papers])
        now = {slug: fresh[slug] if slug in fresh else kept[slug] for slug in papers}
        if now != self.before:
            remember(self.root, _NAME, now)
        self._note(now, papers)
        looked = Looked(workspace, books, {slug: (papers[slug], one) for slug, one in now.items()}, sources.texts)
        texts: dict[str, Manuscript] = {}
        for stem, text in sources.texts.items():
            yield from self._text(desk(""), stem, text, texts)
        with remembered_hints(self.root, references.value.known_names("")):
            yield from in_citing(looked, prints_capitals(workspace), off)
        yield from in_report(
            looked, texts, meta, [self.results[key].run for key in sorted(self.results) if is_listed(key)]
        )
        yield from retractions(self.root, shelf)
        yield from self.shelving.found

    def _text(self, desk: Desk, stem: str, text: Manuscript, texts: dict[str, Manuscript]) -> Iterator[Diagnostic]:
        """Look at one of the report's own texts, and put it among ``texts`` with the report's keys."""
        resolved = desk.resolved(text, f"/{stem}")
        blocks, unknown = desk.checked(resolved.manuscript)
        texts[stem] = Manuscript(
            tuple(blocks), text.places, text.language, resolved.manuscript.recommendations, resolved.manuscript.problems
        )
        self.notebooks |= {address.notebook for address in resolved.addresses}
        self.pictures |= {_picture_path(text.places.start.path.parent.as_posix(), one) for one in desk.asked.pictures}
        yield from resolved.manuscript.problems
        yield from (unknown_citation(one, "", desk.books.references) for one in unknown)
        yield from desk.citing(text, ())

    def _note(self, now: Mapping[str, Examined], papers: Mapping[str, Paper]) -> None:
        for slug, one in now.items():
            self.notebooks |= set(one.notebooks)
            folder = papers[slug].path.parent.as_posix()
            self.pictures |= {_picture_path(folder, target) for target in one.asked.pictures}

    def more(self) -> frozenset[str]:
        """Return the files outside the usual folders that were looked at."""
        outside = {name for name in self.pictures if name.partition("/")[0] not in FOLDERS}
        return frozenset({*further_inputs(self.workspace), *outside})


def _each(look: Callable[[str], Examined], slugs: Sequence[str]) -> dict[str, Examined]:
    """Look at papers; at half of many in a process of its own."""
    theirs = slugs[: len(slugs) // 2] if CAN_FORK and len(slugs) >= _MANY else ()
    aside = Forked(lambda answer: answer.send_bytes(encode({slug: look(slug) for slug in theirs}))) if theirs else None
    made = {slug: look(slug) for slug in slugs[len(theirs) :]}
    told = aside.receive(dict[str, Examined]) if aside is not None else None
    return {**(told if told is not None else {slug: look(slug) for slug in theirs}), **made}


_MANY = 40  # papers; fewer are looked at before a process has started


def _picture_path(folder: str, target: str) -> str:
    name = unquote(target)
    return posixpath.normpath(name.lstrip("/") if name.startswith("/") else f"{folder}/{name}")


def _with(sources: Sources, more: Sources) -> Sources:
    return Sources({**sources.papers, **more.papers}, {**sources.abstracts, **more.abstracts}, sources.texts)


def stored_results(workspace: Workspace) -> Results:
    """Return the results that are stored and up to date; nothing is executed."""
    from forum.notebooks.plan import notebooks_of, plan, result_of

    known = notebooks_of(workspace)
    runs: list[Run] = [run for notebook in known.values() for run in runs_of(notebook)]
    tasks = plan(workspace.root, known, runs, workspace.manifest.notebooks).value
    made = ((task, result_of(workspace.root, task)) for task in tasks if task.stored is not None)
    return {(task.run.notebook, task.run.name): result for task, result in made if result is not None}


def _unused_notebooks(workspace: Workspace, used: set[str]) -> Iterator[Diagnostic]:
    for notebook in workspace.notebooks:
        if notebook.slug not in used:
            yield info(
                "notebook-unused",
                f"no paper shows a result of {notebook.path.name}",
                Span(notebook.path),
                "link to a labelled cell, as in [38%](/notebooks/NAME.ipynb#LABEL), or remove the notebook",
            )
