"""A workspace's git repository as a store: trees, blobs, commits and refs, never a checkout of what came in.

Everything runs with the repository's own settings only: no system or user settings, no
hooks, no file monitor, no transport. Who commits is asked for beforehand.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from forum.merging.tree import Entry
from forum.tools.git_trees import stored, written_commit, written_tree

SAFE = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "protocol.allow=never"),
    *("-c", "core.attributesFile=/dev/null"),
    *("-c", "gc.auto=0"),
    *("-c", "core.quotePath=false"),
)
ALONE = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0"}
# Where a hook or an alias that started us says that its repository is (git, ``rev-parse --local-env-vars``).
_ELSEWHERE = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_SHALLOW_FILE"),
    *("GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE"),
)
ABSENT = "0" * 40
LINK, SUBMODULE = "120000", "160000"  # modes of entries that are no plain files
_OID = re.compile(r"[0-9a-f]{40}")


class GitError(Exception):
    """git refused; the text is what it said."""


class BranchMoved(Exception):
    """The branch is no longer where it was: somebody else has committed meanwhile."""


@dataclass(frozen=True)
class CommitInfo:
    """A commit: who wrote it (as claimed), when (ISO 8601), and what it says."""

    oid: str
    author: str
    email: str
    date: str
    message: str


class Store:
    """One repository, by its folder; every call is a process of git's, but reading and writing blobs."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        import git

        for name in _ELSEWHERE:
            os.environ.pop(name, None)
        self.folder = folder
        self.environment = {**ALONE, **(environment or {})}
        self._git = git.Git(str(folder))
        self._git.update_environment(**self.environment)
        self._repository: Any = None
        self._bases: dict[tuple[str, str], str | None] = {}
        self._trees: dict[str, Mapping[PurePosixPath, Entry]] = {}
        self._error = git.GitCommandError

    def ask(self, *arguments: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> bytes:
        """Return what git prints.

        Raises:
            GitError: with git's own message.
        """
        with tempfile.TemporaryFile() as stream:
            if stdin is not None:
                stream.write(stdin)
                stream.seek(0)
            try:
                return bytes(
                    self._git.execute(
                        ["git", *SAFE, *arguments],
                        istream=stream,
                        env=dict(env) if env else None,
                        stdout_as_string=False,
                        strip_newline_in_stdout=False,
                    )
                )
            except self._error as refused:
                raise GitError(_said(refused)) from refused

    def text(self, *arguments: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> str:
        """Return what git prints, as text without the last line end."""
        return self.ask(*arguments, stdin=stdin, env=env).decode("utf-8", "replace").removesuffix("\n")

    # --- reading -------------------------------------------------------------------

    def resolve(self, revision: str) -> str | None:
        """Return the commit that a revision names, or None."""
        try:
            return self.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}") or None
        except GitError:
            return None

    def tree(self, revision: str) -> Mapping[PurePosixPath, Entry]:
        """Return every file of a commit or tree, named by its id: its mode and blob, by path."""
        tree = self.tree_of(revision)
        if tree not in self._trees:
            self._trees[tree] = MappingProxyType(self._listed(tree))
        return self._trees[tree]

    def _listed(self, tree: str) -> dict[PurePosixPath, Entry]:
        entries = {}
        for row in self.ask("ls-tree", "-r", "-z", "--full-tree", tree).split(b"\0"):
            if row:
                about, _, name = row.partition(b"\t")
                mode, _, oid = about.decode().split(" ")
                entries[PurePosixPath(name.decode("utf-8", "surrogateescape"))] = Entry(mode, oid)
        return entries

    def tree_of(self, revision: str) -> str:
        """Return the tree of a commit; of a tree, itself."""
        data = self.read(revision)
        return data[5:45].decode() if data.startswith(b"tree ") and data[45:46] == b"\n" else revision

    def read(self, oid: str) -> bytes:
        """Return the content of an object, mostly a blob.

        Raises:
            GitError: the repository does not have it.
        """
        try:
            return bytes(self._odb.stream(bytes.fromhex(oid)).read())
        except ValueError as absent:
            raise GitError(f"the repository lacks the object {oid[:12]}") from absent

    def info(self, revision: str) -> CommitInfo:
        """Return what a commit says of itself."""
        rows = self.text("show", "-s", "--no-show-signature", "--format=%H%n%an%n%ae%n%aI%n%B", revision).split("\n")
        return CommitInfo(rows[0], rows[1], rows[2], rows[3], "\n".join(rows[4:]).strip())

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best common ancestor of two commits, or None; a pair is asked for once."""
        if (one, other) not in self._bases:
            try:
                self._bases[one, other] = self.text("merge-base", one, other) or None
            except GitError:
                self._bases[one, other] = None
        return self._bases[one, other]

    def merge_bases(self, one: str, other: str) -> tuple[str, ...]:
        """Return all best common ancestors of two commits: several where their histories cross."""
        try:
            return tuple(self.text("merge-base", "--all", one, other).split())
        except GitError:
            return ()

    def is_ancestor(self, one: str, other: str) -> bool:
        """Tell whether a commit is contained in another's history."""
        return self.merge_base(one, other) == one

    def refs(self, pattern: str) -> dict[str, str]:
        """Return refs below a prefix, and the objects that they name."""
        rows = self.text("for-each-ref", "--format=%(objectname) %(refname)", pattern).splitlines()
        return {name: oid for oid, _, name in (row.partition(" ") for row in rows)}

    # --- writing objects -------------------------------------------------------------

    def write(self, content: bytes) -> str:
        """Store a blob and return its id. Only a bare repository of our own is written to so."""
        return stored(self.objects, "blob", content)

    def write_tree(self, base: str, changes: Mapping[PurePosixPath, Entry | None]) -> str:
        """Return the tree of a commit or tree with entries put in, or taken out where None."""
        made = written_tree(self.objects, self.read, self.tree_of(base), changes)
        if made not in self._trees:
            entries = {**self.tree(base), **changes}
            kept = {path: entry for path, entry in entries.items() if entry is not None}
            self._trees[made] = MappingProxyType(kept)
        return made

    def commit(self, tree: str, parents: Sequence[str], message: str, author: Mapping[str, str] | None = None) -> str:
        """Return a new commit; ``author`` are git's variables, such as GIT_AUTHOR_NAME."""
        return written_commit(self.objects, tree, parents, message, {**self.environment, **(author or {})})

    # --- refs ------------------------------------------------------------------------

    def move(self, ref: str, new: str, old: str, why: str) -> None:
        """Move a ref from ``old`` to ``new`` (``ABSENT``: make or delete it), or not at all.

        Raises:
            BranchMoved: it is not at ``old``.
        """
        arguments = ("-d", ref, old) if new == ABSENT else ("-m", why, "--create-reflog", ref, new, old)
        try:
            self.ask("update-ref", *arguments)
        except GitError as refused:
            if self.refs(ref).get(ref, ABSENT) != old:
                raise BranchMoved(ref) from refused
            raise

    @property
    def objects(self) -> Path:
        """The folder that new objects are stored in: that of a bare repository, as scratch ones are."""
        return self.folder / "objects"

    @property
    def _odb(self) -> Any:
        if self._repository is None:
            import git

            self._repository = git.Repo(self.folder)
            self._repository.git.update_environment(**self.environment)
        return self._repository.odb

    def close(self) -> None:
        """Let go of what was opened."""
        if self._repository is not None:
            self._repository.close()
            self._repository = None


def index_rows(changes: Mapping[PurePosixPath, Entry | None]) -> bytes:
    """Return changes as ``git update-index --index-info`` reads them; what is taken out first."""
    gone = [f"0 {ABSENT}\t{path}" for path, entry in changes.items() if entry is None]
    there = [f"{entry.mode} {entry.blob}\t{path}" for path, entry in changes.items() if entry is not None]
    return b"".join(row.encode("utf-8", "surrogateescape") + b"\0" for row in (*gone, *there))


def changed_between(
    old: Mapping[PurePosixPath, Entry], new: Mapping[PurePosixPath, Entry]
) -> dict[PurePosixPath, Entry | None]:
    """Return what has to be put in or taken out (None) to get from one tree to another."""
    gone: dict[PurePosixPath, Entry | None] = {path: None for path in old if path not in new}
    return gone | {path: entry for path, entry in new.items() if old.get(path) != entry}


def is_oid(text: str) -> bool:
    """Tell whether a text is the full name of an object."""
    return _OID.fullmatch(text) is not None


def _said(refused: Any) -> str:
    text = refused.stderr or str(refused)
    lines: Iterable[str] = str(text).strip().removeprefix("stderr: '").removesuffix("'").strip().splitlines()
    return "; ".join(line.removeprefix("fatal: ").removeprefix("error: ") for line in lines) or "git refused"
