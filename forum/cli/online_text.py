"""What a terminal shows of ``--online``: progress while registries are asked, and the outcomes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from forum.commands.check.online import Asked, Online

_SHOWN = 5  # hosts


@contextmanager
def asking(wanted: bool) -> Iterator[Callable[[str], Online] | None]:
    """Give what makes the registries to ask, with a progress bar on a terminal; None where nobody asks."""
    if not wanted:
        yield None
        return
    from forum.commands.check.online import online

    if not sys.stderr.isatty():
        yield online
        return
    bar = _Bar()
    try:
        yield partial(online, tell=bar)
    finally:
        bar.close()


class _Bar:
    """A progress bar on standard error, made once something is asked."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, done: int, of: int) -> None:
        """Show that so many questions are answered."""
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (TextColumn("asking registries"), BarColumn(30), MofNCompleteColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=of)
            self._bar.start()
        self._bar.update(self._task, completed=done, total=of)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


def say_outcomes(asked: Asked) -> None:
    """Print how many references had which outcome, and why some are unchecked: on standard error."""
    counts = [f"{asked.outcomes.get(one, 0)} {one}" for one in ("found", "differs", "not found", "unchecked")]
    have = "reference has" if asked.silent == 1 else "references have"
    silent = f"; {asked.silent} {have} neither DOI, arXiv number nor address" if asked.silent else ""
    click.echo(f"online: {', '.join(counts)}{silent}", err=True)
    for why, whom in asked.reasons.items():
        usual = sorted(whom.items(), key=lambda one: (-one[1], one[0]))
        named = ", ".join(f"{host} ({count})" if count > 1 else host for host, count in usual[:_SHOWN])
        more = f" and {len(usual) - _SHOWN} more" if len(usual) > _SHOWN else ""
        click.echo(f"  unchecked, {why}: {named}{more}", err=True)
