"""Which of our findings other tools have, measured on the examples of the tests.

    python -m tests.benchmarks.citation_tools [--bin DIR]... [--tool NAME]...

Each example of tests/citations goes to each tool in a file of its own; those of texts only
to tools that read texts, beside a bibliography. A tool has a
finding when one of its rules speaks that never speaks of the examples that are right.
Prints a Markdown table by code; it says nothing of what a tool could do with other settings.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from forum.tools.pandoc import executable
from tests.citations.test_duplicates import SAME
from tests.citations.test_law import EUROPE, KAMERSTUKKEN, UNITED_NATIONS
from tests.citations.test_links import CASES
from tests.citations.test_references import RIGHT, WRONG
from tests.citations.test_text import BIB
from tests.citations.test_text import RIGHT as RIGHT_TEXTS
from tests.citations.test_text import WRONG as TEXTS

_RULE = re.compile(
    r"^(?:warning|error): ([a-z-]+)$|(?:WARN|ERROR) - ([A-Za-z ]+)|^([A-Z]+_[A-Z_]+):|^(?:warning|error): \[([a-z-]+)\]"
    r"|(syntax error)",
    re.MULTILINE,
)
_MYST = re.compile(r"^(?:⛔️|⚠️) +\S+ ([A-Z][A-Za-z ]+)", re.MULTILINE)
_BIBAUDIT = re.compile(
    r"RuntimeWarning: example\.\w+:\d+: ([a-z ]+)|^(unresolved citation keys)|^ {6}([a-z]+/[a-z-]+) ", re.MULTILINE
)
_MANUBOT = re.compile(r"^inspected: (.+)$", re.MULTILINE)
_INSPECT = (
    "import sys; from manubot.cite.citekey import CiteKey\n"
    "for key in sys.argv[1:]:\n    found = CiteKey(key).inspect()\n    print('inspected:', found) if found else None"
)


@dataclass(frozen=True)
class Tool:
    """A program: its name, what follows it before the file, what it says, and whether it reads texts."""

    program: str
    options: Sequence[str]
    rule: re.Pattern[str] = _RULE
    reads_texts: bool = False


TOOLS: Mapping[str, Tool] = {
    "pandoc": Tool("pandoc", ["-f", "biblatex", "-t", "csljson"]),
    "biber": Tool("biber", ["--tool", "--validate-datamodel", "--output-file", os.devnull]),
    "bibtex-tidy": Tool("bibtex-tidy", ["--duplicates=doi,key,citation"]),
    "badness": Tool("badness", ["lint"]),
    "panache": Tool("panache", ["lint"], reads_texts=True),
    "myst": Tool("myst", ["build", "--md"], _MYST, reads_texts=True),
    "bibaudit": Tool(
        "bibaudit", ["check", "--offline", "--no-search", "-b", "example.bib"], _BIBAUDIT, reads_texts=True
    ),
    # Its filter fetches a schema before it checks anything; what it says of identifiers it says without.
    "manubot": Tool("manubot", [], _MANUBOT),
}


def examples() -> Iterator[tuple[str, str]]:
    """Yield code and text of every example of one file that the tests hold."""
    yield from ((code, text) for text, code in WRONG.values())
    yield from ((code, text) for text, code in SAME.values())
    yield from ((codes[0], texts[0]) for texts, codes in CASES.values() if codes and len(texts) == 1)
    yield from ((problem[0], text) for text, problem in TEXTS.values() if isinstance(problem, tuple))
    for cases in (KAMERSTUKKEN, UNITED_NATIONS, EUROPE):
        yield from ((codes[0], text) for text, codes in cases.values() if codes)


_KEY = re.compile(r"^@(?!string|preamble|comment)\w+\{([^,\s]+),", re.MULTILINE)


def said(name: str, text: str, folder: Path) -> frozenset[str]:
    """Return the rules by which a tool says something of a text."""
    tool = TOOLS[name]
    markdown = not text.lstrip().startswith(("@", "%"))
    if markdown and not tool.reads_texts:
        return frozenset()
    path = folder / "example.bib"
    path.write_text(BIB if markdown else text, encoding="utf-8")
    if tool.reads_texts:
        path = folder / "example.md"
        cited = text if markdown else "See " + "; ".join(f"[@{key}]" for key in _KEY.findall(text)) + ".\n"
        path.write_text(f"---\nbibliography: example.bib\n---\n\n{cited}", encoding="utf-8")
        (folder / "myst.yml").write_text("version: 1\nproject:\n  bibliography: [example.bib]\n")
    program = executable() if name == "pandoc" else which(tool.program)
    command = [str(program), *tool.options, path.name]
    if name == "manubot":
        keys = [f"{scheme}:{value}" for scheme, value in _IDENTIFIER.findall(text)]
        command = [str(Path(str(program)).with_name("python")), "-c", _INSPECT, *keys]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if name == "pandoc":
        return frozenset({"refuses it"} if done.returncode else {"reads nothing"} if not done.stdout else set())
    found = tool.rule.findall(done.stdout + done.stderr)
    return frozenset("".join(one).strip() for one in found)


_IDENTIFIER = re.compile(r"\b(doi|isbn|pmid|pmcid)\s*=\s*[{\"]([^}\"]+)", re.IGNORECASE)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bin", type=Path, action="append", default=[], help="where else tools are")
    options.add_argument("--tool", choices=TOOLS, action="append", help="only this one")
    given = options.parse_args()
    for folder in given.bin:
        os.environ["PATH"] += os.pathsep + str(folder.resolve())
    absent = [name for name, tool in TOOLS.items() if name != "pandoc" and not which(tool.program)]
    tools = [name for name in given.tool or TOOLS if name not in absent]
    print("not installed:", ", ".join(absent) or "none")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        fine = [*RIGHT.values(), *(text for text in RIGHT_TEXTS.values() if isinstance(text, str))]
        right = {tool: [said(tool, text, folder) for text in fine] for tool in tools}
        usual = {tool: frozenset().union(*right[tool]) for tool in tools}
        found: dict[str, dict[str, list[frozenset[str]]]] = {}
        for code, text in examples():
            for tool in tools:
                found.setdefault(code, {}).setdefault(tool, []).append(said(tool, text, folder) - usual[tool])
    print("| code | examples | " + " | ".join(tools) + " |\n" + "| --- " * (len(tools) + 2) + "|")
    for code in sorted(found):
        cells = [_cell(found[code][tool]) for tool in tools]
        print(f"| `{code}` | {len(found[code][tools[0]])} | " + " | ".join(cells) + " |")
    for tool in tools:
        print(f"{tool}: of {len(fine)} right examples it has something to say of {sum(map(bool, right[tool]))}")


def _cell(hits: Sequence[frozenset[str]]) -> str:
    rules = ", ".join(sorted(frozenset().union(*hits)))
    return f"{sum(map(bool, hits))}: {rules}" if rules else ""


if __name__ == "__main__":
    main()
