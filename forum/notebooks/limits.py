"""What one run may take, as the manifest says it: ``10 min``, ``2 GiB``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from forum.diagnostics import Diagnostic, Outcome, Span, error
from forum.model import NotebookSettings

TIMES = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600}
SIZES = {"b": 1} | {
    f"{letter}{suffix}": base**power
    for power, letter in enumerate("kmgt", start=1)
    for suffix, base in (("b", 1000), ("ib", 1024))
}
_QUANTITY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes that one run may take; 0 for no limit."""

    seconds: float = 600.0
    memory: int = 2 * 1024**3


def read_limits(settings: NotebookSettings) -> Outcome[Limits]:
    """Return the limits of the manifest; a wrong one is said, and its default holds."""
    normal, problems = Limits(), []
    seconds = quantity(settings.timeout, TIMES)
    memory = quantity(settings.memory, SIZES)
    if quantity(settings.worker_wait, TIMES) is None:
        problems.append(_wrong("worker-wait", settings.worker_wait, '"90 s" or "30 min"'))
    if seconds is None:
        problems.append(_wrong("timeout", settings.timeout, '"90 s", "10 min" or "2 h"'))
    if memory is None:
        problems.append(_wrong("memory", settings.memory, '"500 MB" or "2 GiB"'))
    limits = Limits(normal.seconds if seconds is None else seconds, normal.memory if memory is None else int(memory))
    return Outcome(limits, tuple(problems))


def _wrong(key: str, text: str, examples: str) -> Diagnostic:
    here = Span(PurePosixPath("forum.toml"))
    return error("limit-malformed", f"[notebooks] {key}: {text!r} is no quantity", here, f"write {examples}")


def quantity(text: str, units: dict[str, int]) -> float | None:
    """Return an amount in the smallest unit, None for a text that is none."""
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    unit = match[2].lower()
    factor = units.get(unit, units.get(unit.removesuffix("s"))) if unit else 1
    return None if factor is None else float(match[1]) * factor


def said_seconds(seconds: float) -> str:
    """Return a time as a person says it."""
    if seconds < 60:
        return f"{seconds:g} s"
    return f"{seconds / 60:g} min" if seconds < 3600 else f"{seconds / 3600:g} h"


def said_bytes(amount: int) -> str:
    """Return an amount of memory as a person says it."""
    return f"{amount / 1024**3:.3g} GiB" if amount >= 1024**3 else f"{amount / 1024**2:.3g} MiB"
