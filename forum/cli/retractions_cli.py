"""``forum retractions``: parse, call, print."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from forum.cli.options import root_option
from forum.cli.printing import styled


@click.group()
def retractions() -> None:
    """Keep the local list of retracted works, against which `forum check` holds the references."""


@retractions.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@root_option
def import_(file: Path, root: Path) -> int:
    """Read FILE, the table of Retraction Watch (CSV), in the place of what was there before."""
    from forum.commands.retractions import import_retractions

    done = import_retractions(root, file, datetime.datetime.now(tz=datetime.UTC).date()).value
    click.echo(
        f"{styled('Imported', fg='green', bold=True)} {done.retracted} retractions and {done.concerns} "
        f"expressions of concern into {done.path}"
    )
    return 0
