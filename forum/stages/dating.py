"""The date that a report bears: that of its commit, so that equal input gives an equal report."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from forum.stages.inputs import newest


def dated(root: Path) -> tuple[datetime.date, str, str]:
    """Return the date, the version and the short hash of a workspace.

    SOURCE_DATE_EPOCH wins; without it and without a commit, the newest input says the date.
    """
    from forum.tools import git

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    commit = git.commit_date(root)
    if epoch.isdigit():
        moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    else:
        moment = commit or datetime.datetime.fromtimestamp(newest(root), datetime.UTC)
    return moment.date(), git.describe(root), git.head_commit(root)
