"""The annex of what was received."""

from __future__ import annotations

import datetime
from pathlib import Path

from forum.documents.ast import stringify
from forum.model import ContributionRecord, ForumSettings, Manifest, Partner, WordCount, Workspace
from forum.report.labels import labels_for
from forum.report.received import received

PARTNERS = (Partner(id="uni-a", name="University A (fictional)"), Partner(id="uni-b", name="University B (fictional)"))


def workspace(*records: ContributionRecord) -> Workspace:
    manifest = Manifest(forum=ForumSettings(title="Forum"), partner=PARTNERS)
    return Workspace(Path(), manifest, contributions=records)


def record(name: str, partner: str, **more: object) -> ContributionRecord:
    made = {"channel": "word", "content": "sha256:0", "base": "0", "commit": "0", "outcome": "merged"}
    day = datetime.date(2027, 1, 5)
    return ContributionRecord(name=name, partner=partner, received=day, **(made | more))  # type: ignore[arg-type]


def test_contributions_stand_by_partner_with_what_they_changed() -> None:
    records = [
        record("late", "uni-b", papers={"swarm": WordCount(added=120, removed=8)}, recommendations=("rec-span",)),
        record("stray", "", sender="Jane Doe", channel="mail"),
        record("early", "uni-a"),
    ]

    intro, grid = received(workspace(*records), labels_for("en"))

    text = stringify([grid])
    assert text.index("University A") < text.index("University B") < text.index("Jane Doe")
    assert "late (Word file)" in text
    assert "swarm: +120 −8; reworded: rec-span" in text
    assert "as claimed" in stringify([intro])


def test_there_is_no_annex_without_contributions() -> None:
    assert received(workspace(), labels_for("nl")) == []
