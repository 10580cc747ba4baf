"""``forum merge-file``: parse, call, print."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from forum.cli.options import format_option
from forum.cli.printing import styled

if TYPE_CHECKING:
    from forum.commands.merge_file import MergedFile

_INPUT = click.Path(dir_okay=False, path_type=Path)


@click.command("merge-file")
@click.argument("base", type=_INPUT)
@click.argument("ours", type=_INPUT)
@click.argument("theirs", type=_INPUT)
@click.option("--path", required=True, help="The file's name in the workspace: it decides on the rules.")
@click.option("--output", required=True, type=_INPUT, help="Where the result goes; may be one of the three.")
@format_option("text", "json")
def merge_file(base: Path, ours: Path, theirs: Path, path: str, output: Path, form: str) -> int:
    """Merge OURS and THEIRS, two versions of BASE, by the rules of the file's kind.

    Exit code 0: clean; 1: conflicts, written with markers or, in a notebook, as two
    cells side by side; 2: unusable input, and nothing is written.
    """
    from forum.commands.merge_file import merge_file as run

    done = run(base, ours, theirs, path=PurePosixPath(path), output=output).value
    if form == "json":
        click.echo(json.dumps(as_json(done), ensure_ascii=False, indent=1).encode("utf-8", "replace"))
    else:
        _tell(done)
    return 1 if done.conflicts else 0


def as_json(done: MergedFile) -> dict[str, Any]:
    """Return the outcome as JSON, version 1."""
    return {
        "version": 1,
        "path": str(done.path),
        "kind": done.kind.value,
        "clean": not done.conflicts,
        "conflicts": [
            {"where": one.where, "base": one.base, "ours": one.ours, "theirs": one.theirs, "choice": one.choice}
            for one in done.conflicts
        ],
    }


def _tell(done: MergedFile) -> None:
    """Say nothing of a clean merge, and where each conflict is."""
    for conflict in done.conflicts:
        click.echo(f"{styled('conflict', fg='red', bold=True)} in {done.path}: {conflict.where}")
