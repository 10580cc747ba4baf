"""What a body has before it: the amendments to each recommendation in the order of voting, by whom, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forum.changes.words import word_diff
from forum.consensus.standing import Standing
from forum.documents.ast import SPACE, Node, bullet_list, code, div, emph, header, inlines, para, plain, strong
from forum.wordings.marking import marked_nodes, quoted
from forum.wordings.proposals import Kind, Proposal
from forum.wordings.values import Wording


@dataclass(frozen=True)
class Motion:
    """One amendment: who proposes what, why, and how it goes with the others.

    ``excludes`` are contributions whose proposals fall with its adoption, ``same`` those that come to the same words,
    ``clashes`` those that go with it here and conflict elsewhere, by name, with the files.
    ``adopt`` and ``refuse`` are commands; ``also`` is what else the contribution changes, which comes with it.
    """

    proposal: Proposal
    partner: str
    sender: str
    reasons: tuple[str, ...]
    excludes: tuple[str, ...]
    same: tuple[str, ...]
    clashes: Mapping[str, tuple[str, ...]]
    also: tuple[str, ...]
    adopt: str
    refuse: str


@dataclass(frozen=True)
class Item:
    """A recommendation with the amendments to it, in the order of voting; ``paper`` is a title.

    ``now`` is its text, None for one that is new. ``standing`` is how it stands: the positions that count now, which
    any amendment to its text makes stale.
    """

    id: str
    paper: str
    now: Wording | None
    standing: Standing | None
    motions: tuple[Motion, ...]

    @property
    def kind(self) -> Kind:
        """``new`` for a recommendation that the forum does not have."""
        return self.motions[0].proposal.kind if self.now is None else "amend"


@dataclass(frozen=True)
class Agenda:
    """All that is proposed: recommendations in the order of the report, new ones last.

    ``names`` are the partners' by id; ``without`` are open contributions that change no recommendation.
    """

    items: tuple[Item, ...]
    names: Mapping[str, str]
    without: tuple[str, ...] = ()


Words = Mapping[str, str]


def proposer(one: Motion, words: Words) -> str:
    """Return who proposes an amendment: the partner, the sender, the contribution's name."""
    who = ", ".join(dict.fromkeys(filter(None, (one.partner, one.sender)))) or words["unknown"]
    return f"{who} ({one.proposal.contribution})"


def measure(one: Motion, words: Words) -> str:
    """Return what is proposed, and how far it is removed from the text."""
    proposal = one.proposal
    return words[proposal.kind].format(round(proposal.distance * 100))


def facts(one: Wording, words: Words) -> str:
    """Return strength and addressees of a recommendation in a line."""
    who = words["to"].format(", ".join(one.addressees) or words["nobody"])
    return f"{words.get(one.strength, one.strength)}, {who}"


def changed_facts(one: Motion, words: Words) -> Iterator[str]:
    """Yield addressees, strength and certainty that would change, a line each."""
    if one.proposal.now is None or one.proposal.then is None:
        return
    was, then = one.proposal.now.says, one.proposal.then.says
    rows = (
        ("addressees", " ".join(was.addressees), " ".join(then.addressees)),
        ("strength", was.strength, then.strength),
        ("certainty", was.certainty, then.certainty),
    )
    for name, before, after in rows:
        if before != after:
            yield f"{words[name]}: {before or words['none']} → {after or words['none']}"


def relations(one: Motion, item: Item, words: Words) -> Iterator[tuple[str, str]]:
    """Yield how an amendment goes with the others on the same recommendation: a label and names."""
    others = [each.proposal.contribution for each in item.motions if each is not one]
    beside = [name for name in others if name not in (*one.excludes, *one.same, *one.clashes)]
    clashing = [f"{name} ({', '.join(files)})" for name, files in one.clashes.items()]
    for label, names in (
        ("excludes", one.excludes),
        ("with-others", beside),
        ("clashes", clashing),
        ("same", one.same),
        ("also", one.also),
    ):
        if names:
            yield words[label], ", ".join(names)


def stale(item: Item, names: Mapping[str, str], words: Words) -> tuple[str, ...]:
    """Return the positions that an adopted amendment makes stale, in words."""
    held = item.standing.held if item.standing else ()
    return tuple(
        f"{names.get(one.partner, one.partner)} {words[one.position.position]}" for one in held if not one.stale
    )


# --- as a sheet -----------------------------------------------------------------------------


def agenda_blocks(agenda: Agenda, words: Words) -> tuple[Node, ...]:
    """Return the amendments as blocks of a sheet, for a meeting."""
    if not agenda.items:
        return (para(inlines(words["no-amendment"])),)
    blocks: list[Node] = [para(inlines(words["amendments-intro"]))]
    for item in agenda.items:
        blocks += _item(item, agenda.names, words)
    return tuple(blocks)


def _item(item: Item, names: Mapping[str, str], words: Words) -> Iterator[Node]:
    title = item.id if item.now else f"{words['new-one']}: {item.id}"
    yield header(2, inlines(title))
    yield para([emph(inlines(item.paper))])
    if item.now is not None:
        yield para([strong(inlines(f"{words['text-now']}")), *inlines(f" ({facts(item.now, words)})")])
        yield quoted(inlines(item.now.text))
    if fallen := stale(item, names, words):
        yield para(inlines(f"{words['is-stale']}: {'; '.join(fallen)}."))
    for number, one in enumerate(item.motions, 1):
        yield div(_motion(one, item, number, words), classes=["proposal"])


def _motion(one: Motion, item: Item, number: int, words: Words) -> Iterator[Node]:
    yield header(3, inlines(words["amendment"].format(number=number, who=proposer(one, words))))
    proposal = one.proposal
    added = f" ({facts(proposal.then.says, words)})" if proposal.then and not proposal.now else ""
    yield para([emph(inlines(measure(one, words) + added))])
    if proposal.then is not None:
        before = proposal.now.says.text if proposal.now else ""
        pieces = word_diff(before, proposal.then.says.text) if before else ()
        yield quoted(marked_nodes(pieces) if before else inlines(proposal.then.says.text))
    lines = [inlines(line) for line in changed_facts(one, words)]
    lines += [inlines(words["in-conflict"])] if proposal.in_conflict else []
    lines += [[*strong_label(words["why"]), *inlines(reason)] for reason in one.reasons]
    lines += [[*strong_label(label), *inlines(names)] for label, names in relations(one, item, words)]
    commands = (("adopt", one.adopt), ("refuse", one.refuse))
    lines += [[*strong_label(words[name]), code(command)] for name, command in commands]
    yield bullet_list([[plain(line)] for line in lines])


def strong_label(text: str) -> list[Node]:
    """Return a label in bold, with a colon and a space."""
    return [strong(inlines(f"{text}:")), SPACE]
