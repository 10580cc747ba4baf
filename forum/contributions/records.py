"""The record of a contribution, which goes into the repository with it."""

from __future__ import annotations

import datetime
import io
from pathlib import PurePosixPath
from typing import Any, Literal

import msgspec

from forum.contributions.rules import RECORDS
from forum.contributions.values import Facts, Pending, Received
from forum.model import ContributionRecord, WordCount

Done = Literal["merged", "accepted", "resolved"]


def record_path(name: str) -> PurePosixPath:
    """Return where a contribution's record stands."""
    return RECORDS / f"{name}.yaml"


def record_of(received: Received, facts: Facts, done: Done, day: datetime.date, note: str = "") -> ContributionRecord:
    """Return the record of a contribution that is merged. Mail addresses stay out of it."""
    return ContributionRecord(
        name=received.name,
        partner=received.partner,
        sender=received.sender.name,
        sent=received.sender.date[:10],
        channel=received.channel.value,
        content=received.content,
        signature=received.signature,
        base=received.base,
        commit=received.theirs,
        received=day,
        editors=received.editors,
        outcome=done,
        note=note,
        papers={one.slug: WordCount(added=one.added, removed=one.removed) for one in facts.papers},
        recommendations=facts.recommendations,
        new_recommendations=facts.new_recommendations,
        notebooks=facts.notebooks,
        references=facts.references,
        people=facts.people,
        tooling=facts.tooling,
    )


def record_text(record: ContributionRecord) -> str:
    """Return a record as the text of its file; what is empty is left out."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 100
    out = io.StringIO()
    said = msgspec.to_builtins(record, builtin_types=(datetime.date,))
    yaml.dump({key: _listed(value) for key, value in said.items() if value not in ("", (), {})}, out)
    return out.getvalue()


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def pending_data(pending: Pending) -> Any:
    """Return an entry of the register as JSON has it."""
    return msgspec.to_builtins(pending)


def read_pending(data: Any) -> Pending:
    """Return an entry of the register.

    Raises:
        ValueError: it is none.
    """
    return msgspec.convert(data, Pending)
