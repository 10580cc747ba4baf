"""A baseline: the findings of one day, which later checks leave out, so that new ones stand out.

A finding is known again by its file, code and message, without the line numbers in it,
and by how often it is there: lines may move, and other lines may change.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from forum.diagnostics import Diagnostic, UsageError
from forum.stages.cache import store

Finding = tuple[str, str, str]  # path, code, message

_PLACES = re.compile(r"(?<=\bline )\d+|(?<=\S):\d+:\d+\b|(?<=\bcell )\d+")


@dataclass(frozen=True)
class Compared:
    """The problems that a baseline does not have; how many it has, and how many of its own are gone."""

    problems: tuple[Diagnostic, ...]
    known: int = 0
    gone: int = 0


def finding(problem: Diagnostic) -> Finding:
    """Return what stays the same of a problem while lines move."""
    return str(problem.span.path), problem.code, _PLACES.sub("…", problem.message)


def fingerprints(problems: Sequence[Diagnostic]) -> list[str]:
    """Return one mark for each problem that stays the same while lines move; equal findings are numbered."""
    seen: Counter[Finding] = Counter()
    marks = []
    for problem in problems:
        one = finding(problem)
        seen[one] += 1
        text = json.dumps([*one, seen[one]], ensure_ascii=False)
        marks.append(hashlib.sha256(text.encode()).hexdigest()[:32])
    return marks


def compared(problems: Iterable[Diagnostic], baseline: Counter[Finding]) -> Compared:
    """Leave out what a baseline has; what stops a build is always told."""
    left = Counter(baseline)
    new = []
    known = 0
    for problem in problems:
        one = finding(problem)
        if left[one] > 0 and not problem.fatal:
            left[one] -= 1
            known += 1
        else:
            new.append(problem)
    return Compared(tuple(new), known, left.total())


def read_baseline(path: Path) -> Counter[Finding]:
    """Return the findings of a baseline file.

    Raises:
        UsageError: there is no such file, or it is no baseline.
    """
    hint = f"write it with: forum check --baseline {path} --write-baseline"
    try:
        given = json.loads(path.read_bytes())
        found = {(one["path"], one["code"], one["message"]): int(one["count"]) for one in given["findings"]}
    except FileNotFoundError:
        raise UsageError(f"there is no baseline {path}", hint) from None
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as wrong:
        raise UsageError(f"{path} is no baseline: {wrong}", hint) from wrong
    return Counter(found)


def write_baseline(path: Path, problems: Iterable[Diagnostic]) -> int:
    """Write the findings of today as a baseline, sorted and one a line; return how many.

    Raises:
        UsageError: the file cannot be written.
    """
    found = Counter(finding(problem) for problem in problems if not problem.fatal)
    lines = [
        json.dumps({"path": place, "code": code, "count": count, "message": message}, ensure_ascii=False)
        for (place, code, message), count in sorted(found.items())
    ]
    text = '{"version": 1, "findings": [\n' + ",\n".join(lines) + "\n]}\n"
    store(path, text.encode())
    return found.total()
