"""The annex that lists what was received: every contribution by partner, from its record."""

from __future__ import annotations

from collections.abc import Mapping

from forum.documents.ast import Node, inlines, para, string, table
from forum.model import ContributionRecord, Workspace


def received(workspace: Workspace, labels: Mapping[str, str]) -> list[Node]:
    """Return a table: a row for each contribution, by partner in the manifest's order, then by day.

    Nothing where there are no records. Senders are named as the contributions claim them.
    """
    if not workspace.contributions:
        return []
    names = {partner.id: partner.name for partner in workspace.manifest.partner}
    order = {identifier: number for number, identifier in enumerate(names)}
    ordered = sorted(
        workspace.contributions, key=lambda one: (order.get(one.partner, len(order)), one.received, one.name)
    )
    head = [inlines(labels[name]) for name in ("partner", "contribution", "received", "changes")]
    rows = [
        [
            inlines(names.get(one.partner, one.sender or labels["unknown"])),
            inlines(f"{one.name} ({labels[f'by-{one.channel}']})"),
            [string(one.received.isoformat())],
            inlines(_changes(one, labels) or "–"),
        ]
        for one in ordered
    ]
    intro = para(inlines(labels["received-intro"]))
    return [intro, table(head, rows, widths=[0.28, 0.25, 0.15, 0.32])]


def _changes(one: ContributionRecord, labels: Mapping[str, str]) -> str:
    parts = [f"{slug}: +{words.added} −{words.removed}" for slug, words in one.papers.items()]
    for names, label in (
        (one.recommendations, "reworded"),
        (one.new_recommendations, "new-recommendations"),
        (one.notebooks, "notebooks"),
        (one.references, "new-references"),
    ):
        parts += [f"{labels[label]}: {', '.join(names)}"] if names else []
    return "; ".join(parts)
