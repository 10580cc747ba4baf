"""What partners think, as it is printed: a line at each recommendation, and an annex with every position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forum.consensus.standing import KINDS, Held, Standing
from forum.documents.ast import (
    Node,
    bullet_list,
    definition_list,
    header,
    inlines,
    link,
    para,
    plain,
    string,
    strong,
    table,
)
from forum.documents.typography import typographic
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
    """Return how the recommendations stand, in a table, and below it every position; nothing where there are none."""
    found = [(one, one.standing) for one in recommendations if one.standing is not None]
    if not any(stands.held for _, stands in found):
        return []
    stand = [
        [
            [link([string(str(one.number))], "#" + one.id)],
            inlines(labels[f"state-{stands.decision.state}"]),
            inlines(_counts(stands, labels)),
        ]
        for one, stands in found
    ]
    head = [inlines(labels[name]) for name in ("recommendation", "decision", "positions")]
    each = _Every(workspace, labels, language)
    return [
        para(inlines(_introduction(workspace, len(recommendations) - len(found), labels))),
        table(head, stand, widths=[0.23, 0.2, 0.57]),
        header(2, inlines(labels["positions-each"]), "every-position"),
        *(block for one, stands in found for block in each.of(one, stands)),
    ]


def _introduction(workspace: Workspace, without: int, labels: Labels) -> str:
    """Return what the table shows, by which rule; and on how many recommendations nobody has spoken."""
    rule = workspace.manifest.consensus.rule
    text = labels["positions-intro-rated" if rule == "rand-ucla" else "positions-intro"].format(
        rule=labels[f"rule-{rule}"], partners=amount(len(workspace.manifest.partner), "partner", labels)
    )
    left_out = labels["positions-none"].format(without=amount(without, "recommendation", labels))
    return f"{text} {left_out}" if without else text


class _Every:
    """The list of all positions, in the words of the report's language.

    An item for all who say the same: a row of a table for each position takes Typst ten times as long.
    """

    def __init__(self, workspace: Workspace, labels: Labels, language: str) -> None:
        self.labels, self.language = labels, language
        self.names = {partner.id: partner.name for partner in workspace.manifest.partner}
        self.people = {person.id: person.name for person in workspace.people}

    def of(self, one: Recommendation, stands: Standing) -> Iterator[Node]:
        """Yield the positions on a recommendation: those that count, earlier ones, personal ones, who has none."""
        term = [link(inlines(f"{self.labels['recommendation']} {one.number}"), "#" + one.id)]
        alike: dict[tuple[str, str, str], list[str]] = {}
        for held in sorted(stands.held, key=_rank):
            alike.setdefault((*self._said(held), _words(held.position.reason)), []).append(self._holder(held))
        items = [
            [strong(inlines(kind)), *inlines(f"{remarks}: {'; '.join(who)}{f' – {reason}' if reason else ''}")]
            for (kind, remarks, reason), who in alike.items()
        ]
        if silent := [self.names[partner] for partner in stands.silent if partner not in stands.stale]:
            items.append([strong(inlines(self.labels["without-position"])), *inlines(f": {', '.join(silent)}")])
        yield definition_list([(term, [bullet_list([plain(item)] for item in items)])])

    def _said(self, one: Held) -> tuple[str, str]:
        """Return what a position is, and what is to be known of it: that it is personal, carried over, stale."""
        said, labels = one.position, self.labels
        kind = labels[f"held-{said.position}"]
        remarks = [] if one.institutional else [labels["personally"]]
        if (carried := said.carried) is not None:
            by, day = self.people.get(carried.by, carried.by), written_date(carried.date, self.language)
            remarks.append(labels["carried-over"].format(by=by, day=day, note=_words(carried.note).rstrip(".")))
        remarks += [labels["stale-position"]] if one.stale else []
        return kind[:1].upper() + kind[1:], "".join(f", {remark}" for remark in remarks)

    def _holder(self, one: Held) -> str:
        """Return whose position it is: who gave it, when, by what mandate."""
        said = one.position
        facts = {"partner": self.names[one.partner], "person": self.people.get(said.person, said.person)}
        facts |= {"day": written_date(said.date, self.language), "mandate": _words(said.mandate)}
        form = "personal" if not one.institutional else "institution" if facts["mandate"] else "unmandated"
        return self.labels[f"holder-{form}"].format(**facts)


def _rank(one: Held) -> tuple[bool, bool, int]:
    return not one.institutional, one.stale, KINDS.index(one.position.position)


def _words(text: str) -> str:
    """Return what somebody wrote in a file as the report prints it: in one line, with the quotes of print."""
    return typographic(" ".join(text.split()))
