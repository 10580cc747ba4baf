"""Us and others on the same inputs, in turn: ``python tests/benchmarks/peers.py [--only SECTION] [--accept]``.

Makes seeded inputs, installs the others into an environment of their own below
``build/benchmarks`` (used again the next time), runs each in turn, and prints tables of
medians and ratios. ``--accept`` writes the tables into ``docs/benchmarks.md``. Each row says
what it produces: a row is compared only where it produces the same.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import manuscript
from kernels import FIGURE, notebook
from peer_programs import MissingError, Peers

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
WORDS, REFERENCES, FIGURES = 37_000, 600, 30
SHOWN = "![Figure {name}.](/notebooks/{name}.ipynb#fig-{name}){{#fig-{name} alt='A line.'}}\n\n"


@dataclass
class Row:
    """A way to do something: what it is called, what it gives, and how it is done once."""

    name: str
    gives: str
    once: Callable[[], object]
    peer: bool = True
    waited: bool = True  # whether the processor's seconds are known when it is over
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    failed: str = ""


def used() -> float:
    """Return the processor's seconds of all processes that have been waited for."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def measure(rows: Sequence[Row], rounds: int) -> None:
    """Do each row in turn, so that a slow moment meets all. All programs were compiled when they were installed."""
    for round_ in range(rounds):
        for row in (row for row in rows if not row.failed):
            print(f"  round {round_}: {row.name}", file=sys.stderr, flush=True)
            start, spent = time.perf_counter(), used()
            try:
                row.once()
            except MissingError as missing:
                row.failed = str(missing)
                continue
            row.seconds.append(time.perf_counter() - start)
            row.processor.append(used() - spent)


def table(title: str, rows: Sequence[Row]) -> str:
    """Return the medians as a Markdown table; ratios are to our first row."""
    best = statistics.median(rows[0].seconds)
    lines = [f"### {title}", "", "| | seconds | × ours | processor | gives |", "| --- | ---: | ---: | ---: | --- |"]
    for row in rows:
        if row.failed:
            lines.append(f"| {row.name} | missing | | | {row.failed[:100]} |")
        else:
            median, spent = statistics.median(row.seconds), statistics.median(row.processor)
            ratio = f"{median / best:.1f}" if row.peer else ""
            processor = f"{spent:.2f}" if row.waited else ""
            lines.append(f"| {row.name} | {median:.2f} | {ratio} | {processor} | {row.gives} |")
    return "\n".join(lines)


