"""``forum position list``: how every recommendation stands, or what one partner thinks of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from forum.consensus.standing import Held, Standing, as_plain, by_recommendation, standing
from forum.diagnostics import Outcome, UsageError
from forum.documents.nearest import did_you_mean
from forum.documents.recommendations import RecommendationBlock
from forum.model import Workspace
from forum.stages.wordings import worded
from forum.workspace import load


@dataclass(frozen=True)
class Listed:
    """A recommendation and how it stands."""

    wording: RecommendationBlock
    standing: Standing


@dataclass(frozen=True)
class PositionList:
    """Recommendations in the order of the report, of one ``partner`` where it is named.

    ``names`` are the partners' by id, ``people`` the persons' by id.
    """

    rows: tuple[Listed, ...]
    names: Mapping[str, str]
    people: Mapping[str, str]
    partner: str = ""

    def held(self, row: Listed) -> tuple[Held, ...]:
        """Return the positions on a recommendation, of the partner where one is named."""
        return tuple(one for one in row.standing.held if self.partner in ("", one.partner))


def positions(root: Path, partner: str = "", recommendation: str = "") -> Outcome[PositionList]:
    """Return how the recommendations stand, or the one that is named.

    Raises:
        UsageError: there is no such partner or recommendation.
    """
    loaded = load(root)
    workspace = loaded.value
    names = {one.id: one.name for one in workspace.manifest.partner}
    if partner and partner not in names:
        raise UsageError(f"there is no partner {partner}", *did_you_mean(partner, list(names)))
    known = worded(workspace)
    if recommendation and recommendation not in known:
        raise UsageError(f"there is no recommendation {recommendation}", *did_you_mean(recommendation, list(known)))
    rows = tuple(one for one in standings(workspace, known) if recommendation in ("", one.wording.id))
    people = {one.id: one.name for one in workspace.people}
    problems = tuple(one for one in loaded.problems if one.span.path.parent.name == "positions")
    return Outcome(PositionList(rows, names, people, partner), problems)


def standings(workspace: Workspace, known: Mapping[str, RecommendationBlock]) -> list[Listed]:
    """Return how each recommendation stands."""
    found = by_recommendation(workspace.positions)
    return [
        Listed(one, standing(name, one.digest, found.get(name, ()), workspace.manifest, workspace.rounds))
        for name, one in known.items()
    ]


def listed_plain(report: PositionList) -> dict[str, Any]:
    """Return the list as JSON has it."""
    return {
        "version": 1,
        "recommendations": [
            {
                "recommendation": row.wording.id,
                "text": row.wording.canonical,
                "digest": row.wording.digest,
                **as_plain(row.standing),
                "positions": [
                    {"partner": one.partner, **msgspec.to_builtins(one.position), "stale": one.stale}
                    for one in report.held(row)
                ],
            }
            for row in report.rows
        ],
    }
