"""``forum build``: the consolidated report and its companions."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Outcome, Span, UsageError, arranged, info, plain, warning
from forum.model import Format, Media, Run, RunResult, Workspace
from forum.notebooks.warm_process import begun
from forum.stages import bitmaps
from forum.stages.aside import WRITABLE
from forum.stages.cache import damaged, store
from forum.stages.collecting import without_collection
from forum.stages.dating import Edition, dated
from forum.stages.inputs import changes, further_inputs, input_digests, with_further
from forum.stages.outputs import Work, write_outputs
from forum.stages.record import RECORD, read_record, remembered, stamp, untouched
from forum.stages.warming import begin


@dataclass(frozen=True)
class Options:
    """What a build is asked for. No ``formats``: those of the manifest; ``paper``: only this one.

    ``edition`` is what the report says of itself where git is not to be asked.
    """

    formats: tuple[Format, ...] = ()
    paper: str = ""
    allow_stale: bool = False
    jobs: int = 0
    edition: Edition | None = None


@dataclass(frozen=True)
class Built:
    """What a build made, or why it made nothing.

    ``outputs`` by format; ``reasons`` by part, in words; ``stopped`` where a fatal
    problem left the previous output untouched.
    """

    outputs: Mapping[str, Path] = field(default_factory=dict)
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    nothing_to_do: bool = False
    stopped: bool = False


def build(root: Path, options: Options, progress: Any = None) -> Outcome[Built]:
    """Build the report of a workspace; whatever is unresolved is marked in it.

    The problems are sorted and carry the manifest's severities. Only what cannot be
    read, or a run that failed (unless ``allow_stale``), stops it.

    Raises:
        UsageError: no workspace, nothing in it, or a folder that cannot be written.
    """
    record = read_record(root)
    old = record.get("builds", {}).get(_key(options), {})
    inputs = input_digests(root, old.get("more", ()))
    if old.get("inputs") == inputs and untouched(root, old):
        outputs = {name: root / path for name, path in old["outputs"].items()}
        return Outcome(Built(outputs, nothing_to_do=True), remembered(old))
    with without_collection(), begun(root):
        return _Build(root, options, progress, record, inputs).whole()


def _key(options: Options) -> str:
    return json.dumps([sorted(options.formats), options.paper, options.allow_stale])


def _writable(root: Path) -> None:
    for folder in (root / "build", root / ".forum"):
        try:
            folder.mkdir(exist_ok=True)
        except OSError as refused:
            raise UsageError(f"{folder} cannot be made: {refused.strerror or refused}", WRITABLE) from refused
        if not os.access(folder, os.W_OK):
            raise UsageError(f"{folder} is not writable", WRITABLE)


class _Build:
    """One build, stage by stage; notes the seconds and the reasons of each."""

    def __init__(
        self, root: Path, options: Options, progress: Any, record: dict[str, Any], inputs: dict[str, str]
    ) -> None:
        self.root, self.options, self.progress = root, options, progress
        self.record, self.inputs = record, inputs
        self.old = record.get("builds", {}).get(_key(options), {})
        self.seconds: dict[str, float] = {}
        self.reasons: dict[str, tuple[str, ...]] = {}
        self.problems: list[Diagnostic] = []
        self.more: tuple[str, ...] = ()
        self.failed = False  # a run did, and --allow-stale was given
        self.bitmaps: Callable[[], Mapping[str, Media]] = dict

    def whole(self) -> Outcome[Built]:
        # First of all, so that it goes on beside the rest; nothing is kept where no PDF was made.
        asked = self.options.formats
        warmed = begin(self.root, self.options.paper) if not asked or "pdf" in asked else lambda: None

        from forum.stages.printing import further
        from forum.workspace import load

        start = time.perf_counter()
        loaded = load(self.root)
        _writable(self.root)
        workspace = self._narrowed(loaded.value)
        self.problems += loaded.problems
        self._spent("load", start)
        made = self._report(workspace)
        if made is None:
            return Outcome(Built(reasons=self.reasons, seconds=self.seconds, stopped=True), self._arranged(workspace))
        report, results = made
        self.more = further_inputs(workspace)
        self.inputs = with_further(self.inputs, self.old.get("more", ()), self.more, self.root)

        start = time.perf_counter()
        folder = _folder(self.root, self.options)
        name = self.options.paper
        formats = self._formats(workspace)
        work = Work(self.root, workspace, report, self.inputs, results, folder, self.bitmaps, name, warmed, formats)
        written = write_outputs(work, self.old.get("parts", {}))
        self.problems += [*further(written.problems, self.problems), *_damages(self.root)]
        self.seconds |= written.value.seconds
        self.reasons |= written.value.made
        self._explain_inputs()
        problems = self._arranged(workspace)
        self._remember(written.value.outputs, written.value.parts, problems)
        return Outcome(Built(written.value.outputs, self.reasons, self.seconds), problems)

    def _formats(self, workspace: Workspace) -> Sequence[Format]:
        return self.options.formats or workspace.manifest.report.formats

    def _arranged(self, workspace: Workspace) -> tuple[Diagnostic, ...]:
        return arranged(self.problems, workspace.manifest.check.severity)

    def _narrowed(self, workspace: Workspace) -> Workspace:
        """Keep only the paper that is asked for."""
        if not self.options.paper:
            return workspace
        papers = tuple(paper for paper in workspace.papers if paper.slug == self.options.paper)
        if not papers:
            from forum.documents.nearest import did_you_mean

            known = [paper.slug for paper in workspace.papers]
            raise UsageError(f"there is no paper {self.options.paper}", *did_you_mean(self.options.paper, known))
        from msgspec.structs import replace as altered

        alone = altered(workspace.manifest.report, highlights=(), papers=())
        return altered(workspace, papers=papers, manifest=altered(workspace.manifest, report=alone))

    def _report(self, workspace: Workspace) -> tuple[Any, dict[tuple[str, str], RunResult]] | None:
        """Read, run, assemble and cite; None where something fatal stops the build."""
        from forum.stages.references import read_references
        from forum.stages.report import draft_report, fatal_addresses, make_library, make_meta, make_report
        from forum.stages.sources import read_sources

        start = time.perf_counter()
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(read_references, workspace)
            sources = read_sources(workspace)
            references = reading.result()
        self.problems += [*references.problems, *sources.problems]
        self._spent("read", start)
        fatal = [*self.problems, *fatal_addresses(workspace, sources)]
        if any(problem.fatal for problem in fatal):
            self.problems = fatal
            return None
        results = self._run(workspace)
        if results is None:
            return None
        start = time.perf_counter()
        meta = make_meta(workspace, self.options.edition or dated(self.root))
        library = make_library(workspace, sources, results)
        draft = draft_report(workspace, sources, references.value, library, meta, self.problems)
        if "docx" in self._formats(workspace):
            self.bitmaps = bitmaps.begin(self.root, draft.media)
        made = make_report(workspace, draft, references.value, meta)
        self.problems = list(made.problems)
        self._spent("assemble and cite", start)
        return made.report, results

    def _run(self, workspace: Workspace) -> dict[tuple[str, str], RunResult] | None:
        from forum.commands.run import ensure_results
        from forum.documents.addresses import runs_of
        from forum.notebooks.plan import notebooks_of, plan
        from forum.notebooks.progress import SILENT

        start = time.perf_counter()
        known = notebooks_of(workspace)
        runs: list[Run] = [run for notebook in known.values() for run in runs_of(notebook)]
        tasks = plan(self.root, known, runs, workspace.manifest.notebooks).value
        self.reasons |= {f"notebook {task.run}": task.reasons for task in tasks if task.reasons}
        done = ensure_results(workspace, runs, self.progress or SILENT, self.options.jobs)
        self._spent("run notebooks", start)
        self.problems += done.problems
        failed = any(problem.fatal for problem in done.problems)
        if failed and not self.options.allow_stale:
            return None
        results = dict(done.value)
        if failed:
            self.failed = True
            self.problems = [replace(one, fatal=False) for one in self.problems]
            results |= self._stale(workspace, runs, results)
        return results

    def _stale(
        self, workspace: Workspace, runs: Sequence[Run], fresh: Mapping[tuple[str, str], RunResult]
    ) -> dict[tuple[str, str], RunResult]:
        """Return, for runs that failed, what they gave when they last succeeded; the report says so."""
        from forum.notebooks.plan import last_result, notebooks_of

        known, found = notebooks_of(workspace), {}
        for run in runs:
            if (run.notebook, run.name) in fresh:
                continue
            notebook = known[run.notebook]
            if (made := last_result(self.root, notebook, run)) is not None:
                found[run.notebook, run.name] = made
                message = f"the report shows an earlier result of {run}: its run failed"
                self.problems.append(warning("result-stale", message, Span(notebook.path), "mend the notebook"))
        return found

    def _spent(self, stage: str, start: float) -> None:
        self.seconds[stage] = time.perf_counter() - start

    def _explain_inputs(self) -> None:
        old = self.old.get("inputs")
        self.reasons["inputs"] = changes(old, self.inputs) if old is not None else ("nothing was built before",)

    def _remember(
        self,
        outputs: Mapping[str, Path],
        parts: Mapping[str, Any],
        problems: Sequence[Diagnostic],
    ) -> None:
        self.record.setdefault("builds", {})[_key(self.options)] = {
            "inputs": {} if self.failed else self.inputs,  # what failed is tried again
            "more": self.more,
            "outputs": {name: str(path.relative_to(self.root)) for name, path in outputs.items()},
            "files": {str(path.relative_to(self.root)): stamp(path) for path in outputs.values()},
            "parts": dict(parts),
            "problems": [plain(problem) for problem in problems if problem.code != "cache-damaged"],  # it is mended
        }
        store(self.root / RECORD, json.dumps(self.record, ensure_ascii=False).encode())


def _damages(root: Path) -> list[Diagnostic]:
    """Return what to tell of entries of the cache that were damaged, and are made anew."""
    found = [PurePosixPath(path.relative_to(root).as_posix()) for path in damaged() if path.is_relative_to(root)]
    message = "this entry of the cache was damaged; what it held was made anew"
    return [info("cache-damaged", message, Span(path), "if it happens again, look at the disk") for path in found]


def _folder(root: Path, options: Options) -> Path:
    return root / "build" / "papers" / options.paper if options.paper else root / "build"
