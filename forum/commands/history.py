"""``forum history``: every wording that a recommendation ever had, who made it, and what partners thought of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from forum.diagnostics import Outcome, UsageError
from forum.documents.nearest import did_you_mean
from forum.documents.recommendations import RecommendationBlock
from forum.documents.sheets import Sheet
from forum.documents.slugs import slug
from forum.documents.typography import typographic
from forum.model import Position, Workspace
from forum.stages.cache import store
from forum.stages.histories import History, Said, positions_ever, read_history, said_in, writer_of
from forum.stages.sheets import sheet_file
from forum.stages.wordings import worded
from forum.wordings.histories import Histories, Rated, Spoken, Step, Told, history_blocks
from forum.wordings.labels import words_for
from forum.wordings.lineage import names_in, points
from forum.wordings.papers import paper_steps
from forum.wordings.values import Change, Commit, Home, Point, wording_of
from forum.workspace import PAPERS, load, load_names

Blocks = Mapping[str, RecommendationBlock]
NOW = Commit("", "", "", "")
"""What stands for the files as they are, where they differ from the last commit."""


def history(root: Path, name: str) -> Outcome[Histories]:
    """Return the history of a recommendation, or of all that a paper ever had, by its slug.

    Raises:
        UsageError: there never was one of this name, or the workspace has no history.
    """
    loaded = load(root)
    workspace = loaded.value
    unread = tuple(one for one in loaded.problems if one.fatal and one.span.path.is_relative_to(PAPERS))
    past = read_history(root)
    now = worded(workspace)
    names, path = _names(workspace, past, name, now)
    found = {one: points(one, past.versions) for one in names}
    said = said_in(
        workspace, [home for some in found.values() for one in some for home in (one.before, one.after) if home]
    )
    changes = {one: tuple(_changes(found[one], said, now.get(one), bool(unread))) for one in names}
    digests = frozenset(one.now.digest for some in changes.values() for one in some if one.now)
    positions = positions_ever(root, past, digests)
    told = tuple(Told(one, tuple(_steps(workspace, past, changes[one], positions))) for one in names)
    partners = {partner.id: partner.name for partner in workspace.manifest.partner}
    people = {person.id: person.name for person in workspace.people}
    papers = paper_steps(path, past.versions) if path else ()
    return Outcome(Histories(tuple(one for one in told if one.steps), partners, people, papers), unread)


def _names(workspace: Workspace, past: History, name: str, now: Blocks) -> tuple[tuple[str, ...], PurePosixPath | None]:
    """Return the recommendations that are asked for, and the file of the paper that is."""
    ever = dict.fromkeys(
        [*now, *(one for v in past.versions for paper in v.papers.values() if paper for one in paper.blocks)]
    )
    paths = {path.parent.name: path for version in past.versions for path in version.papers}
    paths |= {paper.slug: paper.path for paper in workspace.papers}
    if name in ever:
        return (name,), None
    if name not in paths:
        hints = did_you_mean(name, [*ever, *paths]) or ("forum position list names the recommendations",)
        raise UsageError(f"there never was a recommendation or paper {name}", *hints)
    here = [one for one, home in now.items() if home.span.path == paths[name]]
    return tuple(dict.fromkeys([*here, *names_in(paths[name], past.versions)])), paths[name]


def _changes(found: Sequence[Point], said: Said, here: RecommendationBlock | None, unread: bool) -> Iterator[Change]:
    """Yield what became of a recommendation: first in the files as they are, then in commits, newest first.

    Where a paper is ``unread``, what is not there may be in it.
    """
    last = found[0].after if found else None
    now = Home(here.id, here.span.path, "", "") if here else None
    loose = Change(Point(NOW, last, now), said(last), wording_of(here) if here else None)
    for change in (
        *([] if here is None and unread else [loose]),
        *(Change(one, said(one.before), said(one.after)) for one in found),
    ):
        if (change.was or change.now) and change.says_something:
            yield change


def _steps(
    workspace: Workspace, past: History, changes: Sequence[Change], positions: Sequence[tuple[str, Position]]
) -> Iterator[Step]:
    records = {record.name: record for record in workspace.contributions}
    names = {home.id for one in changes for home in (one.point.before, one.point.after) if home}
    spoken = tuple(one for one in positions if one[1].recommendation in names)
    for one in changes:
        record = records.get(past.records.get(one.point.commit.id, ""))
        is_new = one.now is not None and (one.was is None or one.was.digest != one.now.digest)
        digest = one.now.digest if one.now and is_new else ""
        yield Step(
            one,
            record,
            _writer(workspace.root, past, one),
            tuple(_spoken(workspace, spoken, digest)),
            tuple(_rated(workspace, names, digest)),
        )


def _writer(root: Path, past: History, change: Change) -> str:
    """Return who wrote the words of a merge that is no contribution's, if that is somebody else than who merged."""
    commit, after = change.point.commit, change.point.after
    if after is None or commit.id not in past.merges or commit.id in past.records:
        return ""
    writer = writer_of(root, past, commit.id, after)
    return writer if writer != commit.author else ""


def _spoken(workspace: Workspace, positions: Sequence[tuple[str, Position]], digest: str) -> Iterator[Spoken]:
    """Yield what each holder thought last of the words with a digest, those that stand only in the files too."""
    here = [(file.partner, one) for file in workspace.positions for one in file.positions]
    seen: set[tuple[str, ...]] = set()
    names = {one.recommendation for _, one in positions}
    for partner, one in (*(pair for pair in here if pair[1].recommendation in names), *positions):
        holder = (partner, one.capacity, one.person if one.capacity == "personal" else "")
        if one.digest == digest and holder not in seen:
            seen.add(holder)
            yield Spoken(partner, one, (partner, one) in here)


def _rated(workspace: Workspace, names: set[str], digest: str) -> Iterator[Rated]:
    for one in workspace.rounds:
        rated = {
            item.recommendation for item in one.file.items if item.digest == digest and item.recommendation in names
        }
        for result in one.file.results.ratings if one.file.results else ():
            if result.recommendation in rated and result.median is not None:
                yield Rated(one.id, result)


def history_page(root: Path, name: str, today: datetime.date, language: str = "", output: str = "") -> Path:
    """Write a history as a page, in the report's language or another, and return where: by default in build/history/.

    Raises:
        UsageError: as ``history``, or the file cannot be written.
    """
    found, settings = history(root, name).value, load_names(root).manifest.forum
    spoken = language or settings.language
    words = words_for(spoken)
    titles = (typographic(settings.title), typographic(settings.notice))
    sheet = Sheet(words["history"].format(name), history_blocks(found, words), *titles, spoken, today)
    path = Path(output) if output else root / "build/history" / f"{slug(name) or 'history'}.html"
    store(path, sheet_file(root, sheet, "html"))
    return path
