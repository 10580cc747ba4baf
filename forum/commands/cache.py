"""``forum cache``: how large the cache is, and what of it goes."""

from __future__ import annotations

import time
from pathlib import Path

from forum.diagnostics import UsageError
from forum.documents.addresses import runs_of
from forum.notebooks.plan import notebooks_of, plan
from forum.stages.cache import CACHE
from forum.stages.record import RECORD
from forum.stages.tidying import RUNS, Part, entries, parts, remove
from forum.workspace import load


def size(root: Path) -> tuple[Part, ...]:
    """Return the parts of a workspace's cache.

    Raises:
        UsageError: it is no workspace.
    """
    _checked(root)
    return parts(entries(root))


def prune(root: Path, days: int) -> tuple[Part, ...]:
    """Remove what was not used for so many days, but no result that a notebook has as it is now.

    Raises:
        UsageError: it is no workspace, or a file cannot be read, so that no result can be told from another.
    """
    _checked(root)
    before = time.time() - days * 86400
    needed = _needed(root)
    old = [one for one in entries(root) if one.used < before and not (one.part == RUNS and one.path.name in needed)]
    return parts(remove(root, old))


def clear(root: Path, results: bool = False) -> tuple[Part, ...]:
    """Remove the whole cache, so that the next build makes all anew; results of notebooks only with ``results``.

    Raises:
        UsageError: it is no workspace.
    """
    _checked(root)
    (root / RECORD).unlink(missing_ok=True)
    return parts(remove(root, [one for one in entries(root) if results or one.part != RUNS]))


def _checked(root: Path) -> None:
    if not (root / "forum.toml").is_file():
        raise UsageError(f"{root} is no workspace: it has no forum.toml", f"the cache of a workspace is in its {CACHE}")


def _needed(root: Path) -> frozenset[str]:
    """Return the keys of the runs that the notebooks have as they are now."""
    loaded = load(root, allow_empty=True)
    if fatal := next((problem for problem in loaded.problems if problem.fatal), None):
        message = f"a file cannot be read, so that it is unknown which results are needed: {fatal.span}"
        raise UsageError(message, "correct it first: forum check says what is wrong")
    known = notebooks_of(loaded.value)
    runs = [run for notebook in known.values() for run in runs_of(notebook)]
    return frozenset(task.key for task in plan(root, known, runs, loaded.value.manifest.notebooks).value)
