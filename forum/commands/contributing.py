"""What the commands for contributions share: the desk, the checks, and the step that moves the branch."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from forum.contributions.records import Done, pending_data, record_of, record_path, record_text
from forum.contributions.replies import in_words
from forum.contributions.values import Asked, Facts, Pending, Received, State
from forum.diagnostics import Diagnostic, UsageError
from forum.merging.tree import Entry
from forum.operations import Operation, alone, pendings, perform, recover
from forum.receiving.beside import Beside
from forum.receiving.desk import Desk, carried_over, open_home, scratch_store, sweep
from forum.receiving.names import Names
from forum.tools.git_objects import ABSENT, GitError, Store


@contextmanager
def at_desk(root: Path, asked: Asked | None = None, beside: Beside | None = None) -> Iterator[Desk]:
    """Give the desk, nobody else changing the branch meanwhile; what an earlier call left is completed first.

    ``beside`` knows who is known.

    Raises:
        UsageError: the workspace cannot be merged into.
    """
    try:
        with alone(root):
            home, branch, head = open_home(root)
            if recover(root, home):
                head = home.resolve("HEAD") or head
            sweep(root)
            with scratch_store(home, root) as scratch:
                try:
                    desk = Desk(root, home, scratch, branch, head, asked=_resolved(home, asked or Asked()))
                    yield _desk(desk, (beside or Beside(root, fork=False)).names)
                finally:
                    scratch.close()
                    home.close()
    except GitError as refused:
        raise UsageError(f"git cannot do it: {refused}", "put that right, and try again") from refused


def _desk(desk: Desk, known: Names) -> Desk:
    """Return the desk with who is known."""
    if desk.asked.partner and desk.asked.partner not in known.partners:
        from forum.documents.nearest import did_you_mean

        raise UsageError(
            f"forum.toml has no partner {desk.asked.partner}",
            *did_you_mean(desk.asked.partner, known.partners),
            f"add it: forum new partner {desk.asked.partner}",
        )
    return replace(
        desk,
        partners=known.partners,
        people=known.people,
        title=known.title,
        notice=known.notice,
        language=known.language,
        prefixes=known.prefixes,
        signers=Path(known.signers) if known.signers else None,
    )


def _resolved(home: Store, asked: Asked) -> Asked:
    if not asked.base:
        return asked
    commit = home.resolve(asked.base)
    if commit is None:
        raise UsageError(f"there is no commit {asked.base}", "git log shows the commits")
    return replace(asked, base=commit)


# --- the register ---------------------------------------------------------------------


def pending_named(root: Path, name: str) -> Pending:
    """Return a contribution that is not merged.

    Raises:
        UsageError: there is none of this name.
    """
    from forum.documents.nearest import did_you_mean

    known = pendings(root)
    plain = name.rpartition("/")[2]
    if plain not in known:
        listed = f"open: {', '.join(sorted(known))}" if known else "nothing is open"
        raise UsageError(
            f"there is no open contribution {name}", *did_you_mean(plain, known), f"{listed}; see forum log"
        )
    return known[plain]


# --- moving the branch -------------------------------------------------------------------


def merge_commit(
    desk: Desk,
    ours: str,
    received: Received,
    changes: Mapping[PurePosixPath, Entry | None],
    facts: Facts,
    done: Done,
    today: datetime.date,
    note: str = "",
) -> str:
    """Return the commit that has ours and theirs as parents, the merged files, and the record."""
    text = record_text(record_of(received, facts, done, today, note))
    record = Entry("100644", desk.scratch.write(text.encode()))
    tree = desk.scratch.write_tree(ours, {**changes, record_path(received.name): record})
    sender = f" of {received.partner}" if received.partner else ""
    touched = "".join(f"\n{line}" for line in in_words(facts))
    message = f"Merge the contribution {received.name}{sender}\n{touched}\n" + (f"\n{note}\n" if note else "")
    return desk.scratch.commit(tree, [ours, received.theirs], message)


def tell(desk: Desk, pending: Pending, state: State, note: str = "", problems: tuple[Diagnostic, ...] = ()) -> None:
    """Write the reply to whoever sent a contribution that was decided on."""
    from forum.contributions.replies import reply_to
    from forum.receiving.replies import write_replies

    reply = reply_to(
        pending.name, state, pending.received, pending.facts, problems=problems, note=note, language=desk.language
    )
    write_replies(desk.root, [reply], desk.title, desk.notice)


def carry_out(
    desk: Desk,
    command: str,
    after: str,
    before: Sequence[Pending],
    now: Sequence[Pending],
) -> Operation:
    """Move the branch to a commit, and the register and its branches from ``before`` to ``now``, as one operation.

    A branch of a contribution that somebody has committed to stays as it is.
    """
    known = {one.branch: one.received.theirs if one.is_open else ABSENT for one in before}
    wanted = {one.branch: one.received.theirs if one.is_open else ABSENT for one in now}
    there = desk.home.refs("refs/heads/contrib") if known or wanted else {}
    refs = {
        ref: (there.get(ref, ABSENT), wanted.get(ref, ABSENT))
        for ref in {**known, **wanted}
        if there.get(ref, ABSENT) in (ABSENT, known.get(ref, ABSENT))
    }
    entries: dict[str, tuple[object, object]] = {one.name: (pending_data(one), None) for one in before}
    for one in now:
        entries[one.name] = (entries.get(one.name, (None, None))[0], pending_data(one))
    carried_over(desk.scratch, desk.home, {after, *(one.received.theirs for one in now)} - {desk.head})
    changed = {ref: pair for ref, pair in refs.items() if pair[0] != pair[1]}
    return perform(desk.root, desk.home, Operation(command, desk.branch, desk.head, after, changed, entries))
