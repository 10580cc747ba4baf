"""A workspace as a reader knows it, read off the disk: what two moments are compared by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from forum.changes.values import PaperState, PositionState, RecommendationState, ResultState, RoundState, State
from forum.citations.bibliography import Bibliography
from forum.consensus.standing import by_recommendation, standing_if_any
from forum.diagnostics import Diagnostic, Outcome, Span
from forum.documents.addresses import address_of, find_notebook, find_run, parse_address
from forum.documents.papers import slug_of
from forum.documents.recommendations import RecommendationBlock
from forum.model import Notebook, Paper, Result, Round, Run, Text, Workspace
from forum.notebooks.keys import executable_cells
from forum.notebooks.plan import notebooks_of, plan, result_of
from forum.stages.cache import digest_of
from forum.stages.fronts import Fronts
from forum.stages.inputs import file_digest, files_below
from forum.stages.references import gathered_by, read_bibliography
from forum.stages.sources import paper_markdown
from forum.stages.wordings import worded
from forum.workspace import load

_ADDRESS = re.compile(r"\]\(\s*<?([^)\s>]*(?:\.ipynb|\?|#)[^)\s>]*)")


class Readers:
    """What two states have in common is read once: front matter, and files of references, by their content."""

    def __init__(self, root: Path) -> None:
        self._fronts = Fronts(root)
        self._papers: dict[tuple[str, PurePosixPath, tuple[PurePosixPath, ...]], Outcome[Paper | None]] = {}
        self._bibliographies: dict[tuple[PurePosixPath, str], Outcome[Bibliography]] = {}

    def paper(
        self, text: str, path: PurePosixPath, bibliographies: Sequence[PurePosixPath] = ()
    ) -> Outcome[Paper | None]:
        """Return the paper that a Markdown text is."""
        key = (text, path, tuple(bibliographies))
        if key not in self._papers:
            self._papers[key] = self._fronts.read(text, path, bibliographies)
        return self._papers[key]

    def bibliography(self, root: Path, path: PurePosixPath) -> Outcome[Bibliography]:
        """Return the references in a file of the workspace in a folder."""
        key = (path, file_digest(root / path))
        if key not in self._bibliographies:
            self._bibliographies[key] = read_bibliography(root, path)
        return self._bibliographies[key]


def read_state(
    root: Path, name: str, commit: str = "", date: str = "", readers: Readers | None = None
) -> Outcome[State]:
    """Return the state of the workspace in a folder; what cannot be read is left out, and told.

    ``name``, ``commit`` and ``date`` say which state it is; ``readers`` are those of the other one.
    """
    read = readers or Readers(root)
    loaded = load(root, allow_empty=True, reader=read.paper)
    workspace = loaded.value
    blocks = worded(workspace)
    references = gathered_by(workspace, lambda path, _: read.bibliography(root, path))
    results, keys = _results(workspace)
    state = State(
        name=name,
        commit=commit,
        date=date,
        title=workspace.manifest.forum.title,
        papers=_papers(workspace),
        texts={stem: text.source for stem, text in workspace.report_texts.items()},
        recommendations=_recommendations(workspace, blocks),
        positions=tuple(_positions(workspace)),
        rounds={one.id: _round(one) for one in workspace.rounds},
        references=dict(references.value.items),
        people={one.id: one.name for one in workspace.people},
        partners={one.id: one.name for one in workspace.manifest.partner},
        settings=_settings(workspace),
        notebooks={name: _computation(one) for name, one in notebooks_of(workspace).items()},
        results=results,
        runs=keys,
    )
    return Outcome(state, tuple(one for one in (*loaded.problems, *references.problems) if one.fatal))


def _papers(workspace: Workspace) -> dict[str, PaperState]:
    names = {person.id: person.name for person in workspace.people}
    return {paper.slug: _paper(paper, names, workspace) for paper in workspace.papers}


def _paper(paper: Paper, names: Mapping[str, str], workspace: Workspace) -> PaperState:
    meta = paper.meta
    language = meta.language or workspace.manifest.forum.language
    authors = tuple(names.get(one.person, one.person) for one in meta.authors)
    body = "\n\n".join(text.source for text in paper.texts)
    text = f"{meta.abstract.strip()}\n\n{body}" if meta.abstract.strip() else body
    return PaperState(
        paper.slug, meta.title, meta.status, meta.kind, meta.theme, authors, text, language, _beside(workspace, paper)
    )


def _beside(workspace: Workspace, paper: Paper) -> dict[str, str]:
    """Return the digests of the files in a paper's folder that are neither its text nor its references."""
    folder = workspace.root / paper.path.parent
    own = {paper.path, *paper.bibliographies, paper.path.with_suffix(".params.yaml")}
    names = sorted(path.relative_to(folder).as_posix() for path in files_below(folder) if _is_own(path.name))
    return {name: file_digest(folder / name) for name in names if paper.path.parent / name not in own}


