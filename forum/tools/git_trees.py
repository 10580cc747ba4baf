"""Trees and commits written object by object: a process of git's for each would be most of a merge's time.

Source: git, ``gitformat-pack(5)`` and ``git-mktree(1)``; trees are sorted as if folders ended in ``/``.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from forum.merging.tree import Entry

FOLDER = "40000"  # the mode of a folder, as a tree has it
Changes = Mapping[PurePosixPath, Entry | None]
Read = Callable[[str], bytes]


class CommitInfo(msgspec.Struct, frozen=True):
    """A commit: who wrote it (as claimed), when (ISO 8601), what it says, its tree and its parents."""

    oid: str
    author: str
    email: str
    date: str
    message: str
    tree: str
    parents: tuple[str, ...] = ()
    signature: str = ""  # what stands at its head, unchecked


_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_AUTHOR = re.compile(r"(.*?) ?<([^<>\n]*)> (\d+) ([+-]\d{4})")


def read_commit(data: bytes, oid: str) -> CommitInfo | None:
    """Return a commit as it is stored, or None if it is a tree or a blob."""
    head, _, message = data.partition(b"\n\n")
    if not re.match(rb"tree ([0-9a-f]{40}|[0-9a-f]{64})\n(parent [0-9a-f]+\n)*author ", data):
        return None
    rows: dict[str, list[str]] = {}
    for line in head.replace(b"\n ", b"\x1e").split(b"\n"):  # a line that begins with a space goes on
        key, _, value = line.decode("utf-8", "surrogateescape").partition(" ")
        rows.setdefault(key, []).append(value.replace("\x1e", "\n"))
    encoding = rows.get("encoding", ["utf-8"])[0]
    found = _AUTHOR.fullmatch(_decoded(rows["author"][0].encode("utf-8", "surrogateescape"), encoding))
    name, email, date = (found[1], found[2], _as_iso(found[3], found[4])) if found else ("", "", "")
    signature = "\n".join(value for key in ("gpgsig", "gpgsig-sha256") for value in rows.get(key, ()))
    said = _decoded(message, encoding).strip()
    return CommitInfo(oid, name, email, date, said, rows["tree"][0], tuple(rows.get("parent", ())), signature)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _as_iso(seconds: str, zone: str) -> str:
    """Return a moment as ISO 8601; nothing where no calendar has it."""
    try:
        away = datetime.timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
        where = datetime.timezone(-away if zone[0] == "-" else away)
        return datetime.datetime.fromtimestamp(int(seconds), where).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def entries_of(data: bytes, width: int) -> Iterator[tuple[str, str, str]]:
    """Yield mode, name and id of all that a tree holds; an id has so many bytes."""
    at = 0
    while at < len(data):
        end = data.index(b"\0", at)
        mode, _, name = data[at:end].partition(b" ")
        at = end + 1 + width
        yield mode.decode("ascii", "replace"), name.decode("utf-8", "surrogateescape"), data[end + 1 : at].hex()


def index_rows(changes: Mapping[PurePosixPath, Entry | None], nothing: str) -> bytes:
    """Return changes as ``git update-index --index-info`` reads them; what is taken out first.

    ``nothing`` is an id of zeros, as long as the repository's ids are.
    """
    gone = [f"0 {nothing}\t{path}" for path, entry in changes.items() if entry is None]
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


def written_tree(store: Callable[[bytes], str], read: Read, base: str, changes: Changes) -> str:
    """Return the tree that a tree becomes with entries put in, or taken out where None.

    ``store`` keeps the content of a tree and returns its id, ``read`` gives an object's content.
    """
    parted = {path.parts: entry for path, entry in changes.items()}
    return _written(store, read, base, parted) or store(b"")


def _written(
    store: Callable[[bytes], str], read: Read, base: str, changes: Mapping[tuple[str, ...], Entry | None]
) -> str:
    """Return a folder's tree, an empty text if nothing is left in it."""
    rows = entries_of(read(base), len(base) // 2) if base else ()
    entries = {name: (mode, oid) for mode, name, oid in rows}
    below: dict[str, dict[tuple[str, ...], Entry | None]] = {}
    for parts, entry in changes.items():
        if len(parts) > 1:
            below.setdefault(parts[0], {})[parts[1:]] = entry
        elif entry is not None:
            entries[parts[0]] = (entry.mode, entry.blob)
        elif parts[0] in entries and entries[parts[0]][0] != FOLDER:
            del entries[parts[0]]
    for name, inner in below.items():
        mode, oid = entries.get(name, ("", ""))
        if mode != FOLDER and all(entry is None for entry in inner.values()):
            continue  # a file has come in the folder's place
        tree = _written(store, read, oid if mode == FOLDER else "", inner)
        entries.pop(name, None)
        entries |= {name: (FOLDER, tree)} if tree else {}
    lines = sorted((_as_git_sorts(name, mode), mode, name, oid) for name, (mode, oid) in entries.items())
    content = b"".join(
        mode.encode() + b" " + name.encode("utf-8", "surrogateescape") + b"\0" + bytes.fromhex(oid)
        for _, mode, name, oid in lines
    )
    return store(content) if lines else ""


def _as_git_sorts(name: str, mode: str) -> bytes:
    return name.encode("utf-8", "surrogateescape") + (b"/" if mode == FOLDER else b"")


def commit_content(tree: str, parents: Sequence[str], message: str, who: Mapping[str, str]) -> bytes:
    """Return a new commit as it is stored; ``who`` are git's variables for author and committer."""
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    for role in ("AUTHOR", "COMMITTER"):
        name, email = who.get(f"GIT_{role}_NAME", ""), who.get(f"GIT_{role}_EMAIL", "")
        lines.append(f"{role.lower()} {name} <{email}> {_when(who.get(f'GIT_{role}_DATE', ''))}")
    return "\n".join([*lines, "", message]).encode("utf-8", "surrogateescape")


def _when(text: str) -> str:
    """Return a moment (ISO 8601; now where there is none) as a commit has it: seconds since 1970, and the zone."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.datetime.now(tz=datetime.UTC)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return f"{max(0, int(moment.timestamp()))} {moment:%z}"[:32]


def blob_id(content: bytes, algorithm: str = "sha1") -> str:
    """Return the id that a blob of this content has."""
    return object_id("blob", content, algorithm)


def object_id(kind: str, content: bytes, algorithm: str = "sha1") -> str:
    """Return the id that an object of this kind and content has."""
    return _id(_framed(kind, content), algorithm)


def _id(data: bytes, algorithm: str) -> str:
    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def _framed(kind: str, content: bytes) -> bytes:
    return b"%s %d\0%b" % (kind.encode(), len(content), content)


def stored(objects: Path, kind: str, content: bytes, algorithm: str = "sha1") -> str:
    """Store an object in a repository's folder of objects, if it is not there yet, and return its id.

    Source: git, ``gitrepository-layout(5)``: a loose object is its kind, size and content, deflated.
    """
    data = _framed(kind, content)
    oid = _id(data, algorithm)
    path = objects / oid[:2] / oid[2:]
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        aside = path.with_name(f"new-{os.getpid()}-{oid}")
        aside.write_bytes(zlib.compress(data, 1))
        aside.replace(path)
    return oid


def linked(source: Path, target: Path, oid: str) -> None:
    """Put a loose object of one folder of objects into another; links spare the copying where they can be made."""
    old, new = source / oid[:2] / oid[2:], target / oid[:2] / oid[2:]
    if new.exists():
        return
    new.parent.mkdir(exist_ok=True)
    aside = new.with_name(f"new-{os.getpid()}-{oid}")
    try:
        os.link(old, aside)
    except OSError:
        shutil.copyfile(old, aside)
    aside.chmod(0o444)  # as git has them
    aside.replace(new)
