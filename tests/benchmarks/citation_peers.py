"""What other programs find of the mistakes that the benchmark puts into its files, and how long they take.

    python tests/benchmarks/citations.py --entries 5000 --papers 50 --peers

A program has found a mistake when it speaks of that entry, or of that key in a paper, by a
rule that does not speak of every second entry. What it says of other entries is false:
the benchmark knows that they are right. A program that is not installed is named as such.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

Finding = tuple[str, str]  # rule, and the key that it speaks of

_BADNESS = re.compile(r"^(?:warning|error): ([a-z-]+)\n +--> [^\n]*\.bib:(\d+):", re.MULTILINE)
_PANACHE = re.compile(r"^(?:warning|error): \[([a-z-]+)\][^\n]*\n +--> ([^\n]*):(\d+):(\d+)", re.MULTILINE)
_CITEPROC = re.compile(r"citation (\S+) not found")


def compare(folder: Path, mistakes: Mapping[str, str], papers: Sequence[Path]) -> None:
    """Print, for each program, its seconds and what it finds of the mistakes: key to code."""
    bib = folder / "recommendations/references.bib"
    lines = bib.read_text().split("\n")
    starts = [
        (number, found[1]) for number, line in enumerate(lines, 1) if (found := re.match(r"@\w+\{([^,]+),", line))
    ]
    ours: set[str] = set()
    codes = Counter(mistakes.values())
    print(f"{len(starts)} entries, {len(papers)} papers; mistakes: {dict(sorted(codes.items()))}")
    print("| program | seconds | of the mistakes | false |\n| --- | --- | --- | --- |")
    for name, run in (("forum check", _ours), *_PEERS.items()):
        started = time.perf_counter()
        said = run(folder, bib, papers)
        found_at = list(said) if said is not None else []
        seconds = time.perf_counter() - started
        if said is None:
            print(f"| {name} | not installed | | |")
            continue
        found = _meant([(rule, _key(starts, where)) for rule, where in found_at], len(starts))
        hit = {key for _, key in found if key in mistakes}
        ours = ours or hit
        false = [one for one in found if one[1] not in mistakes]
        by_code = Counter(mistakes[key] for key in hit)
        told = ", ".join(f"{code} {number}" for code, number in sorted(by_code.items())) or "none"
        alone = f"; {len(hit - ours)} that forum check has not" if hit - ours else ""
        print(
            f"| {name} | {seconds:.0f} | {len(hit)} of {len(mistakes)}: {told}{alone} | {_false(false)} |", flush=True
        )


def _false(found: Sequence[Finding]) -> str:
    rules = Counter(rule for rule, _ in found)
    return f"{len(found)}: " + ", ".join(f"{rule} {number}" for rule, number in rules.most_common(4)) if found else "0"


def _key(starts: Sequence[tuple[int, str]], where: str | int) -> str:
    """Return the key of the entry that a line stands in; a key as it is."""
    if isinstance(where, str):
        return where
    at = bisect_right(starts, (where, "\uffff")) - 1
    return starts[max(at, 0)][1]


def _meant(said: Sequence[Finding], entries: int) -> set[Finding]:
    """Return findings without those of rules that speak of every second entry."""
    by_rule: dict[str, set[str]] = defaultdict(set)
    for rule, key in said:
        by_rule[rule].add(key)
    return {(rule, key) for rule, keys in by_rule.items() if len(keys) < entries / 2 for key in keys}


def _run(command: Sequence[str | Path], folder: Path) -> str:
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


Said = Iterator[tuple[str, str | int]] | None


def _ours(folder: Path, _: Path, __: Sequence[Path]) -> Said:
    command = [sys.executable, "-m", "forum", "check", "--format", "json", "--root", folder]
    found = json.loads(_run(command, folder))["diagnostics"]
    return iter([(one["code"], _place(one)) for one in found])


def _place(one: Mapping[str, object]) -> str | int:
    key = re.search(r"@(\S+)$", str(one["message"])) if one["code"] == "citation-unknown" else None
    return key[1] if key else int(str(one["line"]))


def _biber(folder: Path, bib: Path, _: Sequence[Path]) -> Said:
    if not shutil.which("biber"):
        return None
    said = _run(["biber", "--tool", "--validate-datamodel", "--output-file", os.devnull, bib], folder)
    lines = [line for line in said.splitlines() if line.startswith(("WARN", "ERROR"))]
    return iter([_biber_line(line) for line in lines])


def _biber_line(line: str) -> tuple[str, str | int]:
    key = re.search(r"(?:[Ee]ntry|key:?) '([^']+)'", line)
    number = re.search(r"line (\d+)", line)
    return line.split(" - ")[1].split(":", maxsplit=1)[0][:24], key[1] if key else int(number[1]) if number else "?"


def _tidy(folder: Path, bib: Path, _: Sequence[Path]) -> Said:
    program = shutil.which("bibtex-tidy")
    if not program:
        return None
    copy = folder / "tidied.bib"
    shutil.copy(bib, copy)  # it writes what it reads
    said = _run([program, "--duplicates=doi,key,citation", copy], folder)
    pattern = r"(\w+): Duplicate detected\. (?:The citation key|Entry) (\S+) "
    return iter([(rule, key) for rule, key in re.findall(pattern, said)])


def _badness(folder: Path, bib: Path, _: Sequence[Path]) -> Said:
    program = shutil.which("badness")
    return iter([(r, int(n)) for r, n in _BADNESS.findall(_run([program, "lint", bib], folder))]) if program else None


def _panache(folder: Path, bib: Path, papers: Sequence[Path]) -> Said:
    program = shutil.which("panache")
    if not program:
        return None
    found: list[tuple[str, str | int]] = []
    for paper in papers:
        text = paper.read_text()
        copy = folder / f"{paper.parent.name}.md"
        copy.write_text(text.replace("---\n", f"---\nbibliography: {bib}\n", 1))
        lines = copy.read_text().split("\n")
        for rule, _, line, column in _PANACHE.findall(_run([program, "lint", copy], folder)):
            cited = re.match(r"[@\[]*([\w-]+)", lines[int(line) - 1][int(column) - 1 :])
            found.append((rule, cited[1] if cited else "?"))
    return iter(found)


_MYST = re.compile(r"(?:⛔️|⚠️) +\S+ ([A-Z][A-Za-z ]+?)(?: with label \"([^\"]+)\"|:| \")")


def _myst(folder: Path, bib: Path, papers: Sequence[Path]) -> Said:
    program = shutil.which("myst")
    if not program:
        return None
    project = folder / "myst"
    project.mkdir()
    (project / "myst.yml").write_text(f"version: 1\nproject:\n  bibliography: [{bib}]\n")
    for paper in papers:
        front, body = paper.read_text().removeprefix("---\n").split("\n---\n", 1)
        (project / f"{paper.parent.name}.md").write_text(body if front else "")
    names = sorted(path.name for path in project.glob("*.md"))
    return iter([(rule, key or "?") for rule, key in _MYST.findall(_run([program, "build", *names, "--md"], project))])


_AUDITED = re.compile(
    r"references\.bib:(\d+): ([a-z ]+)|^ {4}(\S+)  \S+:\d+$|^ {6}([a-z]+/[a-z-]+) |^ {4}(\S+)$", re.MULTILINE
)


def _bibaudit(folder: Path, bib: Path, papers: Sequence[Path]) -> Said:
    program = shutil.which("bibaudit")
    if not program:
        return None
    found: list[tuple[str, str | int]] = []
    key = ""
    said = _run([program, "check", "--offline", "--no-search", "-b", bib, bib, *papers], folder)
    for line, warning, entry, rule, unresolved in _AUDITED.findall(said):
        key = entry or key
        if line:
            found.append((warning.strip(), int(line)))
        elif rule or unresolved:
            found.append((rule or "unresolved", unresolved or key))
    return iter(found)


def _citeproc(folder: Path, bib: Path, papers: Sequence[Path]) -> Said:
    from forum.tools.pandoc import executable

    command = [executable(), "--citeproc", f"--bibliography={bib}", "-t", "plain"]
    return iter([("not found", key) for one in papers for key in _CITEPROC.findall(_run([*command, one], folder))])


_PEERS = {
    "pandoc --citeproc, a paper at a time": _citeproc,
    "biber --tool --validate-datamodel": _biber,
    "bibtex-tidy --duplicates": _tidy,
    "badness lint": _badness,
    "panache lint, a paper at a time": _panache,
    "myst build": _myst,
    "bibaudit check --offline": _bibaudit,
}
