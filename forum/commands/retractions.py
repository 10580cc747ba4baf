"""``forum retractions import``: the local, dated snapshot of what was retracted."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum.citations.retractions import Snapshot, from_retraction_watch
from forum.diagnostics import Outcome, UsageError
from forum.tools.files import write_texts

SNAPSHOT = PurePosixPath(".forum/retractions.json")


@dataclass(frozen=True)
class Imported:
    """Where the snapshot is, and how many works of each kind it has."""

    path: PurePosixPath
    retracted: int
    concerns: int


def import_retractions(root: Path, file: Path, today: datetime.date) -> Outcome[Imported]:
    """Make the snapshot from Retraction Watch's CSV, in the place of the one before.

    Raises:
        UsageError: the file cannot be read, or is another table.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig", "replace")
    except OSError as unread:
        raise UsageError(f"{file} cannot be read: {unread.strerror or unread}") from unread
    try:
        snapshot = from_retraction_watch(text, today)
    except ValueError as other:
        raise UsageError(f"{file} is not the table of Retraction Watch: {other}", _WHERE) from other
    write_texts(root, {SNAPSHOT: snapshot.written()})
    return Outcome(_counted(snapshot))


_WHERE = "get retraction_watch.csv from https://gitlab.com/crossref/retraction-watch-data"


def _counted(snapshot: Snapshot) -> Imported:
    kinds = [notice.kind for notice in snapshot.notices.values()]
    return Imported(SNAPSHOT, kinds.count("retracted"), kinds.count("concern"))
