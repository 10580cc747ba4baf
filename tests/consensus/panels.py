"""Rounds and ballots of a fictional panel."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from forum.consensus.rounds import Before, results_of
from forum.diagnostics import Span
from forum.documents.validation import load_yaml
from forum.model import Criterion, ForumSettings, Manifest, Round, RoundFile, RoundItem, Workspace

CRITERION = Criterion(id="fit", question="Does it fit?", low="not at all", high="very well")
FIRST: Mapping[str, Sequence[int]] = {
    "rec-good": [7, 7, 8, 8, 8, 8, 9, 9, 6],
    "rec-split": [1, 2, 3, 5, 7, 7, 8, 9, 9],
    "rec-bad": [1, 1, 2, 2, 2, 3, 3, 1, 4],
}


def a_round(name: str, items: Mapping[str, str], **more: object) -> Round:
    """Return an open round about items with their digests."""
    asked = tuple(RoundItem(recommendation=one, digest=digest) for one, digest in items.items())
    values = {"title": name, "state": "open", "criteria": (CRITERION,), "panel": 9, **more}
    file = RoundFile(items=asked, **values)  # type: ignore[arg-type]
    path = PurePosixPath(f"recommendations/rounds/{name}/round.yaml")
    return Round(name, path, file, {(): Span(path)})


def ballots(ratings: Mapping[str, Sequence[int | None]]) -> dict[str, dict[tuple[str, str], int]]:
    """Return ballots by token, of each item's ratings in the order of the panel."""
    size = max(map(len, ratings.values()))
    return {
        f"panellist-{number}": {
            (item, "fit"): given
            for item, some in ratings.items()
            if number < len(some) and (given := some[number]) is not None
        }
        for number in range(size)
    }


def closed(
    one: Round, ratings: Mapping[str, Sequence[int | None]], day: int = 1, before: Before | None = None
) -> Round:
    """Return a round as it is after it was closed."""
    values = {name: getattr(one.file, name) for name in one.file.__struct_fields__}
    values |= {"state": "closed", "opened": datetime.date(2031, 1, 1), "closed": datetime.date(2031, 1, day)}
    file = RoundFile(**values | {"results": results_of(one.file, ballots(ratings), before)})
    return Round(one.id, one.path, file, one.spans)


def loaded(text: str, name: str = "first") -> tuple[Round, tuple[str, ...]]:
    """Return the text of a ``round.yaml`` as a round, and the codes of what is wrong in it."""
    path = PurePosixPath(f"recommendations/rounds/{name}/round.yaml")
    made = load_yaml(text, path, RoundFile)
    assert made.value is not None, made.problems
    return Round(name, path, made.value, made.spans), tuple(one.code for one in made.problems)


def workspace(*rounds: Round) -> Workspace:
    return Workspace(Path(), Manifest(forum=ForumSettings(title="Forum")), rounds=rounds)
