"""Names for items of a list that have none of their own: the same name for the same item on every side."""

from __future__ import annotations

from collections.abc import Sequence

from forum.merging.keyed import named
from forum.merging.likeness import likely_pairs, likeness
from forum.merging.sequences import matches
from forum.merging.yaml_blocks import Entry, block_of, inside, value_of

_IDENTITIES = ("id", "key", "slug", "recommendation", "person", "partner", "orcid", "name", "title", "path", "email")
_ALIKE = 0.6
_PAIRS = 2500
Name = tuple[object, int]


def item_names(base: Sequence[Entry], ours: Sequence[Entry], theirs: Sequence[Entry]) -> list[list[Name]]:
    """Return a name for each item: by a field that tells all of them apart, else by what is most alike."""
    sides = (base, ours, theirs)
    fields = [[_fields(item) for item in side] for side in sides]
    for identity in _IDENTITIES:
        values = [[row.get(identity, "") for row in side] for side in fields]
        if all(all(side) and len(set(side)) == len(side) for side in values) and any(values):
            return [[((identity, value), 0) for value in side] for side in values]
    names = named(_said(item) for item in base)
    return [names, *_by_likeness(base, names, ours, theirs)]


def _said(item: Entry) -> str:
    return " ".join((item.head + item.body).split())


def _fields(item: Entry) -> dict[str, str]:
    within = inside(item)
    block = block_of(within[0]) if within else None
    if block is None or block.kind != "mapping":
        return {}
    return {entry.name: value_of(entry) for entry in block.entries if not entry.body}


def _by_likeness(
    base: Sequence[Entry], names: Sequence[Name], ours: Sequence[Entry], theirs: Sequence[Entry]
) -> list[list[Name]]:
    """Name the items of both sides by those of the base that they come from; new ones by what they say."""
    result = []
    for side in (ours, theirs):
        pairs = _pairs(base, side)
        fresh = named(("new", _said(item)) for item in side)
        result.append([names[pairs[j]] if j in pairs else fresh[j] for j in range(len(side))])
    return result


def _pairs(base: Sequence[Entry], side: Sequence[Entry]) -> dict[int, int]:
    """Return for items of a side, by position, those of the base: equal, moved, alike."""
    was, now = [_said(item) for item in base], [_said(item) for item in side]
    pairs = {j + k: i + k for i, j, size in matches(was, now) for k in range(size)}
    taken = set(pairs.values())
    rows, columns = [i for i in range(len(was)) if i not in taken], [j for j in range(len(now)) if j not in pairs]
    for j in list(columns):
        moved = next((i for i in rows if was[i] == now[j]), None)
        if moved is not None:
            pairs[j] = moved
            rows.remove(moved)
            columns.remove(j)
    if 0 < len(rows) * len(columns) <= _PAIRS:
        fields = [_fields(base[i]) for i in rows], [_fields(side[j]) for j in columns]

        def score(m: int, n: int) -> float:
            return max(likeness(was[rows[m]], now[columns[n]], _ALIKE), _shared(fields[0][m], fields[1][n]))

        pairs.update((columns[n], rows[m]) for m, n in likely_pairs(len(rows), len(columns), score))
    return pairs


def _shared(one: dict[str, str], other: dict[str, str]) -> float:
    """Return the share of fields that two items have alike, where that is half of them or more."""
    alike = sum(1 for name, value in one.items() if len(value) > 3 and other.get(name) == value)
    share = alike / max(1, min(len(one), len(other)))
    return share if share >= 0.5 else 0.0
