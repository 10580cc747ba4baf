"""What the commands of ``forum round`` share: finding a round, the words that it asks about, the round before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from forum.consensus.rounds import Before
from forum.diagnostics import UsageError, has_errors
from forum.documents.nearest import did_you_mean
from forum.documents.recommendations import RecommendationBlock
from forum.model import Round, Workspace
from forum.stages.ballot_box import BallotBox
from forum.stages.sources import read_sources
from forum.workspace import load

Known = Mapping[str, tuple[str, RecommendationBlock]]
"""The recommendations that there are, by id, each with its paper's title."""


def find_round(workspace: Workspace, name: str) -> Round:
    """Return a round by its id.

    Raises:
        UsageError: there is none.
    """
    known = {one.id: one for one in workspace.rounds}
    if name not in known:
        hints = did_you_mean(name, known) or (
            f"there are: {', '.join(known)}" if known else "forum round new makes one",
        )
        raise UsageError(f"there is no round {name}", *hints)
    return known[name]


def usable_round(root: Path, name: str) -> tuple[Workspace, Round]:
    """Return a workspace and a round in it that has no errors."""
    loaded = load(root)
    one = find_round(loaded.value, name)
    wrong = [problem for problem in loaded.problems if problem.span.path == one.path]
    if has_errors(wrong):
        raise UsageError(f"{one.path} has errors: {wrong[0].message}", f"forum check {one.path} tells them all")
    return loaded.value, one


def known_recommendations(workspace: Workspace) -> Known:
    """Return every recommendation of the workspace, read."""
    sources = read_sources(workspace)
    titles = {paper.slug: paper.meta.title for paper in workspace.papers}
    return {block.id: (titles[slug], block) for slug, read in sources.papers.items() for block in read.recommendations}


def round_before(workspace: Workspace, one: Round) -> Before | None:
    """Return the round before, with the ratings of its ballots if they are still there."""
    if not one.file.previous:
        return None
    found = find_round(workspace, one.file.previous)
    if found.file.results is None:
        raise UsageError(
            f"the round before, {found.id}, is not closed", f"close it first: forum round close {found.id}"
        )
    return Before(found, BallotBox(workspace.root, found.id).ratings(found.file))
