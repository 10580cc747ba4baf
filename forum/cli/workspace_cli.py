"""``forum init``, ``rename``, ``schema``, ``doctor``: parse, call, print."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from forum.cli.new_cli import new
from forum.cli.options import format_option, root_option
from forum.cli.printing import counted, show, styled
from forum.cli.screens import status_screen
from forum.diagnostics import has_errors

__all__ = ["doctor", "init", "new", "rename", "schema", "status"]


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--title", default="Consolidated recommendations", help="The report's title.")
@click.option("--language", type=click.Choice(["en", "nl"]), default="en", help="The report's language.")
@click.option("--theme", default="Example theme", help="The title of the first theme.")
def init(directory: Path, title: str, language: str, theme: str) -> int:
    """Start a workspace in DIRECTORY, with an example paper, notebook and reference."""
    from forum.commands.init import init as make

    made = make(directory, title, language=language, theme=theme).value
    click.echo(f"{styled('Started', fg='green', bold=True)} {directory} with {len(made.paths)} files:")
    for path in made.paths:
        click.echo(f"  {path}")
    click.echo(f"\nNext: cd {directory} && forum build")
    return 0


@click.command()
@click.argument("old")
@click.argument("new_name", metavar="NEW")
@click.option(
    "--kind",
    type=click.Choice(["auto", "paper", "recommendation", "person", "reference"]),
    default="auto",
    help="What OLD is; found out by default.",
)
@root_option
def rename(old: str, new_name: str, kind: str, root: Path) -> int:
    """Rename OLD to NEW: a paper, recommendation, person or reference key, wherever it is named."""
    from forum.commands.rename import rename as run

    outcome = run(root, kind, old, new_name)  # type: ignore[arg-type]  # click checked it
    done = outcome.value
    click.echo(f"{styled('Renamed', fg='green', bold=True)} the {done.kind} {done.old} to {done.new}:")
    for before, after in done.moved:
        click.echo(f"  {before} → {after}")
    for path, count in done.changes.items():
        click.echo(f"  {path}: {count} place{'s' if count != 1 else ''}")
    show(outcome.problems, "text", root)
    return 1 if has_errors(outcome.problems) else 0


@click.command()
@format_option("text", "json")
@root_option
def status(form: str, root: Path) -> int:
    """Show papers by status, and what is late for which milestone, by editor and partner."""
    from msgspec import json as msgspec_json

    from forum.commands.status import status as run
    from forum.workspace import load

    loaded = load(root)
    outcome = run(loaded.value, datetime.datetime.now(tz=datetime.UTC).date())
    if form == "json":
        click.echo(msgspec_json.format(msgspec_json.encode(outcome.value), indent=1).decode())
    else:
        status_screen(outcome.value)
        if loaded.problems:
            click.echo(f"\n{counted(loaded.problems)} in the files: forum check tells")
    return 0


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def schema(directory: Path) -> int:
    """Write JSON Schemas of the workspace's files into DIRECTORY, for completion in editors."""
    from forum.commands.schema import schema as run

    done = run(directory).value
    for path in done.paths:
        click.echo(f"{styled('wrote', fg='green')} {done.directory / path}")
    click.echo("\nTell your editor:")
    for hook in done.hooks:
        click.echo(hook)
    return 0


@click.command()
@format_option("text", "json")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="The workspace.")
def doctor(form: str, root: Path | None) -> int:
    """Say what is installed, what is missing, and what to do about it. Exit code 2 if something is missing."""
    from forum.commands.doctor import doctor as run
    from forum.diagnostics import UsageError
    from forum.workspace import find_root

    if root is None:
        try:
            root = find_root(Path.cwd())
        except UsageError:
            root = None
    findings = run(root).value
    if form == "json":
        rows = [{"name": one.name, "state": one.state, "found": one.found, "remedy": one.remedy} for one in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        colours = {"ok": "green", "warn": "yellow", "fail": "red"}
        width = max(len(one.name) for one in findings)
        for one in findings:
            click.echo(
                f"{styled(f'{one.state:<4}', fg=colours[one.state], bold=True)}  {one.name:<{width}}  {one.found}"
            )
            if one.remedy and one.state != "ok":
                click.echo(f"      {'':<{width}}  = {one.remedy}")
    return 2 if any(one.state == "fail" for one in findings) else 0
