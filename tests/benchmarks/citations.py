"""How long checking citations takes, and what other programs find in the same files.

    python tests/benchmarks/citations.py [--entries N] [--papers N] [--addresses] [--folder DIR] [--peers] [--bin DIR]

Makes a workspace from a seed, with a known number of mistakes, and measures ``forum check``
cold, with nothing changed, after one paper changed, and after one entry changed. With ``--peers`` it compares
with pandoc --citeproc, biber, bibtex-tidy, badness, panache, MyST and bibaudit; ``--bin`` says where else
programs are.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from citation_peers import compare

SEED = 20230215
WORDS = (
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
)
FAMILIES = (
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
)


def entry(pick: random.Random, number: int, mistake: str) -> str:
    """Return an entry, with a mistake of a kind or none."""
    year, page = pick.randint(1980, 2024), pick.randint(1, 900)
    fields = {
        "author": f"{{{pick.choice(FAMILIES)}, {pick.choice('ABCDEF')}. and {pick.choice(FAMILIES)}{number}, Jo}}",
        "title": f"{{{' '.join(pick.choices(WORDS, k=9)).capitalize()} {number}}}",
        "journaltitle": f"{{Journal of {pick.choice(WORDS)}}}",
        "volume": f"{{{pick.randint(1, 90)}}}",
        "pages": f"{{{page}--{page + 9}}}",
        "date": f"{{{year}}}",
        "doi": f"{{10.5555/x{number}}}",
    }
    wrong = {
        "date-impossible": ("date", f"{{{year}-13}}"),
        "pages-descending": ("pages", "{989--331}"),
        "doi-prefix": ("doi", f"{{https://doi.org/10.5555/x{number}}}"),
        "names-et-al": ("author", fields["author"].replace(" and ", " et al. and ")),
        "text-entity": ("journaltitle", "{Journal of R &amp; D}"),
        "bib-string-undefined": ("journaltitle", "jrnlofnothing"),
        "work-duplicate": ("doi", f"{{10.5555/x{number - 1}}}"),
    }
    if mistake == "field-missing":
        del fields["journaltitle"], fields["doi"], fields["volume"], fields["pages"]
    elif mistake:
        name, value = wrong[mistake]
        fields[name] = value
    return f"@article{{k{number},\n" + "".join(f"  {name} = {value},\n" for name, value in fields.items()) + "}\n\n"


KINDS = (
    "bib-string-undefined",
    "date-impossible",
    "doi-prefix",
    "field-missing",
    "names-et-al",
    "pages-descending",
    "text-entity",
    "work-duplicate",
    "citation-key-duplicate",
)


def bibliography(pick: random.Random, entries: int) -> tuple[str, dict[str, str]]:
    """Return a .bib file, and the code of each key with a mistake: one entry in a hundred."""
    parts: list[str] = []
    mistakes: dict[str, str] = {}
    for number in range(entries):
        mistake = KINDS[number // 100 % len(KINDS)] if number % 100 == 50 else ""
        text = entry(pick, number, "" if mistake == "citation-key-duplicate" else mistake)
        if mistake == "work-duplicate":
            before = parts[-1]
            text = before.replace(f"{{k{number - 1},", f"{{k{number},", 1).replace(
                "  volume", "  number = {1},\n  volume"
            )
        parts.append(text)
        if mistake == "citation-key-duplicate":
            parts.append(text.replace("title = {", "title = {Another work: ", 1).replace("10.5555/x", "10.5555/y"))
        if mistake:
            mistakes[f"k{number}"] = mistake
    return "".join(parts), mistakes


def paper(pick: random.Random, entries: int, unknown: str, address: str) -> str:
    """Return a paper of some six hundred words with forty citations; one of nothing, if a key is given."""
    lines = ["---", "title: A paper", "kind: case-study", "theme: governance", "authors: [{person: editors}]"]
    lines += ["abstract: An abstract.", "---", "", "# Question", ""]
    for _ in range(20):
        lines += [
            f"{' '.join(pick.choices(WORDS, k=14)).capitalize()} [@k{pick.randrange(entries)}, p. 3]. "
            f"As @k{pick.randrange(entries)} shows, {' '.join(pick.choices(WORDS, k=14))}.",
            "",
        ]
    return "\n".join([*lines, address, f"And [@{unknown}].\n" if unknown else ""])


def make(folder: Path, entries: int, papers: int, addresses: bool = False) -> dict[str, str]:
    """Write a workspace; return the mistakes that were put in, by key."""
    pick = random.Random(SEED)
    (folder / "recommendations/papers").mkdir(parents=True)
    (folder / "forum.toml").write_text(
        '[forum]\ntitle = "Benchmark"\nlanguage = "en"\n\n[[theme]]\nid = "governance"\ntitle = "Governance"\n\n'
        '[check.severity]\ncitation-unused = "off"\nlocator-outside = "off"\n'
    )
    (folder / "recommendations/people.yaml").write_text("- {id: editors, name: Editors, group: true}\n")
    text, mistakes = bibliography(pick, entries)
    (folder / "recommendations/references.bib").write_text(text)
    for number in range(papers):
        unknown = f"nobody{number}" if number % 10 == 0 else ""
        path = folder / f"recommendations/papers/paper-{number}/paper.md"
        path.parent.mkdir()
        path.write_text(paper(pick, entries, unknown, "See https://example.org/.\n" if addresses else ""))
        if unknown:
            mistakes[unknown] = "citation-unknown"
    return mistakes


def timed(command: Sequence[str | Path], cwd: Path) -> tuple[str, str]:
    """Run a command; return seconds by the clock and of processor with the peak memory, and what it printed."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{seconds:.1f} s ({processor:.1f} s of processor), {after.ru_maxrss // 1024} MiB", done.stdout


