"""What git knows of a workspace: what a build asks by git itself, the rest by GitPython, imported late.

A workspace without git, or without a commit, is no error: the answers are empty.
"""

from __future__ import annotations

import datetime
import os
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from forum.diagnostics import UsageError
from forum.tools.git_process import GitError as GitRefused
from forum.tools.git_process import of_the_user
from forum.tools.git_process import run as asked


def head_commit(root: Path, length: int = 12) -> str:
    """Return the short hash of the commit that is checked out, or an empty text."""
    return _told(root, "rev-parse", "--verify", "--quiet", "HEAD")[:length]


def commit_date(root: Path) -> datetime.datetime | None:
    """Return when that commit was made, in UTC."""
    seconds = _told(root, "show", "--no-patch", "--format=%ct", "HEAD")
    return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC) if seconds else None


def describe(root: Path) -> str:
    """Return the nearest tag, with what came after it: ``v1.0-3-gabc123``; else the short hash."""
    return _told(root, "describe", "--tags", "--always", "--dirty")


def is_repository(root: Path) -> bool:
    """Tell whether the folder lies in a git repository."""
    with _repository(root) as repository:
        return repository is not None


def is_installed() -> bool:
    """Tell whether git itself can be started."""
    try:
        import git  # noqa: F401
    except ImportError:
        return False
    return True


def initialise(root: Path) -> bool:
    """Make a repository of the folder, and tell whether that worked; nothing is committed."""
    try:
        from git import GitError, Repo
    except ImportError:
        return False
    try:
        Repo.init(root, initial_branch="main").close()
    except (GitError, OSError):
        return False
    return True


def install_drivers(root: Path, python: str) -> bool:
    """Tell the folder's repository how to merge and diff the files that .gitattributes names; False without one.

    On input that it cannot read the merge driver falls back to ``git merge-file``,
    for git would keep ours without a word.
    """
    run = f"{shlex.quote(python)} -m"
    merge = f"{run} forum merge-file %O %A %B --path %P --output %A"
    fallback = "{ test $? -eq 1 && exit 1; git merge-file %A %O %B && exit 0; exit 1; }"
    with _repository(root) as repository:
        if repository is None:
            return False
        with repository.config_writer() as config:
            config.set_value('merge "forum"', "name", "by sentence, cell, entry or key")
            config.set_value('merge "forum"', "driver", f"{merge} || {fallback}")
            config.set_value('diff "forum-notebook"', "textconv", f"{run} forum.cli.notebook_text")
    return True


def _told(root: Path, *arguments: str) -> str:
    """Return what git answers a build, without GitPython's import; nothing where there is no git, commit or leave."""
    if not any((folder / ".git").exists() for folder in (root, *root.resolve().parents)):
        return ""
    try:
        return asked(root, arguments, {**of_the_user(), "GIT_OPTIONAL_LOCKS": "0"}).decode("utf-8", "replace").strip()
    except (GitRefused, UsageError):
        return ""


def _ask(repository: Any, command: str, *arguments: str) -> str:
    """Return what git answers; nothing where it refuses, as in another user's folder."""
    from git import GitCommandError

    try:
        return str(getattr(repository.git, command)(*arguments)) if repository is not None else ""
    except GitCommandError:
        return ""


@contextmanager
def _repository(root: Path) -> Iterator[Any]:
    """Give the repository that the folder lies in, or None; closed afterwards, as it starts helpers."""
    os.environ.setdefault("GIT_OPTIONAL_LOCKS", "0")  # asking for the status is no reason to write
    try:
        from git import GitError, Repo
    except ImportError:  # GitPython's way to say that there is no git
        yield None
        return
    try:
        repository = Repo(root, search_parent_directories=True)
    except (GitError, OSError):
        yield None
        return
    with repository:
        yield repository


def state(root: Path) -> str:
    """Return a text that changes when another commit is checked out; read off the disk, git not started.

    Empty where the workspace is no repository.
    """
    for folder in (root, *root.resolve().parents):
        dot_git = folder / ".git"
        if dot_git.is_dir():
            return _head(dot_git)
        if dot_git.is_file():  # a worktree: the file says where its folder is
            return _head(folder / dot_git.read_text(encoding="utf-8").removeprefix("gitdir:").strip())
    return ""


def _head(folder: Path) -> str:
    common = folder / "commondir"
    shared = folder / common.read_text(encoding="utf-8").strip() if common.is_file() else folder
    try:
        head = (folder / "HEAD").read_text(encoding="utf-8").strip()
        reference = shared / head.removeprefix("ref: ")
        if head.startswith("ref: "):
            packed = shared / "packed-refs"
            return reference.read_text("utf-8").strip() if reference.is_file() else packed.read_text("utf-8")
    except OSError:
        return ""
    return head


def uncommitted(root: Path, paths: Iterable[PurePosixPath]) -> tuple[PurePosixPath, ...]:
    """Return which files of a workspace differ from its commit, new ones included; ``paths`` may be folders."""
    with _repository(root) as repository:
        places = [str(root.resolve() / path) for path in paths]
        told = _ask(repository, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *places)
        top = Path(repository.working_dir) if repository is not None else root
    return tuple(_inside(root, top, entry[3:]) for entry in told.split("\0") if entry)


def tracked(root: Path, paths: Iterable[PurePosixPath]) -> tuple[PurePosixPath, ...]:
    """Return the files of a workspace that git keeps; ``paths`` may be folders."""
    with _repository(root) as repository:
        told = _ask(repository, "ls-files", "-z", "--full-name", "--", *[str(root.resolve() / path) for path in paths])
        top = Path(repository.working_dir) if repository is not None else root
    return tuple(sorted(_inside(root, top, name) for name in told.split("\0") if name))


def _inside(root: Path, top: Path, name: str) -> PurePosixPath:
    return PurePosixPath((top.resolve() / name).relative_to(root.resolve()).as_posix())
