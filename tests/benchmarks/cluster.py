"""What a cluster adds to each run: ``python tests/benchmarks/cluster.py [FEW MANY | --machinery N]``.

Executes a sweep of runs that sleep for 0.1 seconds, two at a time, here and on a Dask
cluster of two workers on this machine, once few and once many of them. What grows
with their number is the price of a run; starting a cluster is not in it. With ``--machinery``
each run only sleeps, without a kernel: what is left is the price of sending it, of
Dask, and of storing what comes back.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import manuscript
from kernels import notebook

CELLS = ("step = 0", "import time\ntime.sleep(0.1)", "step * 2")
WAYS = {"here": ("--jobs", "2"), "on a cluster": ("--dask-local", "2")}


def workspace(root: Path, runs: int) -> None:
    """Make a workspace with one notebook and a sweep of so many runs, its default being one of them."""
    made = json.loads(notebook(CELLS, 0))
    made["cells"][0]["metadata"]["tags"] = ["parameters"]
    files = {
        "forum.toml": manuscript.MANIFEST,
        "recommendations/papers/paper/paper.md": manuscript.FRONT.format(title="Paper") + "Text.\n",
        "notebooks/sweep.ipynb": json.dumps(made),
        "notebooks/sweep.params.yaml": f"sweeps:\n  all: {{step: {[*range(1, runs)]}}}\n",
    }
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def used() -> float:
    """Return the processor's seconds of all processes that have been waited for."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def measure(root: Path, options: tuple[str, ...]) -> tuple[float, float]:
    """Execute all runs from nothing; return the seconds by the clock and of the processor."""
    shutil.rmtree(root / ".forum", ignore_errors=True)
    start, spent = time.perf_counter(), used()
    subprocess.run([sys.executable, "-m", "forum", "run", *options, "--root", root], check=True, capture_output=True)
    return time.perf_counter() - start, used() - spent


def slept(_: object) -> tuple[bytes, dict[str, bytes]]:
    """Stand in, on a worker, for a run of 0.1 seconds."""
    time.sleep(0.1)
    return b'{"kind":"done","seconds":0.1}', {"results.json": bytes(2000), "executed.ipynb": bytes(5000)}


def machinery(runs: int, workers: int = 4) -> None:
    """Print what is left of the time of runs that only sleep."""
    from forum.commands.run import chosen
    from forum.notebooks.cluster import host
    from forum.notebooks.execute import execute
    from forum.notebooks.limits import Limits
    from forum.notebooks.places import Place
    from forum.notebooks.plan import notebooks_of, plan
    from forum.notebooks.progress import Silent
    from forum.workspace import load

    class Clock(Silent):
        start = 0.0

        def planned(self, *_: object) -> None:
            self.start = time.perf_counter()  # the cluster is there

    host.execute_run = slept
    clock = Clock()
    with tempfile.TemporaryDirectory(prefix="cluster-") as made:
        begun = time.process_time() + used()
        workspace(Path(made), runs)
        known = load(Path(made)).value
        tasks = plan(known.root, notebooks_of(known), chosen(known, (), ""), known.manifest.notebooks).value
        ended = execute(known.root, tasks, Limits(), Place(started=workers), clock)
        spent = time.perf_counter() - clock.start
    assert len(ended) == runs and not any(one.failure for one in ended)
    each = 1000 * (spent * workers / runs - 0.1)
    print(f"{runs} runs that sleep, {workers} at a time: {spent:.1f} s; {each:.1f} ms beyond 100 ms each,", end=" ")
    processor = 1000 * (time.process_time() + used() - begun) / runs  # program, scheduler and workers, start included
    print(f"{1000 * spent / runs - 100 / workers:.1f} ms of the whole, {processor:.1f} ms of the processor", end="; ")
    print(f"load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Measure each way with few and with many runs, and print what one more run takes."""
    if sys.argv[1:2] == ["--machinery"]:
        machinery(int(sys.argv[2]))
        return
    few, many = (int(argument) for argument in sys.argv[1:3] or ("50", "250"))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; runs of 0.1 s, two at a time, {few} and {many}")
    print(f"{'':<14}{'few':>9}{'many':>9}   milliseconds for one more run, by the clock and of the processor")
    prices = {}
    with tempfile.TemporaryDirectory(prefix="cluster-") as made:
        for runs in (few, many):
            workspace(Path(made) / str(runs), runs)
        for way, options in WAYS.items():
            (a, spent_a), (b, spent_b) = (measure(Path(made) / str(runs), options) for runs in (few, many))
            prices[way] = tuple(1000 * (end - begin) / (many - few) for begin, end in ((a, b), (spent_a, spent_b)))
            print(f"{way:<14}{a:9.2f}{b:9.2f}   {prices[way][0]:.0f} and {prices[way][1]:.0f}", flush=True)
    clock, processor = (there - here for here, there in zip(*prices.values(), strict=True))
    print(f"a cluster adds {clock:.0f} ms by the clock and {processor:.0f} ms of the processor to each run")


if __name__ == "__main__":
    main()
