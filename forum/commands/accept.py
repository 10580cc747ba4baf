"""``forum accept``: merge a contribution that was set aside, on a coordinator's word."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from forum.commands.contributing import at_desk, carry_out, merge_commit, pending_named, tell
from forum.commands.standing import Checks
from forum.contributions.values import Pending, State
from forum.diagnostics import Diagnostic, Outcome, UsageError
from forum.receiving.joining import joined


@dataclass(frozen=True)
class Accepted:
    """A contribution that is merged now, and the commit that did it."""

    pending: Pending
    commit: str
    operation: int


def accept(root: Path, name: str, note: str = "", today: datetime.date | None = None) -> Outcome[Accepted]:
    """Merge an open contribution as it is, whatever it was set aside for; the problems are its new errors.

    Raises:
        UsageError: there is none of this name, or it conflicts.
    """
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    with at_desk(root) as desk:
        pending = pending_named(root, name)
        must_be_open(pending)
        made = joined(desk, desk.head, pending.received)
        if not made.clean:
            raise UsageError(
                f"{pending.name} conflicts with the forum's branch", f"decide: forum resolve {pending.name}"
            )
        commit = merge_commit(desk, desk.head, pending.received, made.changes, pending.facts, "accepted", day, note)
        problems: tuple[Diagnostic, ...] = Checks(desk, day).new_errors(desk.head, commit)
        operation = carry_out(desk, f"accept {pending.name}", commit, [pending], [])
        tell(desk, pending, State.MERGED, note, problems)
        return Outcome(Accepted(pending, commit, operation.number), problems)


def must_be_open(pending: Pending) -> None:
    """Raise a UsageError for a contribution that was returned."""
    if pending.state is State.RETURNED:
        raise UsageError(f"{pending.name} was returned to its sender", "merge it anew: forum merge SOURCE")
