"""``forum check``: what is wrong in a workspace, or in files handed over; nothing is executed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum.citations.checks import DEFAULT_SEVERITY
from forum.commands.check_references import reference_problems
from forum.diagnostics import Diagnostic, Outcome, Span, UsageError, arranged, info
from forum.documents.addresses import runs_of
from forum.documents.results import Edit
from forum.model import ForumSettings, Manifest, Run, RunResult, Workspace
from forum.stages.edits import apply_edits
from forum.stages.references import read_references
from forum.stages.report import draft_report, make_library, make_meta
from forum.stages.sources import read_sources


@dataclass(frozen=True)
class Checked:
    """What a check looked at, and what ``fix`` changed: the number of repairs by file."""

    documents: int
    fixed: Mapping[PurePosixPath, int]


def check(
    root: Path | None, paths: Sequence[Path] = (), fix: bool = False, today: datetime.date | None = None
) -> Outcome[Checked]:
    """Check a workspace (``root``), or only ``paths`` of it; without a root, bare files.

    ``fix`` makes the repairs that cannot be wrong: values that a notebook computes.
    ``today`` is the day that no date of a reference may be after.
    The problems are sorted and carry the manifest's severities.

    Raises:
        UsageError: no such file, or nothing to check.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file {path}")
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    if root is None:
        if not paths:
            raise UsageError("nothing to check: no workspace here, and no file named", "forum check FILE…")
        return _bare(paths, day)
    outcome, edits = _workspace(root, day)
    if fix and edits:
        fixed = apply_edits(root, edits)
        outcome, _ = _workspace(root, day)
        outcome = Outcome(Checked(outcome.value.documents, fixed), outcome.problems)
    return Outcome(outcome.value, tuple(_within(outcome.problems, root, paths)))


def _within(problems: Iterable[Diagnostic], root: Path, paths: Sequence[Path]) -> Iterator[Diagnostic]:
    """Yield the problems of files at or below the paths; all, where no path is named."""
    wanted = [path.resolve() for path in paths]
    for problem in problems:
        here = (root / problem.span.path).resolve()
        if not wanted or any(here.is_relative_to(path) for path in wanted):
            yield problem


def _workspace(root: Path, today: datetime.date) -> tuple[Outcome[Checked], tuple[Edit, ...]]:
    from forum.workspace import load

    loaded = load(root)
    workspace = loaded.value
    sources = read_sources(workspace)
    references = read_references(workspace, sources.cited if workspace.papers else None)
    noticed = (*loaded.problems, *references.problems, *sources.problems)
    library = make_library(workspace, sources, stored_results(workspace), ran=False)
    meta = make_meta(workspace, datetime.date.min, "", "")
    draft = draft_report(workspace, sources, references.value, library, meta, noticed)
    used = {address.notebook for address in draft.addresses}
    cited = reference_problems(workspace, sources, references.value, today)
    problems = (*draft.problems, *cited, *_unused_notebooks(workspace, used))
    done = arranged(problems, {**DEFAULT_SEVERITY, **workspace.manifest.check.severity})
    return Outcome(Checked(len(sources.papers) + len(sources.texts), {}), done), draft.edits


def stored_results(workspace: Workspace) -> dict[tuple[str, str], RunResult]:
    """Return the results that are stored and up to date; nothing is executed."""
    from forum.commands.run import notebooks_of
    from forum.notebooks.plan import plan, result_of

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


def _bare(paths: Sequence[Path], today: datetime.date) -> Outcome[Checked]:
    """Check files outside any workspace: documents against the bibliographies beside them."""
    from forum.stages.bare import bare_workspace

    root = Path.cwd()
    loaded = bare_workspace(root, paths, Manifest(forum=ForumSettings(title="Files")))
    workspace = loaded.value
    sources = read_sources(workspace)
    references = read_references(workspace, sources.cited if workspace.papers else None)
    noticed = (*loaded.problems, *references.problems, *sources.problems)
    library = make_library(workspace, sources, {}, ran=False)
    meta = make_meta(workspace, datetime.date.min, "", "")
    draft = draft_report(workspace, sources, references.value, library, meta, noticed)
    cited = reference_problems(workspace, sources, references.value, today)
    severity = {**DEFAULT_SEVERITY, "citation-unused": "off"}  # other files may cite it
    return Outcome(Checked(len(sources.papers), {}), arranged((*draft.problems, *cited), severity))
