"""Where the time of 12 notebooks with a figure goes, from nothing: ``python tests/benchmarks/kernel_stages.py``.

Prints one line a run (when its kernel was there, when its first cell began, when it was
stored), and the processor's seconds of each stage beside those of all. What a stage takes
alone is measured in a process of its own, so that the program itself measures nothing.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from kernels import FIGURE, workspace

COUNT = 12
IMPORTS = {
    "warm process: Python, the kernel and its shell, NumPy, pandas, Matplotlib": (
        "import gc; gc.disable(); from forum.notebooks.warm_modules import load, load_kernel; load_kernel();"
        " hidden = load(['forum.notebooks.warm_shell', *sys.argv[2].split(',')]);"
        " from forum.notebooks.warm_shell import make; hidden.hide(); make()"
    ),
    "each of two workers: Python, papermill": ("from forum.notebooks.worker import load; load()"),
    "the cells alone, imports warm, 12 times": """
import io, os, resource
import matplotlib.backends.backend_agg, matplotlib.backends.backend_svg, matplotlib.pyplot as plt, numpy, pandas
cells = "\\n".join(eval(sys.argv[1])[:-1])
before = resource.getrusage(resource.RUSAGE_CHILDREN)
for seed in range(12):
    if os.fork() == 0:
        exec(cells.format(seed=seed) + "\\nrepr(frame.describe()), frame.describe()._repr_html_()")
        exec(eval(sys.argv[1])[-1].replace("plt.show()", ""))
        plt.gcf().savefig(io.BytesIO(), format="svg", bbox_inches="tight", dpi=200)
        os._exit(0)
    os.wait()
after = resource.getrusage(resource.RUSAGE_CHILDREN)
print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
""",
}


def spent(who: int) -> float:
    """Return the processor's seconds of this process or of those that it waited for."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


class Timeline:
    """Takes down when what happens to each run, in seconds from the start."""

    def __init__(self) -> None:
        self.start = time.perf_counter()
        self.seen: dict[str, dict[str, float]] = {}

    def planned(self, runs: Sequence[object], seconds: Sequence[float]) -> None:
        """Take down nothing: what was planned is known."""

    def note(self, run: object, what: str) -> None:
        self.seen.setdefault(str(run), {}).setdefault(what, time.perf_counter() - self.start)

    def started(self, run: object, cells: int) -> None:
        self.note(run, "kernel")

    def advanced(self, run: object, cell: int, cells: int) -> None:
        self.note(run, "first cell")

    def finished(self, run: object, seconds: float) -> None:
        self.note(run, "stored")

    def failed(self, run: object, message: str) -> None:
        raise SystemExit(message)


def alone(code: str, modules: str) -> float:
    """Return what a program takes of the processor, or what it says that a part of it took."""
    before = spent(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", f"import sys; {code}" if "\n" not in code else f"import sys\n{code}"]
    said = subprocess.run([*command, repr(FIGURE), modules], check=True, capture_output=True, text=True).stdout
    return float(said) if said.strip() else spent(resource.RUSAGE_CHILDREN) - before


def main() -> None:
    """Execute the notebooks once, and print the time line and the stages."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    from forum.commands.run import run
    from forum.notebooks.warming import wanted_modules
    from forum.workspace import load

    with tempfile.TemporaryDirectory(prefix="kernels-") as folder:
        workspace(Path(folder), FIGURE, COUNT)
        timeline = Timeline()
        timeline.start = begun
        loaded = load(Path(folder)).value
        run(loaded, jobs=2, progress=timeline)
        whole = time.perf_counter() - begun
        modules = ",".join(wanted_modules(Path(folder), loaded.notebooks))
    own, others = spent(resource.RUSAGE_SELF), spent(resource.RUSAGE_CHILDREN)
    print("run, seconds until: kernel, first cell, stored")
    for name, at in timeline.seen.items():
        print(f"{name:30} " + " ".join(f"{at[what]:6.2f}" for what in ("kernel", "first cell", "stored")))
    print(f"\nall {whole:.2f} s by the clock; load {os.getloadavg()[0]:.1f}\n\n| stage | processor |\n| --- | ---: |")
    stages = {"the program itself": own} | {name: alone(code, modules) for name, code in IMPORTS.items()}
    stages["each of two workers: Python, papermill"] *= 2
    stages["the rest: starting and ending kernels, messages, storing"] = own + others - sum(stages.values())
    for name, seconds in (*stages.items(), ("all", own + others)):
        print(f"| {name.replace('each of two', 'two')} | {seconds:.2f} |")


if __name__ == "__main__":
    main()
