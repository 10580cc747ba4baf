"""The recommendations of a workspace as they are worded now, and as they were worded before."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import PurePosixPath

from msgspec.structs import replace

from forum.diagnostics import UsageError
from forum.documents.notebooks import parse_notebook
from forum.documents.papers import notebook_paper
from forum.documents.papers import read_paper as paper_of
from forum.documents.recommendations import RecommendationBlock, is_name
from forum.documents.registry import recommendation_ids
from forum.model import Paper, ParameterFile, Workspace
from forum.report.assembled import ordered_papers
from forum.stages.sources import paper_markdown, read_ahead, read_paper
from forum.tools.git_history import versions

_PAPERS = "recommendations/papers"


def worded(workspace: Workspace) -> dict[str, RecommendationBlock]:
    """Return every recommendation by id, in the order of the report, those of papers that it leaves out last."""
    included = ordered_papers(workspace.papers, workspace)
    others = tuple(paper for paper in workspace.papers if paper not in included)
    papers = [paper for paper in (*included, *others) if recommendation_ids([paper])]
    read_ahead(workspace.root, [paper_markdown(paper) for paper in papers])
    found: dict[str, RecommendationBlock] = {}
    for paper in papers:
        for one in read_paper(workspace, paper).recommendations:
            if is_name(one.id):
                found.setdefault(one.id, one)
    return found


def worded_before(workspace: Workspace, name: str, digests: Collection[str]) -> Mapping[str, RecommendationBlock]:
    """Return a recommendation as it was worded, by those of the digests that the history of git has."""
    found: dict[str, RecommendationBlock] = {}
    wanted, seen = re.compile(rf"#{re.escape(name)}(?![\w.:-])"), set[str]()
    for path, text in versions(workspace.root, _PAPERS):
        if set(digests) <= found.keys():
            break
        if path.name in ("paper.md", "paper.ipynb") and wanted.search(text) and text not in seen:
            seen.add(text)
            found |= {one.digest: one for one in _read(workspace, path, text) if one.id == name}
    return {digest: one for digest, one in found.items() if digest in digests}


def _read(workspace: Workspace, path: PurePosixPath, text: str) -> Iterator[RecommendationBlock]:
    """Yield the recommendations of a paper's file as it was; none of one that cannot be read."""
    paper: Paper | None
    if path.suffix == ".ipynb":
        notebook = parse_notebook(text, path, ParameterFile(), {}).value
        paper = None if notebook is None else notebook_paper(notebook, ()).value
    else:
        paper = paper_of(text, path, ()).value
    if paper is not None:
        with suppress(UsageError):
            yield from read_paper(replace(workspace, papers=(paper,)), paper).recommendations
