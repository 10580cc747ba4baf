"""Merging files against git and nbdime: ``python tests/benchmarks/merge.py [ROUNDS] [--replay DIR]``.

Makes seeded files that two people changed, merges them with ``forum merge-file`` and
with each peer that is installed, in turn in one run, and prints medians: seconds by the
clock, and of the processor.
nbdime is looked for as ``nbmerge`` on the path, or in the environment that NBDIME names
(``python -m venv DIR && DIR/bin/pip install nbdime``). With ``--replay DIR`` it also
replays the real merges of that folder (``replay.py``) with each of them.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FORUM = [sys.executable, "-m", "forum", "merge-file"]
PATIENCE = 120.0  # seconds that a peer may take for one file
Three = tuple[str, str, str]


def notebooks(cells: int, ids: bool) -> Three:
    """Return a notebook of so many cells, and two versions: a tenth changed, some added, all of it run again."""
    chance = random.Random(cells)
    base = {"cells": [_cell(number, ids) for number in range(cells)], "metadata": {}, "nbformat": 4}
    base["nbformat_minor"] = 5 if ids else 4
    return tuple(json.dumps(one, indent=1) + "\n" for one in (base, _run(base, chance, 1), _run(base, chance, 2)))  # type: ignore[return-value]


def _cell(number: int, ids: bool) -> dict[str, Any]:
    code = {"outputs": [], "execution_count": number} if number % 2 else {}
    source = [f"value_{number} = {number}\n", f"print(value_{number}, {number * 7919})\n", f"# {number * 31}"]
    kind = "code" if number % 2 else "markdown"
    return {"cell_type": kind, "metadata": {}, "source": source, **code, **({"id": f"c{number}"} if ids else {})}


def _run(base: Mapping[str, Any], chance: random.Random, side: int) -> dict[str, Any]:
    data = copy.deepcopy(dict(base))
    for place in chance.sample(range(len(data["cells"])), len(data["cells"]) // 10):
        data["cells"][place]["source"][side] = f"# changed by {side} in {place}\n"
    for place in range(len(data["cells"]) // 100):
        new = _cell(10**6 * side + place * 2, "id" in data["cells"][0])
        data["cells"].insert(chance.randrange(len(data["cells"])), new)
    for number, cell in enumerate(data["cells"]):
        if cell["cell_type"] == "code":
            cell["execution_count"] = 1000 * side + number
    return data


def prose(paragraphs: int) -> Three:
    """Return a paper of so many paragraphs, and two versions of it: one sentence in ten changed."""
    chance = random.Random(paragraphs)
    base = [[f"Sentence {n} of paragraph {p} says {n * p}." for n in range(5)] for p in range(paragraphs)]
    sides = [copy.deepcopy(base) for _ in range(2)]
    for number, side in enumerate(sides):
        for place in chance.sample(range(paragraphs * 5), paragraphs // 2):
            side[place // 5][place % 5] = f"Side {number} says {place}."
    one, two, three = ("\n\n".join(" ".join(row) for row in side) + "\n" for side in (base, *sides))
    return one, two, three


def bibliography(entries: int) -> Three:
    """Return a bibliography of so many entries, and two versions of it that each append ten."""
    rows = [
        f"@book{{key{n},\n  title = {{Title {n}}},\n  year = {{{1900 + n % 120}}},\n}}\n" for n in range(entries + 20)
    ]
    base = "\n".join(rows[:entries])
    return base, "\n".join([base, *rows[entries : entries + 10]]), "\n".join([base, *rows[entries + 10 :]])


CASES: dict[str, tuple[str, Callable[[], Three]]] = {
    "a small notebook (20 cells)": ("n.ipynb", lambda: notebooks(20, True)),
    "2,000 cells with ids": ("n.ipynb", lambda: notebooks(2000, True)),
    "2,000 cells without ids": ("n.ipynb", lambda: notebooks(2000, False)),
    "a paper of 40 paragraphs": ("p.md", lambda: prose(40)),
    "a report of 4,000 paragraphs": ("p.md", lambda: prose(4000)),
    "a bibliography of 2,000 entries": ("b.bib", lambda: bibliography(2000)),
}


def peers() -> dict[str, tuple[str, ...]]:
    """Return the commands by the names of the programs, ours first; a peer that is not there is named and left out."""
    ours = (*FORUM, "{base}", "{ours}", "{theirs}", "--path", "{name}", "--output", "{out}")
    found = {
        "forum merge-file": ours,
        "git merge-file": ("git", "merge-file", "--quiet", "{ours}", "{base}", "{theirs}"),
    }
    folder = os.environ.get("NBDIME")
    nbmerge = f"{folder}/bin/nbmerge" if folder else shutil.which("nbmerge")
    if nbmerge and Path(nbmerge).exists():
        found["nbdime"] = (nbmerge, "{base}", "{ours}", "{theirs}", "--out", "{out}")
    else:
        print("not installed, and not measured: nbdime (see --help)")
    return found


def seconds(command: tuple[str, ...], name: str, texts: Three) -> tuple[float, float, str]:
    """Return how long a merge took, by the clock and of the processor, and how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {"name": name, "out": f"{folder}/out-{name}"}
        for side, text in zip(("base", "ours", "theirs"), texts, strict=True):
            paths[side] = f"{folder}/{side}-{name}"
            Path(paths[side]).write_text(text, encoding="utf-8")
        words = [word.format(**paths) for word in command]
        started, busy = time.perf_counter(), _processor()
        try:
            code = subprocess.run(words, capture_output=True, timeout=PATIENCE, check=False, cwd=ROOT).returncode
        except subprocess.TimeoutExpired:
            return PATIENCE, PATIENCE, "gave up"
        return time.perf_counter() - started, _processor() - busy, "clean" if code == 0 else "conflicts"


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(rounds: int) -> None:
    """Print the medians of all cases for all programs."""
    commands = peers()
    print(f"{'':34}" + "".join(f"{name:>28}" for name in commands))
    for case, (name, make) in CASES.items():
        texts = make()
        row = []
        for program, command in commands.items():
            if program == "nbdime" and not name.endswith(".ipynb"):
                row.append(f"{'-':>28}")
                continue
            times, busy, ended = [], [], ""
            for _ in range(rounds):
                taken, worked, ended = seconds(command, name, texts)
                times.append(taken)
                busy.append(worked)
                if ended == "gave up":
                    break
            row.append(f"{statistics.median(times):>9.2f} s {statistics.median(busy):>6.2f} s {ended:>9}")
        print(f"{case:34}" + "".join(row))


def replay(folder: Path) -> None:
    """Print the table of the real merges for each program."""
    templates = {
        "forum merge-file": " ".join([*FORUM, "{base} {ours} {theirs} --path {path} --output {out}"]),
        "git merge-file": "git merge-file -p {ours} {base} {theirs} > {out}",
    }
    nbdime = peers().get("nbdime")
    if nbdime:
        templates["nbdime"] = " ".join(nbdime)
    for program, template in templates.items():
        kinds = "ipynb" if program == "nbdime" else "ipynb,prose,bib,yaml"
        print(f"\n{program}", flush=True)
        subprocess.run(
            [sys.executable, str(folder / "replay.py"), "--kind", kinds, "--cmd", template],
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )


def main() -> None:
    """Measure, and replay where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=3)
    parser.add_argument("--replay", type=Path, metavar="DIR")
    options = parser.parse_args()
    measure(options.rounds)
    if options.replay:
        replay(options.replay)


if __name__ == "__main__":
    main()
