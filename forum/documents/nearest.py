"""Which known name a misspelt one probably means; rapidfuzz is imported when it is first asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property

CUTOFF = 62  # of 100; lower, and it guesses


class Known:
    """Many names that several misspelt ones are held against: made ready once.

    ``found`` are the answers so far, of these names in this order, which ``digest`` tells.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = [name for name in names if name]
        self.found: dict[str, str | None] = {}

    @cached_property
    def digest(self) -> str:
        """A digest of the names."""
        return hashlib.sha256("\n".join(self.names).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def _prepared(self) -> list[str]:
        return [_plain(name) for name in self.names]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def nearest(self, name: str) -> str | None:
        """Return the name most like one that is none of them."""
        if name not in self.found:
            from rapidfuzz import fuzz, process

            best = process.extractOne(_plain(name), self._prepared, scorer=fuzz.ratio, score_cutoff=CUTOFF)
            self.found[name] = None if best is None else self.names[best[2]]
        return self.found[name]


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
