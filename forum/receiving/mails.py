"""Contributions by mail: patches, mailboxes and plain diffs, applied to the base's index and never to files."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum.contributions.values import Channel, Received, Refused, Sender
from forum.receiving.desk import Desk
from forum.receiving.loose import author, first_parents
from forum.tools.git_objects import GitError

_BASE = re.compile(rb"^base-commit: ([0-9a-f]{40}|[0-9a-f]{64})$", re.MULTILINE)
_INDEX = re.compile(
    rb"^diff --git a/(\S+) b/\S+\n(?:(?!diff ).*\n)*?index ([0-9a-f]{7,64})\.\.[0-9a-f]{7,64}", re.MULTILINE
)
_HEADER = re.compile(rb"^(From |From:|Date:|Subject:|Return-Path:|Received:|MIME-Version:|Message-ID:)", re.IGNORECASE)


@dataclass(frozen=True)
class Patch:
    """One change as mailed: who wrote it (as claimed), what it says, and the diff."""

    sender: Sender
    message: str
    diff: bytes


def is_mail(data: bytes) -> bool:
    """Tell whether a file is a mailbox, a mailed patch or a plain diff."""
    start = data[:2000].lstrip()
    return bool(_HEADER.match(start)) or start.startswith((b"diff --git ", b"--- a/"))


def from_mail(desk: Desk, path: Path, data: bytes) -> Received:
    """Return mailed patches as commits on their base, in their order.

    Raises:
        Refused: there is no patch in it, or one does not apply.
    """
    try:
        patches = tuple(_patches(desk, data))
    except GitError as wrong:
        message = f"git cannot read the mail: {wrong}"
        raise Refused("mail-broken", "", message, "attach what git format-patch makes, or the edited files") from wrong
    if not patches:
        raise Refused(
            "mail-empty", "", "there is no patch in it", "attach what git format-patch makes, or the edited files"
        )
    base = _base(desk, data)
    commit = base
    for number, patch in enumerate(patches, 1):
        tree = _applied(desk, commit, patch, number, len(patches))
        commit = desk.scratch.commit(tree, [commit], patch.message, author(patch.sender))
    return Received(
        name=path.stem,
        partner="",
        channel=Channel.MAIL,
        source=str(path),
        content=f"sha256:{hashlib.sha256(data).hexdigest()}",
        base=base,
        theirs=commit,
        sender=patches[-1].sender,
        notes=(f"{len(patches)} patches",) if len(patches) > 1 else (),
    )


def _patches(desk: Desk, data: bytes) -> Iterator[Patch]:
    """Yield the patches of a mailbox; mails without one are passed over, as they are talk."""
    if not _HEADER.match(data.lstrip()):
        yield Patch(Sender(), "A diff without a sender", data)
        return
    with tempfile.TemporaryDirectory(prefix="forum-mail-") as folder:
        box, parts = Path(folder) / "box", Path(folder) / "parts"
        parts.mkdir()
        box.write_bytes(data.lstrip())
        desk.scratch.ask("mailsplit", "--keep-cr", "-b", f"-o{parts}", "--", str(box))
        for part in sorted(parts.iterdir()):
            patch = _one(desk, part, Path(folder))
            if patch is not None:
                yield patch


def _one(desk: Desk, mail: Path, folder: Path) -> Patch | None:
    text, diff = folder / "message", folder / "diff"
    about = desk.scratch.text("mailinfo", "--encoding=UTF-8", str(text), str(diff), stdin=mail.read_bytes())
    said = dict(line.partition(": ")[::2] for line in about.splitlines() if ": " in line)
    if b"diff --git" not in diff.read_bytes() and b"\n+++ " not in diff.read_bytes():
        return None
    message = f"{said.get('Subject', 'A patch')}\n\n{text.read_text('utf-8', 'replace').strip()}".strip()
    return Patch(
        Sender(said.get("Author", ""), said.get("Email", ""), _iso(said.get("Date", ""))), message, diff.read_bytes()
    )


def _iso(date: str) -> str:
    """Return a mail's date (RFC 5322) in the form of ISO 8601; empty where it is none."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(date).isoformat()
    except (ValueError, OverflowError):
        return ""


def _base(desk: Desk, data: bytes) -> str:
    """Return the commit that patches were made from: as asked, as they say, or by the blobs that they name."""
    if desk.asked.base:
        return desk.asked.base
    said = _BASE.search(data)
    if said and desk.home.resolve(said[1].decode()):
        return said[1].decode()
    wanted: dict[PurePosixPath, str] = {}  # of a file that several patches change, what the first one found
    for name, blob in _INDEX.findall(data):
        wanted.setdefault(PurePosixPath(name.decode("utf-8", "replace")), blob.decode())
    old = {path: blob for path, blob in wanted.items() if blob.strip("0")}
    for commit, blobs in first_parents(desk.home, desk.head):
        if old and all(blobs.get(path, "").startswith(blob) for path, blob in old.items()):
            return commit
    return desk.head


def _applied(desk: Desk, commit: str, patch: Patch, number: int, count: int) -> str:
    """Return the tree of a commit with a patch applied; git refuses paths outside by itself."""
    with tempfile.TemporaryDirectory(prefix="forum-index-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        desk.scratch.ask("read-tree", commit, env=index)
        try:
            desk.scratch.ask("apply", "--cached", "--3way", "--whitespace=nowarn", "-", stdin=patch.diff, env=index)
        except GitError as refused:
            which = f"patch {number} of {count}" if count > 1 else "the patch"
            message = f"{which} does not apply to {commit[:12]}: {refused}"
            raise Refused(
                "patch-unfit", "", message, "say what it was made from: --base REV; or ask for the files"
            ) from refused
        if any(line for line in desk.scratch.text("ls-files", "-u", env=index).splitlines()):
            message = f"patch {number} of {count} clashes with {commit[:12]}"
            raise Refused("patch-unfit", "", message, "say what it was made from: --base REV")
        return desk.scratch.text("write-tree", env=index)
