"""The operation log: every command that moves a branch, so that it can be taken back.

An operation is written down before it happens and crossed out afterwards. Whatever kills
the program in between, the next call finds the note and carries on from where it was.

Model: jj's operation log (``docs/operation-log.md``).
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from forum.contributions.records import read_pending
from forum.contributions.values import Pending
from forum.diagnostics import UsageError
from forum.receiving.worktree import follow, refuse_edited, refuse_in_the_way
from forum.tools.files import locked, not_for_children
from forum.tools.git_objects import ABSENT, BranchMoved, Store
from forum.tools.git_trees import changed_between

LOG = ".forum/operations.jsonl"
JOURNAL = ".forum/operation.json"
LOCK = ".forum/lock"


class Operation(msgspec.Struct, frozen=True):
    """What a command did: the branch from one commit to another, other refs, and the register's entries.

    ``refs`` and ``entries`` map a name to what was there before and what is there now;
    ``ABSENT`` and None for nothing. ``undoes`` is the number of the operation that it takes back.
    """

    command: str
    branch: str
    before: str
    after: str
    refs: Mapping[str, tuple[str, str]] = msgspec.field(default_factory=dict)
    entries: Mapping[str, tuple[Any, Any]] = msgspec.field(default_factory=dict)
    number: int = 0
    time: str = ""
    undoes: int = 0
    redoes: int = 0


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Let one command at a time change the workspace's branch; the system lets go when the process ends.

    Raises:
        UsageError: another one is at it.
    """
    path = root / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as handle:
        if not locked(handle.fileno()):
            raise UsageError("another command changes this workspace just now", "wait for it to end")
        not_for_children(handle)
        yield


def perform(root: Path, home: Store, operation: Operation) -> Operation:
    """Carry an operation out: all of it, now or at the next call; return it as it was logged.

    Raises:
        UsageError: uncommitted work is in the way, or the branch has moved; nothing has happened then.
    """
    old, new = home.tree(operation.before), home.tree(operation.after)
    refuse_in_the_way(root, home, old, changed_between(old, new))
    _refuse_branches(home, operation)
    number = max((one.number for one in operations(root)), default=0) + 1
    numbered = replace(operation, number=number, time=_now())
    _write(root / JOURNAL, json.dumps(msgspec.to_builtins(numbered)))
    try:
        _move(home, numbered)
    except BranchMoved as moved:
        (root / JOURNAL).unlink()
        raise UsageError(f"{moved} has moved meanwhile; nothing was changed", "try again") from moved
    _complete(root, home, numbered)
    return numbered


def _refuse_branches(home: Store, operation: Operation) -> None:
    """Raise a UsageError if a branch is called as what has to be a folder of branches, or the other way round."""
    new = [name for name, (_, after) in operation.refs.items() if after != ABSENT]
    there = home.refs("refs/heads/") if new else {}
    for ref in new:
        other = next((one for one in there if ref.startswith(f"{one}/") or one.startswith(f"{ref}/")), "")
        if other:
            plain, wanted = (one.removeprefix("refs/heads/") for one in (other, ref))
            raise UsageError(f"the branch {plain} is in the way of {wanted}", f"git branch -m {plain} NEW-NAME")


def recover(root: Path, home: Store) -> Operation | None:
    """Complete an operation that was cut off, if there is one; return it. One that had not begun is dropped."""
    try:
        noted = json.loads((root / JOURNAL).read_text("utf-8"))
        operation = Operation(**noted)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        (root / JOURNAL).unlink()  # it was written whole or not at all, so it is none of ours
        return None
    at = home.refs(operation.branch).get(operation.branch, ABSENT)
    if at != operation.after:
        (root / JOURNAL).unlink()
        return None
    old, new = home.tree(operation.before), home.tree(operation.after)
    refuse_edited(root, home, old, changed_between(old, new))
    _complete(root, home, operation)
    return operation


def _move(home: Store, operation: Operation) -> None:
    if operation.before != operation.after:
        home.move(operation.branch, operation.after, operation.before, f"forum {operation.command}")


def _complete(root: Path, home: Store, operation: Operation) -> None:
    """Do what follows from the branch's move; each step may be done twice."""
    follow(root, home, changed_between(home.tree(operation.before), home.tree(operation.after)))
    for ref, (before, after) in operation.refs.items():
        if home.refs(ref).get(ref, ABSENT) != after:
            with suppress(BranchMoved):  # somebody else's by now: it stays as it is
                home.move(ref, after, before, f"forum {operation.command}")
    for name, (_, entry) in operation.entries.items():
        write_entry(root, name, entry)
    if operation.number not in {one.number for one in operations(root)}:
        _append(root / LOG, json.dumps(msgspec.to_builtins(operation)))
    (root / JOURNAL).unlink(missing_ok=True)


def _append(path: Path, line: str) -> None:
    """Add a line to a file, below one that was cut off."""
    with path.open("a+b") as log:
        if log.tell():
            log.seek(-1, os.SEEK_END)
            line = line if log.read() == b"\n" else f"\n{line}"
        log.write(f"{line}\n".encode())


def operations(root: Path) -> tuple[Operation, ...]:
    """Return what was done, in order; a line that was cut off is left out."""
    found = []
    with suppress(FileNotFoundError):
        for line in (root / LOG).read_bytes().split(b"\n"):
            with suppress(ValueError, TypeError):
                found.append(Operation(**json.loads(line)))
    return tuple(found)


def to_undo(logged: tuple[Operation, ...]) -> Operation | None:
    """Return the last operation that still stands."""
    taken_back, _ = _standing(logged)
    standing = [one for one in logged if not one.undoes and not one.redoes and one.number not in taken_back]
    return standing[-1] if standing else None


def to_redo(logged: tuple[Operation, ...]) -> Operation | None:
    """Return the operation that was undone last, if nothing else was done since."""
    _, order = _standing(logged)
    return next((one for one in logged if order and one.number == order[-1]), None)


def last_step(logged: tuple[Operation, ...], target: Operation) -> Operation:
    """Return what last did an operation, or took it back: the operation itself, a redo or an undo of it."""
    return [one for one in logged if target.number in (one.number, one.undoes, one.redoes)][-1]


def _standing(logged: tuple[Operation, ...]) -> tuple[set[int], list[int]]:
    """Return the numbers of what is undone, and of these what may be redone, in the order of undoing."""
    taken_back: set[int] = set()
    order: list[int] = []
    for one in logged:
        if one.undoes:
            taken_back.add(one.undoes)
            order.append(one.undoes)
        elif one.redoes:
            taken_back.discard(one.redoes)
            order = [number for number in order if number != one.redoes]
        else:
            order = []
    return taken_back, order


# --- the register: contributions that are not decided on, or were returned -------------


REGISTER = ".forum/contributions"


def write_entry(root: Path, name: str, entry: Any) -> None:
    """Put a contribution into the register, or take it out (None)."""
    path = root / REGISTER / f"{name.replace('/', '--')}.json"
    if entry is None:
        path.unlink(missing_ok=True)
    else:
        _write(path, json.dumps(entry, indent=1))


def pendings(root: Path) -> dict[str, Pending]:
    """Return the contributions that are not merged, by name; a file that cannot be read is left out."""
    found = {}
    for path in sorted((root / REGISTER).glob("*.json")):
        with suppress(OSError, ValueError):
            one = read_pending(json.loads(path.read_text("utf-8")))
            found[one.name] = one
    return found


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def _now() -> str:
    return datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds")
