"""Runs of notebooks against papermill and others: ``python tests/benchmarks/kernels.py [ROUNDS]``.

Makes seeded notebooks, executes them with ``forum run`` and with each peer that is
installed, in turn in one run, two at a time, and prints medians and ratios. Every
row executes the same notebooks from nothing; ours also stores what papers quote.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIGURE = (
    "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd",
    "chance = np.random.default_rng({seed})\nframe = pd.DataFrame({{'y': chance.normal(size=200).cumsum()}})",
    "frame.describe()",
    "figure, axes = plt.subplots()\naxes.plot(frame.index, frame.y)\naxes.set_xlabel('step')\nplt.show()",
)
TRIVIAL = ("x = {seed}", "x * 2")
PAPER = "---\ntitle: P\nkind: case-study\ntheme: {theme}\nauthors: []\nabstract: A.\nstatus: draft\n---\n\nText.\n"
MANIFEST = '[forum]\ntitle = "Benchmark"\n\n[[partner]]\nid = "p"\nname = "P"\n\n[[theme]]\nid = "t"\ntitle = "T"\n'
API = """
import sys, papermill
for name in sys.argv[1:]:
    papermill.execute_notebook(name, name + ".out", progress_bar=False)
"""
Peer = Callable[[list[Path]], None]


def notebook(cells: Sequence[str], seed: int) -> str:
    """Return a notebook of these cells."""
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    made = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "outputs": [], "execution_count": None}
        | {"source": source.format(seed=seed)}
        for number, source in enumerate(cells)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": made})


def workspace(folder: Path, cells: Sequence[str], count: int) -> list[Path]:
    """Make a workspace of so many notebooks."""
    files = {"forum.toml": MANIFEST, "recommendations/papers/p/paper.md": PAPER.format(theme="t")}
    files |= {f"notebooks/n{seed:03}.ipynb": notebook(cells, seed) for seed in range(count)}
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return sorted((folder / "notebooks").glob("*.ipynb"))


def call(command: Sequence[str | Path]) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, check=True, capture_output=True, cwd=tempfile.gettempdir())


def two_at_a_time(*command: str) -> Peer:
    """Return what runs a command on each notebook, two at a time."""

    def run(files: list[Path]) -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda file: call([sys.executable, *command, file]), files))

    return run


def papermill(files: list[Path]) -> None:
    """Run papermill, a process for each notebook, as its command line does."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda file: call([sys.executable, "-m", "papermill", file, f"{file}.out"]), files))


def papermill_twice(files: list[Path]) -> None:
    """Run papermill's own function in two processes, each half of the notebooks."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda half: call([sys.executable, "-c", API, *half]), (files[::2], files[1::2])))


def forum(files: list[Path]) -> None:
    """Run our own command from nothing."""
    root = files[0].parents[1]
    shutil.rmtree(root / ".forum", ignore_errors=True)
    call([sys.executable, "-m", "forum", "run", "--jobs", "2", "--root", root])


PEERS: dict[str, tuple[str, Peer]] = {  # its name, the module that it needs, and how it runs
    "forum run --jobs 2": ("forum", forum),
    "papermill, two at a time": ("papermill", papermill),
    "papermill, two processes": ("papermill", papermill_twice),
    "jupyter execute, two at a time": ("nbclient", two_at_a_time("-m", "nbclient.cli")),
}
ELSEWHERE = {"jupyter-cache": "jcache", "mystmd": "myst", "Quarto": "quarto", "Jupyter Book": "jupyter-book"}


def processor() -> float:
    """Return the processor's seconds of all processes that have been waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(title: str, files: list[Path], rounds: int, names: Sequence[str]) -> None:
    """Measure in turn, so that a slow moment meets all of them, and print a table."""
    taken: dict[str, list[float]] = {name: [] for name in names}
    spent: dict[str, list[float]] = {name: [] for name in names}
    for round_ in range(rounds + 1):
        for name in names:
            start, used = time.perf_counter(), processor()
            try:
                PEERS[name][1](files)
            except subprocess.CalledProcessError as failed:  # two papermills may take one port
                print(f"{name} failed: {failed.stderr.decode().splitlines()[-1:]}")
                continue
            if round_:  # the first one compiles
                taken[name].append(time.perf_counter() - start)
                spent[name].append(processor() - used)
    medians = {name: statistics.median(times) for name, times in taken.items() if times}
    best = medians[names[0]]
    print(f"\n{title}: medians of {rounds}")
    print(f"{'':<32}  seconds  a notebook  × ours  processor")
    for name, median in medians.items():
        used = statistics.median(spent[name])
        print(f"{name:<32}  {median:7.2f}  {median / len(files):10.3f}  {median / best:6.1f}  {used:9.2f}")


def measure_warm(folder: Path, rounds: int) -> None:
    """Measure batches of a program that goes on, as a preview does: the first one and those after it."""
    from forum.commands.run import run
    from forum.notebooks.standing import standing
    from forum.workspace import load

    taken = []
    with standing():
        for round_ in range(rounds + 1):
            files = workspace(folder, FIGURE, 12)
            for seed, file in enumerate(files, start=100 * round_):
                file.write_text(notebook(FIGURE, seed))  # all of them are out of date
            start = time.perf_counter()
            assert run(load(folder).value, jobs=2).value.count("executed") == len(files)
            taken.append(time.perf_counter() - start)
    print("\n12 notebooks with a figure, in a program that goes on")
    print(f"the first time {taken[0]:.2f} s; with the warm process there {statistics.median(taken[1:]):.2f} s")


def main() -> None:
    """Make the notebooks, say what is there, and measure."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory(prefix="kernels-") as made:
        folder = Path(made)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")  # compiled for all, as when installed so
        there = [name for name, (module, _) in PEERS.items() if importlib.util.find_spec(module)]
        gone = [name for name in PEERS if name not in there]
        gone += [name for name, program in ELSEWHERE.items() if not shutil.which(program)]
        versions = ("papermill", "nbclient", "ipykernel", "matplotlib", "pandas")
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}, ", end="")
        print(", ".join(f"{name} {metadata.version(name)}" for name in versions))
        print(f"not here: {', '.join(gone) or 'none'}")
        measure_warm(folder / "warm", rounds)
        measure("12 notebooks with a figure", workspace(folder / "figures", FIGURE, 12), rounds, there)
        measure("12 trivial notebooks", workspace(folder / "few", TRIVIAL, 12), rounds, there)
        measure("100 trivial notebooks", workspace(folder / "many", TRIVIAL, 100), rounds, there[:1])


if __name__ == "__main__":
    main()
