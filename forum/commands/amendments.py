"""``forum amendments``: what contributions that wait for a decision would make of the recommendations, for a vote."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from forum.commands.contributing import at_desk
from forum.commands.positions import standings
from forum.consensus.standing import Standing
from forum.contributions.values import Pending
from forum.diagnostics import Outcome, UsageError
from forum.documents.nearest import did_you_mean
from forum.documents.sheets import Sheet
from forum.documents.slugs import slug
from forum.documents.typography import typographic
from forum.merging.tree import Tree
from forum.model import ReviewComment, Text, Workspace
from forum.operations import pendings
from forum.receiving.desk import Desk
from forum.receiving.proposals import Draft, Drafted, clash, comments, drafted, drafts_now, merged_tree, messages
from forum.reviews.quotes import where
from forum.stages.cache import store
from forum.stages.histories import wordings_in
from forum.stages.sheets import sheet_file
from forum.stages.wordings import worded
from forum.wordings.agenda import Agenda, Item, Motion, agenda_blocks
from forum.wordings.labels import words_for
from forum.wordings.lineage import alone
from forum.wordings.proposals import Passage, Proposal, excluding, in_voting_order, is_same
from forum.workspace import load, load_names


@dataclass(frozen=True)
class _Waiting:
    """An open contribution with what it would change, the tree that it merges to, and what it says of why."""

    pending: Pending
    drafted: tuple[Drafted, ...]
    merged: Tree | None
    messages: tuple[str, ...]
    comments: tuple[ReviewComment, ...]


def amendments(root: Path, names: Sequence[str] = ()) -> Outcome[Agenda]:
    """Return the amendments to the recommendations that are named, or to all, against the forum's branch as it is.

    Nothing is changed. Once one is adopted, the others are held against the new text.

    Raises:
        UsageError: there is no such recommendation, nor one proposed, or contributions cannot be looked at.
    """
    workspace = load(root).value
    with at_desk(root) as desk:
        now = drafts_now(desk)
        waiting = tuple(_waiting(desk, one, now) for one in pendings(root).values() if one.is_open)
        clashes = _clashes(desk, waiting)
    says = _read(
        workspace, [draft for one in waiting for each in one.drafted for draft in (each.now, each.then) if draft]
    )
    found: dict[str, list[tuple[Proposal, _Waiting]]] = {}
    for one in waiting:
        for proposal in _proposals(one, says):
            found.setdefault(proposal.id, []).append((proposal, one))
    _known(names, [*now, *found])
    current = worded(workspace)
    order = [name for name in current if name in found] + [name for name in found if name not in current]
    items = [_item(workspace, name, found[name], now, clashes) for name in order if not names or name in names]
    stands = {row.wording.id: row.standing for row in standings(workspace, current)}
    told = tuple(_with_standing(one, stands) for one in sorted(items, key=lambda one: one.now is None))
    partners = {partner.id: partner.name for partner in workspace.manifest.partner}
    without = tuple(one.pending.name for one in waiting if not any(_proposals(one, says)))
    return Outcome(Agenda(told, partners, without))


def _waiting(desk: Desk, pending: Pending, now: Mapping[str, Draft]) -> _Waiting:
    received = pending.received
    found = tuple(drafted(desk, received, now))
    return _Waiting(pending, found, merged_tree(desk, received), messages(desk, received), comments(desk, received))


Clashes = Mapping[tuple[str, str], tuple[str, ...]]
"""The files in which two contributions conflict that both merge alone, by their names."""


def _clashes(desk: Desk, waiting: Sequence[_Waiting]) -> Clashes:
    """Return where contributions conflict with one another that change the same recommendation."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for one, other in combinations(waiting, 2):
        shared = {each.id for each in one.drafted} & {each.id for each in other.drafted}
        if shared and one.merged is not None and other.merged is not None:
            files = clash(desk, one.merged, other.pending.received)
            found |= {(one.pending.name, other.pending.name): files, (other.pending.name, one.pending.name): files}
    return found


