"""The history of recommendations as it is told: each step with who made it, and what was thought of the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forum.changes.words import word_diff
from forum.documents.ast import Node, bullet_list, code, emph, header, inlines, para, plain, string
from forum.model import ContributionRecord, Position, RatingResult
from forum.wordings.marking import marked_nodes, quoted
from forum.wordings.papers import PaperStep
from forum.wordings.values import Change

Words = Mapping[str, str]


@dataclass(frozen=True)
class Spoken:
    """A position on a wording, with its partner; ``stands`` where the partner's file still has it."""

    partner: str
    position: Position
    stands: bool


@dataclass(frozen=True)
class Rated:
    """What a closed round made of a wording, by one criterion."""

    round: str
    result: RatingResult


@dataclass(frozen=True)
class Step:
    """What became of a recommendation in one commit, the contribution that this merged, and what was thought of it.

    ``writer`` is who wrote the words, where a merge brought them that is no contribution's.
    """

    change: Change
    contribution: ContributionRecord | None = None
    writer: str = ""
    positions: tuple[Spoken, ...] = ()
    ratings: tuple[Rated, ...] = ()


@dataclass(frozen=True)
class Told:
    """The history of one recommendation, newest first; ``wordings`` counts its different ones."""

    id: str
    steps: tuple[Step, ...]

    @property
    def wordings(self) -> int:
        """How many different wordings it had."""
        return len({one.change.now.digest for one in self.steps if one.change.now})


@dataclass(frozen=True)
class Histories:
    """The recommendations that were asked for; ``names`` are the partners' by id, ``people`` the persons'.

    ``papers`` are the steps of the paper itself, where one was asked for.
    """

    told: tuple[Told, ...]
    names: Mapping[str, str]
    people: Mapping[str, str]
    papers: tuple[PaperStep, ...] = ()


def who(step: Step, found: Histories, words: Words) -> str:
    """Return who made a change: whoever sent the contribution, else the author of the commit."""
    record, author = step.contribution, step.change.point.commit.author
    if record is None:
        return words["merged-by"].format(writer=step.writer, author=author) if step.writer else author
    partner = found.names.get(record.partner, record.partner)
    sender = ", ".join(filter(None, (record.sender, partner))) or words["unknown"]
    return words["contribution"].format(sender=sender, name=record.name)


def what(change: Change, words: Words) -> str:
    """Return what became of a recommendation, in a word or two."""
    if change.was is None:
        return words["added"]
    if change.now is None:
        became = change.point.became
        return words["became"].format(became) if became else words["removed"]
    told = [words["reworded"]] if change.reworded else []
    for name, was, _ in change.fields:
        told += [words["renamed"].format(was)] if name == "id" else [words["moved"]] if name == "file" else []
    return ", ".join(told) or words["changed"]


def paper_what(step: PaperStep, words: Words) -> str:
    """Return what became of a paper, in a word or in the fields that changed."""
    if step.removed:
        return words["removed"]
    told = [words["added"]] if step.added else []
    rows = [row for row in step.changed if not step.added or row[0] in ("title", "status", "authors")]
    told += [f"{words[name]}: {f'{was} → ' if was else ''}{now or words['none']}" for name, was, now in rows]
    return "; ".join(told)


def fields(change: Change, words: Words) -> Iterator[str]:
    """Yield what else a change says, a line each."""
    for name, was, now in change.fields:
        if name != "id":
            yield f"{words[name]}: {was or words['none']} → {now or words['none']}"


def thought(step: Step, found: Histories, words: Words) -> Iterator[str]:
    """Yield what partners and panels thought of the words, a line each."""
    for one in step.positions:
        said = one.position
        told = [found.people.get(said.person, said.person), str(said.date)]
        told += [words["personally"]] if said.capacity == "personal" else []
        told += [words["carried"].format(said.carried.by)] if said.carried else []
        told += [] if one.stands else [words["replaced"]]
        yield f"{found.names.get(one.partner, one.partner)}: {words[said.position]} ({', '.join(told)})"
    for rated in step.ratings:
        result = rated.result
        class_ = f", {words[result.class_]}" if result.class_ else ""
        count = words["rating"] if result.n == 1 else words["ratings"].format(result.n)
        median = words["median"].format(f"{result.median:g}")
        yield f"{words['round']} {rated.round}, {result.criterion}: {median}, {count}{class_}"


# --- as a page ------------------------------------------------------------------------------


def history_blocks(found: Histories, words: Words) -> tuple[Node, ...]:
    """Return the history of recommendations as blocks of a sheet."""
    blocks: list[Node] = []
    if found.papers:
        lines = (f"{one.commit.date[:10]}, {one.commit.author}: {paper_what(one, words)}" for one in found.papers)
        blocks += [header(2, inlines(words["paper"])), bullet_list([[plain(inlines(line))] for line in lines])]
    for told in found.told:
        count = words["wording"] if told.wordings == 1 else words["wordings"].format(told.wordings)
        blocks += [header(2, [string(told.id)]), para(inlines(count))]
        for step in told.steps:
            blocks += _step(step, found, words)
    return tuple(blocks) or (para(inlines(words["no-recommendation"])),)


def _step(step: Step, found: Histories, words: Words) -> Iterator[Node]:
    change, commit = step.change, step.change.point.commit
    title = (commit.date[:10] or words["not-committed"], who(step, found, words), what(change, words))
    yield header(3, inlines(": ".join(filter(None, (", ".join(filter(None, title[:2])), title[2])))))
    if change.was and change.now and change.reworded:
        yield quoted(marked_nodes(word_diff(change.was.text, change.now.text)))
    elif change.now and not change.was:
        yield quoted(inlines(change.now.text))
    lines = [*fields(change, words), *thought(step, found, words)]
    if lines:
        yield bullet_list([[plain(inlines(line))] for line in lines])
    if commit.id:
        yield para([emph([*inlines(f"{commit.subject} "), code(commit.id[:12])])])
