"""``forum merge``: what the universities send, into the forum's branch; clean ones merged, others set aside."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from forum.contributions.values import Asked, State
from forum.diagnostics import Outcome
from forum.receiving.beside import Beside

if TYPE_CHECKING:
    from forum.commands.settling import Result


class MergeReport(msgspec.Struct, frozen=True):
    """All contributions of one call, in their order; ``clashes`` are pairs that change the same, told in a dry run."""

    branch: str
    before: str
    after: str
    results: tuple[Result, ...]
    dry_run: bool = False
    clashes: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    operation: int = 0

    def count(self, state: State) -> int:
        """Return how many contributions ended so."""
        return sum(one.state is state for one in self.results)


class Options(msgspec.Struct, frozen=True):
    """How to merge: change nothing; take files of the program too; which day it is."""

    dry_run: bool = False
    allow_tooling: bool = False
    today: datetime.date | None = None
    command: str = "merge"
    progress: Callable[[str, int, int], None] = lambda _name, _number, _count: None


def merge(
    root: Path, sources: Sequence[str], asked: Asked | None = None, options: Options | None = None
) -> Outcome[MergeReport]:
    """Merge contributions, each on its own and in the order given, and move the branch once.

    Nothing of a contribution is executed. What merges is checked as it would stand; new
    errors, a changed recommendation or files of the program set it aside for ``accept``,
    and conflicts for ``resolve``. What breaks a rule is refused.

    Raises:
        UsageError: nothing is called so, or the workspace cannot be merged into; nothing has changed then.
    """
    options = options or Options()
    beside = Beside(root)
    from forum.commands.merging import merged  # loaded while the process beside loads its part

    return merged(root, sources, asked or Asked(), options, beside)
