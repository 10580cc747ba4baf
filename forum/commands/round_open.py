"""``forum round open``: the words that a round asks about are fixed, and its ballots are made."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from forum.commands.round_finding import Known, known_recommendations, round_before, usable_round
from forum.consensus.ballot_pages import asked, rows
from forum.consensus.round_file import opened_items, with_keys
from forum.consensus.rounds import Before
from forum.consensus.wording import words_for
from forum.diagnostics import Outcome, UsageError
from forum.model import Round, Workspace
from forum.stages.ballot_box import BallotBox, ballot_page, new_token
from forum.tools.files import read_text, write_texts

LARGEST_PANEL = 500


@dataclass(frozen=True)
class Opened:
    """What opening a round made: ``panel`` ballots in ``folder``; ``set_aside`` that had come back before.

    In a ``second`` round they show what the group answered, and ``own`` ratings where the ballots of then are there.
    """

    round: str
    panel: int
    folder: Path
    set_aside: int = 0
    second: bool = False
    own: bool = False


def open_round(root: Path, name: str, today: datetime.date, panel: int = 0, *, again: bool = False) -> Outcome[Opened]:
    """Fix the words that a round asks about, and write its ballots.

    ``panel`` is how many; by default as many as the round before, or the file, says. ``again`` opens a round
    once more, at the words as they are now: the panel keeps its tokens, and ballots that came back are set aside.

    Raises:
        UsageError: the round is not to be opened, or has no panel.
    """
    workspace, one = usable_round(root, name)
    _refuse_state(one, again)
    known = known_recommendations(workspace)
    lost = [item.recommendation for item in one.file.items if item.recommendation not in known]
    if lost:
        raise UsageError(
            f"these are recommendations without a place in a paper: {', '.join(lost)}", "forum check tells"
        )
    before = round_before(workspace, one)
    box = BallotBox(root, name)
    tokens = _tokens(box, one, before, panel)
    named = {**(BallotBox(root, before.round.id).people() if before else {}), **box.people()}
    aside = box.set_aside()
    box.keep_panel(tokens, named)
    _write_ballots(workspace, one, known, before, box, tokens)
    digests = {identifier: block.digest for identifier, (_, block) in known.items()}
    values = {"state": "open", "panel": len(tokens), "opened": today, "items": opened_items(one, digests)}
    text = read_text(root, one.path).value or ""
    write_texts(root, {one.path: with_keys(text, {**values, "closed": None, "results": None})})
    own = before is not None and bool(before.ratings)
    return Outcome(Opened(name, len(tokens), box.folder / "send", aside, before is not None, own))


def _refuse_state(one: Round, again: bool) -> None:
    if one.file.state == "closed":
        raise UsageError(
            f"the round {one.id} is closed", f"ask again in a new one: forum round new NAME --previous {one.id}"
        )
    if one.file.state == "open" and not again:
        hint = f"forum round open {one.id} --again makes new ballots; those that came back are then set aside"
        raise UsageError(f"the round {one.id} is open already", hint)


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
