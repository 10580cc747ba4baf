"""The safe repairs of ``forum check --fix``: planned as whole files, shown as a diff, written all or none."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum.citations import citing_repairs, mending
from forum.citations.bibliography import References
from forum.citations.bibtex import edited
from forum.citations.mending import Mended
from forum.citations.records import Collection
from forum.commands.rename import files_with_names, renamed_text
from forum.commands.unified import unified
from forum.documents.manuscript import Manuscript
from forum.documents.renaming import Rename
from forum.documents.results import Edit
from forum.stages.edits import edited_file
from forum.tools.files import decoded, write_texts

REPAIRED = mending.REPAIRED | citing_repairs.REPAIRED | {"value-differs"}
"""The codes of which ``--fix`` may repair something."""


Wanted = Callable[[PurePosixPath], bool]


@dataclass(frozen=True)
class Change:
    """A file before and after its repairs, and the number of places that changed."""

    path: PurePosixPath
    before: str
    after: str
    count: int

    @property
    def diff(self) -> str:
        """What changes, as a unified diff."""
        return unified(self.before.replace("\r\n", "\n"), self.after.replace("\r\n", "\n"), str(self.path))


class Desk:
    """Files that repairs are made on, in memory: each as it was, and as it will be."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._before: dict[PurePosixPath, str] = {}
        self._after: dict[PurePosixPath, str] = {}
        self._counts: dict[PurePosixPath, int] = {}

    def text(self, path: PurePosixPath) -> str | None:
        """Return a file as it will be, with its own line ends; None where it cannot be read any more."""
        if path not in self._after:
            try:
                raw = (self.root / path).read_bytes()
            except OSError:
                return None
            if decoded(raw, path).value is None:
                return None
            self._before[path] = self._after[path] = raw.decode("utf-8-sig")
        return self._after[path]

    def put(self, path: PurePosixPath, text: str, count: int) -> None:
        """Set a file as it will be."""
        self._after[path] = text
        self._counts[path] = self._counts.get(path, 0) + count

    def changes(self) -> tuple[Change, ...]:
        """Return the files that change."""
        return tuple(
            Change(path, before, self._after[path], self._counts.get(path, 0))
            for path, before in sorted(self._before.items())
            if before != self._after[path]
        )


def planned(
    desk: Desk, edits: Iterable[Edit], collection: Collection, on: Set[str], merge: bool, wanted: Wanted
) -> tuple[Change, ...]:
    """Return the repairs of a check: ``edits`` of texts, and those of its bibliographies by the codes in ``on``.

    ``merge`` tells that every text that may cite is at hand, so that one entry may take
    the place of another that says the same. ``wanted`` tells which files may change.
    """
    by_file: dict[PurePosixPath, list[Edit]] = {}
    for edit in dict.fromkeys(edits):
        if wanted(edit.span.path):
            by_file.setdefault(edit.span.path, []).append(edit)
    for path, several in by_file.items():
        text = desk.text(path)
        if text is not None:
            desk.put(path, *edited_file(path, text, several))
    merged = mending.mergeable(collection, on) if merge else {}
    for one in mending.mended(collection, on, merged):
        if wanted(one.source.path):
            _mend(desk, one)
    _rename(desk, merged)
    return desk.changes()


def citation_edits(
    manuscripts: Iterable[tuple[str, Manuscript]], references: References, on: Set[str]
) -> Iterator[Edit]:
    """Yield the repairs of how texts cite."""
    for slug, manuscript in manuscripts:
        yield from citing_repairs.citation_edits(manuscript, slug, references, on)


def _mend(desk: Desk, one: Mended) -> None:
    """Make the repairs of a bibliography, unless it changed since it was read."""
    text = desk.text(one.source.path)
    if text is None or text.replace("\r\n", "\n") != one.source.text:
        return
    returns = [at for at, sign in enumerate(text) if sign == "\r" and text.startswith("\n", at + 1)]
    before = [at - nth for nth, at in enumerate(returns)]  # the same places in the text that was read

    def written(at: int) -> int:
        return at + bisect_left(before, at)

    patches = [(written(start), written(end), new) for start, end, new in one.patches]
    desk.put(one.source.path, edited(text, patches), len(patches))


def _rename(desk: Desk, merged: Mapping[str, str]) -> None:
    """Let every text cite the entry that takes the place of another."""
    if not merged:
        return
    for path in files_with_names(desk.root):
        text = desk.text(path)
        if text is None:
            continue
        text = text.replace("\r\n", "\n")
        total = 0
        for old, new in merged.items():
            if old in text:
                text, count = renamed_text(path, text, Rename("reference", old, new))
                total += count
        if total:
            desk.put(path, text, total)


def write(root: Path, changes: Iterable[Change]) -> dict[PurePosixPath, int]:
    """Write changes: all, or none. Return the number of places by file.

    Raises:
        UsageError: the disk is full, or a file cannot be written to.
    """
    changes = tuple(changes)
    write_texts(root, {change.path: change.after for change in changes})
    return {change.path: change.count for change in changes}