def _known(names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise UsageError(
                f"there is no recommendation {name}, and none is proposed",
                *did_you_mean(name, known),
                "forum amendments lists all that are proposed",
            )


# --- proposals ------------------------------------------------------------------------------

Says = Mapping[tuple[str, Draft], Passage]


def _read(workspace: Workspace, drafts: Sequence[Draft]) -> dict[Draft, dict[str, Passage]]:
    """Return what drafts say, by the recommendations in them."""
    texts = {draft: alone(draft.source) or draft.paper or draft.source for draft in drafts}
    read = wordings_in(workspace, list(texts.values()))
    return {
        draft: {name: Passage(draft.source, one) for name, one in read[text].items()} for draft, text in texts.items()
    }


def _proposals(one: _Waiting, says: Mapping[Draft, Mapping[str, Passage]]) -> Iterator[Proposal]:
    """Yield what a contribution proposes: other words, addressees or strength; a new rationale alone is none."""
    for each in one.drafted:
        now, then = (says[draft].get(each.id) if draft else None for draft in (each.now, each.then))
        if (now or then) and (now is None or then is None or now.says.digest != then.says.digest):
            yield Proposal(each.id, one.pending.name, now, then, each.in_conflict)


def _item(
    workspace: Workspace,
    name: str,
    found: Sequence[tuple[Proposal, _Waiting]],
    now: Mapping[str, Draft],
    clashes: Clashes,
) -> Item:
    waiting = {proposal.contribution: one for proposal, one in found}
    proposals = in_voting_order(proposal for proposal, _ in found)
    excludes = excluding(proposals)
    motions = tuple(
        _motion(workspace, one, proposals, excludes[one.contribution], clashes, waiting[one.contribution])
        for one in proposals
    )
    draft = now.get(name) or next(
        (each.then for one in waiting.values() for each in one.drafted if each.id == name), None
    )
    papers = {paper.path: typographic(paper.meta.title) for paper in workspace.papers}
    title = papers.get(draft.path, draft.path.parent.name) if draft else ""
    current = proposals[0].now
    return Item(name, title, current.says if current else None, None, motions)


def _with_standing(item: Item, stands: Mapping[str, Standing]) -> Item:
    standing = stands.get(item.id)
    speaks = standing is not None and item.now is not None and standing.digest == item.now.digest and standing.held
    return Item(item.id, item.paper, item.now, standing if speaks else None, item.motions)


def _motion(
    workspace: Workspace,
    one: Proposal,
    proposals: Sequence[Proposal],
    excludes: tuple[str, ...],
    clashes: Clashes,
    waiting: _Waiting,
) -> Motion:
    received = waiting.pending.received
    names = {partner.id: partner.name for partner in workspace.manifest.partner}
    command = "resolve" if waiting.merged is None else "accept"
    same = tuple(each.contribution for each in proposals if each is not one and is_same(one, each))
    return Motion(
        proposal=one,
        partner=names.get(received.partner, received.partner),
        sender=received.sender.name,
        reasons=tuple(_reasons(one, waiting)),
        excludes=excludes,
        same=same,
        clashes={
            name: files
            for name in (each.contribution for each in proposals)
            if name not in (*excludes, *same) and (files := clashes.get((one.contribution, name), ()))
        },
        also=tuple(_also(one, waiting)),
        adopt=f"forum {command} {one.contribution}",
        refuse=f'forum return {one.contribution} --note "…"',
    )


def _reasons(one: Proposal, waiting: _Waiting) -> Iterator[str]:
    """Yield why a change is proposed: the new rationale, comments on the words, what the commits or the mail say."""
    if one.then is not None and one.then.says.rationale != (one.now.says.rationale if one.now else ""):
        yield one.then.says.rationale
    places = [
        Text(draft.path, draft.source)
        for each in waiting.drafted
        if each.id == one.id
        for draft in (each.then, each.now)
        if draft
    ]
    for comment in waiting.comments:
        if comment.text and comment.quote and any(where(comment.quote, [text]).places for text in places):
            yield comment.text
    yield from waiting.messages
    yield from filter(None, (waiting.pending.note,))


def _also(one: Proposal, waiting: _Waiting) -> Iterator[str]:
    """Yield what else a contribution changes: other recommendations by id, then papers and notebooks."""
    facts = waiting.pending.facts
    yield from (name for name in (*facts.recommendations, *facts.new_recommendations) if name != one.id)
    yield from (f"notebook {name}" for name in facts.notebooks)


def amendments_file(
    root: Path, names: Sequence[str], form: str, today: datetime.date, language: str = "", output: str = ""
) -> tuple[bytes, Path | None]:
    """Write the amendments for a meeting (md, html or docx), in the report's language or another.

    Returns the file's content and where it is; ``-`` as output writes none. By default it is in build/amendments/.

    Raises:
        UsageError: as ``amendments``, or the file cannot be written.
    """
    found, settings = amendments(root, names).value, load_names(root).manifest.forum
    spoken = language or settings.language
    words = words_for(spoken)
    titles = (typographic(settings.title), typographic(settings.notice))
    content = sheet_file(root, Sheet(words["amendments"], agenda_blocks(found, words), *titles, spoken, today), form)
    name = (slug(names[0]) if len(names) == 1 else "") or "amendments"
    path = None if output == "-" else Path(output) if output else root / "build/amendments" / f"{name}.{form}"
    if path is not None:
        store(path, content)
    return content, path
