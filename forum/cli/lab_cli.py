"""``forum lab``: parse, call."""

from __future__ import annotations

from pathlib import Path

import click

from forum.cli.options import root_option


@click.command()
@click.option("--no-browser", is_flag=True, help="Print the address, open no browser.")
@click.option("--port", type=int, default=8888, help="The port to try first.")
@click.argument("extra", nargs=-1, type=click.UNPROCESSED, metavar="[-- JUPYTERLAB-OPTION...]")
@root_option
def lab(no_browser: bool, port: int, extra: tuple[str, ...], root: Path) -> int:
    """Open JupyterLab on this workspace, on this machine only."""
    from forum.commands.lab import lab as start

    return start(root, browser=not no_browser, port=port, extra=extra)
