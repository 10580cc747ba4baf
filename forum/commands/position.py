"""``forum position set`` and ``carry``: record what a partner thinks, at the words as they are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from msgspec.structs import replace as altered

from forum.consensus.checks import WITHOUT_REASON
from forum.consensus.standing import Held, Standing, by_recommendation, outdated, standing
from forum.consensus.writing import with_position
from forum.diagnostics import Outcome, Span, UsageError
from forum.documents.nearest import did_you_mean
from forum.documents.recommendations import RecommendationBlock
from forum.ledgers import POSITIONS
from forum.model import Carried, Person, Position, PositionKind, Workspace
from forum.stages.wordings import worded, worded_before
from forum.tools.files import read_text, write_texts
from forum.tools.git_history import is_loose
from forum.workspace import load


@dataclass(frozen=True)
class Recorded:
    """A position that was written, with its file and the name of its partner; and where the recommendation stands.

    ``before`` is what the same holder thought of it, None for nothing. ``wording`` is what the position speaks of;
    ``loose`` tells that the paper is in no commit as it is, where these words could be looked up later.
    """

    path: PurePosixPath
    partner: str
    position: Position
    before: Position | None
    wording: RecommendationBlock
    standing: Standing
    loose: bool


@dataclass(frozen=True)
class Carrying:
    """Positions that are carried over a change: of which partner, what, and the words from which and to which."""

    held: tuple[Held, ...]
    names: Mapping[str, str]
    before: Mapping[str, RecommendationBlock]
    now: RecommendationBlock
    standing: Standing
    written: tuple[PurePosixPath, ...]

    def origin(self, one: Held) -> RecommendationBlock:
        """Return the words on which a position was given by the partner itself."""
        return self.before[origin(one.position)]


def set_position(
    root: Path,
    recommendation: str,
    kind: PositionKind,
    person: str,
    today: datetime.date,
    *,
    reason: str = "",
    mandate: str = "",
    personal: bool = False,
) -> Outcome[Recorded]:
    """Record what a person's partner thinks of a recommendation, or the person alone; the institution has one voice.

    Raises:
        UsageError: an unknown name, no reason or mandate where one is needed, or a file that cannot be read.
    """
    workspace = _workspace(root)
    wording = _wording(workspace, recommendation)
    holder = _partner(workspace, _person(workspace, person))
    if not reason.strip() and kind not in WITHOUT_REASON:
        raise UsageError(f"{kind} needs a reason", 'say why, in a sentence: --reason "…"')
    if not personal and not mandate.strip():
        hints = ('name it, such as a decision of the board: --mandate "…"', "or is it theirs alone? --personal")
        raise UsageError(f"{person} speaks for {holder}: by what mandate?", *hints)
    if personal and mandate.strip():
        raise UsageError("a personal position has no mandate", "leave out --mandate, or --personal")
    position = Position(
        recommendation=recommendation,
        position=kind,
        person=person,
        capacity="personal" if personal else "institutional",
        mandate=mandate.strip(),
        reason=reason.strip(),
        date=today,
        digest=wording.digest,
    )
    before = _same(workspace, holder, position)
    path = PurePosixPath(POSITIONS, f"{holder}.yaml")
    _write(workspace, {holder: [position]})
    now = load(root)
    stands = _stands(now.value, wording)
    problems = tuple(one for one in now.problems if one.span.path == path)
    loose = is_loose(root, wording.span.path)
    return Outcome(Recorded(path, names_of(workspace)[holder], position, before, wording, stands, loose), problems)


def carry(
    root: Path,
    recommendation: str,
    by: str,
    note: str,
    today: datetime.date,
    partner: str = "",
    dry_run: bool = False,
) -> Outcome[Carrying]:
    """Carry the stale positions on a recommendation over an editorial change, of one partner or of all.

    What the partner itself spoke of is kept, and is what the words are held against, however often a
    position is carried. ``dry_run`` writes nothing.

    Raises:
        UsageError: nothing is stale, an unknown name, no note, or words that the history does not have.
    """
    workspace = _workspace(root)
    now = _wording(workspace, recommendation)
    _person(workspace, by)
    if partner:
        _known_partner(workspace, partner)
    if not note.strip():
        raise UsageError("carrying over needs a note", 'say why the change is an editorial one: --note "…"')
    stands = _stands(workspace, now)
    stale = tuple(one for one in outdated(stands) if partner in ("", one.partner))
    if not stale:
        raise UsageError(_nothing_stale(stands, partner), "forum position list shows how they stand")
    before = worded_before(workspace, recommendation, {origin(one.position) for one in stale})
    for one in stale:
        _refuse_what_is_not_editorial(one, before, now)
    carried: dict[str, list[Position]] = {}
    for one in stale:
        mark = Carried(by=by, date=today, from_=origin(one.position), note=note.strip())
        carried.setdefault(one.partner, []).append(altered(one.position, digest=now.digest, carried=mark))
    paths = () if dry_run else _write(workspace, carried)
    stands = stands if dry_run else _stands(_workspace(root), now)
    return Outcome(Carrying(stale, names_of(workspace), before, now, stands, paths))


def origin(position: Position) -> str:
    """Return the digest of the words on which the partner itself gave a position."""
    return position.carried.from_ if position.carried is not None else position.digest


def names_of(workspace: Workspace) -> dict[str, str]:
    """Return the partners' names by id."""
    return {partner.id: partner.name for partner in workspace.manifest.partner}


