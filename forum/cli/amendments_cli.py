"""``forum amendments``: parse, call, print."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from forum.cli.options import format_option, root_option
from forum.cli.printing import styled


@click.command()
@click.argument("names", metavar="[REC…]", nargs=-1)
@format_option("text", "json", "html", "docx", "md")
@click.option("--language", type=click.Choice(["en", "nl"]), help="Of what is written (default: the report's).")
@click.option(
    "--output",
    "-o",
    default="",
    metavar="FILE",
    help="Where html, docx or md is written (default: build/amendments/); - prints it.",
)
@root_option
def amendments(names: tuple[str, ...], form: str, language: str | None, output: str, root: Path) -> int:
    """Show what contributions that wait for a decision would make of recommendations, for a vote.

    For each REC, or all: the text, the amendments in the order of voting with their
    words marked, by whom and why, which exclude one another, which positions become stale,
    and the commands that adopt or refuse each. Against the branch as it is committed.
    """
    from forum.cli.amendments_screens import amendments_screen, as_json
    from forum.commands.amendments import amendments as run
    from forum.commands.amendments import amendments_file
    from forum.diagnostics import UsageError

    if form in ("text", "json"):
        found = run(root, names).value
        if form == "json":
            click.echo(as_json(found))
        else:
            amendments_screen(found)
        return 0
    if form == "docx" and output == "-":
        raise UsageError("a Word file cannot be printed here", "name a file: --output FILE")
    today = datetime.datetime.now(tz=datetime.UTC).date()
    content, path = amendments_file(root, names, form, today, language or "", output)
    if path is None:
        click.echo(content.decode(), nl=False)
    else:
        shown = path.relative_to(root) if path.is_relative_to(root) else path
        click.echo(f"{styled('wrote', fg='green')} {shown}")
    return 0
