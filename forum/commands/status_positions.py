"""What ``forum status`` says of positions: what is agreed, and what each partner still owes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.commands.positions import Listed, standings
from forum.consensus.standing import Standing
from forum.model import Rule, Workspace
from forum.stages.wordings import worded


@dataclass(frozen=True)
class PartnerOwes:
    """What a partner owes: recommendations without its position, of which ``stale`` are on an earlier text.

    ``carried`` were carried over an editorial change, and wait for its confirmation.
    """

    partner: str
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    carried: tuple[str, ...]


@dataclass(frozen=True)
class PositionStatus:
    """How many recommendations stand how, by the rule: agreed, open, objected, not-agreed, no-quorum."""

    rule: Rule
    by_state: Mapping[str, int]
    by_partner: tuple[PartnerOwes, ...]


def position_status(workspace: Workspace) -> PositionStatus:
    """Return how the recommendations of a workspace stand; the partners in the manifest's order."""
    rows = standings(workspace, worded(workspace))
    states = [state_of(row.standing) for row in rows]
    order = ("agreed", "open", "no-quorum", "objected", "not-agreed")
    owed = (_owed(partner.id, partner.name, rows) for partner in workspace.manifest.partner)
    return PositionStatus(
        rule=workspace.manifest.consensus.rule,
        by_state={state: states.count(state) for state in order if state in states},
        by_partner=tuple(one for one in owed if one.missing or one.carried),
    )


def state_of(stands: Standing) -> str:
    """Return where a recommendation stands in a word; a formal objection says most of what is not agreed."""
    state = stands.decision.state
    return "objected" if stands.objected and state != "agreed" else state


def _owed(partner: str, name: str, rows: Sequence[Listed]) -> PartnerOwes:
    carried = [
        row.wording.id
        for row in rows
        if any(one.partner == partner and one.position.carried and not one.stale for one in row.standing.held)
    ]
    missing = tuple(row.wording.id for row in rows if partner in row.standing.silent)
    stale = tuple(row.wording.id for row in rows if partner in row.standing.stale)
    return PartnerOwes(name, missing, stale, tuple(carried))
