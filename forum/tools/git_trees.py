"""Trees and commits written object by object: a process of git's for each would be most of a merge's time.

Source: git, ``gitformat-pack(5)`` and ``git-mktree(1)``; trees are sorted as if folders ended in ``/``.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath

from forum.merging.tree import Entry

_FOLDER = 0o040000
Changes = Mapping[PurePosixPath, Entry | None]
Read = Callable[[str], bytes]


def written_tree(objects: Path, read: Read, base: str, changes: Changes) -> str:
    """Return the tree that a tree becomes with entries put in, or taken out where None.

    ``objects`` is the folder that new objects are stored in, ``read`` gives an object's content.
    """
    parted = {path.parts: entry for path, entry in changes.items()}
    return _written(objects, read, base, parted) or stored(objects, "tree", b"")


def _written(
    objects: Path, read: Read, base: str | None, changes: Mapping[tuple[str, ...], Entry | None]
) -> str | None:
    """Return a folder's tree, or None if nothing is left in it."""
    from git.objects.fun import tree_entries_from_data, tree_to_stream

    data = read(base) if base else b""
    entries = {name: (sha, mode) for sha, mode, name in tree_entries_from_data(data)}
    below: dict[str, dict[tuple[str, ...], Entry | None]] = {}
    for parts, entry in changes.items():
        if len(parts) > 1:
            below.setdefault(parts[0], {})[parts[1:]] = entry
        elif entry is not None:
            entries[parts[0]] = (bytes.fromhex(entry.blob), int(entry.mode, 8))
        elif parts[0] in entries and entries[parts[0]][1] != _FOLDER:
            del entries[parts[0]]
    for name, inner in below.items():
        sha, mode = entries.get(name, (b"", 0))
        if mode != _FOLDER and all(entry is None for entry in inner.values()):
            continue  # a file has come in the folder's place
        tree = _written(objects, read, sha.hex() if mode == _FOLDER else None, inner)
        entries.pop(name, None)
        entries |= {name: (bytes.fromhex(tree), _FOLDER)} if tree else {}
    rows = [(sha, mode, name) for name, (sha, mode) in entries.items()]
    stream = BytesIO()
    tree_to_stream(sorted(rows, key=_as_git_sorts), stream.write)
    return stored(objects, "tree", stream.getvalue()) if rows else None


def _as_git_sorts(row: tuple[bytes, int, str]) -> bytes:
    return row[2].encode("utf-8", "surrogateescape") + (b"/" if row[1] == _FOLDER else b"")


def written_commit(objects: Path, tree: str, parents: Sequence[str], message: str, who: Mapping[str, str]) -> str:
    """Return a new commit; ``who`` are git's variables for author and committer."""
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    for role in ("AUTHOR", "COMMITTER"):
        name, email = who.get(f"GIT_{role}_NAME", ""), who.get(f"GIT_{role}_EMAIL", "")
        lines.append(f"{role.lower()} {name} <{email}> {_when(who.get(f'GIT_{role}_DATE', ''))}")
    return stored(objects, "commit", "\n".join([*lines, "", message]).encode("utf-8", "surrogateescape"))


def _when(text: str) -> str:
    """Return a moment (ISO 8601; now where there is none) as a commit has it: seconds since 1970, and the zone."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.datetime.now(tz=datetime.UTC)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return f"{max(0, int(moment.timestamp()))} {moment:%z}"[:32]


def blob_id(content: bytes) -> str:
    """Return the id that a blob of this content has."""
    return hashlib.sha1(_framed("blob", content), usedforsecurity=False).hexdigest()


def _framed(kind: str, content: bytes) -> bytes:
    return b"%s %d\0%b" % (kind.encode(), len(content), content)


def stored(objects: Path, kind: str, content: bytes) -> str:
    """Store an object in a repository's folder of objects, if it is not there yet, and return its id (SHA-1).

    Source: git, ``gitrepository-layout(5)``: a loose object is its kind, size and content, deflated.
    """
    data = _framed(kind, content)
    oid = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    path = objects / oid[:2] / oid[2:]
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        aside = path.with_name(f"new-{os.getpid()}-{oid}")
        aside.write_bytes(zlib.compress(data, 1))
        aside.replace(path)
    return oid