def forum(root: Path, *arguments: str, fresh: bool = True) -> None:
    """Run our own program, from nothing unless it is told otherwise."""
    if fresh:
        shutil.rmtree(root / ".forum", ignore_errors=True)
        shutil.rmtree(root / "build", ignore_errors=True)
    command = [sys.executable, "-m", "forum", *arguments, "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


# --- notebooks -------------------------------------------------------------------------------------


def make_notebooks(folder: Path, cells: Sequence[str], count: int) -> dict[str, Path]:
    """Make a workspace whose paper shows a figure of each notebook, and a copy of these for each peer."""
    names = [f"n{number:03}" for number in range(count)]
    texts = {name: notebook(cells, seed) for seed, name in enumerate(names)}
    for own in ("ours", "papermill", "cache", "myst", "book"):
        place = folder / own / ("notebooks" if own == "ours" else "")
        place.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (place / f"{name}.ipynb").write_text(text.replace("#| label: fig", f"#| label: fig-{name}"))
    (folder / "ours" / "forum.toml").write_text(manuscript.MANIFEST)
    paper = folder / "ours" / "recommendations" / "papers" / "paper" / "paper.md"
    paper.parent.mkdir(parents=True, exist_ok=True)
    shown = "".join(SHOWN.format(name=name) for name in names)
    paper.write_text(manuscript.FRONT.format(title="Paper") + shown)
    return {own: folder / own for own in ("ours", "papermill", "cache", "myst", "book")}


def labelled(cells: Sequence[str]) -> list[str]:
    """Return cells whose last one has a label, for the paper that shows it."""
    return [*cells[:-1], f"#| label: fig\n{cells[-1]}"]


def kept_warm(stack: contextlib.ExitStack, root: Path) -> Callable[[], None]:
    """Return what executes all notebooks in this process, whose warm process stays, and is there already."""
    from forum.commands.run import run
    from forum.notebooks.standing import standing
    from forum.workspace import load

    def once() -> None:
        shutil.rmtree(root / ".forum", ignore_errors=True)
        if run(load(root).value, jobs=2).value.count("failed"):
            raise SystemExit("a notebook failed")

    stack.enter_context(standing())
    once()
    return once


def notebook_rows(peers: Peers, at: dict[str, Path], warm: Callable[[], None]) -> list[Row]:
    """Return how notebooks are executed."""
    executed = "executed notebooks"
    mill = at["papermill"]
    return [
        Row("forum run --jobs 2", f"{executed}, results by label", lambda: forum(at["ours"], "run", "--jobs", "2")),
        Row("the same, with the warm process there, as in preview", "the same", warm, waited=False),
        Row("papermill, two processes", executed, lambda: peers.papermill_halves(mill)),
        Row("papermill, one after the other", executed, lambda: peers.papermill_serial(mill)),
        Row("jupyter-cache, local-parallel", f"{executed} in a cache", lambda: peers.jupyter_cache(at["cache"])),
        Row("MyST, --execute-parallel 2", "site content as JSON, no pages", lambda: peers.myst(at["myst"])),
    ]


def page_rows(peers: Peers, at: dict[str, Path]) -> list[Row]:
    """Return how pages with notebooks' figures are made, from nothing."""
    build = ("build", "--to", "html", "--jobs", "2")
    return [
        Row("forum build --to html", "pages with all figures, checked", lambda: forum(at["ours"], *build)),
        Row("Jupyter Book 1", "pages with all figures", lambda: peers.jupyter_book(at["book"])),
    ]


def unchanged_rows(peers: Peers, at: dict[str, Path]) -> list[Row]:
    """Return how long it takes to see that nothing has changed."""
    build = ("build", "--to", "html", "--jobs", "2")
    return [
        Row("forum build --to html", "pages", lambda: forum(at["ours"], *build, fresh=False)),
        Row("MyST", "site content as JSON, no pages", lambda: peers.myst(at["myst"], fresh=False)),
        Row("Jupyter Book 1", "pages", lambda: peers.jupyter_book(at["book"], fresh=False)),
    ]


# --- a manuscript -----------------------------------------------------------------------------------


def manuscript_rows(peers: Peers, folder: Path) -> list[Row]:
    """Return how the PDF of a manuscript is made."""
    shutil.rmtree(folder, ignore_errors=True)
    ours = manuscript.write(folder / "ours", WORDS, REFERENCES, FIGURES)
    theirs = manuscript.write(folder / "theirs", WORDS, REFERENCES, FIGURES)
    build = ("build", "--to", "pdf")
    count = iter(range(1000))

    def changed() -> None:
        manuscript.change_a_word(ours, next(count))
        forum(folder / "ours", *build, fresh=False)

    full = "PDF/UA-1 and PDF/A-3a with attachments; everything checked"
    return [
        Row("forum build --to pdf, from nothing", full, lambda: forum(folder / "ours", *build)),
        Row("the same, one word changed", full, changed, peer=False),
        Row("the same, nothing changed", full, lambda: forum(folder / "ours", *build, fresh=False), peer=False),
        Row("pandoc, citeproc, WeasyPrint", "PDF, not tagged", lambda: peers.weasyprint(theirs)),
        Row("pandoc, citeproc, XeLaTeX", "PDF, not tagged", lambda: peers.latex(theirs)),
    ]


# --- the page -----------------------------------------------------------------------------------------


def head(peers: Peers) -> str:
    """Return when, where and with what was measured."""
    from forum import __version__

    today = datetime.datetime.now(datetime.UTC).date()
    where = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end, Python {platform.python_version()}"
    return f"{today}, {where}; forum {__version__}, {peers.versions()}."


def accept(sections: dict[str, str]) -> None:
    """Write sections into the page of benchmarks; others stay as they are."""
    text = PAGE.read_text() if PAGE.exists() else "# Benchmarks\n"
    for name, body in sections.items():
        new = f"## {name}\n\n{body}\n"
        pattern = re.compile(rf"^## {name}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
        if pattern.search(text):
            text = pattern.sub(lambda _, new=new: new + "\n", text)
        else:
            text = text.rstrip() + f"\n\n{new}"
    PAGE.write_text(text.rstrip() + "\n")


def main() -> None:
    """Make the inputs, install the peers, measure, and say who is missing."""
    with contextlib.ExitStack() as stack:  # it ends the warm process
        compare(stack)


def compare(stack: contextlib.ExitStack) -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--accept", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--only", choices=("Notebooks", "Peers"), help="one section of the page")
    parser.add_argument("--notebooks", type=int, default=12, metavar="N", help="how many of them (default: 12)")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "benchmarks")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    peers = Peers(options.folder.resolve())
    peers.install()
    figures = make_notebooks(options.folder.resolve() / "figures", labelled(FIGURE), options.notebooks)
    warm = kept_warm(stack, figures["ours"])
    groups = {
        "Notebooks": {
            f"{options.notebooks} notebooks that draw a figure": notebook_rows(peers, figures, warm),
        },
        "Peers": {
            f"{options.notebooks} notebooks to web pages": page_rows(peers, figures),
            "Nothing has changed": unchanged_rows(peers, figures),
            f"{WORDS:,} words, {REFERENCES} references and {FIGURES} figures to PDF": manuscript_rows(
                peers, options.folder.resolve() / "manuscript"
            ),
        },
    }
    sections = {}
    for name, group in groups.items():
        if options.only not in (None, name):
            continue
        for rows in group.values():
            measure(rows, options.rounds)
        tables = [table(title, rows) for title, rows in group.items()]
        sections[name] = "\n\n".join([head(peers), MEANT.format(section=name, rounds=options.rounds), *tables])
        print(f"\n## {name}\n\n{sections[name]}", flush=True)
    for peer, why in peers.missing.items():
        print(f"missing: {peer}: {why}")
    if options.accept:
        accept(sections)


MEANT = """\
By `python tests/benchmarks/peers.py --only {section} --accept`; rounds in turn: {rounds}. *Seconds* are medians by
the clock, and depend on the load, which is that of others on the machine too. *Processor* are the seconds of all
processes that were waited for, which leaves out the kernels of MyST's server. Where a row gives less than ours,
it is no peer for the rest. All kernels have the same settings for figures: each is drawn once, as SVG, cut to its
content."""

if __name__ == "__main__":
    main()
