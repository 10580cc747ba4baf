"""``forum preview``: parse, call, print."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forum.cli.options import root_option
from forum.cli.printing import as_text, counted, styled
from forum.cli.quoting import Quotes

if TYPE_CHECKING:
    from forum.preview.session import Made


@click.command()
@click.argument("paper", required=False, default="", metavar="[PAPER]")
@click.option("--no-browser", is_flag=True, help="Print the address, open no browser.")
@click.option("--port", type=click.IntRange(0, 65535), default=8800, help="The port to try first (0: any).")
@root_option
def preview(paper: str, no_browser: bool, port: int, root: Path) -> int:
    """Show the report in a browser, and make it anew as files are saved; Ctrl-C ends it.

    Only this machine can see it, and only by the address that is printed. PAPER opens
    that paper's page. Nothing is written into build/.
    """
    from forum.commands.preview import preview as start

    with start(root, port, paper) as running:
        click.echo(f"Preview at {running.address}\nIt follows what is saved. Ctrl-C ends it.")
        if not no_browser:
            click.launch(running.address)
        try:
            while True:
                if made := running.session.wait(0.3):
                    _say(made, root)
        except KeyboardInterrupt:
            click.echo("\nPreview ended.")
    return 0


def _say(made: Made, root: Path) -> None:
    now = time.strftime("%H:%M:%S")
    if made.stale:
        for problem in made.problems:
            if problem.fatal:
                click.echo(as_text(problem, Quotes(root)))
        click.echo(f"{now}  " + styled("not built", fg="red", bold=True) + "; the page shows the last good state")
    else:
        click.echo(f"{now}  {made.what} in {made.seconds:.2f} s, {counted(made.problems)}")
