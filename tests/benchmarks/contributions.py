"""How long ``forum merge`` takes: 200 contributions to 300 papers, and 20 notebooks beside a plain ``git merge``.

    python tests/benchmarks/contributions.py [--papers 300] [--contributions 200] [--notebooks 20]

Everything is made anew, in a temporary folder, from a fixed seed. git merges by line; what it
gives for notebooks may be no notebook. Start-up of Python is part of the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
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


def timed(*command: str, cwd: Path) -> tuple[float, str]:
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if " merged" in line]
    return time.perf_counter() - start, lines[-1] if lines else f"exit {done.returncode}"


def many(folder: Path, papers: int, contributions: int) -> None:
    forum = folder / "forum"
    workspace(forum, papers, 0)
    inbox(folder / "inbox", forum, contributions, papers)
    subprocess.run([sys.executable, "-m", "forum", "check", "--root", str(forum)], capture_output=True, check=False)
    seconds, said = timed(sys.executable, "-m", "forum", "merge", str(folder / "inbox"), cwd=forum)
    print(f"{contributions} contributions to {papers} papers: {seconds:.1f} s ({said})")


def beside_git(folder: Path, notebooks: int) -> None:
    forum = folder / "notebooks"
    workspace(forum, 1, notebooks)
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
    shutil.copytree(forum, folder / "plain")
    git(folder / "plain", "config", "--unset", "merge.forum.driver")
    by_git, _ = timed("git", "merge", "-q", "theirs", "-m", "x", cwd=folder / "plain")
    by_us, said = timed(sys.executable, "-m", "forum", "merge", "theirs", cwd=forum)
    start, _ = timed(sys.executable, "-m", "forum", "--version", cwd=forum)
    print(f"{notebooks} notebooks: {by_us:.2f} s ({said}); plain git merge {by_git:.2f} s; start-up {start:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("papers", 300), ("contributions", 200), ("notebooks", 20)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    os.environ |= {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "A"), ("EMAIL", "a@example.org"))
    }
    with tempfile.TemporaryDirectory() as folder:
        many(Path(folder), given.papers, given.contributions)
        beside_git(Path(folder), given.notebooks)


if __name__ == "__main__":
    main()
