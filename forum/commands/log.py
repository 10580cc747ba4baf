"""``forum log``: every contribution from first to last, and every operation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forum.contributions.values import Pending
from forum.diagnostics import Outcome
from forum.model import ContributionRecord
from forum.operations import Operation, operations, pendings, to_undo
from forum.workspace import load


@dataclass(frozen=True)
class Log:
    """Contributions: merged, and open or returned; operations, and the number of the one that is next to undo."""

    merged: tuple[ContributionRecord, ...]
    pending: tuple[Pending, ...]
    operations: tuple[Operation, ...]
    undoable: int


def log(root: Path) -> Outcome[Log]:
    """Return what came in and what was done; the problems are those of the records."""
    loaded = load(root, allow_empty=True)
    logged = operations(root)
    standing = to_undo(logged)
    return Outcome(
        Log(
            tuple(sorted(loaded.value.contributions, key=lambda one: (one.received, one.name))),
            tuple(sorted(pendings(root).values(), key=lambda one: (one.time, one.name))),
            logged,
            standing.number if standing else 0,
        ),
        tuple(one for one in loaded.problems if one.span.path.parent.name == "contributions"),
    )
