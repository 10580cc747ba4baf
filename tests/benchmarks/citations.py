"""How long checking citations takes, and what other tools find in the same files.

    python tests/benchmarks/citations.py [--entries N] [--papers N] [--folder DIR]

Makes a workspace from a seed, with a known number of mistakes, and measures
``forum check`` cold, warm, and after one paper changed; then ``pandoc --citeproc`` for each
paper, and biber, bibtex-tidy, badness and panache where they are installed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

SEED = 20230215
WORDS = [
    "control",
    "autonomy",
    "weapon",
    "system",
    "human",
    "law",
    "machine",
    "learning",
    "ethics",
    "military",
    "swarm",
    "defence",
    "policy",
    "norm",
    "review",
    "test",
    "operator",
    "threshold",
    "accountability",
    "state",
    "escalation",
    "distance",
    "targeting",
    "judgement",
    "treaty",
    "evidence",
    "field",
    "sensor",
]
FAMILIES = [
    "Doe",
    "Roe",
    "Poe",
    "Kay",
    "Jansen",
    "Visser",
    "Bakker",
    "Smit",
    "Meyer",
    "Silva",
    "Rossi",
    "Novak",
    "Kim",
    "Tanaka",
    "Mensah",
    "Okafor",
    "Haddad",
]
MISTAKES = {
    "date-impossible": ("date = {%d}", "date = {%d-13}"),
    "pages-descending": ("pages = {%d--%d}", "pages = {989--331}"),
    "doi-prefix": ("doi = {", "doi = {https://doi.org/"),
    "names-et-al": (" and ", " et al. and "),
    "text-entity": ("journaltitle = {Journal", "journaltitle = {R &amp; D Journal"),
}


def entry(pick: random.Random, number: int, mistake: str) -> str:
    """Return an entry, with a mistake of a kind or none."""
    year, page = pick.randint(1980, 2024), pick.randint(1, 900)
    text = (
        f"@article{{k{number},\n"
        f"  author = {{{pick.choice(FAMILIES)}, {pick.choice('ABCDEF')}. and {pick.choice(FAMILIES)}{number}, Jo}},\n"
        f"  title = {{{' '.join(pick.choices(WORDS, k=9)).capitalize()} {number}}},\n"
        f"  journaltitle = {{Journal of {pick.choice(WORDS)}}},\n"
        f"  volume = {{{pick.randint(1, 90)}}},\n"
        f"  pages = {{{page}--{page + 9}}},\n"
        f"  date = {{{year}}},\n"
        f"  doi = {{10.5555/x{number}}},\n}}\n\n"
    )
    if mistake:
        right, wrong = MISTAKES[mistake]
        right = {"date-impossible": f"date = {{{year}}}", "pages-descending": f"pages = {{{page}--{page + 9}}}"}.get(
            mistake, right
        )
        wrong = f"date = {{{year}-13}}" if mistake == "date-impossible" else wrong
        text = text.replace(right, wrong, 1)
    return text


def paper(pick: random.Random, entries: int) -> str:
    """Return a paper of some six hundred words with forty citations."""
    lines = ["---", "title: A paper", "kind: case-study", "theme: governance", "authors: [{person: editors}]"]
    lines += ["abstract: An abstract.", "---", "", "# Question", ""]
    for _ in range(20):
        lines += [
            f"{' '.join(pick.choices(WORDS, k=14)).capitalize()} [@k{pick.randrange(entries)}, p. 3]. "
            f"As @k{pick.randrange(entries)} shows, {' '.join(pick.choices(WORDS, k=14))}.",
            "",
        ]
    return "\n".join(lines)


def make(folder: Path, entries: int, papers: int) -> Counter[str]:
    """Write a workspace; return the mistakes that were put in."""
    pick = random.Random(SEED)
    (folder / "recommendations/papers").mkdir(parents=True)
    (folder / "forum.toml").write_text(
        '[forum]\ntitle = "Benchmark"\nlanguage = "en"\n\n[[theme]]\nid = "governance"\ntitle = "Governance"\n\n'
        '[check.severity]\ncitation-unused = "off"\n'
    )
    (folder / "recommendations/people.yaml").write_text("- {id: editors, name: Editors, group: true}\n")
    put: Counter[str] = Counter()
    kinds = sorted(MISTAKES)
    with (folder / "recommendations/references.bib").open("w") as out:
        for number in range(entries):
            mistake = kinds[number // 100 % len(kinds)] if number % 100 == 0 else ""
            put[mistake] += 1
            out.write(entry(pick, number, mistake))
    for number in range(papers):
        path = folder / f"recommendations/papers/paper-{number}/paper.md"
        path.parent.mkdir()
        path.write_text(paper(pick, entries))
    del put[""]
    return put


def timed(command: Sequence[str | Path], cwd: Path) -> tuple[str, int, str]:
    """Run a command; return seconds by the clock and of processor, peak memory so far, and what it printed."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{seconds:.1f} s ({processor:.1f} s of processor)", after.ru_maxrss // 1024, done.stdout


def ours(folder: Path, put: Counter[str]) -> None:
    """Measure ``forum check``: cold, warm, and after one paper changed."""
    command = [sys.executable, "-m", "forum", "check", "--format", "json", "--root", str(folder)]
    for name in ("cold", "warm", "one paper changed"):
        if name == "one paper changed":
            changed = folder / "recommendations/papers/paper-0/paper.md"
            changed.write_text(changed.read_text() + "\nOne more sentence [@k1].\n")
        seconds, memory, printed = timed(command, folder)
        print(f"forum check, {name}: {seconds}, {memory} MiB")
    told = Counter(one["code"] for one in json.loads(printed)["diagnostics"])
    for code, number in sorted((put | told).items()):
        print(f"  {code}: {put[code]} put in, {told[code]} told" if number else "")


def others(folder: Path, papers: int) -> None:
    """Measure the other tools that are installed."""
    from forum.tools.pandoc import executable

    bib = folder / "recommendations/references.bib"
    some = sorted(folder.glob("recommendations/papers/*/paper.md"))[: min(papers, 3)]
    started = time.perf_counter()
    for one in some:
        timed([executable(), one, "--citeproc", f"--bibliography={bib}", "-t", "plain"], folder)
    each = (time.perf_counter() - started) / max(len(some), 1)
    print(f"pandoc --citeproc: {each:.1f} s a paper (of {len(some)}), {each * papers:.0f} s for {papers}")
    tools = {
        "biber": ["--tool", "--validate-datamodel", "--output-file", os.devnull, str(bib)],
        "bibtex-tidy": ["--duplicates=doi,key,citation", "--no-modify", str(bib)],
        "badness": ["lint", str(bib)],
        "panache": ["lint", *map(str, some)],
    }
    for name, arguments in tools.items():
        found = shutil.which(name)
        if found is None:
            print(f"{name}: not installed")
            continue
        seconds, _, printed = timed([found, *arguments], folder)
        print(f"{name}: {seconds}, {len(printed.splitlines())} lines")


def main() -> None:
    """Make the files and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=50_000)
    options.add_argument("--papers", type=int, default=500)
    options.add_argument("--folder", type=Path, help="where the files stay; else they are deleted")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary) / "workspace"
        folder.mkdir(parents=True)
        put = make(folder, given.entries, given.papers)
        ours(folder, put)
        others(folder, given.papers)


if __name__ == "__main__":
    main()
