"""``python -m forum.cli.notebook_text FILE``: a notebook as text, for ``git diff`` (git's ``textconv``)."""

from __future__ import annotations

import sys
from pathlib import Path

import click


def main(path: str) -> None:
    """Print what a person wrote in a notebook; a file that is none as it is."""
    from forum.merging.notebooks.reading import read
    from forum.merging.values import Unusable

    text = Path(path).read_text(encoding="utf-8", errors="replace")
    try:
        cells = read(text, path).cells
    except Unusable:
        click.echo(text, nl=False)
        return
    for number, cell in enumerate(cells, 1):
        tags = " ".join(map(str, cell.data.get("metadata", {}).get("tags", ())))
        click.echo(f"# --- cell {number}, {cell.kind} {tags}".rstrip())
        click.echo(cell.source)


if __name__ == "__main__":
    main(sys.argv[1])
