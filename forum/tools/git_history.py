"""What files of a workspace said before: every version that the history has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum.diagnostics import UsageError
from forum.tools.git_process import GitError, Reader, of_the_user, run


def versions(root: Path, folder: str) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield each version of each file in a folder that a commit before this one left there, newest first, once.

    Nothing where there is no git or no commit.
    """
    question = (
        "-c",
        "log.showSignature=false",
        "log",
        "-m",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--relative",
        "-z",
        "--format=",
        "--",
        folder,
    )
    try:
        told = run(root, question, of_the_user()).decode("utf-8", "surrogateescape")
    except (GitError, UsageError):
        return
    reader, seen = Reader(root, of_the_user()), set[str]()
    try:
        entries = told.split("\0")
        for head, path in zip(entries[::2], entries[1::2], strict=False):
            oid, status = head.split(" ")[3:5]
            if status != "D" and oid not in seen and (found := reader.find(oid)) is not None:
                seen.add(oid)
                yield PurePosixPath(path), found.content.decode("utf-8", "replace").replace("\r\n", "\n")
    finally:
        reader.close()


@dataclass(frozen=True)
class FileChange:
    """A file that a commit changes: its blobs before and after, empty where it is not there."""

    path: PurePosixPath
    before: str
    after: str


@dataclass(frozen=True)
class Logged:
    """A commit: who made it, when it was committed, what it changes from the one before (the first of ``parents``)."""

    id: str
    author: str
    date: str
    subject: str
    changes: tuple[FileChange, ...]
    parents: tuple[str, ...] = ()


def branch_log(root: Path, folders: Sequence[str], since: str = "", until: str = "HEAD") -> tuple[Logged, ...]:
    """Return the commits of the branch that changed something in folders of the workspace, newest first.

    A merge is one step of the branch, with all that it brought. ``since`` has those that ``until`` has beyond it,
    each for itself: how a merge came about.

    Raises:
        UsageError: there is no history here.
    """
    which = (f"{since}..{until}", "--no-merges") if since else (until, "--first-parent", "-m")
    question = (
        *("-c", "log.showSignature=false", "log", *which, "--raw", "--no-abbrev", "--no-renames"),
        *("--relative", "-z", "--format=%x01%H%x02%P%x02%cI%x02%an%x02%s", "--", *folders),
    )
    try:
        told = run(root, question, of_the_user()).decode("utf-8", "surrogateescape")
    except GitError as none:
        raise UsageError(
            "there is no history of this workspace", 'git init && git add . && git commit -m "Start"'
        ) from none
    return tuple(_logged(told))


def _logged(told: str) -> Iterator[Logged]:
    """Yield the commits that git told of; what people wrote may hold any sign but NUL, which ends each part."""
    parts = iter(told.split("\0"))
    head, changes = "", list[FileChange]()
    for part in parts:
        if part.startswith("\1"):
            yield from _commit(head, changes)
            head, changes = part, []
        elif meta := part.removeprefix("\n"):
            changes.append(_change(meta, next(parts)))
    yield from _commit(head, changes)


def _commit(head: str, changes: Sequence[FileChange]) -> Iterator[Logged]:
    if head:
        name, parents, date, rest = head.removeprefix("\1").split("\2", 3)
        author, _, subject = rest.partition("\2")
        yield Logged(name, author, date, subject, tuple(changes), tuple(parents.split()))


def _change(meta: str, path: str) -> FileChange:
    before, after = (oid if oid.strip("0") else "" for oid in meta.split(" ")[2:4])
    return FileChange(PurePosixPath(path), before, after)


def texts_of(root: Path, blobs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each blob with its text, those that the repository lacks left out."""
    reader = Reader(root, of_the_user())
    try:
        for oid, found in zip(blobs, reader.find_all(blobs), strict=True):
            if found is not None:
                yield oid, found.content.decode("utf-8", "replace").replace("\r\n", "\n")
    finally:
        reader.close()


def is_loose(root: Path, path: PurePosixPath) -> bool:
    """Tell whether a file of a workspace that has a history says what no commit has; False without git."""
    try:
        return bool(run(root, ("status", "--porcelain", "--no-renames", "--", str(path)), of_the_user()).strip())
    except (GitError, UsageError):
        return False


def commit_named(root: Path, revision: str) -> str:
    """Return the full id of the commit that a revision names.

    Raises:
        UsageError: there is none, or no git here.
    """
    try:
        told = run(
            root, ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"), of_the_user()
        )
    except GitError as unknown:
        raise UsageError(f"there is no commit {revision}", "git log shows the commits") from unknown
    return told.decode().strip()
