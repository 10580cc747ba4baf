"""What a contribution changes in papers, passage by passage, for whoever has to decide whether it is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from forum.contributions.touched import Versions, paper_of, prose
from forum.merging.sequences import hunks

_BREAK = re.compile(r"\n[ \t]*\n+")
MOST = 12  # passages that a page shows


@dataclass(frozen=True)
class Passage:
    """A stretch of a paper before and after; empty where it is new or gone."""

    paper: str
    before: str
    after: str


def passages(changed: Versions) -> Iterator[Passage]:
    """Yield what changes in the papers' texts; ``changed`` has each file's content before and after."""
    for path, sides in sorted(changed.items()):
        slug = paper_of(path)
        if slug is not None and path.stem == "paper":
            was, now = (_paragraphs(path, side) for side in sides)
            for hunk in hunks(was, now):
                yield Passage(
                    slug, "\n\n".join(was[hunk.start : hunk.end]), "\n\n".join(now[hunk.new_start : hunk.new_end])
                )


def _paragraphs(path: PurePosixPath, data: bytes) -> list[str]:
    return [one.strip("\n") for one in _BREAK.split(prose(path, data.decode("utf-8", "replace"))) if one.strip()]
