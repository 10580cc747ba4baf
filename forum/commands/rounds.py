"""``forum round status``, ``close`` and ``show``: how far a rating round is, and what came of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from forum.commands.round_finding import find_round, known_recommendations, round_before, usable_round
from forum.consensus.ballots import comments_of
from forum.consensus.round_checks import reworded
from forum.consensus.round_file import with_keys, written_results
from forum.consensus.rounds import results_of
from forum.diagnostics import Diagnostic, Outcome, UsageError
from forum.model import Round, RoundResults, Workspace
from forum.stages.ballot_box import BallotBox
from forum.tools.files import read_text, write_texts
from forum.workspace import load


@dataclass(frozen=True)
class Closed:
    """What closing a round found, of how many ballots; and where the comments are."""

    round: Round
    results: RoundResults
    comments: Path | None


@dataclass(frozen=True)
class RoundStatus:
    """How far a round is. ``missing`` are those whose ballot has not come back, by name where it is known."""

    id: str
    title: str
    state: str
    items: int
    panel: int
    ballots: int
    minimum: int
    missing: tuple[str, ...]
    comments: int
    opened: datetime.date | None
    closed: datetime.date | None


def round_status(root: Path, name: str) -> Outcome[RoundStatus]:
    """Return how far a round is; what was rated is not told before it closes."""
    workspace = load(root).value
    one = find_round(workspace, name)
    box = BallotBox(root, name)
    received, people = box.received(), box.people()
    sent = {token: people.get(token, f"ballot-{number:02}") for number, token in enumerate(box.tokens(), 1)}
    missing = tuple(who for token, who in sent.items() if token not in received)
    voted = sum(bool(each) for each in box.ratings(one.file).values())
    comments = sum(map(len, comments_of(list(received.values()), one.file).values()))
    file = one.file
    made = RoundStatus(
        id=name,
        title=file.title,
        state=file.state,
        items=len(file.items),
        panel=file.panel,
        ballots=file.results.ballots if file.results else voted,
        minimum=file.minimum,
        missing=missing if file.state == "open" else (),
        comments=comments,
        opened=file.opened,
        closed=file.closed,
    )
    return Outcome(made, _reworded(workspace, one) if file.state == "open" else ())


def _reworded(workspace: Workspace, one: Round) -> tuple[Diagnostic, ...]:
    digests = {name: block.digest for name, (_, block) in known_recommendations(workspace).items()}
    return tuple(problem for problem in reworded(workspace.rounds, digests) if problem.span.path == one.path)


def close_round(root: Path, name: str, today: datetime.date) -> Outcome[Closed]:
    """Compute what the ballots say, and write it into the round; ballots stay outside git.

    Raises:
        UsageError: the round is not open, or too few ballots came back.
    """
    workspace, one = usable_round(root, name)
    if one.file.state != "open":
        hint = f"forum round open {name}" if one.file.state == "draft" else f"forum round show {name}"
        raise UsageError(f"the round {name} is {one.file.state}, not open", hint)
    box = BallotBox(root, name)
    ratings = box.ratings(one.file)
    voted = sum(bool(each) for each in ratings.values())
    if voted < one.file.minimum:
        message = f"{voted} ballot{'s have' if voted != 1 else ' has'} ratings; at least {one.file.minimum} have to"
        hint = f"of fewer, single ratings could be read off; forum round status {name} says who is missing"
        raise UsageError(message, hint)
    results = results_of(one.file, ratings, round_before(workspace, one))
    values = {"state": "closed", "closed": today, "results": written_results(results)}
    text = read_text(root, one.path).value or ""
    comments = box.keep_comments(comments_of(list(box.received().values()), one.file))
    write_texts(root, {one.path: with_keys(text, values)})
    closed = find_round(load(root).value, name)
    return Outcome(Closed(closed, results, comments), _reworded(workspace, one))


def show_round(root: Path, name: str) -> Outcome[Round]:
    """Return a closed round.

    Raises:
        UsageError: it is not closed: nothing is told of it yet.
    """
    loaded = load(root)
    one = find_round(loaded.value, name)
    if one.file.state != "closed" or one.file.results is None:
        message = f"the round {name} is {one.file.state}: its ratings are told when it is closed"
        raise UsageError(message, f"how far it is: forum round status {name}")
    return Outcome(one, tuple(problem for problem in loaded.problems if problem.span.path == one.path))
