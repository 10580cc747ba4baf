"""Which known name a misspelt one probably means; rapidfuzz is imported when it is first asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

CUTOFF = 62  # of 100; lower, and it guesses
_MANY = 1000  # names that came; more are looked at with all others


class Known:
    """Many names that several misspelt ones are held against: made ready once.

    ``found`` are the answers so far.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = [name for name in names if name]
        self.found: dict[str, str | None] = {}

    @cached_property
    def _prepared(self) -> list[str]:
        return [_plain(name) for name in self.names]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def nearest(self, name: str) -> str | None:
        """Return the name most like one that is none of them."""
        if name not in self.found:
            self.found[name] = _best(name, self.names, self._prepared)
        return self.found[name]

    def learn(self, before: Sequence[str], found: Mapping[str, str | None]) -> None:
        """Take over what was found among the names of ``before``: those that came since are looked at, and no other.

        Not where names stand in another order or twice, for of two that are as like the first counts; nor
        where the name that was found has gone.
        """
        if before == self.names:
            self.found |= found
            return
        had, place = set(before), {name: nth for nth, name in enumerate(self.names)}
        new = [name for name in place if name not in had]
        stayed = [name for name in self.names if name in had]
        is_unique = len(had) == len(before) and len(place) == len(self.names)
        if not is_unique or len(new) > _MANY or stayed != [name for name in before if name in place]:
            return
        for name, best in found.items():
            if best is None or best in place:
                names = sorted([*new, *([] if best is None else [best])], key=place.__getitem__)
                self.found[name] = _best(name, names, [_plain(one) for one in names])


def _best(name: str, names: Sequence[str], prepared: Sequence[str]) -> str | None:
    """Return the first of the names that are most like one; ``prepared`` are the same without what is confused."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(_plain(name), prepared, scorer=fuzz.ratio, score_cutoff=CUTOFF)
    return None if best is None else names[best[2]]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like ``name``, or None when none is like it."""
    if isinstance(known, Known):
        return known.nearest(name)
    from rapidfuzz import fuzz, process

    names = [other for other in known if other and other != name]
    found = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=CUTOFF, processor=_plain)
    return None if found is None else str(found[0])


def did_you_mean(name: str, known: Iterable[str], sigil: str = "") -> tuple[str, ...]:
    """Return the hint that names the nearest known one, or no hint."""
    found = nearest(name, known)
    return () if found is None else (f"did you mean {sigil}{found}?",)


def _plain(name: str) -> str:
    """Return a name without what people confuse: case, and the kind of dash."""
    return name.casefold().replace("_", "-")