def ours(folder: Path, mistakes: Mapping[str, str]) -> None:
    """Measure ``forum check``: cold, with nothing changed, after one paper and after one entry changed."""
    command = [sys.executable, "-m", "forum", "check", "--format", "json", "--root", str(folder)]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation has its modules compiled
    timed([sys.executable, "-m", "forum", "check", __file__], folder)
    for name in ("cold", "nothing changed", "one paper changed", "one entry changed"):
        if name == "one paper changed":
            changed = folder / "recommendations/papers/paper-0/paper.md"
            changed.write_text(changed.read_text() + "\nOne more sentence [@k1].\n")
        if name == "one entry changed":
            changed = folder / "recommendations/references.bib"
            changed.write_text(
                changed.read_text() + "\n@misc{one-more, author = {Doe, Jane}, title = {One more}, date = {2020}}\n"
            )
        measured, printed = timed(command, folder)
        print(f"forum check, {name}: {measured}, load {os.getloadavg()[0]:.1f}", flush=True)
    told = Counter(one["code"] for one in json.loads(printed)["diagnostics"])
    put = Counter(mistakes.values())
    for code in sorted(put | told):
        print(f"  {code}: {put[code]} put in, {told[code]} told")


def main() -> None:
    """Make the files and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=50_000)
    options.add_argument("--papers", type=int, default=500)
    options.add_argument("--addresses", action="store_true", help="put a web address into each paper")
    options.add_argument("--folder", type=Path, help="where the files stay; else they are deleted")
    options.add_argument("--peers", action="store_true", help="compare with other programs")
    options.add_argument("--bin", type=Path, action="append", default=[], help="where else programs are")
    given = options.parse_args()
    for folder in given.bin:
        os.environ["PATH"] += os.pathsep + str(folder.resolve())
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary) / "workspace"
        folder.mkdir(parents=True)
        mistakes = make(folder, given.entries, given.papers, given.addresses)
        ours(folder, mistakes)
        if given.peers:
            compare(folder, mistakes, sorted(folder.glob("recommendations/papers/*/paper.md")))


if __name__ == "__main__":
    main()
