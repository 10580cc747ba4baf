"""``forum pack``: parse, call, print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import click

from forum.cli.machine_formats import as_json
from forum.cli.options import format_option, root_option
from forum.cli.printing import show, styled
from forum.diagnostics import has_errors


@click.command()
@click.argument("name", metavar="SLUG|PARTNER")
@click.option("--to", type=click.Choice(["docx", "zip"]), default="docx", help="What to make (default: docx).")
@format_option("text", "json")
@root_option
def pack(name: str, to: Literal["docx", "zip"], form: str, root: Path) -> int:
    """Make what is mailed to an author: a Word file, or a zip of a paper with its notebooks.

    SLUG packs one paper, PARTNER all papers with an author of that partner. The file is
    stamped with the present commit, against which forum merge merges what comes back.
    """
    from forum.commands.pack import pack as run

    outcome = run(root, name, to)
    if form == "json":
        told = {"base": outcome.value.base, "paths": [str(path) for path in outcome.value.paths]}
        click.echo(json.dumps({**as_json(outcome.problems), **told}, ensure_ascii=False, indent=1))
    else:
        for path in outcome.value.paths:
            click.echo(f"{styled('Packed', fg='green', bold=True)} {path} from {outcome.value.base[:12]}")
        show(outcome.problems, "text", root)
        click.echo("Mail it out; merge what comes back with: forum merge FILE")
    return 1 if has_errors(outcome.problems) else 0
