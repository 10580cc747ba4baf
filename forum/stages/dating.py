"""The date that a report bears: that of its commit, so that equal input gives an equal report."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from pathlib import Path

from forum.stages.inputs import newest


@dataclass(frozen=True)
class Edition:
    """What a report says of itself: its date, its version, and the short hash of its commit."""

    date: datetime.date
    version: str
    commit: str


def dated(root: Path) -> Edition:
    """Return the edition that a workspace makes as it is.

    SOURCE_DATE_EPOCH wins; without it and without a commit, the newest input says the date.
    """
    from forum.tools import git

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    commit = git.commit_date(root)
    if epoch.isdigit():
        moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    else:
        moment = commit or datetime.datetime.fromtimestamp(newest(root), datetime.UTC)
    return Edition(moment.date(), git.describe(root), git.head_commit(root))
