"""Which paths a contribution may hold: plain files with plain names, in the folders of content.

Sources: git's ``verify_path`` and ``protectNTFS``, ``protectHFS`` (``read-cache.c``, ``utf8.c``);
Microsoft, "Naming Files, Paths, and Namespaces".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from forum.contributions.values import Refusal
from forum.merging.tree import Entry

FILE_BYTES = 50_000_000
FILES = 10_000
RECORDS = PurePosixPath("recommendations/contributions")
ROUNDS = PurePosixPath("recommendations/rounds")  # what a panel said
_CONTENT = ("notebooks", "recommendations")
_PLAIN = {"100644", "100755"}
_WHAT = {"120000": "a symbolic link", "160000": "a submodule", "040000": "a folder without files"}
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
# What HFS+ leaves out when it compares names (git: ``next_hfs_char``).
_UNSEEN = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_BARRED = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_CHARACTERS = 'a name has no control character and none of < > : " | ? * \\'


def refused_name(path: str) -> Refusal | None:
    """Return why a path may not be in a workspace, or None. ``path`` is as it came, with ``/``."""
    if "\\" in path or re.match(r"[A-Za-z]:", path) or path.startswith("/"):
        return Refusal("path-outside", shown(path), "it is no path inside the workspace", "send relative paths with /")
    parts = path.split("/")
    for part in parts:
        refusal = _refused_part(part, path)
        if refusal:
            return refusal
    if len(path.encode("utf-8", "surrogateescape")) > 1000:
        return Refusal("path-long", shown(path), "the path is longer than 1,000 bytes", "shorten its names")
    return None


def _refused_part(part: str, path: str) -> Refusal | None:
    """Return the first rule that one name of a path breaks."""
    unseen = any(unicodedata.category(one) == "Cf" for one in part)  # _UNSEEN, and marks that turn the reading order
    odd = _BARRED.search(part) or any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in part)
    rules = (
        (
            part in ("", ".", ".."),
            "path-outside",
            "it is no path inside the workspace",
            "send relative paths, without ..",
        ),
        (is_git(part), "path-git", "git would take it for its own", "leave it out, or send a bundle"),
        (any("\udc80" <= one <= "\udcff" for one in part), "path-encoding", "its name is not UTF-8", "rename it"),
        (odd, "path-characters", _CHARACTERS, "rename it"),
        (unseen, "path-characters", "its name has a character that nobody sees", "rename it"),
        (part.endswith((".", " ")), "path-windows", "Windows cannot have a name that ends so", "rename it"),
        (_DEVICES.fullmatch(part), "path-windows", "Windows keeps this name for a device", "rename it"),
        (len(part.encode("utf-8", "replace")) > 255, "path-long", "a name is longer than 255 bytes", "shorten it"),
    )
    broken = next((rule for rule in rules if rule[0]), None)
    return Refusal(broken[1], shown(path), *broken[2:]) if broken else None


def is_git(part: str) -> bool:
    """Tell whether a file system may take a name for ``.git`` or ``.gitmodules``."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", part)).casefold()
    plain = plain.partition(":")[0].rstrip(". ")
    return plain in (".git", ".gitmodules", "git~1", "gitmod~1")


def refused_entries(changes: Mapping[PurePosixPath, Entry | None], every: Iterable[PurePosixPath]) -> Iterator[Refusal]:
    """Yield why changed entries of a tree may not be; ``every`` are all paths of the tree."""
    there = {path: entry for path, entry in changes.items() if entry is not None}
    if len(there) > FILES:
        yield Refusal("files-many", "", f"it changes {len(there):,} files; at most {FILES:,}", "send it in parts")
        return
    for path, entry in there.items():
        if entry.mode not in _PLAIN:
            what = _WHAT.get(entry.mode, f"an entry of mode {entry.mode}")
            yield Refusal("file-kind", shown(str(path)), f"it is {what}, no plain file", "send a copy of the file")
        elif refusal := refused_name(str(path)):
            yield refusal
    yield from _alike(there, every)


def _alike(changed: Mapping[PurePosixPath, Entry], every: Iterable[PurePosixPath]) -> Iterator[Refusal]:
    """Yield names, of files or folders, that differ only in case or in how Unicode writes them."""
    spelt: dict[str, set[PurePosixPath]] = {}
    for path in every:
        for one in (path, *path.parents[:-1]):
            spelt.setdefault(_folded(one), set()).add(one)
    told = set()
    for path in changed:
        for one in (path, *path.parents[:-1]):
            others = sorted(spelt.get(_folded(one), set()) - {one})
            if others and frozenset((one, *others)) not in told:
                told.add(frozenset((one, *others)))
                message = f"it differs from {others[0]} only in capitals or in how accents are written"
                yield Refusal("path-alike", shown(str(one)), message, "rename one of the two")


def _folded(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", str(path)).casefold())


def is_tooling(path: PurePosixPath) -> bool:
    """Tell whether a file steers the program, git or CI, or is a record of the forum: none of the content."""
    if path.is_relative_to(RECORDS) or path.is_relative_to(ROUNDS):
        return True
    return path.parts[0] not in _CONTENT or any(part.startswith(".") for part in path.parts)


def shown(path: str) -> str:
    """Return a name that came from outside as a terminal may show it: what steers one is written as an escape."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape", "replace").decode() for one in path)
