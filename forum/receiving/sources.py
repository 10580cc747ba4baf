"""What a coordinator names on the command line: which form each contribution came in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from forum.contributions.rules import shown
from forum.contributions.values import STAMP, Received, Refused, Sender
from forum.diagnostics import UsageError
from forum.documents.slugs import slug
from forum.receiving.desk import Desk
from forum.receiving.histories import from_branch, from_remote

_ADDRESS = re.compile(r"(https?|ssh|git|file)://|[\w.-]+@[\w.-]+:")
_NAME = 50  # characters, each of at most four bytes: a file system takes 255 of these


class Source(msgspec.Struct, frozen=True):
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
    from forum.receiving.on_disk import from_disk

    return from_disk(desk, path, source.ref)


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
