"""A workspace's git repository as a store: trees, blobs, commits and refs, never a checkout of what came in.

Everything runs with the repository's own settings only: no system or user settings, no
hooks, no file monitor, no transport. Who commits is asked for beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from forum.merging.tree import Entry
from forum.tools.git_contents import ROOM, Contents, Unwritten
from forum.tools.git_layout import Layout, layout_of
from forum.tools.git_process import SAFE, GitError, Object, Reader, Running, alone, run
from forum.tools.git_trees import (
    FOLDER,
    CommitInfo,
    commit_content,
    entries_of,
    linked,
    read_commit,
    stored,
    written_tree,
)

__all__ = ["ABSENT", "LINK", "SAFE", "SUBMODULE", "BranchMoved", "CommitInfo", "GitError", "Store"]

ABSENT = "0" * 40  # in a repository of SHA-256 as well; git is told what it wants to hear
LINK, SUBMODULE = "120000", "160000"  # modes of entries that are no plain files
_AT_ONCE = 100  # objects, between two looks at how much room is left
_Below = tuple[tuple[str, Entry], ...]


class BranchMoved(Exception):
    """The branch is no longer where it was: somebody else has committed meanwhile."""


class Store:
    """One repository, by its folder: what is asked is a process of git's, but not reading and writing objects.

    One that sees another's objects is thrown away sooner or later: what is stored there
    is written to the disk only when git has to see it.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None, other: Store | None = None) -> None:
        self.folder = folder
        self.environment = dict(environment or {})
        self._given = alone(self.environment)
        self._reader = Reader(folder, self._given)
        # What an object holds is the same in every repository: two that share objects share what was read of them.
        self._contents: Contents = other._contents if other else Contents()
        self._trees: dict[str, Mapping[PurePosixPath, Entry]] = other._trees if other else {}
        self._folders: dict[str, _Below] = other._folders if other else {}
        self._bases: dict[frozenset[str], tuple[str, ...]] = {}
        self._alternate = other or self  # whose objects it sees
        self._unwritten = Unwritten()

    def act_as(self, who: Mapping[str, str]) -> None:
        """Commit and move refs from here on as somebody, who is told as git's variables."""
        self.environment |= who
        self._given |= who

    def ask(self, *arguments: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> bytes:
        """Return what git prints.

        Raises:
            GitError: with git's own message.
        """
        self._write_out()
        return run(self.folder, (*SAFE, *arguments), {**self._given, **(env or {})}, stdin)

    def asking(self, *arguments: str) -> Running:
        """Return git at work on a question, whose answer is to be waited for."""
        self._write_out()
        return Running(self.folder, (*SAFE, *arguments), self._given)

    def change(self, *arguments: str, stdin: bytes | None = None) -> None:
        """Have git change a ref or the index: it ends that whatever becomes of us, for it would leave a lock behind.

        Raises:
            GitError: with git's own message.
        """
        self._write_out()
        run(self.folder, (*SAFE, *arguments), self._given, stdin, whole=True)

    def text(self, *arguments: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> str:
        """Return what git prints, as text without the last line end."""
        return self.ask(*arguments, stdin=stdin, env=env).decode("utf-8", "replace").removesuffix("\n")

    @cached_property
    def layout(self) -> Layout:
        """Where the repository's parts lie.

        Raises:
            GitError: it is none, or git does not trust it.
        """
        return layout_of(self.folder, self.text)

    @property
    def algorithm(self) -> str:
        """How the repository names objects: ``sha1`` or ``sha256``."""
        return self._alternate.algorithm if self._alternate is not self else self.layout.algorithm

    # --- reading -------------------------------------------------------------------

    def resolve(self, revision: str) -> str | None:
        """Return the commit that a revision names, or None."""
        self._write_out()
        found = self._reader.find(f"{revision}^{{commit}}") if revision else None
        return found.oid if found else None

    def tree(self, revision: str) -> Mapping[PurePosixPath, Entry]:
        """Return every file of a commit or tree, named by its id: its mode and blob, by path."""
        tree = self.tree_of(revision)
        if tree not in self._trees:
            self._trees[tree] = MappingProxyType({PurePosixPath(name): entry for name, entry in self._below(tree)})
        return self._trees[tree]

    def _below(self, tree: str) -> _Below:
        """Return the files of a folder and those below, by their paths in it; each folder is read once."""
        if tree not in self._folders:
            found: list[tuple[str, Entry]] = []
            rows = tuple(entries_of(self.read(tree), len(tree) // 2))
            self.read_ahead(oid for mode, _, oid in rows if mode == FOLDER and oid not in self._folders)
            for mode, name, oid in rows:
                if mode == FOLDER:
                    found += ((f"{name}/{rest}", entry) for rest, entry in self._below(oid))
                else:
                    found.append((name, Entry(mode, oid)))
            self._folders[tree] = tuple(found)
        return self._folders[tree]

    def tree_of(self, revision: str) -> str:
        """Return the tree of a commit; of a tree, itself."""
        if revision in self._trees:
            return revision
        commit = read_commit(self.read(revision), revision)
        return commit.tree if commit else revision

    def read(self, oid: str) -> bytes:
        """Return the content of an object, mostly a blob.

        Raises:
            GitError: the repository does not have it.
        """
        return self._object(oid).content

    def read_ahead(self, oids: Iterable[str]) -> None:
        """Have objects at hand that will be read, as far as there is room: git is asked for many at once."""
        wanted = [oid for oid in dict.fromkeys(oids) if not self._unwritten.get(oid) and oid not in self._contents]
        left = ROOM // 2
        for start in range(0, len(wanted), _AT_ONCE):
            for found in self._reader.find_all(wanted[start : start + _AT_ONCE]):
                if found is not None:
                    self._contents.keep(found)
                    left -= len(found.content)
            if left < 0:
                return

    def _object(self, oid: str) -> Object:
        known = self._unwritten.get(oid) or self._contents.get(oid)
        if known is not None:
            return known
        found = self._reader.find(oid)
        if found is None:
            raise GitError(self._alternate._lacks(oid))
        self._contents.keep(found)
        return found

    def needs(self, oid: str) -> tuple[str, ...]:
        """Return the objects that a commit or tree names; of a blob, none. Submodules are no objects of ours."""
        found = self._object(oid)
        if (commit := read_commit(found.content, oid) if found.kind == "commit" else None) is not None:
            return (*commit.parents, commit.tree)
        entries = entries_of(found.content, len(oid) // 2) if found.kind == "tree" else ()
        return tuple(name for mode, _, name in entries if mode != SUBMODULE)

    def _lacks(self, oid: str) -> str:
        lacks = f"the repository lacks the object {oid[:12]}"
        try:
            partial = self.text("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
        except GitError:
            return lacks
        whole = "fetch the rest of it: git fetch --refetch --no-filter; or clone it without --filter"
        return f"{lacks}, for it is a partial clone: {whole}" if partial else lacks

    def info(self, revision: str) -> CommitInfo:
        """Return what a commit says of itself.

        Raises:
            GitError: it is no commit.
        """
        commit = read_commit(self.read(revision), revision)
        if commit is None:
            raise GitError(f"{revision[:12]} is no commit")
        return commit

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best common ancestor of two commits, the first of several, or None."""
        return next(iter(self.merge_bases(one, other)), None)

    def merge_bases(self, one: str, other: str) -> tuple[str, ...]:
        """Return all best common ancestors of two commits: several where histories cross; a pair is asked for once."""
        pair = frozenset((one, other))
        if pair not in self._bases:
            try:
                self._bases[pair] = tuple(self.text("merge-base", "--all", one, other).split())
            except GitError:
                self._bases[pair] = ()
        return self._bases[pair]

    def is_ancestor(self, one: str, other: str) -> bool:
        """Tell whether a commit is contained in another's history."""
        return one == other or self.merge_base(one, other) == one

    def refs(self, pattern: str) -> dict[str, str]:
        """Return refs below a prefix, and the objects that they name."""
        rows = self.text("for-each-ref", "--format=%(objectname) %(refname)", pattern).splitlines()
        return {name: oid for oid, _, name in (row.partition(" ") for row in rows)}

    # --- writing objects -------------------------------------------------------------

    def write(self, content: bytes) -> str:
        """Store a blob and return its id."""
        return self._stored("blob", content)

    def write_tree(self, base: str, changes: Mapping[PurePosixPath, Entry | None]) -> str:
        """Return the tree of a commit or tree with entries put in, or taken out where None."""
        made = written_tree(lambda content: self._stored("tree", content), self.read, self.tree_of(base), changes)
        if made not in self._trees:
            entries = {**self.tree(base), **changes}
            kept = {path: entry for path, entry in entries.items() if entry is not None}
            self._trees[made] = MappingProxyType(kept)
        return made

    def commit(self, tree: str, parents: Sequence[str], message: str, author: Mapping[str, str] | None = None) -> str:
        """Return a new commit; ``author`` are git's variables, such as GIT_AUTHOR_NAME."""
        who = {**self.environment, **(author or {})}
        return self._stored("commit", commit_content(tree, parents, message, who))

    def _stored(self, kind: str, content: bytes) -> str:
        if self._alternate is self:
            return stored(self.objects, kind, content, self.algorithm)
        oid = self._unwritten.add(kind, content, self.algorithm)
        if self._unwritten.are_many:
            self._write_out()
        return oid

    def _write_out(self) -> None:
        """Write what is stored to the disk, where git finds it."""
        if self._unwritten.oids:
            self._unwritten.write_out(self.objects, self.algorithm)

    def own(self) -> frozenset[str]:
        """Return the objects that are in this repository itself, as long as it has no packs."""
        return self._unwritten.oids | {f"{path.parent.name}{path.name}" for path in self.objects.glob("??/*")}

    def hand_over(self, oid: str, target: Store) -> None:
        """Put an object of this repository itself into another one."""
        if (one := self._unwritten.get(oid)) is not None:
            stored(target.objects, one.kind, one.content, self.algorithm)
        else:
            linked(self.objects, target.objects, oid)

    # --- refs ------------------------------------------------------------------------

    def move(self, ref: str, new: str, old: str, why: str) -> None:
        """Move a ref from ``old`` to ``new`` (``ABSENT``: make or delete it), or not at all.

        Raises:
            BranchMoved: it is not at ``old``.
        """
        before = "0" * len(new) if old == ABSENT and new != ABSENT else old  # as long as its ids are
        arguments = ("-d", ref, old) if new == ABSENT else ("-m", why, "--create-reflog", ref, new, before)
        try:
            self.change("update-ref", *arguments)
        except GitError as refused:
            if self.refs(ref).get(ref, ABSENT) != old:
                raise BranchMoved(ref) from refused
            raise

    @property
    def objects(self) -> Path:
        """The folder that new objects are stored in; those that see another's are bare, and of our own making."""
        return self.layout.objects if self._alternate is self else self.folder / "objects"

    def close(self) -> None:
        """Let go of what was opened."""
        self._reader.close()
