"""``forum check``: what is wrong in a workspace, or in files handed over; nothing is executed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from forum.diagnostics import Diagnostic, Outcome, UsageError, arranged
from forum.stages.collecting import without_collection
from forum.stages.told import tell_again, told_before

if TYPE_CHECKING:  # what takes a while to load: not for a check that has nothing new to tell
    from forum.commands.check.online import Asked, Online
    from forum.commands.check.whole import Whole
    from forum.commands.cited import CitedReference
    from forum.commands.fix import Change


@dataclass(frozen=True)
class Checked:
    """What a check has seen of a workspace or of files, below ``root``, on a ``day``.

    ``changes`` are the repairs that ``fix`` made, or would make; ``fixed`` is the number
    of places by file that were repaired. ``asked`` are the outcomes of asking registries.
    """

    root: Path
    day: datetime.date
    fixed: Mapping[PurePosixPath, int]
    changes: tuple[Change, ...] = ()
    asked: Asked | None = None
    read: Callable[[], Whole] = field(kw_only=True)

    @cached_property
    def _whole(self) -> Whole:
        return self.read()

    @property
    def title(self) -> str:
        """What the manifest calls the workspace."""
        return self._whole.workspace.manifest.forum.title

    def references(self, problems: Iterable[Diagnostic]) -> tuple[CitedReference, ...]:
        """Return every reference with where it is cited, and with the codes of those of the problems in it."""
        from forum.commands.cited import cited_references

        return cited_references(self._whole.looked, self._whole.sources, problems)


def check(
    root: Path | None,
    paths: Sequence[Path] = (),
    fix: bool = False,
    today: datetime.date | None = None,
    *,
    dry_run: bool = False,
    style: bool = False,
    online: Callable[[str], Online] | None = None,
) -> Outcome[Checked]:
    """Check a workspace (``root``), or only ``paths`` of it; without a root, bare files.

    ``fix`` makes the repairs that cannot be wrong, in the files that are checked; with
    ``dry_run`` they are only planned. ``today`` is the day that no date of a reference
    may be after. ``style`` looks at what is style, too. ``online`` says whom to ask about
    the references, given the address that the manifest names; nobody without it.
    The problems are sorted and carry the manifest's severities.

    Raises:
        UsageError: no such file, or nothing to check.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file {path}")
    if root is None and not paths:
        raise UsageError("nothing to check: no workspace here, and no file named", "forum check FILE…")
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    named = paths if root is not None else ()
    if not fix and online is None and root is not None:
        found, read = _told(root, day, style)
        wanted = _below(root, named)
        kept = tuple(problem for problem in found if wanted(problem.span.path))
        return Outcome(Checked(root, day, {}, read=read), kept)
    return _worked(root, paths, day, style, fix=fix, dry_run=dry_run, online=online)


def _told(root: Path, day: datetime.date, style: bool) -> tuple[tuple[Diagnostic, ...], Callable[[], Whole]]:
    """Return what is wrong in a workspace, as the last check told it where nothing has changed; and what reads it."""
    options = f"{day.isoformat()} {style}"
    told, inputs = told_before(root, options)

    def read() -> Whole:
        from forum.commands.check.whole import whole

        return whole(root, (), day)

    if told is not None:
        return told, read
    from forum.commands.check.whole import seen

    with without_collection():
        found = seen(root, (), day, style)
    tell_again(root, options, inputs, found.more, found.problems)
    return found.problems, read


def _worked(
    root: Path | None,
    paths: Sequence[Path],
    day: datetime.date,
    style: bool,
    *,
    fix: bool,
    dry_run: bool,
    online: Callable[[str], Online] | None,
) -> Outcome[Checked]:
    """Check what is to be repaired, asked about, or lies in no workspace."""
    from forum.commands.check.whole import seen, whole
    from forum.commands.fix import write

    with without_collection():
        found = seen(root, paths, day, style)
    top, named = found.workspace.root, paths if root is not None else ()
    fixed: Mapping[PurePosixPath, int] = {}
    changes: tuple[Change, ...] = ()
    if fix:
        changes = _planned(whole(root, paths, day), found.severity, paths, root is not None)
        if changes and not dry_run:
            fixed = write(top, changes)
            with without_collection():
                found = seen(root, paths, day, style)
    known, asked = _asked(root, paths, day, online)
    problems = arranged((*found.problems, *known), found.severity)
    wanted = _below(top, named)
    kept = tuple(problem for problem in problems if wanted(problem.span.path))
    return Outcome(Checked(top, day, fixed, changes, asked, read=lambda: whole(root, paths, day)), kept)


def _asked(
    root: Path | None, paths: Sequence[Path], day: datetime.date, online: Callable[[str], Online] | None
) -> tuple[tuple[Diagnostic, ...], Asked | None]:
    """Return what registries know against the references of files at or below the paths, and the outcomes."""
    if online is None:
        return (), None
    from forum.commands.check.references import online_problems
    from forum.commands.check.whole import whole

    read = whole(root, paths, day)
    asking = online(read.workspace.manifest.citations.mailto)
    wanted = _below(read.workspace.root, paths if root is not None else ())
    return online_problems(read.looked, day, asking, wanted)


def _below(root: Path, paths: Sequence[Path]) -> Callable[[PurePosixPath], bool]:
    """Return what tells whether a file is at or below one of the paths; any is, where no path is named."""
    named = [path.resolve() for path in paths]
    return lambda path: not named or any((root / path).resolve().is_relative_to(one) for one in named)


def _planned(read: Whole, severity: Mapping[str, str], paths: Sequence[Path], inside: bool) -> tuple[Change, ...]:
    """Return the repairs of the files that are checked; keys are merged in a whole workspace only."""
    from forum.commands.check.references import manuscripts
    from forum.commands.fix import REPAIRED, Desk, citation_edits, planned

    top = read.workspace.root
    on = frozenset(code for code in REPAIRED if severity.get(code) != "off")
    values = read.edits if "value-differs" in on else ()
    cited = citation_edits(manuscripts(read.sources), read.looked.references, on)
    merge = inside and not paths
    wanted = _below(top, paths if inside else ())
    return planned(Desk(top), (*values, *cited), read.looked.collection, on, merge, wanted)
