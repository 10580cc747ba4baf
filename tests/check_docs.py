"""Hold the documents against the program: links, commands, options and codes that they name.

Run by ``make check``: ``python tests/check_docs.py``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from forum.cli import main_group

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "templates").rglob("README.md")]
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s]+)\)")
_COMMAND = re.compile(r"forum ([a-z]+)((?: [^`\n]*)?)")
_CODE = re.compile(r"""(?:error|warning|info|fatal|Trouble)\(\s*"([a-z]+(?:-[a-z]+)+)\"""", re.MULTILINE)
_FIELD = re.compile(r'(?:code=|")([a-z]+(?:-[a-z]+)+)"')


def problems() -> Iterator[str]:
    """Yield what the documents say that is not so, and what they do not say."""
    for document in sorted(DOCUMENTS):
        text = document.read_text(encoding="utf-8")
        name = document.relative_to(ROOT)
        yield from (f"{name}: {problem}" for problem in _broken_links(document, text))
        yield from (f"{name}: {problem}" for problem in _unknown_commands(text))
    yield from _unexplained_codes()


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


def _unexplained_codes() -> Iterator[str]:
    """Yield codes of diagnostics that docs/diagnostics.md does not explain."""
    page = ROOT / "docs" / "diagnostics.md"
    explained = set(re.findall(r"^\| `([a-z-]+)`", page.read_text(encoding="utf-8"), re.MULTILINE))
    used = {code for path in (ROOT / "forum").rglob("*.py") for code in _CODE.findall(path.read_text(encoding="utf-8"))}
    yield from (f"docs/diagnostics.md: {code} is not explained" for code in sorted(used - explained))
    yield from (f"docs/diagnostics.md: nothing has the code {code}" for code in sorted(explained - _mentioned()))


def _mentioned() -> set[str]:
    return {
        code for path in (ROOT / "forum").rglob("*.py") for code in _FIELD.findall(path.read_text(encoding="utf-8"))
    }


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found) or f"{len(DOCUMENTS)} documents hold")
    sys.exit(1 if found else 0)
