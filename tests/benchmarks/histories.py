"""How long ``forum history`` takes on a long history: commits to one paper, some of which reword a recommendation.

    python tests/benchmarks/histories.py --commits 1000 --every 10

Times are of the processor, this process and those that it started; git makes the history beforehand.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from forum.commands.history import history
from forum.commands.init import init

PAPER = Path("recommendations/papers/example/paper.md")
PARAGRAPH = "Lamps and horns warn ships that come near a harbour at night. " * 8


def made(root: Path, commits: int, every: int) -> None:
    """Make a workspace with that many commits to its paper; every so many, the recommendation says another number."""
    init(root, "Lamps")
    paper = root / PAPER
    text = paper.read_text()
    text = re.sub(r"Authors should replace this example.*", "States should light 0 lamps.", text)
    text += "\n\n# More\n\n" + "\n\n".join(f"Paragraph {number}. {PARAGRAPH}" for number in range(60)) + "\n"
    stream = []
    for number in range(commits):
        version = text.replace("light 0 lamps", f"light {number // every} lamps")
        version = version.replace("Paragraph 3. ", f"Paragraph 3, edit {number}. ")
        content = version.encode()
        when = f"{1_800_000_000 + number * 60} +0000"
        head = f"commit refs/heads/main\nmark :{number + 1}\nauthor A <a@example.org> {when}\n"
        head += f"committer A <a@example.org> {when}\ndata 4\nedit\n" + (f"from :{number}\n" if number else "")
        stream.append(f"{head}M 100644 inline {PAPER}\ndata {len(content)}\n".encode() + content + b"\n")
    paper.write_text(version)
    subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=root, input=b"".join(stream), check=True)


def seconds(root: Path) -> tuple[float, int]:
    """Return the processor time of one history, and how many wordings it has."""
    before = os.times()
    (told,) = history(root, "rec-example").value.told
    after = os.times()
    return sum(after[:4]) - sum(before[:4]), told.wordings


def main() -> None:
    """Measure, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=1000)
    parser.add_argument("--every", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="forum-histories-") as folder:
        root = Path(folder) / "w"
        made(root, asked.commits, asked.every)
        size = (root / PAPER).stat().st_size
        shutil.rmtree(root / ".forum", ignore_errors=True)
        for name in ("with nothing kept", "again"):
            spent, wordings = seconds(root)
            print(f"{asked.commits} commits of {size} bytes, {wordings} wordings, {name}: {spent:.2f} s")


if __name__ == "__main__":
    main()
