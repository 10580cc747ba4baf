"""Which known name a misspelt one probably means; rapidfuzz is imported when it is first asked."""

from __future__ import annotations

from collections.abc import Iterable

CUTOFF = 62  # of 100; lower, and it guesses


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like ``name``, or None when none is like it."""
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
