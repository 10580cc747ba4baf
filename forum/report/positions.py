"""What partners think, as it is printed: a line at each recommendation, and an annex with every position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forum.consensus.standing import KINDS, Held, Standing
from forum.documents.ast import Node, header, inlines, link, para, string, table
from forum.model import Workspace
from forum.report.labels import written_date
from forum.report.labels_consensus import amount
from forum.report.values import Recommendation

Labels = Mapping[str, str]


def state_line(stands: Standing, labels: Labels) -> str:
    """Return in a line what is decided by which rule, and how many partners hold which position."""
    decision = stands.decision
    state, rule = labels[f"state-{decision.state}"], labels[f"rule-{decision.rule}"]
    if not stands.held:  # a panel has decided, and no partner has said anything
        return f"{state} · {labels['rule']}: {rule}"
    of = amount(decision.tally.partners, "partner", labels)
    return f"{state} · {labels['rule']}: {rule} · {of}: {_counts(stands, labels)}"


def _counts(stands: Standing, labels: Labels) -> str:
    """Return how many hold which position; those whose position is on an earlier text are told apart."""
    told = [f"{count} {labels[f'held-{kind}']}" for kind in KINDS if (count := stands.counts[kind])]
    silent = len(stands.silent) - len(stands.stale)
    told += [f"{silent} {labels['held-nothing']}"] if silent else []
    told += [f"{len(stands.stale)} {labels['held-stale']}"] if stands.stale else []
    personal = [f"{stands.personal[kind]} {labels[f'held-{kind}']}" for kind in KINDS if stands.personal.get(kind)]
    return ", ".join(told) + (f" · {labels['personally']}: {', '.join(personal)}" if personal else "")


def positions(
    recommendations: Sequence[Recommendation], workspace: Workspace, labels: Labels, language: str
) -> list[Node]:
    """Return how the recommendations stand, and every position, in a table each; nothing where there are none."""
    found = [(one, one.standing) for one in recommendations if one.standing is not None]
    if not any(stands.held for _, stands in found):
        return []
    rated = workspace.manifest.consensus.rule == "rand-ucla"
    rule = labels[f"rule-{workspace.manifest.consensus.rule}"]
    stand = [
        [_number(one), inlines(labels[f"state-{stands.decision.state}"]), inlines(_counts(stands, labels))]
        for one, stands in found
    ]
    each = _Rows(workspace, labels, language)
    return [
        para(
            inlines(
                labels["positions-intro-rated" if rated else "positions-intro"].format(
                    rule=rule, partners=amount(len(workspace.manifest.partner), "partner", labels)
                )
            )
        ),
        table(_head(labels, "recommendation", "decision", "positions"), stand, widths=[0.23, 0.2, 0.57]),
        header(2, inlines(labels["positions-each"]), "every-position"),
        table(
            _head(labels, "recommendation-number", "partner", "position", "capacity", "reason"),
            [row for one, stands in found for row in each.of(one, stands)],
            widths=[0.06, 0.19, 0.25, 0.24, 0.26],
        ),
    ]


def _head(labels: Labels, *names: str) -> list[list[Node]]:
    return [inlines(labels[name]) for name in names]


def _number(one: Recommendation) -> list[Node]:
    return [link([string(str(one.number))], "#" + one.id)]


class _Rows:
    """The rows of the table of all positions, in the words of the report's language."""

    def __init__(self, workspace: Workspace, labels: Labels, language: str) -> None:
        self.labels, self.language = labels, language
        self.names = {partner.id: partner.name for partner in workspace.manifest.partner}
        self.people = {person.id: person.name for person in workspace.people}

    def of(self, one: Recommendation, stands: Standing) -> Iterator[list[list[Node]]]:
        """Yield a row for each position on a recommendation, and one for all that have none."""
        for held in stands.held:
            said = held.position
            partner, reason = inlines(self.names[held.partner]), inlines(said.reason or "–")
            yield [_number(one), partner, inlines(self._position(held)), inlines(self._capacity(held)), reason]
        silent = [self.names[partner] for partner in stands.silent if partner not in stands.stale]
        if silent:
            none = self.labels["without-position"]
            yield [_number(one), inlines(", ".join(silent)), inlines(none), [string("–")], [string("–")]]

    def _capacity(self, one: Held) -> str:
        said = one.position
        person, capacity = self.people.get(said.person, said.person), self.labels[said.capacity]
        return f"{capacity}: {said.mandate} ({person})" if said.mandate else f"{capacity} ({person})"

    def _position(self, one: Held) -> str:
        """Return the position with its date, and whether it is stale or was carried over."""
        said, labels = one.position, self.labels
        parts = [f"{labels[f'held-{said.position}']}, {written_date(said.date, self.language)}"]
        if (carried := said.carried) is not None:
            by, day = self.people.get(carried.by, carried.by), written_date(carried.date, self.language)
            parts.append(labels["carried-over"].format(by=by, day=day, note=carried.note.rstrip(".")))
        if one.stale:
            parts.append(labels["stale-position"])
        text = "; ".join(parts)
        return text[:1].upper() + text[1:]
