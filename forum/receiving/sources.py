"""What a coordinator names on the command line: which form each contribution came in."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from forum.contributions.bundle import is_bundle
from forum.contributions.rules import shown
from forum.contributions.touched import PAPERS
from forum.contributions.values import Channel, Received, Refused, Sender
from forum.diagnostics import UsageError
from forum.documents.slugs import slug
from forum.frozen import dataclass
from forum.receiving.archives import TOTAL_BYTES, Loose, read_folder, read_zip
from forum.receiving.desk import Desk
from forum.receiving.histories import from_branch, from_bundle, from_remote
from forum.receiving.loose import STAMP, Parcel, digest_of, from_loose
from forum.receiving.mails import from_mail, is_mail

_ADDRESS = re.compile(r"(https?|ssh|git|file)://|[\w.-]+@[\w.-]+:")
_NAME = 50  # characters, each of at most four bytes: a file system takes 255 of these
_LETTERS = frozenset({".txt", ".eml", ".mbox", ".mbx", ".patch", ".diff"})


@dataclass(frozen=True)
class Source:
    """One contribution as named: a path or a revision, the branch after ``#``, and whose inbox folder it lay in."""

    text: str
    path: Path | None = None
    ref: str = ""
    partner: str = ""
    linked: bool = False  # it lay in an inbox, and is a link to something outside of it


def expanded(sources: Sequence[str], partners: frozenset[str]) -> tuple[Source, ...]:
    """Return the contributions that are meant, an inbox folder being all that lies in it, by name.

    Raises:
        UsageError: nothing there is called that.
    """
    found: list[Source] = []
    for text in sources:
        name, _, ref = text.partition("#")
        path = Path(name)
        if Path(text).exists():  # whatever its name looks like
            path, ref = Path(text), ""
        elif _ADDRESS.match(text) or not path.exists():
            found.append(Source(name if _ADDRESS.match(text) else text, None, ref))
            continue
        if path.is_dir() and not _is_contribution(path):
            found += _inbox(path, partners)
        else:
            found.append(Source(text, path, ref))
    return tuple(found)


def _inbox(folder: Path, partners: frozenset[str]) -> Iterator[Source]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        if _leads_out(path, folder):
            yield Source(str(path), path, linked=True)
        elif path.is_dir() and path.name in partners and not _is_contribution(path):
            yield from (replace(one, partner=path.name) for one in _inbox(path, frozenset()))
        else:
            yield Source(str(path), path)


def _leads_out(path: Path, inbox: Path) -> bool:
    real = Path(os.path.realpath(path))  # which does not stumble over links that go in circles
    return path.is_symlink() and not real.is_relative_to(inbox.resolve())


def _is_contribution(folder: Path) -> bool:
    """Tell a folder that is a contribution from an inbox that holds some."""
    inside = [folder, *(one for one in folder.iterdir() if one.is_dir() and not one.is_symlink())]
    marks = ("forum.toml", "recommendations", "notebooks", STAMP, "paper.md", "paper.ipynb")
    if any((one / name).exists() for one in inside[:50] for name in marks):
        return True
    return (folder / ".git").exists() or ((folder / "HEAD").is_file() and (folder / "objects").is_dir())


def receive(desk: Desk, source: Source) -> Received:
    """Return a contribution, whatever form it came in.

    Raises:
        Refused: it breaks a rule or cannot be read.
        UsageError: nothing there is called that.
    """
    received = _received(desk, source)
    label = desk.asked.name or re.sub(r"^(refs/heads/|origin/)", "", received.name)
    partner = desk.asked.partner or source.partner or received.partner or _by_sender(desk, received.sender)
    name = slug(label.removeprefix(f"{partner}/").replace("/", " "))[:_NAME] or "contribution"
    claimed = received.sender
    return replace(
        received,
        name=name,
        partner=partner,
        source=shown(received.source),
        sender=Sender(shown(claimed.name), shown(claimed.email), shown(claimed.date)),
        editors=tuple(map(shown, received.editors)),
    )


def _by_sender(desk: Desk, sender: Sender) -> str:
    """Return the partner of whom the contribution names as its author; only as good as that claim."""
    name = sender.name.casefold()
    return next((one.partner for one in desk.people if one.name.casefold() == name and one.partner), "")


def _received(desk: Desk, source: Source) -> Received:
    path = source.path
    if path is None:
        return _by_name(desk, source)
    if source.linked:
        message = "it is a symbolic link that leads out of the inbox"
        raise Refused("file-kind", path.name, message, "put a copy there, or name what it leads to: forum merge PATH")
    if path.is_dir():
        if not (path / STAMP).exists() and ((path / ".git").exists() or (path / "objects").is_dir()):
            return from_remote(desk, str(path.resolve()), source.ref)
        loose = read_folder(path)
        return from_loose(desk, Parcel(loose, Channel.FOLDER, str(path), path.resolve().name, digest_of(loose.files)))
    return _from_file(desk, path, source.ref)


def _by_name(desk: Desk, source: Source) -> Received:
    if _ADDRESS.match(source.text):
        return from_remote(desk, source.text, source.ref)
    for name in (source.text, f"refs/heads/{source.text}", f"refs/remotes/{source.text}"):
        commit = desk.home.resolve(name)
        if commit:
            return from_branch(desk, source.text, commit)
    raise UsageError(
        f"there is no file, folder or branch {source.text}",
        "name a Word file, zip, folder, bundle, patch, mailbox, branch or address of a repository",
    )


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
