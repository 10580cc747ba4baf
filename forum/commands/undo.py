"""``forum undo``: take back the last command that moved the branch, or an undo itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forum.commands.contributing import at_desk
from forum.diagnostics import Outcome, UsageError
from forum.merging.tree import merge_trees
from forum.operations import Operation, last_step, operations, perform, to_redo, to_undo
from forum.receiving.desk import Desk, carried_over
from forum.receiving.joining import as_entries
from forum.tools.git_objects import ABSENT, GitError
from forum.tools.git_tags import is_at_a_remote
from forum.tools.git_trees import changed_between

TAGS = "refs/tags/"


@dataclass(frozen=True)
class Undone:
    """What was taken back or done again; ``reverted`` where a commit does so because others have it already."""

    operation: Operation
    reverted: bool
    redone: bool


def undo(root: Path, redo: bool = False) -> Outcome[Undone]:
    """Take the last standing operation back; with ``redo``, do again what was undone last.

    The branch goes back to where it was. Where it has moved on since, or others have the
    commit already, a new commit takes the change back instead: what was pushed is never rewritten.

    Raises:
        UsageError: there is nothing to undo, a later change builds on it, or a release's tag is at a remote.
    """
    with at_desk(root) as desk:
        logged = operations(root)
        target = to_redo(logged) if redo else to_undo(logged)
        if target is None:
            raise UsageError(
                f"there is nothing to {'redo' if redo else 'undo'}", "forum log --operations shows what was done"
            )
        if target.branch != desk.branch:
            raise UsageError(
                f"that was done on {target.branch}", f"git switch {target.branch.removeprefix('refs/heads/')}"
            )
        step = last_step(logged, target)  # what has to be turned round: to redo is to take an undo back
        goal, start = step.before, step.after
        for ref in (ref for ref, (before, _) in step.refs.items() if before == ABSENT):
            _refuse_at_a_remote(desk, ref)
        direct = desk.head == start and not (_rewrites(desk, start, goal) and _is_published(desk, desk.head))
        after = goal if direct else _reverting(desk, start, goal, target, redo)
        done = Operation(
            f"{'redo' if redo else 'undo'} {target.command}",
            desk.branch,
            desk.head,
            after,
            {ref: (now, before) for ref, (before, now) in step.refs.items()},
            {name: (now, before) for name, (before, now) in step.entries.items()},
            undoes=0 if redo else target.number,
            redoes=target.number if redo else 0,
        )
        perform(root, desk.home, done)
        return Outcome(Undone(target, not direct, redo))


def _refuse_at_a_remote(desk: Desk, ref: str) -> None:
    """Raise a UsageError if a tag that would go is at a remote: others may have it, and would keep it."""
    if not ref.startswith(TAGS):
        return
    name = ref.removeprefix(TAGS)
    try:
        remote = is_at_a_remote(desk.root, name)
    except GitError as silent:
        message = f"whether a remote has the tag {name} cannot be told: {silent}"
        raise UsageError(message, f"try again when it answers; if you are sure: git tag -d {name}") from silent
    if remote:
        raise UsageError(f"the tag {name} is at {remote}: others may have it", "release a greater version instead")


def _rewrites(desk: Desk, start: str, goal: str) -> bool:
    """Tell whether a branch that goes from one commit to another loses commits."""
    return not desk.home.is_ancestor(start, goal)


def _is_published(desk: Desk, commit: str) -> bool:
    """Tell whether a branch of another repository, as last heard, has a commit."""
    return any(desk.home.is_ancestor(commit, other) for other in desk.home.refs("refs/remotes/").values())


def _reverting(desk: Desk, start: str, goal: str, target: Operation, redo: bool) -> str:
    """Return a commit on the branch that takes the step from ``start`` to ``goal``, merged with what came since."""
    if start == goal:
        return desk.head
    if not desk.home.is_ancestor(start, desk.head):
        raise UsageError("the branch no longer has it", "forum log --operations shows what was done")
    base, ours, theirs = (desk.home.tree(commit) for commit in (start, desk.head, goal))
    merged = merge_trees(base, ours, theirs, desk.scratch.read)
    if merged.conflicts:
        paths = ", ".join(str(one.path) for one in merged.conflicts[:3])
        raise UsageError(f"later changes build on it, in {paths}", "take those back first, or edit the files")
    tree = desk.scratch.write_tree(desk.head, changed_between(ours, as_entries(desk, merged)))
    verb = "Do again" if redo else "Take back"
    commit = desk.scratch.commit(tree, [desk.head], f"{verb}: {target.command}\n\nThis is operation {target.number}.\n")
    carried_over(desk.scratch, desk.home, [commit])
    return commit
