"""What keeps a release back, all of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from packaging.version import Version

from forum.changes.versions import latest, version_of, what_is_wrong
from forum.model import Paper, Run, Workspace
from forum.releases.values import Reason

_MOST = 5


def of_the_version(text: str, tags: Iterable[str], workspace: Workspace) -> Iterator[Reason]:
    """Yield why a version cannot be released: none, there already, not greater, or not what the manifest says."""
    wrong = what_is_wrong(text)
    if wrong:
        yield Reason(*wrong)
        return
    last = latest(tags)
    before = version_of(last)
    if before is not None and Version(text) <= before:
        how = "was released already" if Version(text) == before else f"is not greater than {before}, the last release"
        yield Reason(f"{text} {how}", f"release a greater version than {before}; what was released stays as it is")
    written = workspace.manifest.forum.version
    if written and written != text:
        remedy = f'write version = "{text}" there and commit; or remove the line: the release says it'
        yield Reason(f'forum.toml says version = "{written}"', remedy)


def of_the_repository(changed: Sequence[PurePosixPath], behind: int) -> Iterator[Reason]:
    """Yield why the commit is not what would be released: uncommitted files, or commits that are missing."""
    if changed:
        yield Reason(f"not committed: {_listed(changed)}", "git add and git commit them, or git restore them")
    if behind:
        how_many = "1 commit" if behind == 1 else f"{behind} commits"
        yield Reason(f"the branch lacks {how_many} of its upstream", "git pull, and look at what came")


def of_the_runs(stale: Sequence[Run]) -> Iterator[Reason]:
    """Yield that results are not there: a release executes nothing."""
    if stale:
        one = len(stale) == 1
        what = "1 notebook run is" if one else f"{len(stale)} notebook runs are"
        yield Reason(f"{what} out of date: {_listed(stale)}", "forum run executes what is out of date")


def of_the_forum(workspace: Workspace, pending: Sequence[str], final: bool) -> tuple[list[Reason], list[Reason]]:
    """Return what of the forum's own proceedings keeps a release back, and what should be thought of."""
    reasons = [
        Reason(f"the rating round {one.id} is open", f"forum round close {one.id}")
        for one in workspace.rounds
        if one.file.state == "open"
    ]
    doubts: list[Reason] = []
    early = unfinished(workspace)
    if early:
        names = ", ".join(f"{paper.slug} ({paper.meta.status})" for paper in early[:_MOST])
        more = f", and {len(early) - _MOST} more" if len(early) > _MOST else ""
        one = Reason(
            f"not final: {names}{more}", "set status: final in each; or leave it out: include = … in forum.toml"
        )
        (reasons if final else doubts).append(one)
    if pending:
        doubts.append(Reason(f"contributions wait for a decision: {_listed(pending)}", "forum log tells of them"))
    return reasons, doubts


def unfinished(workspace: Workspace) -> list[Paper]:
    """Return the papers of the report that are not final."""
    included = workspace.manifest.report.include
    return [paper for paper in workspace.papers if paper.meta.status in included and paper.meta.status != "final"]


def _listed(names: Sequence[object]) -> str:
    return ", ".join(map(str, names[:_MOST])) + (f", and {len(names) - _MOST} more" if len(names) > _MOST else "")
