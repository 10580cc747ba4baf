"""Contributions without a history: files become a commit on the base that they were made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from forum.contributions.likeness import CLEAR, likeliest, placed
from forum.contributions.touched import PAPERS, paper_of
from forum.contributions.values import NOBODY, STAMP, Channel, Received, Refused, Sender
from forum.merging.tree import Entry
from forum.receiving.archives import Loose
from forum.receiving.desk import Desk
from forum.tools.git_objects import Store
from forum.tools.git_trees import is_oid

README = "READ-ME.txt"
HISTORY = 500  # commits, counted back on the forum's branch, among which a base is looked for


@dataclass(frozen=True)
class Stamp:
    """What ``forum pack`` put in: the commit that it was packed from, for whom, and which papers."""

    base: str = ""
    partner: str = ""
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parcel:
    """Files on their way: where they came from, under which name, and who sent them, as claimed."""

    loose: Loose
    channel: Channel
    source: str
    label: str
    content: str
    sender: Sender = NOBODY


def from_loose(desk: Desk, parcel: Parcel) -> Received:
    """Return files as a contribution; a file that is absent is unchanged, unless deletions were asked for.

    Raises:
        Refused: nothing in it, no base could be told, or it is not clear where the files belong.
    """
    home = desk.home.tree(desk.head)
    files = dict(parcel.loose.files)
    prefix = f"{PAPERS}/{desk.asked.paper}/" if desk.asked.paper else ""
    outer = "" if prefix else placed([name for name in files if name != STAMP], home)
    stamp = _stamp(files, outer)
    inside = {
        PurePosixPath(prefix + name.removeprefix(outer)): name
        for name in sorted(files)
        if name.startswith(outer) and name.removeprefix(outer) not in (STAMP, README)
    }
    if not inside:
        raise Refused("empty", "", "there is no file in it that belongs to the workspace", "send the edited files")
    _known_places(desk, inside, home)
    blobs = {path: desk.scratch.write(files[name]) for path, name in inside.items()}
    base, notes = _base(desk, stamp, blobs)
    before = desk.home.tree(base) if base != desk.head else home
    changes = {
        path: Entry(_mode(before, path, inside[path] in parcel.loose.executable), blob) for path, blob in blobs.items()
    }
    gone = _gone(before, blobs, stamp) if desk.asked.deletions else ()
    if parcel.loose.passed_by:
        notes = (*notes, f"{parcel.loose.passed_by} files that systems leave behind were passed by")
    return committed(desk, parcel, base, {**changes, **dict.fromkeys(gone)}, partner=stamp.partner, notes=notes)


def committed(
    desk: Desk,
    parcel: Parcel,
    base: str,
    changes: Mapping[PurePosixPath, Entry | None],
    partner: str = "",
    notes: tuple[str, ...] = (),
) -> Received:
    """Return changes to a base as a contribution: one commit, its author as claimed."""
    tree = desk.scratch.write_tree(base, changes)
    message = f"Contribution of {parcel.label}\n\nReceived as {parcel.channel}; the author is as claimed.\n"
    commit = desk.scratch.commit(tree, [base], message, author(parcel.sender))
    return Received(
        name=parcel.label,
        partner=partner if partner in desk.partners else "",
        channel=parcel.channel,
        source=parcel.source,
        content=parcel.content,
        base=base,
        theirs=commit,
        sender=parcel.sender,
        notes=notes,
    )


def author(sender: Sender) -> dict[str, str]:
    """Return git's variables for an author, as claimed; plain names, no address made up."""
    name = "".join(one for one in sender.name if one not in "<>\n\0").strip() or "Unknown sender"
    email = "".join(one for one in sender.email if one not in "<> \n\0")
    found = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email}
    return found | ({"GIT_AUTHOR_DATE": sender.date} if sender.date else {})


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the identity of a set of files, by names and contents."""
    hasher = hashlib.sha256()
    for name in sorted(files):
        hasher.update(name.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(files[name]).digest())
    return f"sha256:{hasher.hexdigest()}"


def _stamp(files: Mapping[str, bytes], outer: str) -> Stamp:
    """Return what the stamp says, as far as it can be read: it only saves asking."""
    raw = files.get(outer + STAMP) or files.get(STAMP)
    try:
        said: Any = json.loads(raw) if raw else {}
    except (ValueError, RecursionError):
        said = {}
    said = said if isinstance(said, dict) else {}
    base, partner, papers = (said.get(key) for key in ("base", "partner", "papers"))
    return Stamp(
        base if isinstance(base, str) and is_oid(base) else "",
        partner if isinstance(partner, str) else "",
        tuple(one for one in papers if isinstance(one, str)) if isinstance(papers, list) else (),
    )


def _known_places(desk: Desk, inside: Mapping[PurePosixPath, str], home: Mapping[PurePosixPath, Entry]) -> None:
    """Refuse files of which nobody can tell where they belong."""
    stray = [path for path in inside if len(path.parts) == 1 and path not in home]
    if not stray or desk.asked.paper:
        return
    names = ", ".join(str(path) for path in stray[:3])
    message = f"nobody can tell where {names} belong{'s' if len(stray) == 1 else ''} in the workspace"
    raise Refused("place-unknown", "", message, "say so: --paper SLUG; or send the workspace's own folders")


def _base(desk: Desk, stamp: Stamp, blobs: Mapping[PurePosixPath, str]) -> tuple[str, tuple[str, ...]]:
    """Return the commit that the files were made from, and what to tell of how it was found."""
    if desk.asked.base:
        return desk.asked.base, ()
    if stamp.base and desk.home.resolve(stamp.base):
        return stamp.base, ()
    if not any(path in blobs for path in desk.home.tree(desk.head)):
        return desk.head, ("all its files are new",)
    found = likeliest(blobs, first_parents(desk.home, desk.head), desk.scratch.read)
    if found is None or found.likeness < CLEAR:
        raise Refused("base-unknown", "", "no commit of the forum is like it", "say which it was made from: --base REV")
    about = desk.home.info(found.commit)
    likeness = f"it is most alike ({found.likeness:.0%}) to {found.commit[:12]} of {about.date[:10]}"
    subject = (about.message.splitlines() or [""])[0][:60]
    message = f"it does not say what it was made from; {likeness}, “{subject}”"
    if desk.asked.guess or found.likeness == 1.0 or (desk.asked.confirm and desk.asked.confirm(message)):
        return found.commit, (likeness,)
    raise Refused("base-unconfirmed", "", message, f"take that: --base {found.commit[:12]}, or --guess")


def first_parents(store: Store, head: str) -> Iterator[tuple[str, Mapping[PurePosixPath, str]]]:
    """Yield the newest commits of the forum's branch, each with its blobs by path."""
    blobs = {path: entry.blob for path, entry in store.tree(head).items()}
    options = ("--format=%x01%H", "--raw", "--no-abbrev", "--no-renames", "-z", "-m", "--first-parent", "-r")
    tokens = store.ask("log", *options, f"--max-count={HISTORY}", head).split(b"\0")
    commit = ""
    for token, name in zip(tokens, [*tokens[1:], b""], strict=True):
        plain = token.lstrip(b"\n")
        if plain.startswith(b"\x01"):
            commit = plain[1:].decode()
            yield commit, dict(blobs)
        elif plain.startswith(b":"):
            _, _, old, _, _ = plain[1:].decode().split(" ")
            path = PurePosixPath(name.decode("utf-8", "surrogateescape"))
            if old.strip("0"):
                blobs[path] = old
            else:
                blobs.pop(path, None)


def _mode(before: Mapping[PurePosixPath, Entry], path: PurePosixPath, executable: bool) -> str:
    """Return a file's mode: that of its base, since zips and mails forget it."""
    return before[path].mode if path in before else "100755" if executable else "100644"


def _gone(
    before: Mapping[PurePosixPath, Entry], blobs: Mapping[PurePosixPath, str], stamp: Stamp
) -> Iterator[PurePosixPath]:
    """Yield what the base has and the contribution has not, in the papers and folders that it speaks of."""
    papers = {paper_of(path) for path in blobs} | set(stamp.papers)
    folders = {path.parent for path in blobs}
    for path in before:
        slug = paper_of(path)
        if path not in blobs and (slug in papers if slug else path.parent in folders):
            yield path
