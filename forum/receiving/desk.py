"""Where contributions are laid out: the workspace's repository, and a scratch one that is thrown away.

Everything that comes in is written to the scratch repository, which sees the objects of the
workspace's own. Only what was decided on goes over, so that a refusal, a dry run or a kill
leaves nothing behind.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from forum.contributions.values import Asked
from forum.diagnostics import UsageError
from forum.model import Person
from forum.tools.git_objects import GitError, Store
from forum.tools.git_process import Running, ask_committer, ask_settings, committer_told, settings_told

FOLDER = ".forum/merging"


class Desk(msgspec.Struct, frozen=True):
    """The two repositories, the forum's branch and where it is, and who is known."""

    root: Path
    home: Store
    scratch: Store
    branch: str  # refs/heads/…
    head: str
    partners: frozenset[str] = frozenset()
    people: tuple[Person, ...] = ()
    title: str = ""  # of the forum's report
    notice: str = ""
    language: str = "en"
    prefixes: frozenset[str] = frozenset()  # of cross-references, beyond the usual ones
    signers: Path | None = None
    asked: Asked = msgspec.field(default_factory=Asked)


def open_home(root: Path) -> tuple[Store, str, str]:
    """Return the workspace's repository, its branch, and the commit that this is at.

    Raises:
        UsageError: no git, no repository, no commit, no branch, or the workspace is a part of another's.
    """
    with ask_settings(root) as settings, ask_committer(root) as who:
        home = Store(root, settings_told(settings))
        with home.asking("symbolic-ref", "--quiet", "HEAD") as branch:
            return home, *_opened(root, home, who, branch)


def _opened(root: Path, home: Store, who: Running, branch: Running) -> tuple[str, str]:
    try:
        top = home.layout.top
    except GitError as refused:
        raise _no_repository(root, str(refused)) from refused
    home.act_as(committer_told(who))
    if top.resolve() != root.resolve():
        raise UsageError(
            f"the workspace is a part of the repository {top}", "a workspace to merge into is a repository of its own"
        )
    head = home.resolve("HEAD")
    if head is None:
        raise UsageError("the repository has no commit yet", f"git -C {root} add -A && git -C {root} commit -m Start")
    try:
        return branch.answer().decode("utf-8", "replace").removesuffix("\n"), head
    except GitError as refused:
        raise UsageError("no branch is checked out", f"git -C {root} switch main") from refused


def _no_repository(root: Path, said: str) -> UsageError:
    """Return why a folder is not taken for a repository, with what to do."""
    if "dubious ownership" in said:
        message = f"{root} belongs to another user, and git does not trust it"
        trust = f"if you do: git config --global --add safe.directory {root.resolve()}"
        return UsageError(message, trust, "or work in a clone of your own: git clone")
    hint = f"make it one: git -C {root} init && git -C {root} add -A && git -C {root} commit -m Start"
    return UsageError(f"{root} is no git repository, and merging needs one ({said})", hint)


@contextmanager
def scratch_store(home: Store, root: Path) -> Iterator[Store]:
    """Give an empty repository that sees the objects of the workspace's; it is gone afterwards."""
    folder = new_folder(root)
    try:
        yield new_repository(folder / "repository", home)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_folder(root: Path) -> Path:
    """Make a folder to work in, on the workspace's own disk."""
    parent = root / FOLDER
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="work-", dir=parent))


def sweep(root: Path) -> None:
    """Remove what calls that were killed have left. Only whoever holds the workspace's lock may."""
    shutil.rmtree(root / FOLDER, ignore_errors=True)


def new_repository(folder: Path, home: Store) -> Store:
    """Make a bare repository that sees another's objects, without any hook or template.

    Source: git, ``gitrepository-layout(5)``; written by ourselves, for git takes longer to start than to do it.
    """
    (folder / "objects/info").mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    version = 0 if home.algorithm == "sha1" else 1
    config = f"[core]\n\trepositoryformatversion = {version}\n\tbare = true\n"
    config += f"[extensions]\n\tobjectformat = {home.algorithm}\n" if version else ""
    (folder / "config").write_text(config, encoding="utf-8")
    (folder / "objects/info/alternates").write_text(f"{home.objects.resolve()}\n", encoding="utf-8")
    if home.layout.shallow.is_file():  # where its history ends, so that nobody looks for more
        shutil.copy(home.layout.shallow, folder / "shallow")
    return Store(folder, home.environment, home)


def carried_over(source: Store, target: Store, commits: Iterable[str]) -> None:
    """Copy commits, with all that they need, from one repository to another; no ref is made there."""
    wanted = sorted(set(commits))
    if not wanted:
        return
    if not any((source.objects / "pack").glob("*.pack")):
        for oid in _own(source, wanted):
            source.hand_over(oid, target)
        return
    for commit in wanted:
        source.ask("update-ref", f"refs/contrib/{commit}", commit)
    options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance")
    specs = [f"refs/contrib/{commit}" for commit in wanted]
    target.ask("-c", "protocol.file.allow=always", "fetch", *options, str(source.folder.resolve()), *specs)


def _own(source: Store, commits: Iterable[str]) -> Iterator[str]:
    """Yield the objects of commits that are in the repository itself, each after those that it needs.

    What is not in it is in the one whose objects it sees, and so is all that that needs.
    """
    left = set(source.own())
    todo = [(oid, False) for oid in commits]
    while todo:
        oid, is_ready = todo.pop()
        if is_ready:
            yield oid
        elif oid in left:
            left.remove(oid)
            todo.append((oid, True))
            todo += ((needed, False) for needed in source.needs(oid) if needed in left)
