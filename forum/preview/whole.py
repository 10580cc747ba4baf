"""The whole report, made anew from its sources: every page, and what the quick way needs of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forum.citations.bibliography import References
from forum.diagnostics import Diagnostic, Outcome, arranged
from forum.documents.ast import Node
from forum.documents.results import Library
from forum.model import RunResult, Workspace
from forum.report.html import Edition, edition
from forum.report.records import manifest
from forum.report.values import Report
from forum.site.pages import COMPUTATIONS, notebooks, rendered
from forum.stages.dating import dated
from forum.stages.inputs import input_digests
from forum.stages.references import read_references
from forum.stages.report import Draft, draft_report, fatal_addresses, make_library, make_meta, make_report
from forum.stages.sources import Sources, read_sources
from forum.tools.templates import template_path
from forum.workspace import load

Results = Mapping[tuple[str, str], RunResult]


@dataclass(frozen=True)
class Whole:
    """A report as built, with what it was built from."""

    workspace: Workspace
    references: References
    sources: Sources
    library: Library
    draft: Draft
    printed: Mapping[bytes, list[Node]]
    report: Report
    edition: Edition
    computations: Mapping[str, Any]
    results: Results
    inputs: Mapping[str, str]
    problems: tuple[Diagnostic, ...] = ()


@dataclasses.dataclass
class Warm:
    """What stays in memory between two builds: HTML by the digest of its blocks."""

    fragments: MutableMapping[bytes, str] = field(default_factory=dict)


class Superseded(Exception):
    """The sources have changed again: what is being made is not wanted any more."""


def _never() -> None:
    """Go on."""


def make_whole(
    root: Path, results_of: Callable[[Workspace], Outcome[Results]], check: Callable[[], None] = _never
) -> Outcome[Whole | None]:
    """Return the report of a workspace, or None with the problems that stop it.

    ``results_of`` gives what its notebooks computed last. ``check`` is called between
    the stages, and may raise ``Superseded``.

    Raises:
        UsageError: it is no workspace, or has no paper.
    """
    loaded = load(root)
    workspace = loaded.value
    references, sources = read_references(workspace), read_sources(workspace)
    noticed = [*loaded.problems, *references.problems, *sources.problems, *fatal_addresses(workspace, sources)]
    severity = workspace.manifest.check.severity
    if any(problem.fatal for problem in noticed):
        return Outcome(None, arranged(noticed, severity))
    results = results_of(workspace)
    check()
    noticed += results.problems
    meta = make_meta(workspace, dated(root))
    library = make_library(workspace, sources, results.value)
    draft = draft_report(workspace, sources, references.value, library, meta, noticed)
    check()
    made = make_report(workspace, draft, references.value, meta)
    check()
    inputs = input_digests(root)
    said = manifest(made.report, inputs, list(results.value.values()))
    divided = edition(made.report, {f"notebook-{name}": COMPUTATIONS for name in notebooks(said)})
    problems = arranged([*noticed, *made.problems], severity)
    whole = Whole(
        workspace,
        references.value,
        sources,
        library,
        draft,
        made.printed,
        made.report,
        divided,
        said,
        results.value,
        inputs,
        problems,
    )
    return Outcome(whole, problems)


def pages_of(whole: Whole, warm: Warm, only: Collection[str] | None = None) -> dict[str, str]:
    """Return every page of the web edition by its path, or ``only`` some."""
    templates = template_path(whole.workspace.root, "site")
    made = rendered(whole.report, whole.edition, templates, {}, whole.computations, warm.fragments, only)
    return {page.path: text for page, text in made}


def files_of(whole: Whole) -> dict[str, Path]:
    """Return what the pages load: the site's style and script, and the pictures."""
    templates = template_path(whole.workspace.root, "site")
    own = {name: templates / name for name in ("site.css", "site.js")}
    return own | {name: media.path for name, media in whole.report.media.items()}
