"""How long ``forum merge`` takes: 200 contributions to 300 papers, and 20 notebooks beside a plain ``git merge``.

    python tests/benchmarks/contributions.py [--papers 300] [--contributions 200] [--notebooks 20] [--rounds 5]

Everything is made anew, in a temporary folder, from a fixed seed. git merges by line; what it
gives for notebooks may be no notebook. With the driver that ``forum init`` installs it starts
``forum merge-file`` for each file. Start-up of Python is part of the figures.
"""

from __future__ import annotations

import argparse
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
from pathlib import Path

WORDS = [
    "states",
    "should",
    "test",
    "each",
    "system",
    "before",
    "use",
    "and",
    "report",
    "errors",
    "to",
    "those",
    "who",
    "decide",
]


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def paragraph(chance: random.Random) -> str:
    return " ".join(
        " ".join(chance.choice(WORDS) for _ in range(chance.randint(8, 20))).capitalize() + "." for _ in range(4)
    )


def paper(number: int, chance: random.Random) -> str:
    front = f"---\ntitle: Paper {number}\nkind: challenge\ntheme: example-theme\n"
    front += "authors: [{person: example-author}]\n---\n"
    sections = "".join(f"\n# Section {one}\n\n{paragraph(chance)}\n\n{paragraph(chance)}\n" for one in range(5))
    return front + sections


def notebook(cells: int, chance: random.Random) -> dict[str, object]:
    made = []
    for number in range(cells):
        code = number % 3 == 0
        source = [f"x{number} = {chance.randint(0, 999)}"] if code else [paragraph(chance)]
        cell = {"cell_type": "code" if code else "markdown", "id": f"c{number}", "metadata": {}, "source": source}
        made.append(cell | ({"outputs": [], "execution_count": None} if code else {}))
    return {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def workspace(folder: Path, papers: int, notebooks: int) -> None:
    chance = random.Random(2026)
    subprocess.run([sys.executable, "-m", "forum", "init", str(folder)], check=True, capture_output=True)
    for number in range(papers):
        place = folder / f"recommendations/papers/paper-{number}"
        place.mkdir()
        (place / "paper.md").write_text(paper(number, chance))
    for number in range(notebooks):
        (folder / f"notebooks/n{number}.ipynb").write_text(json.dumps(notebook(60, chance), indent=1) + "\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Start")


def edited(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if line.endswith(".")]
    number = chance.choice(places)
    lines[number] += f" A sentence of number {chance.randint(0, 10**9)}."
    return "\n".join(lines)


def inbox(folder: Path, forum: Path, contributions: int, papers: int) -> None:
    """Make zips, each with one paper that was edited, as ``forum pack`` would stamp them."""
    import zipfile

    chance = random.Random(7)
    base = git(forum, "rev-parse", "HEAD")
    folder.mkdir()
    for number in range(contributions):
        name = f"recommendations/papers/paper-{chance.randrange(papers)}/paper.md"
        with zipfile.ZipFile(folder / f"contribution-{number:03}.zip", "w") as archive:
            archive.writestr("forum-pack.json", json.dumps({"version": 1, "base": base}))
            archive.writestr(name, edited((forum / name).read_text(), chance))


def timed(*command: str, cwd: Path) -> tuple[float, float, str]:
    """Return how long a command took, by the clock and of the processor, and what it said it merged."""
    start, busy = time.perf_counter(), _processor()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if " merged" in line]
    said = lines[-1] if lines else f"exit {done.returncode}"
    return time.perf_counter() - start, _processor() - busy, said


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def many(folder: Path, papers: int, contributions: int) -> None:
    forum = folder / "forum"
    workspace(forum, papers, 0)
    inbox(folder / "inbox", forum, contributions, papers)
    subprocess.run([sys.executable, "-m", "forum", "check", "--root", str(forum)], capture_output=True, check=False)
    clock, busy, said = timed(sys.executable, "-m", "forum", "merge", str(folder / "inbox"), cwd=forum)
    print(f"{contributions} contributions to {papers} papers: {clock:.1f} s, {busy:.1f} s of the processor ({said})")


def beside_git(folder: Path, notebooks: int, rounds: int, shown: bool) -> None:
    """Merge notebooks that both sides changed; ``shown``: a paper shows them, so that it has to be checked as well."""
    forum = folder / ("shown" if shown else "notebooks")
    workspace(forum, 1, notebooks)
    if shown:
        place = forum / "recommendations/papers/paper-0/paper.md"
        links = [f"[{number}](/notebooks/n{number}.ipynb#x)" for number in range(notebooks)]
        place.write_text(f"{place.read_text()}\n{' '.join(links)}\n")
        git(forum, "commit", "-qam", "Show")
    for side, first in (("theirs", 5), ("ours", 50)):
        git(forum, "checkout", "-q", "-b", side, "main")
        for number in range(notebooks):
            path = forum / f"notebooks/n{number}.ipynb"
            path.write_text(
                path.read_text().replace(
                    f'"id": "c{first}",\n   "metadata": {{}}', f'"id": "c{first}",\n   "metadata": {{"{side}": 1}}'
                )
            )
        git(forum, "commit", "-qam", side)
    plain, driven = (folder / f"{forum.name}-{name}" for name in ("plain", "driven"))
    for copy in (plain, driven):
        shutil.copytree(forum, copy)
    git(plain, "config", "--remove-section", "merge.forum")  # half of it would make git stop
    before = git(forum, "rev-parse", "HEAD")
    rows: dict[str, list[tuple[float, float]]] = {"git": [], "git, with our driver": [], "forum": [], "start-up": []}
    timed(sys.executable, "-m", "forum", "check", cwd=forum)
    for turn in range(rounds):
        fresh = folder / f"{forum.name}-{turn}"
        shutil.copytree(forum, fresh)  # nothing is remembered of the rounds before
        git(fresh, "update-index", "-q", "--refresh")
        for name, copy in (("git", plain), ("git, with our driver", driven)):
            git(copy, "reset", "-q", "--hard", before)
            rows[name].append(timed("git", "merge", "-q", "theirs", "-m", "x", cwd=copy)[:2])
            if git(copy, "rev-list", "--count", "--merges", f"{before}..") != "1":
                raise SystemExit(f"{name} has not merged: there is nothing to compare with")
        *taken, said = timed(sys.executable, "-m", "forum", "merge", "theirs", cwd=fresh)
        rows["forum"].append((taken[0], taken[1]))
        if not said.startswith("1 merged"):
            raise SystemExit(f"forum has not merged: {said}")
        rows["start-up"].append(timed(sys.executable, "-m", "forum", "--version", cwd=fresh)[:2])
    print(f"{notebooks} notebooks{', shown in a paper' if shown else ''}, medians of {rounds}:")
    for name, found in rows.items():
        clock, busy = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"  {name:20} {clock:.3f} s by the clock, {busy:.3f} s of the processor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("papers", 300), ("contributions", 200), ("notebooks", 20), ("rounds", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    os.environ |= {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "A"), ("EMAIL", "a@example.org"))
    }
    with tempfile.TemporaryDirectory() as folder:
        if given.contributions:
            many(Path(folder), given.papers, given.contributions)
        for shown in (False, True):
            beside_git(Path(folder), given.notebooks, given.rounds, shown)


if __name__ == "__main__":
    main()
