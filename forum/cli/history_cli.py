"""``forum history``: parse, call, print."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from forum.cli.options import format_option, root_option
from forum.cli.printing import show, styled
from forum.diagnostics import has_errors


@click.command()
@click.argument("name", metavar="REC|PAPER")
@format_option("text", "json", "html")
@click.option("--language", type=click.Choice(["en", "nl"]), help="Of the page (default: the report's).")
@click.option("--output", "-o", default="", metavar="FILE", help="Of the page (default: build/history/NAME.html).")
@root_option
def history(name: str, form: str, language: str | None, output: str, root: Path) -> int:
    """Show every wording that a recommendation ever had, newest first, from git.

    Each with who made it, what changed word by word, and what partners and panels
    thought of it. It is followed over new ids and into other papers. For a PAPER: all
    recommendations that it ever had. --format html writes one page.
    """
    from forum.cli.history_screens import as_json, history_screen
    from forum.commands.history import history as run
    from forum.commands.history import history_page

    if form == "html":
        path = history_page(root, name, datetime.datetime.now(tz=datetime.UTC).date(), language or "", output)
        shown = path.relative_to(root) if path.is_relative_to(root) else path
        click.echo(f"{styled('wrote', fg='green')} {shown}")
        return 0
    outcome = run(root, name)
    if form == "json":
        click.echo(as_json(outcome.value))
    else:
        history_screen(outcome.value)
        show(outcome.problems, "text", root)
    return 1 if has_errors(outcome.problems) else 0
