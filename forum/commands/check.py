"""``forum check``: what is wrong in a workspace, or in files handed over; nothing is executed."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum.citations.checks import DEFAULT_SEVERITY
from forum.commands.check_online import Asked, Online
from forum.commands.check_references import (
    Looked,
    bibliography_files,
    citing_problems,
    look,
    manuscripts,
    online_problems,
)
from forum.commands.cited import CitedReference, cited_references
from forum.commands.fix import REPAIRED, Change, Desk, citation_edits, planned, write
from forum.commands.reference_checks import references_checked
from forum.diagnostics import Diagnostic, Outcome, Span, UsageError, arranged, info
from forum.documents.addresses import runs_of
from forum.documents.results import Edit
from forum.model import ForumSettings, Manifest, Run, RunResult, Workspace
from forum.stages.references import read_references
from forum.stages.report import draft_report, make_library, make_meta
from forum.stages.sources import Sources, read_sources


@dataclass(frozen=True)
class Seen:
    """What a check has read, and what is wrong with it by the manifest's severities."""

    workspace: Workspace
    sources: Sources
    looked: Looked
    edits: tuple[Edit, ...]
    severity: Mapping[str, str]
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Checked:
    """What a check has seen of a workspace or of files, below ``root``, on a ``day``.

    ``changes`` are the repairs that ``fix`` made, or would make; ``fixed`` is the number
    of places by file that were repaired. ``asked`` are the outcomes of asking registries.
    """

    seen: Seen
    day: datetime.date
    fixed: Mapping[PurePosixPath, int]
    changes: tuple[Change, ...] = ()
    asked: Asked | None = None

    @property
    def documents(self) -> int:
        """The number of documents."""
        return len(self.seen.sources.papers) + len(self.seen.sources.texts)

    @property
    def root(self) -> Path:
        """The folder that places count from."""
        return self.seen.workspace.root

    @property
    def title(self) -> str:
        """What the manifest calls the workspace."""
        return self.seen.workspace.manifest.forum.title

    def references(self, problems: Iterable[Diagnostic]) -> tuple[CitedReference, ...]:
        """Return every reference with where it is cited, and with the codes of those of the problems in it."""
        return cited_references(self.seen.looked, self.seen.sources, problems)


def check(
    root: Path | None,
    paths: Sequence[Path] = (),
    fix: bool = False,
    today: datetime.date | None = None,
    *,
    dry_run: bool = False,
    style: bool = False,
    online: Callable[[str], Online] | None = None,
) -> Outcome[Checked]:
    """Check a workspace (``root``), or only ``paths`` of it; without a root, bare files.

    ``fix`` makes the repairs that cannot be wrong, in the files that are checked; with
    ``dry_run`` they are only planned. ``today`` is the day that no date of a reference
    may be after. ``style`` looks at what is style, too. ``online`` says whom to ask about
    the references, given the address that the manifest names; nobody without it.
    The problems are sorted and carry the manifest's severities.

    Raises:
        UsageError: no such file, or nothing to check.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file {path}")
    if root is None and not paths:
        raise UsageError("nothing to check: no workspace here, and no file named", "forum check FILE…")
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    seen = _see(root, paths, day, style)
    top = seen.workspace.root
    fixed: Mapping[PurePosixPath, int] = {}
    changes = _planned(seen, paths, root is not None) if fix else ()
    if changes and not dry_run:
        fixed = write(top, changes)
        seen = _see(root, paths, day, style)
    known, asked = _asked(seen, paths if root is not None else (), day, online)
    found = arranged((*seen.problems, *known), seen.severity)
    wanted = _below(top, paths if root is not None else ())
    problems = tuple(problem for problem in found if wanted(problem.span.path))
    return Outcome(Checked(seen, day, fixed, changes, asked), problems)


def _asked(
    seen: Seen, paths: Sequence[Path], today: datetime.date, online: Callable[[str], Online] | None
) -> tuple[tuple[Diagnostic, ...], Asked | None]:
    """Return what registries know against the references of files at or below the paths, and the outcomes."""
    if online is None:
        return (), None
    asking = online(seen.workspace.manifest.citations.mailto)
    return online_problems(seen.looked, today, asking, _below(seen.workspace.root, paths))


def _below(root: Path, paths: Sequence[Path]) -> Callable[[PurePosixPath], bool]:
    """Return what tells whether a file is at or below one of the paths; any is, where no path is named."""
    named = [path.resolve() for path in paths]
    return lambda path: not named or any((root / path).resolve().is_relative_to(one) for one in named)


def _planned(seen: Seen, paths: Sequence[Path], whole: bool) -> tuple[Change, ...]:
    """Return the repairs of the files that are checked; keys are merged in a whole workspace only."""
    top = seen.workspace.root
    on = frozenset(code for code in REPAIRED if seen.severity.get(code) != "off")
    values = seen.edits if "value-differs" in on else ()
    cited = citation_edits(manuscripts(seen.sources), seen.looked.references, on)
    merge = whole and not paths
    return planned(Desk(top), (*values, *cited), seen.looked.collection, on, merge, _below(top, paths))


def _see(root: Path | None, paths: Sequence[Path], today: datetime.date, style: bool) -> Seen:
    """Read a workspace, or bare files with the bibliographies beside them, and check all of it."""
    with _without_collection():
        return _seen(root, paths, today, style)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep Python from looking for circles among millions of values that all stay: a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _seen(root: Path | None, paths: Sequence[Path], today: datetime.date, style: bool) -> Seen:
    from forum.stages.bare import bare_workspace
    from forum.workspace import load

    usual = {} if style else DEFAULT_SEVERITY
    if root is None:
        loaded = bare_workspace(Path.cwd(), paths, Manifest(forum=ForumSettings(title="Files")))
        severity = {**usual, "citation-unused": "off"}  # other files may cite it
    else:
        loaded = load(root)
        severity = {**usual, **loaded.value.manifest.check.severity}
    workspace = loaded.value
    files = tuple(bibliography_files(workspace))
    checked = references_checked(workspace.root, files, today)
    sources = read_sources(workspace)
    references = read_references(workspace, sources.cited if workspace.papers else None)
    noticed = (*loaded.problems, *references.problems, *sources.problems)
    library = make_library(workspace, sources, stored_results(workspace), ran=False)
    meta = make_meta(workspace, datetime.date.min, "", "")
    draft = draft_report(workspace, sources, references.value, library, meta, noticed)
    looked = look(workspace, references.value, files)
    problems = (*draft.problems, *citing_problems(looked, sources), *checked())
    if root is not None:
        problems += tuple(_unused_notebooks(workspace, {address.notebook for address in draft.addresses}))
    return Seen(workspace, sources, looked, draft.edits, severity, arranged(problems, severity))


def stored_results(workspace: Workspace) -> dict[tuple[str, str], RunResult]:
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
