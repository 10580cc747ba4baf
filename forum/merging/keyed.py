"""Merging things that have names: entries, keys, rows, cells. Order and existence, three-way.

The order is a diff3 of the names, so a thing that one side moved and the other
changed is moved and changed. What both sides put in the same place stays in both:
ours first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from forum.merging.diff3 import Region, regions

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
R = TypeVar("R")


def merged_order(base: Sequence[K], ours: Sequence[K], theirs: Sequence[K]) -> list[K]:
    """Return every name that ours or theirs has, once, in the order that follows from both."""
    order: dict[K, None] = {}
    for region in regions(base, ours, theirs, lambda _, __: True):
        for name in _union(region) if region.clash else region.result:
            order.setdefault(name)
    missing = [name for name in (*ours, *theirs) if name not in order]
    return _with(_with(list(order), ours, missing), theirs, missing)


def _union(region: Region[K]) -> list[K]:
    mine = set(region.ours)
    return _with(list(region.ours), region.theirs, [name for name in region.theirs if name not in mine])


def _with(order: list[K], side: Sequence[K], missing: Iterable[K]) -> list[K]:
    """Return an order with the missing names of a side, each behind the name that it follows there."""
    wanted = set(missing) - set(order)
    if not wanted.intersection(side):
        return order
    known = set(order)
    following: dict[K | None, list[K]] = {}
    anchor: K | None = None
    for name in side:
        if name in known:
            anchor = name
        elif name in wanted:
            following.setdefault(anchor, []).append(name)
    if anchor is None:  # nothing of the side is known: it comes last
        return [*order, *following.get(None, ())]
    result = [*following.get(None, ())]
    for name in order:
        result += [name, *following.get(name, ())]
    return result


def merged_values(
    base: Mapping[K, V],
    ours: Mapping[K, V],
    theirs: Mapping[K, V],
    both: Callable[[K, V | None, V | None, V | None], R],
    one: Callable[[K, V], R],
    order: Iterable[K],
) -> Iterator[R]:
    """Yield what becomes of each name, in order; nothing for what one side took out and the other left alone.

    ``both`` is asked where two sides made different things of it (None: it is not
    there), ``one`` gives what follows from one side.
    """
    for name in order:
        was, mine, yours = base.get(name), ours.get(name), theirs.get(name)
        if yours in (mine, was):
            kept = mine
        elif mine == was:
            kept = yours
        else:
            yield both(name, was, mine, yours)
            continue
        if kept is not None:
            yield one(name, kept)


def named(names: Iterable[Hashable]) -> list[tuple[Hashable, int]]:
    """Return names made different: each with how many of the same came before it."""
    seen: dict[Hashable, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, -1) + 1
        result.append((name, seen[name]))
    return result
