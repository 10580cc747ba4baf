"""What an explanation of a diagnostic code is, and short ways to write one."""

from __future__ import annotations

from dataclasses import dataclass

from forum.diagnostics import Severity


@dataclass(frozen=True)
class Explanation:
    """What a code means and why it matters, and what to do about it.

    ``severity`` is the usual one; the manifest may set another. ``stops`` tells that
    nothing is built while the problem is there.
    """

    severity: Severity
    meaning: str
    remedy: str
    stops: bool = False


def stop(meaning: str, remedy: str) -> Explanation:
    """Explain an error at which a build ends."""
    return Explanation(Severity.ERROR, meaning, remedy, stops=True)


def wrong(meaning: str, remedy: str) -> Explanation:
    """Explain an error: the output is wrong, and marked so where it can be seen."""
    return Explanation(Severity.ERROR, meaning, remedy)


def doubtful(meaning: str, remedy: str) -> Explanation:
    """Explain a warning: what is written is probably not meant."""
    return Explanation(Severity.WARNING, meaning, remedy)


def notable(meaning: str, remedy: str) -> Explanation:
    """Explain what is only good to know."""
    return Explanation(Severity.INFO, meaning, remedy)
