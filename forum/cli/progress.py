"""The progress bar of notebook runs: run i of n, cell k of m, time left. None where output is piped."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from forum.model import Run


@contextmanager
def shown(wanted: bool = True) -> Iterator[Any]:
    """Give something to tell the progress to: a bar on a terminal, else None."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    bar = Bar()
    try:
        yield bar
    finally:
        bar.close()


class Bar:
    """A rich progress bar on standard error; made only once something runs."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._weights: dict[str, float] = {}
        self._done = 0.0
        self._part: dict[str, float] = {}
        self._count = 0
        self._start = time.monotonic()

    def planned(self, runs: Sequence[Run], seconds: Sequence[float]) -> None:
        """Open the bar: each run weighs as long as it took last time, or as the average."""
        if not runs:
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        known = [one for one in seconds if one]
        usual = sum(known) / len(known) if known else 1.0
        self._weights = {str(run): spent or usual for run, spent in zip(runs, seconds, strict=True)}
        self._start = time.monotonic()
        columns = (
            TextColumn("{task.fields[runs]}"),
            BarColumn(30),
            TextColumn("{task.fields[left]}  {task.description}"),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        total = sum(self._weights.values())
        self._task = self._bar.add_task("starting kernels", total=total, runs=self._runs(), left="")
        self._bar.start()

    def started(self, run: Run, cells: int) -> None:
        """Show which run began."""
        self._update(f"{run}: cell 1 of {cells}")

    def advanced(self, run: Run, cell: int, cells: int) -> None:
        """Show which cell a run is at."""
        self._part[str(run)] = self._weights.get(str(run), 1.0) * (cell - 1) / max(cells, 1)
        self._update(f"{run}: cell {cell} of {cells}")

    def finished(self, run: Run, seconds: float) -> None:
        """Count a run as done."""
        self._ended(run, f"{run}: {seconds:.1f} s")

    def failed(self, run: Run, message: str) -> None:
        """Count a run as done, and say that it failed."""
        if self._bar is not None:
            self._bar.console.print(f"failed: {run}: {message}", style="red", highlight=False, markup=False)
        self._ended(run, f"{run} failed")

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def _ended(self, run: Run, text: str) -> None:
        self._count += 1
        self._part.pop(str(run), None)
        self._done += self._weights.get(str(run), 1.0)
        self._update(text)

    def _update(self, text: str) -> None:
        if self._bar is not None:
            made = self._done + sum(self._part.values())
            self._bar.update(self._task, completed=made, description=text, runs=self._runs(), left=self._left(made))

    def _runs(self) -> str:
        return f"run {min(self._count + 1, len(self._weights))} of {len(self._weights)}"

    def _left(self, made: float) -> str:
        """Return the time left, at the speed so far; nothing before a run is through, as starting tells little."""
        spent, total = time.monotonic() - self._start, sum(self._weights.values())
        if not self._count or made <= 0:
            return ""
        left = spent * (total - made) / made
        return f"about {left:.0f} s left" if left < 90 else f"about {left / 60:.0f} min left"
