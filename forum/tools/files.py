"""Reading the files of a workspace: nothing outside it, nothing but UTF-8."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from forum.diagnostics import Diagnostic, Outcome, Span, error, fatal


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


def leads_out(root: Path, relative: PurePosixPath) -> Diagnostic | None:
    """Return the problem of a path that leads out of the workspace, else None."""
    try:
        target = (root / relative).resolve()
    except (OSError, RuntimeError):  # a link to itself
        return error("path-outside", f"{relative} is a link that leads nowhere", Span(relative), "remove the link")
    if target.is_relative_to(root.resolve()):
        return None
    message = f"{relative} leads out of the workspace, and is not read"
    return error("path-outside", message, Span(relative), "put a copy of the file in the workspace")


def entries(root: Path, folder: str, pattern: str = "*") -> Iterator[PurePosixPath]:
    """Yield what a folder of the workspace holds, sorted, without hidden files; relative paths."""
    for found in sorted((root / folder).glob(pattern)):
        if not found.name.startswith((".", "~$")):
            yield PurePosixPath(found.relative_to(root).as_posix())
