"""``forum round open``, ``status``, ``close`` and ``show``: a rating round from its ballots to its results."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

from forum.consensus.ballot_pages import asked, rows
from forum.consensus.ballots import comments_of
from forum.consensus.round_checks import reworded
from forum.consensus.round_file import opened_items, with_keys, written_results
from forum.consensus.rounds import Before, results_of
from forum.consensus.wording import words_for
from forum.diagnostics import Diagnostic, Outcome, UsageError, has_errors
from forum.documents.nearest import did_you_mean
from forum.documents.recommendations import RecommendationBlock
from forum.frozen import dataclass
from forum.model import Round, RoundResults, Workspace
from forum.stages.ballot_box import BallotBox, ballot_page, new_token
from forum.stages.sources import read_sources
from forum.tools.files import read_text, write_texts
from forum.workspace import load

LARGEST_PANEL = 500
Known = Mapping[str, tuple[str, RecommendationBlock]]


@dataclass(frozen=True)
class Opened:
    """What opening a round made: ``panel`` ballots in ``folder``; ``set_aside`` that had come back before."""

    round: str
    panel: int
    folder: Path
    set_aside: int = 0
    second: bool = False


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


def find_round(workspace: Workspace, name: str) -> Round:
    """Return a round by its id.

    Raises:
        UsageError: there is none.
    """
    known = {one.id: one for one in workspace.rounds}
    if name not in known:
        hints = did_you_mean(name, known) or (
            f"there are: {', '.join(known)}" if known else "forum round new makes one",
        )
        raise UsageError(f"there is no round {name}", *hints)
    return known[name]


def _usable(root: Path, name: str) -> tuple[Workspace, Round]:
    """Return a workspace and a round in it that has no errors."""
    loaded = load(root)
    one = find_round(loaded.value, name)
    wrong = [problem for problem in loaded.problems if problem.span.path == one.path]
    if has_errors(wrong):
        raise UsageError(f"{one.path} has errors: {wrong[0].message}", f"forum check {one.path} tells them all")
    return loaded.value, one


# --- open ------------------------------------------------------------------------------------


def open_round(root: Path, name: str, today: datetime.date, panel: int = 0, *, again: bool = False) -> Outcome[Opened]:
    """Fix the words that a round asks about, and write its ballots.

    ``panel`` is how many; by default as many as the round before, or the file, says. ``again`` opens a round
    once more, at the words as they are now: the panel keeps its tokens, and ballots that came back are set aside.

    Raises:
        UsageError: the round is not to be opened, or has no panel.
    """
    workspace, one = _usable(root, name)
    _refuse_state(one, again)
    known = _recommendations(workspace)
    lost = [item.recommendation for item in one.file.items if item.recommendation not in known]
    if lost:
        raise UsageError(
            f"these are recommendations without a place in a paper: {', '.join(lost)}", "forum check tells"
        )
    before = _before(workspace, one)
    box = BallotBox(root, name)
    tokens = _tokens(box, one, before, panel)
    aside = box.set_aside()
    earlier = BallotBox(root, before.round.id).people() if before else {}
    box.keep_panel(tokens, earlier)
    _write_ballots(workspace, one, known, before, box, tokens)
    digests = {identifier: block.digest for identifier, (_, block) in known.items()}
    values = {"state": "open", "panel": len(tokens), "opened": today, "items": opened_items(one, digests)}
    text = read_text(root, one.path).value or ""
    write_texts(root, {one.path: with_keys(text, {**values, "closed": None, "results": None})})
    return Outcome(Opened(name, len(tokens), box.folder / "send", aside, before is not None))


def _refuse_state(one: Round, again: bool) -> None:
    if one.file.state == "closed":
        raise UsageError(
            f"the round {one.id} is closed", f"ask again in a new one: forum round new NAME --previous {one.id}"
        )
    if one.file.state == "open" and not again:
        hint = f"forum round open {one.id} --again makes new ballots; those that came back are then set aside"
        raise UsageError(f"the round {one.id} is open already", hint)


def _recommendations(workspace: Workspace) -> Known:
    sources = read_sources(workspace)
    titles = {paper.slug: paper.meta.title for paper in workspace.papers}
    return {block.id: (titles[slug], block) for slug, read in sources.papers.items() for block in read.recommendations}


def _before(workspace: Workspace, one: Round) -> Before | None:
    """Return the round before, with the ratings of its ballots if they are still there."""
    if not one.file.previous:
        return None
    found = find_round(workspace, one.file.previous)
    if found.file.results is None:
        raise UsageError(
            f"the round before, {found.id}, is not closed", f"close it first: forum round close {found.id}"
        )
    return Before(found, BallotBox(workspace.root, found.id).ratings(found.file))


def _tokens(box: BallotBox, one: Round, before: Before | None, panel: int) -> tuple[str, ...]:
    """Return the tokens of the panel: those that it has, from this round or the one before, and new ones."""
    had = box.tokens() or (BallotBox(box.root, before.round.id).tokens() if before else ())
    size = panel or one.file.panel or len(had)
    if not size:
        raise UsageError("how many ballots are to go out?", f"say it: forum round open {one.id} --panel 9")
    if size < len(had):
        hint = "who has left sends nothing back; a larger number adds panellists"
        raise UsageError(f"{len(had)} panellists have a token already, so the panel cannot be {size}", hint)
    if not one.file.minimum <= size <= LARGEST_PANEL:
        message = f"a panel of {size} cannot be: it has at least the round's minimum of {one.file.minimum}"
        raise UsageError(message, f"and at most {LARGEST_PANEL}")
    return (*had, *(new_token() for _ in range(size - len(had))))


def _write_ballots(
    workspace: Workspace, one: Round, known: Known, before: Before | None, box: BallotBox, tokens: tuple[str, ...]
) -> None:
    settings = workspace.manifest.forum
    forum = {"title": settings.title, "notice": settings.notice, "language": settings.language}
    prefixes, words = frozenset(workspace.manifest.citations.prefixes), words_for(settings.language)
    delimiter = ";" if settings.language.startswith("nl") else ","  # as spreadsheets there expect it
    for number, token in enumerate(tokens, 1):
        items = asked(one, known, prefixes, before, token)
        page = ballot_page(workspace.root, one, items, token, forum, words)
        box.send(number, page, rows(one, items, token), delimiter)


# --- status, close, show -----------------------------------------------------------------------


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
    digests = {name: block.digest for name, (_, block) in _recommendations(workspace).items()}
    return tuple(problem for problem in reworded(workspace.rounds, digests) if problem.span.path == one.path)


def close_round(root: Path, name: str, today: datetime.date) -> Outcome[Closed]:
    """Compute what the ballots say, and write it into the round; ballots stay outside git.

    Raises:
        UsageError: the round is not open, or too few ballots came back.
    """
    workspace, one = _usable(root, name)
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
    results = results_of(one.file, ratings, _before(workspace, one))
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
