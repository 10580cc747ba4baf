"""What a commit says, to hold a PDF against: recommendations, files, results of notebooks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from forum.consensus.standing import as_plain, by_recommendation, standing_if_any
from forum.documents.addresses import runs_of
from forum.documents.papers import slug_of
from forum.model import Workspace
from forum.notebooks.plan import Task, notebooks_of, plan, result_of
from forum.releases.attached import AttachedRecommendation, AttachedRun, Manifest
from forum.releases.claims import Claim, Detail, Verdict, counted, judged, of_inputs
from forum.report.assembled import ordered_papers
from forum.stages.editions import Repository
from forum.stages.inputs import committed_inputs
from forum.stages.wordings import worded


def recommendations_of(workspace: Workspace, paper: str = "") -> dict[str, AttachedRecommendation]:
    """Return the recommendations that the report of a workspace prints, as they are attached to its PDF."""
    included = [one for one in workspace.papers if one.meta.status in workspace.manifest.report.include]
    slugs = {one.slug for one in ordered_papers(included, workspace) if paper in ("", one.slug)}
    positions = by_recommendation(workspace.positions)
    found = {}
    for name, one in worded(workspace).items():
        slug = slug_of(one.span.path)
        if slug in slugs:
            stands = standing_if_any(name, one.digest, positions, workspace)
            found[name] = AttachedRecommendation(
                id=name,
                paper=slug,
                text=one.canonical,
                digest=one.digest,
                addressees=one.addressees,
                strength=one.strength,
                certainty=one.certainty,
                positions=json.loads(json.dumps(as_plain(stands), default=str)) if stands else None,
            )
    return found


def inputs_claim(home: Repository, commit: str, manifest: Manifest) -> Claim:
    """Return whether the files that a PDF was made from are those of a commit."""
    found: dict[str, tuple[str, ...]] = {}
    for name in manifest.inputs:
        content = home.content(commit, PurePosixPath(name))
        if content is not None:
            found[name] = tuple(_digests(content))
    return of_inputs(manifest.inputs, found, [str(path) for path in committed_inputs(home.files(commit))])


def _digests(content: bytes) -> Iterator[str]:
    """Yield the digests that a file may have: as committed, and as Windows has it on disk."""
    for one in (content, content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")):
        yield f"sha256:{hashlib.sha256(one).hexdigest()}"


def tasks_of(workspace: Workspace) -> dict[tuple[str, str], Task]:
    """Return every run of a workspace's notebooks, with what is stored for it."""
    known = notebooks_of(workspace)
    runs = [run for notebook in known.values() for run in runs_of(notebook)]
    planned = plan(workspace.root, known, runs, workspace.manifest.notebooks).value
    return {(one.run.notebook, one.run.name): one for one in planned}


def results_claim(workspace: Workspace, manifest: Manifest) -> Claim:
    """Return whether the results in a PDF are those that are stored for its commit."""
    tasks = tasks_of(workspace)
    listed = {(one.notebook, one.name) for one in manifest.runs}
    wrong = [
        Detail(f"{task.run} is in the commit and not in the PDF") for name, task in tasks.items() if name not in listed
    ]
    unknown = []
    for one in manifest.runs:
        task = tasks.get((one.notebook, one.name))
        problem = _wrong(workspace, one, task)
        if problem:
            wrong.append(Detail(f"{one.notebook} ({one.name}) {problem}"))
        elif task is not None and task.stored is None:
            unknown.append(Detail(f"{one.notebook} ({one.name})"))
    good = f"{counted(len(manifest.runs), 'notebook run')}: results are those that are stored here"
    if unknown and not wrong:
        what = f"results of {len(unknown)} of {len(manifest.runs)} notebook runs are not stored here"
        return Claim("results", Verdict.UNPROVED, what, tuple(unknown), RUN)
    return judged("results", good, "results of notebooks are others", wrong)


RUN = "check that commit out, let forum run compute them, and try again"


def _wrong(workspace: Workspace, one: AttachedRun, task: Task | None) -> str:
    """Return in words what is wrong with a run in a PDF, empty for nothing, or where that cannot be told."""
    if task is None:
        return "is not in the commit"
    if _plain(task.run.parameters) != _plain(one.parameters):
        return "was made with other parameters"
    stored = result_of(workspace.root, task)
    return "" if stored is None or stored.digest == one.result else "gave another result here"


def _plain(value: Any) -> str:
    return json.dumps(dict(value), sort_keys=True, default=str)
