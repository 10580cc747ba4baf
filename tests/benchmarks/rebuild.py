"""Rebuilds at manuscript scale, and what a browser sees of a save: ``python tests/benchmarks/rebuild.py``.

Makes seeded workspaces without notebooks (``manuscripts.py``) in a folder of its own, and prints
medians of whole processes: wall time, and processor time, which other work on the machine disturbs
less. ``--stages`` adds one build by stage, ``--preview`` measures in chromium from saving a file to
the changed page, ``--curve`` builds up to ten times the words.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from manuscripts import make_manuscript

MANUSCRIPT = (10, 37_000, 600, 30)  # papers, words, references, figures
HARVEST = (60, 250_000, 3_000, 120)
PAPER = (1, 5_000, 60, 4)
FORUM = [sys.executable, "-m", "forum"]
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every process compiles the program anew


def measured(command: list[str]) -> tuple[float, float, float]:
    """Return wall and processor seconds of a process and its children, and its peak memory in MiB."""
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=_SILENT)
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


_SILENT = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]


def change_a_word(root: Path, number: int) -> None:
    """Put a new word into the first paragraph of a paper's text."""
    path = root / f"recommendations/papers/paper-{number}/paper.md"
    head, mark, body = path.read_text().partition("\n# ")
    path.write_text(head + mark + re.sub(r"\n\n([A-Z]\w+) ", rf"\n\n\1 w{random.randrange(10**6)} ", body, count=1))


def clear(root: Path) -> None:
    """Remove what was built and cached."""
    subprocess.run(["rm", "-rf", str(root / "build"), str(root / ".forum")], check=True)


def row(name: str, rounds: int, before: Callable[[], Any], command: list[str]) -> None:
    """Measure a command some times, each after ``before``, and print the medians."""
    taken = []
    for _ in range(rounds):
        before()
        taken.append(measured(command))
    wall, cpu, memory = (statistics.median(one) for one in zip(*taken, strict=True))
    print(f"| {name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} |", flush=True)


def rebuilds(root: Path, rounds: int) -> None:
    """Print the table of whole processes at manuscript scale."""
    build = [*FORUM, "build", "--root", str(root)]
    print("| manuscript of 37,000 words, 600 references, 30 figures | seconds | processor | MiB |")
    print("| --- | --- | --- | --- |")
    row("`forum --help`", rounds, lambda: None, [*FORUM, "--help"])
    row("cold, all formats", min(rounds, 3), lambda: clear(root), build)
    row("nothing changed", rounds, lambda: None, build)
    row("one word changed, all formats", rounds, lambda: change_a_word(root, 3), build)
    measured([*build, "--to", "pdf"])
    row("one word changed, PDF only", rounds, lambda: change_a_word(root, 3), [*build, "--to", "pdf"])


def stages(root: Path) -> None:
    """Print one rebuild after a changed word, by stage."""
    change_a_word(root, 3)
    subprocess.run([*FORUM, "build", "--explain", "--root", str(root)], check=True)


def harvest(folder: Path) -> None:
    """Print a whole summit's harvest."""
    root = folder / "harvest"
    make_manuscript(root, *HARVEST)
    print("| 60 papers, 250,000 words, 3,000 references | seconds | processor | MiB |\n| --- | --- | --- | --- |")
    build = [*FORUM, "build", "--root", str(root)]
    row("cold, all formats", 1, lambda: clear(root), build)
    row("one word changed, all formats", 1, lambda: change_a_word(root, 3), build)


def curve(folder: Path) -> None:
    """Print how a cold build grows with the words."""
    print("| words | processor seconds, cold | a thousand words |\n| --- | --- | --- |")
    for times in (1, 2, 4, 10):
        papers, words, references, figures = (number * times for number in MANUSCRIPT)
        root = folder / f"times-{times}"
        make_manuscript(root, papers, words, references, figures)
        _, cpu, _ = measured([*FORUM, "build", "--to", "pdf", "--to", "html", "--root", str(root)])
        print(f"| {words:,} | {cpu:.1f} | {cpu / words * 1000:.3f} |", flush=True)


# --- what a browser sees ---------------------------------------------------------------------------

_WATCH = """
window.seen = 0;
window.addEventListener('preview-renewed', () => requestAnimationFrame(() => { window.seen = Date.now(); }));
window.drawn = 0;
window.addEventListener('preview-pdf', () => requestAnimationFrame(() => { window.drawn = Date.now(); }));
"""


def preview(folder: Path, rounds: int, with_harvest: bool) -> None:
    """Print the time from saving a paper to its page in chromium, and to the PDF beside it."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    print("| from saving to the new page, in chromium | median ms | worst ms |\n| --- | --- | --- |")
    try:
        for name, size, number, pdf in (
            ("a paper of 5,000 words", PAPER, 1, False),
            ("a paper of the manuscript", MANUSCRIPT, 3, False),
            ("the PDF of the manuscript", MANUSCRIPT, 3, True),
            *((("a paper of the harvest", HARVEST, 3, False),) if with_harvest else ()),
            *((("the PDF of the harvest", HARVEST, 3, True),) if with_harvest else ()),
        ):
            root = folder / f"preview-{size[1]}"
            if not root.exists():
                make_manuscript(root, *size)
            times = _saves(root, browser, number, pdf, rounds)
            print(f"| {name} | {statistics.median(times):.0f} | {max(times):.0f} |", flush=True)
    finally:
        browser.quit()


# Seconds in which the whole report is through, so that the next save finds nothing going on.
_THROUGH = {"preview-5000": 3, "preview-37000": 8, "preview-250000": 40}


def _saves(root: Path, browser: Any, number: int, pdf: bool, rounds: int) -> list[float]:
    from forum.commands.preview import preview as start

    with start(root, paper=f"paper-{number}") as running:
        over = threading.Event()

        def build() -> None:
            while not over.is_set():
                running.session.wait(0.05)

        thread = threading.Thread(target=build)
        thread.start()
        try:
            _until(lambda: running.session.board.snapshot.pages)
            browser.get(running.address)
            browser.execute_script(_WATCH)
            if pdf:
                browser.execute_script("document.querySelectorAll('#preview-bar button')[1].click()")
                _until(lambda: browser.execute_script("return window.drawn"))
            name = "drawn" if pdf else "seen"
            times = []
            for _ in range(rounds + 1):
                time.sleep(_THROUGH[root.name])
                browser.execute_script(f"window.{name} = 0")
                change_a_word(root, number)
                saved = time.time() * 1000
                times.append(_until(lambda: browser.execute_script(f"return window.{name}")) - saved)
            return times[1:]
        finally:
            over.set()
            thread.join()


def _until(happens: Callable[[], Any], seconds: float = 120) -> Any:
    end = time.monotonic() + seconds
    while not (value := happens()):
        if time.monotonic() > end:
            raise SystemExit("it did not happen")
        time.sleep(0.02)
    return value


def main() -> None:
    """Measure what is asked for, the table of rebuilds where nothing is."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("stages", "harvest", "curve", "preview"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory(prefix="forum-rebuild-") as name:
        folder = Path(name)
        if not (asked.harvest or asked.curve or asked.preview):
            make_manuscript(folder / "manuscript", *MANUSCRIPT)
            rebuilds(folder / "manuscript", asked.rounds)
            if asked.stages:
                stages(folder / "manuscript")
        if asked.harvest:
            harvest(folder)
        if asked.curve:
            curve(folder)
        if asked.preview:
            preview(folder, asked.rounds, asked.harvest)
    print(f"\npeak of this process itself: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
