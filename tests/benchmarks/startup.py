"""Start-up, as ratios: ``python tests/benchmarks/startup.py`` after ``make report``.

``forum --help`` and a build with nothing to do, each against ``python -c pass``
and ``papermill --help``, in turn in one run. Prints medians in seconds and ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7
COMMANDS: dict[str, list[str]] = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "papermill --help": [sys.executable, "-m", "papermill", "--help"],
    "forum --help": [sys.executable, "-m", "forum", "--help"],
    "forum build (nothing to do)": [sys.executable, "-m", "forum", "build", "--root", str(ROOT)],
}


def seconds(command: list[str]) -> float:
    """Return the wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure in turn, so that a slow moment meets all of them, and print the table."""
    for command in COMMANDS.values():
        seconds(command)
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    print(f"{'':<28}  seconds  × python  × papermill")
    for name, median in medians.items():
        print(
            f"{name:<28}  {median:7.3f}  {median / medians['python -c pass']:8.1f}"
            f"  {median / medians['papermill --help']:11.2f}"
        )


if __name__ == "__main__":
    main()
