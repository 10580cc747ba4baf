"""``forum diff``: what changed between two states of the workspace, in the terms of the forum."""

from __future__ import annotations

from pathlib import Path

from forum.changes.comparing import compare
from forum.changes.values import Changes, State
from forum.changes.versions import latest
from forum.diagnostics import Diagnostic, Outcome, UsageError
from forum.stages.editions import Repository, laid_out, repository
from forum.stages.states import Readers, read_state
from forum.tools.git_tags import tags
from forum.workspace import MANIFEST

HERE = ""  # the name of the files as they are


def diff(root: Path, revisions: str = "") -> Outcome[Changes]:
    """Return what changed between two states; ``revisions`` is as git has it: ``A``, ``A..B`` or ``A...B``.

    ``A`` is compared with the files as they are, and so is, where nothing is given, the last release in
    the history, or the last commit where there is none. The problems are files that could not be read.

    Raises:
        UsageError: no repository, or no such revision.
    """
    with repository(root) as home:
        before, after = _ends(home, revisions)
        problems: list[Diagnostic] = []
        readers = Readers(root)
        states = [_state(home, one, readers, problems) for one in (before, after)]
        return Outcome(compare(*states), tuple(problems))


def _ends(home: Repository, revisions: str) -> tuple[str, str]:
    """Return the two revisions that are compared; ``HERE`` are the files as they are."""
    if not revisions:
        return latest(tags(home.store, home.commit("HEAD"))) or "HEAD", HERE
    one, dots, other = revisions.partition("..")
    if not dots:
        return one, HERE
    one, other = one or "HEAD", other.removeprefix(".") or "HEAD"
    if "..." not in revisions:
        return one, other
    base = home.store.merge_base(home.commit(one), home.commit(other))
    if base is None:
        raise UsageError(f"{one} and {other} have no commit in common", f"compare them as they are: {one}..{other}")
    return base, other


def _state(home: Repository, revision: str, readers: Readers, problems: list[Diagnostic]) -> State:
    if revision == HERE:
        found = read_state(home.root, HERE, readers=readers)
    else:
        found = state_at(home, home.commit(revision), revision, readers)
    problems += found.problems
    return found.value


def state_at(home: Repository, commit: str, name: str, readers: Readers) -> Outcome[State]:
    """Return the state at a commit, which is called by the name."""
    if MANIFEST not in home.files(commit):
        hint = "git log --oneline -- forum.toml shows since when there is one"
        raise UsageError(f"{name} has no forum.toml: the workspace was not there yet", hint)
    with laid_out(home, commit) as folder:
        return read_state(folder, name, commit, home.moment(commit).date().isoformat(), readers)
