"""Contributions that lie in a file or folder: what kind each is, told from its content before its name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from msgspec.structs import replace

from forum.contributions.bundle import is_bundle
from forum.contributions.touched import PAPERS
from forum.contributions.values import STAMP, Channel, Received, Refused
from forum.receiving.archives import TOTAL_BYTES, Loose, read_folder, read_zip
from forum.receiving.desk import Desk
from forum.receiving.histories import from_bundle, from_remote
from forum.receiving.loose import Parcel, digest_of, from_loose
from forum.receiving.mails import from_mail, is_mail

_LETTERS = frozenset({".txt", ".eml", ".mbox", ".mbx", ".patch", ".diff"})


def from_disk(desk: Desk, path: Path, ref: str) -> Received:
    """Return a contribution that lies in a file or folder; ``ref`` is the branch that is meant of several.

    Raises:
        Refused: it breaks a rule or cannot be read.
    """
    if path.is_dir():
        if not (path / STAMP).exists() and ((path / ".git").exists() or (path / "objects").is_dir()):
            return from_remote(desk, str(path.resolve()), ref)
        loose = read_folder(path)
        return from_loose(desk, Parcel(loose, Channel.FOLDER, str(path), path.resolve().name, digest_of(loose.files)))
    return _from_file(desk, path, ref)


def _from_file(desk: Desk, path: Path, ref: str) -> Received:
    if not path.is_file():
        raise Refused("file-unreadable", "", "it is no file: a link to nothing, or a device", "send a plain file")
    if path.stat().st_size > TOTAL_BYTES:
        raise Refused("file-large", "", f"it has more than {TOTAL_BYTES / 1e6:.0f} MB", "send it in parts")
    try:
        data = path.read_bytes()
    except OSError as wrong:
        message = f"it cannot be read: {wrong.strerror}"
        raise Refused("file-unreadable", "", message, "look at its permissions, or save it anew") from wrong
    if not data:
        raise Refused("empty", "", "the file is empty", "ask for it again")
    content = f"sha256:{hashlib.sha256(data).hexdigest()}"
    if is_bundle(data):
        return from_bundle(desk, path, data, ref)
    if data.startswith(b"PK\x03\x04"):
        if b"word/document.xml" in data and path.suffix.lower() != ".zip":
            from forum.receiving.words import from_word

            return from_word(desk, path, data)
        return from_loose(desk, Parcel(read_zip(data), Channel.ZIP, str(path), path.stem, content))
    if path.suffix.lower() in _LETTERS and is_mail(data):
        return from_mail(desk, path, data)
    if path.suffix.lower() in (".md", ".ipynb"):
        return _single(desk, path, data, content)
    raise Refused(
        "form-unknown",
        "",
        "it is no Word file, zip, git bundle, patch, mailbox, Markdown file or notebook",
        "old .doc and .pdf files cannot be merged: ask for a .docx",
    )


def _single(desk: Desk, path: Path, data: bytes, content: str) -> Received:
    """Return one Markdown file or notebook: of the paper that was named or has its name, or of the notebooks."""
    home = desk.home.tree(desk.head)
    names = [
        f"{PAPERS}/{desk.asked.paper or path.stem}/paper{path.suffix}",
        *([] if desk.asked.paper else [f"notebooks/{path.name}"]),
    ]
    known = next(
        (name for name in names if any(str(one) == name for one in home)), names[0] if desk.asked.paper else ""
    )
    if not known:
        message = f"no paper or notebook is called {path.stem}"
        raise Refused("place-unknown", "", message, "say which paper it is: --paper SLUG")
    parcel = Parcel(Loose({known: data}), Channel.FILE, str(path), path.stem, content)
    return from_loose(replace(desk, asked=replace(desk.asked, paper="")), parcel)
