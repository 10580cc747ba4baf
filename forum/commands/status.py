"""``forum status``: where the papers are, and who owes what by which milestone."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forum.diagnostics import Outcome
from forum.documents.registry import recommendation_ids
from forum.model import Paper, Status, Workspace
from forum.operations import pendings
from forum.reviews.comments import open_counts

if TYPE_CHECKING:
    from forum.commands.status_positions import PositionStatus

STATUSES: tuple[Status, ...] = ("draft", "review", "final")


@dataclass(frozen=True)
class PaperStatus:
    """A paper in one line. ``editor`` and ``partners`` are names, as they are printed.

    ``late`` names the milestones that have passed without it.
    """

    slug: str
    title: str
    status: Status
    theme: str
    editor: str
    partners: tuple[str, ...]
    recommendations: int
    late: tuple[str, ...] = ()


@dataclass(frozen=True)
class MilestoneStatus:
    """A milestone: how many days are left (fewer than 0: it has passed), and which papers are not there yet."""

    id: str
    date: datetime.date
    requires: Status
    days: int
    missing: tuple[str, ...]

    @property
    def late(self) -> bool:
        """Whether it has passed and papers are missing."""
        return self.days < 0 and bool(self.missing)


@dataclass(frozen=True)
class Owed:
    """What one editor or partner owes: papers that are not ready for a milestone."""

    who: str
    milestone: str
    days: int
    papers: tuple[str, ...]


@dataclass(frozen=True)
class StatusReport:
    """One screen of the workspace; ``positions`` is None where no partner has taken one."""

    title: str
    papers: tuple[PaperStatus, ...]
    by_status: Mapping[Status, int]
    recommendations: int
    notebooks: int
    milestones: tuple[MilestoneStatus, ...]
    by_editor: tuple[Owed, ...]
    by_partner: tuple[Owed, ...]
    open_contributions: tuple[str, ...] = ()
    open_rounds: tuple[str, ...] = ()
    open_comments: Mapping[str, int] = field(default_factory=dict)
    positions: PositionStatus | None = None


def status(workspace: Workspace, today: datetime.date) -> Outcome[StatusReport]:
    """Return how far the workspace is on a day; the most urgent first."""
    milestones = tuple(_milestones(workspace, today))
    papers = tuple(_paper(workspace, paper, milestones) for paper in workspace.papers)
    report = StatusReport(
        title=workspace.manifest.forum.title,
        papers=papers,
        by_status={name: sum(paper.status == name for paper in papers) for name in STATUSES},
        recommendations=sum(paper.recommendations for paper in papers),
        notebooks=len(workspace.notebooks),
        milestones=milestones,
        by_editor=tuple(_owed(papers, milestones, lambda paper: (paper.editor or "no editor",))),
        by_partner=tuple(_owed(papers, milestones, lambda paper: paper.partners or ("no partner",))),
        open_contributions=tuple(name for name, one in pendings(workspace.root).items() if one.is_open),
        open_rounds=tuple(one.id for one in workspace.rounds if one.file.state == "open"),
        open_comments=open_counts(workspace.reviews),
        positions=_positions(workspace),
    )
    return Outcome(report)


def _positions(workspace: Workspace) -> PositionStatus | None:
    rated = workspace.rounds and workspace.manifest.consensus.rule == "rand-ucla"
    if not workspace.positions and not rated:
        return None
    from forum.commands.status_positions import position_status  # late: it has the papers read

    return position_status(workspace)


def _milestones(workspace: Workspace, today: datetime.date) -> Iterable[MilestoneStatus]:
    for one in sorted(workspace.manifest.milestone, key=lambda milestone: milestone.date):
        missing = [paper.slug for paper in workspace.papers if not _reached(paper.meta.status, one.requires)]
        yield MilestoneStatus(one.id, one.date, one.requires, (one.date - today).days, tuple(missing))


def _reached(status: Status, required: Status) -> bool:
    return STATUSES.index(status) >= STATUSES.index(required)


def _paper(workspace: Workspace, paper: Paper, milestones: Iterable[MilestoneStatus]) -> PaperStatus:
    people = {person.id: person for person in workspace.people}
    names = {partner.id: partner.name for partner in workspace.manifest.partner}
    authors = [people[author.person] for author in paper.meta.authors if author.person in people]
    partners = dict.fromkeys(names.get(author.partner, author.partner) for author in authors if author.partner)
    editor = people.get(paper.meta.editor)
    return PaperStatus(
        slug=paper.slug,
        title=paper.meta.title,
        status=paper.meta.status,
        theme=paper.meta.theme,
        editor=editor.name if editor else paper.meta.editor,
        partners=tuple(partners),
        recommendations=len(recommendation_ids([paper])),
        late=tuple(one.id for one in milestones if one.days < 0 and paper.slug in one.missing),
    )


def _owed(
    papers: Iterable[PaperStatus],
    milestones: Iterable[MilestoneStatus],
    holders: Callable[[PaperStatus], tuple[str, ...]],
) -> Iterable[Owed]:
    """Yield what is owed by milestone, then by who owes most."""
    for milestone in milestones:
        owed: dict[str, list[str]] = {}
        for paper in papers:
            if paper.slug in milestone.missing:
                for who in holders(paper):
                    owed.setdefault(who, []).append(paper.slug)
        for who, slugs in sorted(owed.items(), key=lambda item: (-len(item[1]), item[0])):
            yield Owed(who, milestone.id, milestone.days, tuple(slugs))
