"""The walk-through of docs/releasing.md: every command is run as it stands there, and prints what stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from lanterns import WHO

PAGE = Path(__file__).parent.parent.parent / "docs/releasing.md"
_VARIES = re.compile(r"\b[0-9a-f]{12,64}\b|\d+\.\d [kM]B|same \d+ bytes|forum \d[\d.]+")


def steps() -> list[tuple[str, list[str]]]:
    """Return the page's commands, each with the lines below it."""
    walk = PAGE.read_text().partition("## A walk-through")[2].partition("\n## ")[0]
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```\n(.*?)```", walk, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def plain(line: str) -> str:
    """Return a line without what differs from one machine or version to the next."""
    return _VARIES.sub("~", line).rstrip()


def test_the_page_says_what_happens(tmp_path: Path) -> None:
    environment = {**os.environ, **WHO, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    environment.pop("SOURCE_DATE_EPOCH", None)
    folder = tmp_path
    for command, lines in steps():
        done = subprocess.run(
            ["bash", "-c", f"{command}\npwd"], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        *printed, here = done.stdout.splitlines()
        folder = Path(here)
        told = [plain(line) for line in (*printed, *done.stderr.splitlines())]
        at = 0
        for line in (plain(line) for line in lines if line != "…"):
            assert line in told[at:], (command, line, told)
            at = told.index(line, at) + 1
        if "…" not in lines:
            assert len(told) == len(lines), (command, told)
