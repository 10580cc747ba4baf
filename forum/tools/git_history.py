"""What files of a workspace said before: every version that the history has."""

from __future__ import annotations

from collections.abc import Iterator
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
