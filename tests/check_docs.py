"""Hold the documents against the program: links, commands, options and codes that they name.

Run by ``make check``: ``python tests/check_docs.py``. With ``--accept`` it first
writes ``docs/diagnostics.md`` from ``forum/explanations/``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from source_codes import Source

from forum.cli import main_group
from forum.explanations import EXPLANATIONS, SUBJECTS, Explanation

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "diagnostics.md"
ACCEPT = "run python tests/check_docs.py --accept"
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s]+)\)")
_COMMAND = re.compile(r"forum ([a-z]+(?:-[a-z]+)*)((?: [^`\n]*)?)")
_CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
_SIGNS = re.compile(r"[\\|*_<>\[\]{}`#~$@]|--|:::")  # these belong in code
_LONGEST = 330  # characters of a meaning or a remedy: two short sentences


def problems() -> Iterator[str]:
    """Yield what the documents say that is not so, and what they do not say."""
    for document in documents():
        text = document.read_text(encoding="utf-8")
        name = document.relative_to(ROOT)
        yield from (f"{name}: {problem}" for problem in _broken_links(document, text))
        yield from (f"{name}: {problem}" for problem in _unknown_commands(text))
    yield from _codes()
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        yield f"{PAGE.relative_to(ROOT)}: it is not what forum/explanations/ says; {ACCEPT}"


def documents() -> list[Path]:
    """Return the pages that people read."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "templates").rglob("README.md")])


def _broken_links(document: Path, text: str) -> Iterator[str]:
    """Yield relative links to nothing; what is inside code is an example."""
    for target in _LINK.findall(re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)):
        if not (document.parent / target.partition("#")[0]).exists():
            yield f"the link to {target} leads nowhere"


def _unknown_commands(text: str) -> Iterator[str]:
    code = "\n".join([*re.findall(r"```\n(.*?)```", text, re.DOTALL), *re.findall(r"`([^`\n]+)`", text)])
    context = click.Context(main_group)
    known = set(main_group.list_commands(context))
    for name, rest in _COMMAND.findall(code):
        if name not in known:
            yield f"there is no command forum {name}"
            continue
        command = main_group.get_command(context, name)
        options = {option for one in (command.params if command else []) for option in one.opts}
        for option in re.findall(r"(?<!\S)(--[a-z-]+)", rest):
            if option not in options and not isinstance(command, click.Group):
                yield f"forum {name} has no {option}"


# --- diagnostic codes ----------------------------------------------------------------------


def _codes() -> Iterator[str]:
    """Hold forum/explanations/ against the codes that the source gives."""
    source = Source(ROOT / "forum")
    yield from source.unclear
    for code, use in sorted(source.codes.items()):
        if code not in EXPLANATIONS:
            yield f"forum/explanations: {code} is not explained ({use.places[0]})"
        elif use.stops != EXPLANATIONS[code].stops:
            yield f"forum/explanations: {code} {'stops' if use.stops else 'does not stop'} a build ({use.places[0]})"
        elif use.severities and EXPLANATIONS[code].severity.value not in use.severities:
            yield f"forum/explanations: {code} is of severity {', '.join(use.severities)} ({use.places[0]})"
    for code, one in EXPLANATIONS.items():
        if code not in source.codes:
            yield f"forum/explanations: nothing gives the code {code}"
        yield from (f"forum/explanations: {code}: {problem}" for problem in _unfit(code, one))
    if len(EXPLANATIONS) != sum(map(len, SUBJECTS.values())):
        yield "forum/explanations: a code stands in two subjects"


def _unfit(code: str, one: Explanation) -> Iterator[str]:
    if not _CODE.fullmatch(code):
        yield "a code is words in small letters, joined by -"
    for what, text in (("meaning", one.meaning), ("remedy", one.remedy)):
        if not text.endswith("."):
            yield f"the {what} is no sentence"
        if _SIGNS.search(re.sub(r"`[^`]+`", "", text)):
            yield f"the {what} has a sign of Markdown outside backquotes"
        if len(text) > _LONGEST:
            yield f"the {what} is longer than two short sentences"


def page() -> str:
    """Return docs/diagnostics.md as it has to be."""
    parts = [_HEAD]
    for subject, codes in SUBJECTS.items():
        rows = [_row(code, codes[code]) for code in sorted(codes)]
        parts.append("\n".join([f"## {subject}", "", "| code | severity | what it means | what to do |", _RULE, *rows]))
    return "\n\n".join(parts) + "\n"


_RULE = "| --- | --- | --- | --- |"
_HEAD = """# Diagnostics

What the program says of a workspace, by the code in brackets: `error[citation-unknown]`. The
terminal explains one code: `forum check --explain citation-unknown`.

- An **error** is wrong in the output or provably false. The report is built all the same, with a
  visible mark in the place; `forum build --strict` then exits with 1.
- An error that **stops** a build leaves what was built before untouched. If it is a run of a
  notebook that failed, `forum build --allow-stale` prints its earlier result.
- A **warning** is probably not meant; an **info** is good to know.

The severity is the usual one. A workspace may set another in `forum.toml`, or `"off"`, but for
what stops a build:

```
[check.severity]
notebook-unused = "off"
```

This page is written by `python tests/check_docs.py --accept`, from `forum/explanations/`."""


def _row(code: str, one: Explanation) -> str:
    severity = one.severity.value + (", stops" if one.stops else "")
    return f"| `{code}` | {severity} | {_cell(one.meaning)} | {_cell(one.remedy)} |"


def _cell(text: str) -> str:
    """Return a text for a cell of a table, where | ends the cell in code too."""
    return text.replace("|", r"\|")


if __name__ == "__main__":
    if "--accept" in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    found = list(problems())
    click.echo("\n".join(found) or f"{len(documents())} documents and {len(EXPLANATIONS)} codes hold")
    sys.exit(1 if found else 0)
