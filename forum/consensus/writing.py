"""Positions written into a file that people keep by hand: what stands there stays, comments and order too."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from forum.diagnostics import Span
from forum.documents.trees import Plain
from forum.documents.yaml_entries import with_entry, with_entry_at
from forum.documents.yaml_trees import read_yaml
from forum.model import Position


def with_position(text: str, position: Position, partner: str, here: Span) -> str:
    """Return a partner's file with a position, in the place of what the same holder thought of the same before.

    That is the institution's one voice, whoever gave it, or a person's own. ``text`` parses, or is
    empty; ``partner`` is the name that a new file begins with.
    """
    entry = _entry(position)
    before: list[Plain] = read_yaml(text, here).value or []
    same = [number for number, item in enumerate(before) if _is_same(item, entry)]
    if same:
        return with_entry_at(text, entry, same, here)
    head = f"# What {partner} thinks of the recommendations. Add comments as you like: they stay."
    return with_entry(text, entry, head, here)


def _entry(position: Position) -> dict[str, Plain]:
    """Return a position as its file has it, without what is empty; dates as texts, as they are read."""
    said: dict[str, Plain] = msgspec.to_builtins(position)
    return {key: value for key, value in said.items() if value not in ("", None)}


def _is_same(item: Plain, entry: Mapping[str, Plain]) -> bool:
    keys = ("recommendation", "capacity", *(() if entry["capacity"] == "institutional" else ("person",)))
    return isinstance(item, dict) and all(item.get(key) == entry[key] for key in keys)
