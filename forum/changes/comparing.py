"""What differs between two states of a workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from forum.changes.papers import paper_changes
from forum.changes.prose import text_diff
from forum.changes.recommendations import recommendation_changes, renamed_ids, under_new_ids
from forum.changes.values import (
    Changes,
    End,
    FieldChange,
    NameChange,
    NotebookChange,
    PositionChange,
    PositionState,
    ReferenceChange,
    ResultChange,
    RoundChange,
    State,
    Turn,
)

T = TypeVar("T")


def compare(before: State, after: State) -> Changes:
    """Return all that differs between two states."""
    ids = renamed_ids(before.recommendations, after.recommendations)
    before = under_new_ids(before, ids)
    papers = tuple(paper_changes(before.papers, after.papers, _homes(before), _homes(after)))
    renamed = {one.slug: one.was for one in papers if one.was}
    return Changes(
        _end(before),
        _end(after),
        title=after.title or before.title,
        papers=papers,
        texts=tuple(_texts(before.texts, after.texts)),
        recommendations=tuple(recommendation_changes(before, after, renamed, ids)),
        positions=tuple(_positions(before, after)),
        rounds=tuple(_rounds(before, after)),
        references=tuple(_references(before.references, after.references)),
        results=tuple(_results(before, after)),
        notebooks=tuple(_notebooks(before.notebooks, after.notebooks)),
        people=tuple(_names(before.people, after.people)),
        partners=tuple(_names(before.partners, after.partners)),
        settings=tuple(_settings(before.settings, after.settings)),
        uncompared=tuple(_uncompared(before, after)),
        names={**before.people, **before.partners, **after.people, **after.partners},
    )


def _end(state: State) -> End:
    return End(state.name, state.commit, state.date)


def _homes(state: State) -> dict[str, frozenset[str]]:
    """Return the ids of the recommendations of each paper: they tell a paper whatever it is called."""
    found: dict[str, set[str]] = {}
    for one in state.recommendations.values():
        found.setdefault(one.paper, set()).add(one.id)
    return {slug: frozenset(names) for slug, names in found.items()}


def _uncompared(before: State, after: State) -> Iterator[str]:
    """Yield the addresses whose runs differ, and of which one has no result at hand."""
    for address in sorted(before.runs.keys() & after.runs.keys()):
        known = address in before.results and address in after.results
        if not known and before.runs[address] != after.runs[address]:
            yield address


def _both(before: Mapping[str, T], after: Mapping[str, T]) -> Iterator[tuple[str, T | None, T | None]]:
    """Yield each key with what it meant before and now, where that differs; the order is that of now."""
    for key in {**after, **before}:
        was, now = before.get(key), after.get(key)
        if was != now:
            yield key, was, now


def _texts(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for stem, was, now in _both(before, after):
        found = text_diff(was or "", now or "")
        if not found.nothing:
            yield stem, found


# --- positions and rounds ------------------------------------------------------------


def _positions(before: State, after: State) -> Iterator[PositionChange]:
    was = {one.holder: one for one in before.positions}
    now = {one.holder: one for one in after.positions}
    for holder in {**now, **was}:
        old, new = was.get(holder), now.get(holder)
        how = _became(old, new, before, after)
        one = new or old
        if how and one is not None:
            kinds = (old.position if old else "", new.position if new else "")
            personal = one.capacity == "personal"
            yield PositionChange(how, one.recommendation, one.partner, one.person, personal, *kinds)


def _became(old: PositionState | None, new: PositionState | None, before: State, after: State) -> Turn | None:
    """Return what became of a position, None for nothing."""
    if old is None or new is None:
        return "withdrawn" if new is None else "new"
    if old.position != new.position:
        return "changed"
    if old.digest != new.digest:
        return "renewed"
    stale = [_is_stale(one, state) for one, state in ((old, before), (new, after))]
    return "stale" if stale == [False, True] else None


def _is_stale(one: PositionState, state: State) -> bool:
    spoken_of = state.recommendations.get(one.recommendation)
    return spoken_of is None or spoken_of.digest != one.digest


def _rounds(before: State, after: State) -> Iterator[RoundChange]:
    for name in {**after.rounds, **before.rounds}:
        was, now = before.rounds.get(name), after.rounds.get(name)
        old, new = _outdated(was, before), _outdated(now, after)
        stale = tuple(one for one in new if one not in old) if was else new
        one = now or was
        if one and ((was.state if was else "") != (now.state if now else "") or stale):
            yield RoundChange(name, one.title, was.state if was else "", now.state if now else "", stale)


def _outdated(one: Any, state: State) -> tuple[str, ...]:
    """Return the recommendations that a round rates in other words than they have."""
    digests = {name: each.digest for name, each in state.recommendations.items()}
    return tuple(name for name, digest in one.items.items() if digest and digests.get(name) != digest) if one else ()


# --- references, results, people --------------------------------------------------------


def _references(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[ReferenceChange]:
    for key, was, now in _both(before, after):
        title = str((now or was or {}).get("title", ""))
        if was is None or now is None:
            yield ReferenceChange("added" if was is None else "removed", key, title)
            continue
        fields = tuple(
            FieldChange(name, _shown(was.get(name)), _shown(now.get(name)))
            for name in sorted({*was, *now})
            if was.get(name) != now.get(name)
        )
        yield ReferenceChange("changed", key, title, fields)


def _shown(value: Any) -> str:
    """Return a CSL field as a person writes it: names, dates, numbers and texts."""
    if isinstance(value, list):
        return "; ".join(map(_shown, value))
    if not isinstance(value, Mapping):
        return "" if value is None else str(value)
    if "date-parts" in value:
        return "/".join("-".join(map(str, part)) for part in value["date-parts"])
    given = [str(value[name]) for name in ("given", "non-dropping-particle") if value.get(name)]
    name = ", ".join([str(value["family"]), *([" ".join(given)] if given else [])]) if "family" in value else ""
    return name or str(value.get("literal") or json.dumps(value, ensure_ascii=False, sort_keys=True))


def _results(before: State, after: State) -> Iterator[ResultChange]:
    for address, was, now in _both(before.results, after.results):
        if was is not None and now is not None:
            shown = (was.content, now.content) if {was.kind, now.kind} == {"value"} else ("", "")
            yield ResultChange(address, now.kind, *shown)


def _notebooks(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[NotebookChange]:
    for slug, was, now in _both(before, after):
        yield NotebookChange("added" if was is None else "removed" if now is None else "changed", slug)


def _names(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[NameChange]:
    for name, was, now in _both(before, after):
        yield NameChange(name, was or "", now or "")


def _settings(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[FieldChange]:
    for name, was, now in _both(before, after):
        yield FieldChange(name, was or "", now or "")
