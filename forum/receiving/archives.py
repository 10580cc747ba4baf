"""Zips and folders as what they are: files by path, read one by one, within limits."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath

from forum.contributions.rules import FILE_BYTES, FILES, refused_name
from forum.contributions.values import Refused

# What Python's readers raise on damaged or unknown compression: zlib's and lzma's errors are no kin of any other.
_DAMAGE = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, zlib.error, LZMAError)
TOTAL_BYTES = 500_000_000
RATIO = 200  # of what is unpacked to what is packed, above a megabyte
_PASSED_BY = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", "__pycache__"})
_MADE = ("build/", ".forum/", ".venv/")


@dataclass(frozen=True)
class Loose:
    """Files that came without a history: content by path, which of them may be executed, and what was left out."""

    files: dict[str, bytes]
    executable: frozenset[str] = frozenset()
    passed_by: int = 0


def read_zip(data: bytes) -> Loose:
    """Return the files of a zip.

    Raises:
        Refused: a member's name, kind, size or ratio breaks a rule, or it is no whole zip.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > FILES:
                raise Refused(
                    "files-many", "", f"the zip has {len(members):,} members; at most {FILES:,}", "send it in parts"
                )
            return _read_members(archive, members)
    except _DAMAGE as wrong:
        raise Refused(
            "zip-broken", "", f"the zip cannot be read: {wrong}", "pack it again, and send it again"
        ) from wrong


def _read_members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Loose:
    files: dict[str, bytes] = {}
    executable: set[str] = set()
    total = passed_by = 0
    for member in members:
        if member.is_dir():
            _named(member.filename.rstrip("/"))
            continue
        # The name as it stands in the file: zipfile itself cuts at a zero byte and turns backslashes round.
        _named(member.orig_filename)
        _plain(member)
        if _is_passed_by(member.filename):
            passed_by += 1
            continue
        if member.filename in files:
            raise Refused("zip-twice", member.filename, "the zip has it twice", "pack it again")
        content = _member(archive, member)
        total += len(content)
        if total > TOTAL_BYTES:
            raise Refused("zip-large", "", f"it unpacks to more than {TOTAL_BYTES / 1e6:.0f} MB", "send it in parts")
        files[member.filename] = content
        if member.external_attr >> 16 & stat.S_IXUSR:
            executable.add(member.filename)
    return Loose(files, frozenset(executable), passed_by)


def _plain(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise Refused("zip-locked", member.filename, "it is locked by a password", "send it without one")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        what = "a symbolic link" if kind == stat.S_IFLNK else "no plain file"
        raise Refused("file-kind", member.filename, f"it is {what}", "send a copy of the file")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member's content; never more than its limit is unpacked, whatever the zip says of its size."""
    limit = min(FILE_BYTES, max(1_000_000, member.compress_size * RATIO))
    with archive.open(member) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        message = f"it unpacks to more than {limit / 1e6:.0f} MB from {member.compress_size:,} bytes"
        raise Refused("zip-ratio", member.filename, message, "send the file as it is, or a smaller one")
    return content


def read_folder(folder: Path) -> Loose:
    """Return the files of a folder; links are not followed.

    Raises:
        Refused: a name, kind or size breaks a rule.
    """
    files: dict[str, bytes] = {}
    executable: set[str] = set()
    total = passed_by = 0
    for path in _walk(folder):
        name = PurePosixPath(path.relative_to(folder)).as_posix()
        _named(name)
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode):
            what = "a symbolic link" if stat.S_ISLNK(about.st_mode) else "no plain file"
            raise Refused("file-kind", name, f"it is {what}", "send a copy of the file")
        if _is_passed_by(name):
            passed_by += 1
            continue
        total += about.st_size
        if about.st_size > FILE_BYTES or total > TOTAL_BYTES or len(files) >= FILES:
            raise Refused("folder-large", name, "the folder is too large to be a contribution", "send it in parts")
        files[name] = path.read_bytes()
        if about.st_mode & stat.S_IXUSR:
            executable.add(name)
    return Loose(files, frozenset(executable), passed_by)


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in (*sorted(names), *(one for one in folders if (Path(where) / one).is_symlink())):
            yield Path(where) / name


def _named(name: str) -> None:
    if refusal := refused_name(name):
        raise Refused(refusal.rule, refusal.where, refusal.message, refusal.remedy)


def _is_passed_by(name: str) -> bool:
    """Tell whether a file is what systems and editors leave behind, or what the program makes."""
    parts = name.split("/")
    last = parts[-1]
    made = any(f"/{name}".find(f"/{folder}") >= 0 for folder in _MADE)
    return bool(_PASSED_BY.intersection(parts)) or last.startswith(("~$", "._")) or made
