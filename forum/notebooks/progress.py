"""What a terminal may want to know while notebooks run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from forum.model import Run


class Progress(Protocol):
    """Told, always from the thread that started the runs, how far they are."""

    def planned(self, runs: Sequence[Run], seconds: Sequence[float]) -> None:
        """These runs will be executed; ``seconds`` is each one's last time, 0 if unknown."""

    def started(self, run: Run, cells: int) -> None:
        """A run has its kernel; it has so many code cells."""

    def advanced(self, run: Run, cell: int, cells: int) -> None:
        """A run is at its nth code cell, counted from 1."""

    def finished(self, run: Run, seconds: float) -> None:
        """A run is done, and its results are stored."""

    def failed(self, run: Run, message: str) -> None:
        """A run has failed."""


class Silent:
    """Tells nobody."""

    def planned(self, runs: Sequence[Run], seconds: Sequence[float]) -> None:
        """Tell nobody."""

    def started(self, run: Run, cells: int) -> None:
        """Tell nobody."""

    def advanced(self, run: Run, cell: int, cells: int) -> None:
        """Tell nobody."""

    def finished(self, run: Run, seconds: float) -> None:
        """Tell nobody."""

    def failed(self, run: Run, message: str) -> None:
        """Tell nobody."""


SILENT: Progress = Silent()
