"""``forum check --explain CODE``: what a diagnostic code means, and what to do about it."""

from __future__ import annotations

from forum.diagnostics import Outcome, UsageError
from forum.documents.nearest import did_you_mean
from forum.explanations import EXPLANATIONS, Explanation


def explain(code: str) -> Outcome[Explanation]:
    """Return what a code means; no workspace is needed.

    Raises:
        UsageError: there is no such code.
    """
    if code in EXPLANATIONS:
        return Outcome(EXPLANATIONS[code])
    hints = (*did_you_mean(code, EXPLANATIONS), "docs/diagnostics.md explains all codes")
    raise UsageError(f"there is no code {code}", *hints)