def _workspace(root: Path) -> Workspace:
    """Return the workspace; a file that cannot be read stands in the way of writing to it."""
    outcome = load(root)
    for problem in outcome.problems:
        if problem.fatal:
            raise UsageError(f"{problem.span}: {problem.message}", *problem.hints)
    return outcome.value


def _stands(workspace: Workspace, wording: RecommendationBlock) -> Standing:
    positions = by_recommendation(workspace.positions).get(wording.id, ())
    return standing(wording.id, wording.digest, positions, workspace.manifest, workspace.rounds)


def _wording(workspace: Workspace, name: str) -> RecommendationBlock:
    known = worded(workspace)
    if name not in known:
        hints = did_you_mean(name, list(known)) or ("forum position list names all",)
        raise UsageError(f"there is no recommendation {name}", *hints)
    return known[name]


def _person(workspace: Workspace, name: str) -> Person:
    people = {person.id: person for person in workspace.people}
    if name not in people:
        hints = did_you_mean(name, list(people)) or ('add them: forum new person "A Name" --partner PARTNER',)
        raise UsageError(f"recommendations/people.yaml has no person {name}", *hints)
    return people[name]


def _known_partner(workspace: Workspace, name: str) -> None:
    known = names_of(workspace)
    if name not in known:
        hints = did_you_mean(name, list(known)) or ("add it: forum new partner NAME",)
        raise UsageError(f"there is no partner {name}", *hints)


def _partner(workspace: Workspace, person: Person) -> str:
    """Return the partner that a person speaks for."""
    if not person.partner:
        hint = "give them one in people.yaml: partner: ID, of forum.toml"
        raise UsageError(f"{person.id} belongs to no partner", hint)
    _known_partner(workspace, person.partner)
    return person.partner


def _same(workspace: Workspace, partner: str, position: Position) -> Position | None:
    """Return what the same holder thought of the same before."""
    held = (one for file in workspace.positions if file.partner == partner for one in file.positions)
    for one in held:
        if (one.recommendation, one.capacity) == (position.recommendation, position.capacity) and (
            one.capacity == "institutional" or one.person == position.person
        ):
            return one
    return None


def _write(workspace: Workspace, positions: Mapping[str, Sequence[Position]]) -> tuple[PurePosixPath, ...]:
    """Write positions into the files of their partners: all of them, or none."""
    names, files = names_of(workspace), {file.partner: file.path for file in workspace.positions}
    texts = {}
    for partner, given in positions.items():
        path = files.get(partner, PurePosixPath(POSITIONS, f"{partner}.yaml"))
        text = (read_text(workspace.root, path).value or "") if (workspace.root / path).exists() else ""
        for one in given:
            text = with_position(text, one, names[partner], Span(path))
        texts[path] = text
    write_texts(workspace.root, texts)
    return tuple(texts)


def _nothing_stale(stands: Standing, partner: str) -> str:
    if not stands.held:
        return f"nobody has a position on {stands.recommendation}"
    if partner and not any(one.partner == partner for one in stands.held):
        return f"{partner} has no position on {stands.recommendation}"
    whose = f"of {partner} " if partner else ""
    return f"no position {whose}on {stands.recommendation} is stale: all speak of the words as they are"


def _refuse_what_is_not_editorial(
    one: Held, before: Mapping[str, RecommendationBlock], now: RecommendationBlock
) -> None:
    seen = before.get(origin(one.position))
    if seen is None:
        raise UsageError(
            f"the words on which {one.partner} gave its position ({origin(one.position)[:15]}…) are in no commit",
            "nobody can tell whether the change is editorial: ask them anew, then forum position set",
            "carry the positions of others one by one: --partner PARTNER",
        )
    if seen.strength != now.strength:
        raise UsageError(
            f"{now.id} was {seen.strength} when {one.partner} gave its position, and is {now.strength} now",
            "that is no editorial change: ask them anew, then forum position set",
        )
