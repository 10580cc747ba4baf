"""``forum return``: send a contribution that was set aside back, with a word why."""

from __future__ import annotations

import datetime
from pathlib import Path

from msgspec.structs import replace

from forum.commands.contributing import at_desk, carry_out, pending_named, tell
from forum.contributions.values import Pending, State
from forum.diagnostics import Outcome, UsageError


def return_(root: Path, name: str, note: str) -> Outcome[Pending]:
    """Close an open contribution without merging it; it stays in the log, with the note.

    Raises:
        UsageError: there is none of this name, it was returned before, or there is no note.
    """
    if not note.strip():
        raise UsageError("a contribution is returned with a word why", f'forum return {name} --note "…"')
    with at_desk(root) as desk:
        pending = pending_named(root, name)
        if pending.state is State.RETURNED:
            raise UsageError(f"{pending.name} was returned before", "forum log tells when and why")
        now = datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds")
        returned = replace(pending, state=State.RETURNED, note=note.strip(), time=now)
        carry_out(desk, f"return {pending.name}", desk.head, [pending], [returned])
        tell(desk, returned, State.RETURNED, returned.note)
        return Outcome(returned)
