"""Reading the files of a workspace: nothing outside it, nothing but UTF-8."""

from __future__ import annotations

import errno
import os
import sys
import weakref
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO

from forum.diagnostics import Diagnostic, Outcome, Span, UsageError, error, fatal

_OURS: weakref.WeakSet[IO[bytes]] = weakref.WeakSet()


def not_for_children(*files: IO[bytes] | None) -> None:
    """Have a process that is forked from this one let go of open files.

    Else a lock would hold, and a pipe stay open, for as long as that one lives.
    """
    _OURS.update(file for file in files if file is not None)


def _let_go() -> None:
    for file in list(_OURS):
        with suppress(OSError, ValueError):
            file.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)

MANIFEST = PurePosixPath("forum.toml")


def find_root(start: Path) -> Path:
    """Return the workspace that ``start`` lies in: the nearest folder up with a forum.toml."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / MANIFEST).is_file():
            return folder
    raise UsageError(f"{start} is in no workspace: there is no forum.toml", "start one with: forum init DIR")


def read_text(root: Path, relative: PurePosixPath) -> Outcome[str | None]:
    """Return the text of a file of the workspace, with ``\\n`` for every line end.

    The value is None, and a problem says why, for a file that leads out of the
    workspace, cannot be read, or is not UTF-8.
    """
    if outside := leads_out(root, relative):
        return Outcome(None, (outside,))
    try:
        raw = (root / relative).read_bytes()
    except OSError as unread:
        message = f"the file cannot be read: {unread.strerror or unread}"
        return Outcome(None, (fatal("file-unreadable", message, Span(relative), "check its name and permissions"),))
    return decoded(raw, relative)


LARGEST = 64  # MiB: some 250,000 references


def read_bibliography_text(root: Path, relative: PurePosixPath) -> Outcome[str | None]:
    """Return the text of a bibliography as ``read_text`` does; none of a file that is larger than any."""
    try:
        size = (root / relative).stat().st_size / 2**20
    except (OSError, RuntimeError):
        size = 0  # ``read_text`` says why
    if size <= LARGEST:
        return read_text(root, relative)
    message = f"the file has {size:.0f} MiB and is left out: a bibliography has at most {LARGEST}"
    hint = "is it one? Split it, or leave out what nothing cites"
    return Outcome(None, (error("bib-too-large", message, Span(relative), hint),))


def decoded(raw: bytes, relative: PurePosixPath) -> Outcome[str | None]:
    """Return bytes as text: UTF-8 with or without a byte order mark, any line end."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = raw[: wrong.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        place = Span(relative, before.count(b"\n") + 1, column)
        message = f"the file is not UTF-8: {_encoding(raw, wrong.start)}"
        return Outcome(None, (fatal("encoding", message, place, "save the file as UTF-8 in the editor"),))
    return Outcome(text.replace("\r\n", "\n"))


def _encoding(raw: bytes, start: int) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "it is UTF-16"
    likely = raw[start : start + 1].decode("cp1252", "replace")
    return f"the byte 0x{raw[start]:02x} stands here, which is “{likely}” in Windows-1252"


def spreadsheet_text(raw: bytes) -> str:
    """Return a CSV as text: UTF-8, or what spreadsheets on Windows write, UTF-16 or Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", "replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def leads_out(root: Path, relative: PurePosixPath) -> Diagnostic | None:
    """Return the problem of a path that leads out of the workspace, else None."""
    if not _may_turn(root, relative):
        return None
    try:
        target = (root / relative).resolve()
    except (OSError, RuntimeError):  # a link to itself
        return error("path-outside", f"{relative} is a link that leads nowhere", Span(relative), "remove the link")
    if target.is_relative_to(root.resolve()):
        return None
    message = f"{relative} leads out of the workspace, and is not read"
    return error("path-outside", message, Span(relative), "put a copy of the file in the workspace")


def _may_turn(root: Path, relative: PurePosixPath) -> bool:
    """Tell whether a path below the root has a step back, or a link, in it: resolving each path takes long."""
    where = str(root)
    for part in relative.parts:
        where = f"{where}/{part}"
        if part == ".." or os.path.islink(where):  # noqa: PTH114 (five hundred papers, each with several steps)
            return True
    return relative.is_absolute() or os.name == "nt"  # there are more kinds of links there


def entries(root: Path, folder: str, pattern: str = "*") -> Iterator[PurePosixPath]:
    """Yield what a folder of the workspace holds, sorted, without hidden files; relative paths."""
    for found in sorted((root / folder).glob(pattern)):
        if not found.name.startswith((".", "~$")):
            yield PurePosixPath(found.relative_to(root).as_posix())


def write_texts(root: Path, texts: Mapping[PurePosixPath, str]) -> None:
    """Write files of the workspace: all of them, or none.

    Each is built aside and moved into place. A file that has CRLF line ends keeps them.

    Raises:
        UsageError: the disk is full, or the folder cannot be written to.
    """
    aside: list[tuple[Path, Path]] = []
    before: dict[Path, bytes | None] = {}
    try:
        for relative, text in texts.items():
            path = root / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            before[path] = path.read_bytes() if path.exists() else None
            temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
            aside.append((temporary, path))
            temporary.write_bytes(_like(before[path] or b"", text))
        for temporary, path in aside:
            temporary.replace(path)
    except BaseException as failed:
        _undo(before, aside)
        if isinstance(failed, OSError):
            raise unwritable(failed, root) from failed
        raise


def _like(before: bytes, text: str) -> bytes:
    """Return a text as bytes with the line ends and the byte order mark of what it replaces.

    A text that has CRLF line ends of its own is written as it is.
    """
    if b"\r\n" in before and "\r\n" not in text:
        text = text.replace("\n", "\r\n")
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    return mark + text.encode()


def _undo(before: Mapping[Path, bytes | None], aside: list[tuple[Path, Path]]) -> None:
    for temporary, _ in aside:
        temporary.unlink(missing_ok=True)
    for path, raw in before.items():
        if raw is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != raw:
            path.write_bytes(raw)


def unwritable(failed: OSError, root: Path) -> UsageError:
    """Return what a person is told when a file cannot be written."""
    where = failed.filename or root
    if failed.errno == errno.ENOSPC:
        return UsageError(f"the disk is full: {where}", "make room, and try again; nothing was changed")
    if failed.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UsageError(f"{where} cannot be written to", "check its permissions; nothing was changed")
    return UsageError(f"{where}: {failed.strerror or failed}", "nothing was changed")


if sys.platform == "win32":

    def locked(descriptor: int) -> bool:
        """Lock an open file for this process alone; False where another has it. Closing it unlocks it."""
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def locked(descriptor: int) -> bool:
        """Lock an open file for this process alone; False where another has it. Closing it unlocks it."""
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
