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

TOOLS: Mapping[str, Sequence[str]] = {
    "pandoc": ["-f", "biblatex", "-t", "csljson"],
    "biber": ["--tool", "--validate-datamodel", "--output-file", os.devnull],
    "bibtex-tidy": ["--duplicates=doi,key,citation"],
    "badness": ["lint"],
    "panache": ["lint"],
}
_RULE = re.compile(
    r"^(?:warning|error): ([a-z-]+)$|(?:WARN|ERROR) - ([A-Za-z ]+)|^([A-Z]+_[A-Z_]+):|^(?:warning|error): \[([a-z-]+)\]"
    r"|(syntax error)",
    re.MULTILINE,
)


def examples() -> Iterator[tuple[str, str]]:
    """Yield code and text of every example of one file that the tests hold."""
    yield from ((code, text) for text, code in WRONG.values())
    yield from ((code, text) for text, code in SAME.values())
    yield from ((codes[0], texts[0]) for texts, codes in CASES.values() if codes and len(texts) == 1)
    yield from ((problem[0], text) for text, problem in TEXTS.values() if isinstance(problem, tuple))
    for cases in (KAMERSTUKKEN, UNITED_NATIONS, EUROPE):
        yield from ((codes[0], text) for text, codes in cases.values() if codes)


_KEY = re.compile(r"^@(?!string|preamble|comment)\w+\{([^,\s]+),", re.MULTILINE)


def said(tool: str, text: str, folder: Path) -> frozenset[str]:
    """Return the rules by which a tool says something of a text."""
    markdown = not text.lstrip().startswith(("@", "%"))
    if markdown and tool in ("biber", "bibtex-tidy", "badness", "pandoc"):
        return frozenset()
    path = folder / "example.bib"
    path.write_text(BIB if markdown else text, encoding="utf-8")
    if tool == "panache":
        path = folder / "example.md"
        cited = text if markdown else "See " + "; ".join(f"[@{key}]" for key in _KEY.findall(text)) + ".\n"
        path.write_text(f"---\nbibliography: example.bib\n---\n\n{cited}", encoding="utf-8")
    command = executable() if tool == "pandoc" else which(tool)
    done = subprocess.run([str(command), *TOOLS[tool], str(path)], capture_output=True, text=True, check=False)
    if tool == "pandoc":
        return frozenset({"refuses it"} if done.returncode else {"reads nothing"} if not done.stdout else set())
    return frozenset("".join(one) for one in _RULE.findall(done.stdout + done.stderr))


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bin", type=Path, action="append", default=[], help="where else tools are")
    options.add_argument("--tool", choices=TOOLS, action="append", help="only this one")
    given = options.parse_args()
    for folder in given.bin:
        os.environ["PATH"] += os.pathsep + str(folder.resolve())
    tools = [tool for tool in given.tool or TOOLS if tool == "pandoc" or which(tool)]
    print("not installed:", ", ".join(tool for tool in TOOLS if tool != "pandoc" and not which(tool)) or "none")
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
