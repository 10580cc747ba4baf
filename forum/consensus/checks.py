"""What is wrong in the files of positions: names of nothing, what is missing, what is there twice, what is stale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forum.consensus.rules import WITH_QUORUM, read_quorum
from forum.diagnostics import Diagnostic, Span, error, info, warning
from forum.documents.nearest import did_you_mean
from forum.documents.trees import Tree
from forum.model import Position, PositionFile, PositionKind, Workspace

WITHOUT_REASON: tuple[PositionKind, ...] = ("endorse", "no-objection")
_DIGEST = re.compile(r"v1:[0-9a-f]{64}")
_PEOPLE = "recommendations/people.yaml"


@dataclass(frozen=True)
class Entry:
    """A position where it stands: in which file, as which item."""

    file: PositionFile
    number: int

    @property
    def position(self) -> Position:
        """The position itself."""
        return self.file.positions[self.number]

    def place(self, *path: str) -> Span:
        """Return the place of one of its keys, or where it begins."""
        return Tree(None, self.file.spans).place((self.number, *path))


def entries(files: Iterable[PositionFile]) -> Iterator[Entry]:
    """Yield every position with its place."""
    return (Entry(file, number) for file in files for number in range(len(file.positions)))


def written_in(entry: Entry, text: str) -> tuple[str, ...]:
    """Return the path of the first of a position's keys in which a text stands, nothing for none."""
    one = entry.position
    note = one.carried.note if one.carried is not None else ""
    said = ((("mandate",), one.mandate), (("reason",), one.reason), (("carried", "note"), note))
    return next((path for path, value in said if text in value), ())


def position_problems(workspace: Workspace, recommendations: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong in the positions of a workspace that has these recommendations; none where it has none."""
    known = sorted(recommendations)
    for file in workspace.positions:
        yield from _holder(file, [partner.id for partner in workspace.manifest.partner])
        yield from _twice(file)
    for entry in entries(workspace.positions):
        yield from _recommendation(entry, known)
        yield from _person(entry, workspace)
        yield from _whole(entry)
    if workspace.positions:
        yield from _quorum(workspace)


def _holder(file: PositionFile, partners: list[str]) -> Iterator[Diagnostic]:
    if file.partner not in partners:
        hints = did_you_mean(file.partner, partners) or ("name the file after the partner's id in forum.toml",)
        message = f"forum.toml has no partner {file.partner}: no position in this file counts"
        yield error("position-partner", message, Span(file.path), *hints)


def _recommendation(entry: Entry, known: list[str]) -> Iterator[Diagnostic]:
    name = entry.position.recommendation
    if name not in known:
        hints = did_you_mean(name, known) or ("forum position list names all",)
        message = f"no paper has the recommendation {name}: this position speaks of nothing"
        yield error("position-recommendation", message, entry.place("recommendation"), *hints)


def _person(entry: Entry, workspace: Workspace) -> Iterator[Diagnostic]:
    people = {person.id: person for person in workspace.people}
    named: list[tuple[str, tuple[str, ...]]] = [(entry.position.person, ("person",))]
    if entry.position.carried is not None:
        named.append((entry.position.carried.by, ("carried", "by")))
    for name, where in named:
        if name not in people:
            hints = did_you_mean(name, people) or (f"add them: forum new person NAME --partner {entry.file.partner}",)
            yield error("position-person", f"{_PEOPLE} has no person {name}", entry.place(*where), *hints)
    person = people.get(entry.position.person)
    if person is not None and person.partner != entry.file.partner:
        of = f"of {person.partner}" if person.partner else "of no partner"
        message = f"{person.id} is {of} in people.yaml, and speaks for {entry.file.partner} here"
        yield warning("position-person-elsewhere", message, entry.place("person"), "correct one of the two")


def _whole(entry: Entry) -> Iterator[Diagnostic]:
    """Yield what a position lacks: a reason, a mandate, a digest that is one."""
    one = entry.position
    if not one.reason.strip() and one.position not in WITHOUT_REASON:
        message = f"{one.position} on {one.recommendation} gives no reason"
        yield error("position-reason", message, entry.place("position"), "add reason: and why, in a sentence")
    if not one.mandate.strip() and one.capacity == "institutional":
        message = f"{one.person} speaks for {entry.file.partner} and names no mandate"
        hints = ("add mandate: and what it rests on, such as a decision of the board", "or make it capacity: personal")
        yield error("position-mandate", message, entry.place("capacity"), *hints)
    if one.mandate.strip() and one.capacity == "personal":
        message = f"a personal position of {one.person} names a mandate, which is not printed"
        yield error("position-mandate", message, entry.place("mandate"), "remove it, or make it institutional")
    anew = f"record it anew: forum position set {one.recommendation} {one.position} --person {one.person}"
    if not _DIGEST.fullmatch(one.digest):
        yield error("position-digest", "this is no digest of a recommendation", entry.place("digest"), anew)
    if one.carried is not None and not _DIGEST.fullmatch(one.carried.from_):
        message = "this is no digest of the words that the partner itself spoke of"
        yield error("position-digest", message, entry.place("carried", "from"), anew)
    if one.carried is not None and not one.carried.note.strip():
        message = f"{one.recommendation} was carried over for no reason that is given"
        hint = "add note: and why the change is an editorial one"
        yield error("position-reason", message, entry.place("carried", "note"), hint)


def _twice(file: PositionFile) -> Iterator[Diagnostic]:
    """Yield second positions of one person, and second voices of an institution."""
    persons: dict[tuple[str, ...], Entry] = {}
    voices: dict[str, Entry] = {}
    for entry in entries([file]):
        one = entry.position
        key = (one.recommendation, one.person, one.capacity)
        first = persons.setdefault(key, entry)
        if first is not entry:
            message = f"{one.person} has a second {one.capacity} position on {one.recommendation}"
            hint = f"the first is in line {first.place().line}: keep one; git keeps what was before"
            yield error("position-duplicate", message, entry.place(), hint)
        elif one.capacity == "institutional":
            voice = voices.setdefault(one.recommendation, entry)
            if voice is not entry:
                message = f"{file.partner} speaks with two voices on {one.recommendation}; the later one counts"
                hint = f"the first is that of {voice.position.person}, in line {voice.place().line}: keep one"
                yield warning("position-two-voices", message, entry.place(), hint)


def _quorum(workspace: Workspace) -> Iterator[Diagnostic]:
    settings = workspace.manifest.consensus
    if settings.rule in WITH_QUORUM and read_quorum(settings.quorum) is None:
        place = Tree(None, workspace.manifest_spans).place(("consensus", "quorum"))
        message = f"the quorum {settings.quorum} is no fraction of 1; a half is taken"
        yield error("quorum-invalid", message, place, 'write it as in quorum = "1/2"')


def stale_positions(files: Iterable[PositionFile], digests: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield each position on earlier words than those of the recommendations' digests."""
    for entry in entries(files):
        one = entry.position
        now = digests.get(one.recommendation)
        if now and one.digest != now and _DIGEST.fullmatch(one.digest):
            yield info(
                "position-stale",
                f"{one.recommendation} was reworded: {one.position} of {one.person} ({entry.file.partner}) "
                "counts for nothing until it is renewed",
                entry.place("digest"),
                f"ask them, then: forum position set {one.recommendation} KIND --person {one.person}",
                f"if only the wording was edited: forum position carry {one.recommendation} --by PERSON --note TEXT",
            )
