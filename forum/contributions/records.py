"""The record of a contribution, which goes into the repository with it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Literal

import msgspec

from forum.contributions.rules import RECORDS
from forum.contributions.values import Facts, Pending, Received
from forum.documents.yaml_scalars import yaml_scalar
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
    said = msgspec.to_builtins(record, builtin_types=(datetime.date,))
    return "".join(f"{key}:{_written(value)}\n" for key, value in said.items() if value not in ("", (), {}))


def _written(value: str | datetime.date | Sequence[str] | Mapping[str, Mapping[str, int]]) -> str:
    """Return a value as it stands behind its key: a text, a day, a list of texts, or counts of words by paper."""
    if isinstance(value, str):
        return f" {yaml_scalar(value)}"
    if isinstance(value, datetime.date):
        return f" {value}"
    if isinstance(value, Mapping):
        return "".join(f"\n  {yaml_scalar(slug)}: {_counts(one)}" for slug, one in value.items())
    return "".join(f"\n- {yaml_scalar(one)}" for one in value)


def _counts(one: Mapping[str, int]) -> str:
    return "{" + ", ".join(f"{what}: {count}" for what, count in one.items()) + "}"


def pending_data(pending: Pending) -> Any:
    """Return an entry of the register as JSON has it."""
    return msgspec.to_builtins(pending)


def read_pending(data: Any) -> Pending:
    """Return an entry of the register.

    Raises:
        ValueError: it is none.
    """
    return msgspec.convert(data, Pending)