def _is_own(name: str) -> bool:
    """Tell whether a file is somebody's work, and no trace of an editor or a system."""
    return not name.startswith((".", "~$")) and not name.endswith("~")


def _settings(workspace: Workspace) -> dict[str, str]:
    """Return what the manifest says of the report and of what is agreed, as texts; and a digest of the templates."""
    manifest = workspace.manifest
    forum, report, templates = manifest.forum, manifest.report, workspace.root / "templates"
    looks = [f"{path.relative_to(templates).as_posix()} {file_digest(path)}" for path in files_below(templates)]
    return {
        "title": forum.title,
        "subtitle": forum.subtitle,
        "lead": forum.lead,
        "language": forum.language,
        "notice": forum.notice,
        "license": forum.license,
        "address": forum.address,
        "csl": report.csl,
        "papers": ", ".join(report.papers),
        "include": ", ".join(report.include),
        "highlights": ", ".join(report.highlights),
        "rule": manifest.consensus.rule,
        "quorum": manifest.consensus.quorum,
        "templates": digest_of(sorted(looks)),
    }


def _computation(notebook: Notebook) -> str:
    """Return a digest of what a notebook computes with."""
    file = notebook.parameters
    given = [repr((file.sets, file.sweeps, file.data))]
    return digest_of([*(one.source for one in executable_cells(notebook)), *given])


def _recommendations(workspace: Workspace, blocks: Mapping[str, RecommendationBlock]) -> dict[str, RecommendationState]:
    positions = by_recommendation(workspace.positions)
    found = {}
    for name, one in blocks.items():
        stands = standing_if_any(name, one.digest, positions, workspace)
        found[name] = RecommendationState(
            id=name,
            paper=slug_of(one.span.path),
            text=one.canonical,
            addressees=tuple(sorted(one.addressees)),
            strength=one.strength,
            certainty=one.certainty,
            digest=one.digest,
            decision=stands.decision.state if stands else "",
        )
    return found


def _positions(workspace: Workspace) -> Iterator[PositionState]:
    for file in workspace.positions:
        for one in file.positions:
            given = (one.person, one.capacity, one.recommendation, one.position, one.digest)
            yield PositionState(file.partner, *given)


def _round(one: Round) -> RoundState:
    items = {item.recommendation: item.digest for item in one.file.items}
    return RoundState(one.id, one.file.title, one.file.state, items)


# --- what notebooks compute ------------------------------------------------------------


def _results(workspace: Workspace) -> tuple[dict[str, ResultState], dict[str, str]]:
    """Return what papers address and what is stored, by address; and the keys of all the runs behind addresses."""
    used = {address: (run, label) for address, run, label in _used(workspace)}
    runs = {(run.notebook, run.name): run for run, _ in used.values()}
    planned = plan(workspace.root, notebooks_of(workspace), runs.values(), workspace.manifest.notebooks).value
    tasks = {(task.run.notebook, task.run.name): task for task in planned}
    made = {name: result_of(workspace.root, task) for name, task in tasks.items()}
    found, keys = {}, {}
    for address, (run, label) in used.items():
        name = (run.notebook, run.name)
        keys[address] = tasks[name].key
        stored = made[name]
        if stored is not None and label in stored.results:
            found[address] = _content(stored.results[label])
    return found, keys


def _content(one: Result) -> ResultState:
    if one.media:
        return ResultState("figure", file_digest(one.media[0].path))
    if one.html:
        return ResultState("table", one.html)
    return ResultState("value", str(one.value) if one.value is not None else one.text or one.markdown)


def _used(workspace: Workspace) -> Iterator[tuple[str, Run, str]]:
    """Yield the results that papers and the report's own texts address: the address, the run and the label."""
    for paper in workspace.papers:
        known = [*workspace.notebooks, *([paper.notebook] if paper.notebook else [])]
        yield from _addressed([Text(paper.path, paper_markdown(paper)), Text(paper.path, paper.meta.abstract)], known)
    yield from _addressed(list(workspace.report_texts.values()), workspace.notebooks)


def _addressed(texts: Sequence[Text], known: Sequence[Notebook]) -> Iterator[tuple[str, Run, str]]:
    for text in texts:
        for target in dict.fromkeys(_ADDRESS.findall(text.source)):
            address = parse_address(target, text.path)
            notebook = find_notebook(known, address, Span(text.path)) if address else None
            if address is None or notebook is None or isinstance(notebook, Diagnostic):
                continue
            run = find_run(notebook, address, Span(text.path))
            if isinstance(run, Run) and address.label in notebook.labels:
                yield address_of(notebook, run, address.label), run, address.label
