"""``forum round …``: parse, call, print."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from forum.cli.new_cli import round as new_round
from forum.cli.options import format_option, root_option
from forum.cli.printing import plural, show, styled
from forum.diagnostics import has_errors


@click.group()
def round() -> None:
    """Rate recommendations from 1 to 9: make a round, send ballots out, take them back, compute.

    Ballots stay in .forum/ballots, outside git; the round's file keeps counts and statistics.
    """


round.add_command(new_round, "new")


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


@round.command("open")
@click.argument("name", metavar="ID")
@click.option("--panel", type=click.IntRange(1), metavar="N", help="How many ballots go out.")
@click.option("--again", is_flag=True, help="Make the ballots of an open round anew, at the words as they are now.")
@root_option
def open_(name: str, panel: int | None, again: bool, root: Path) -> int:
    """Fix the words that the round ID asks about, and write its ballots."""
    from forum.commands.round_open import open_round

    outcome = open_round(root, name, _today(), panel or 0, again=again)
    done = outcome.value
    folder = done.folder.relative_to(root)
    said = styled("Opened", fg="green", bold=True)
    click.echo(f"{said} the round {name}: {plural(done.panel, 'ballot')} in {folder}")
    if done.set_aside:
        click.echo(f"  {plural(done.set_aside, 'ballot')} that had come back is no longer counted: ask for new ones")
    if done.second:
        own = "and the panellist's own ratings" if done.own else "but no own ratings: the ballots of then are not here"
        click.echo(f"  each shows what the group answered in the round before, {own}")
    click.echo(
        "  each is a page to fill in (.html) and a table (.csv): send each panellist one of their own, in either form"
    )
    click.echo(f"  note who has which in {folder.parent / 'key.csv'}, if you want to know who is missing")
    click.echo(f"Next: forum round collect {name} FOLDER, with what comes back")
    return 0


@round.command()
@click.argument("name", metavar="ID")
@click.argument("sources", metavar="FILE…|FOLDER", nargs=-1, required=True, type=click.Path(path_type=Path))
@format_option("text", "json")
@root_option
def collect(name: str, sources: tuple[Path, ...], form: str, root: Path) -> int:
    """Take ballots of the round ID back: files, or folders of them (JSON or CSV)."""
    from forum.cli.round_screens import collected_json, collected_screen
    from forum.commands.round_collect import collect as run

    outcome = run(root, name, sources)
    if form == "json":
        click.echo(collected_json(outcome.value, outcome.problems))
    else:
        collected_screen(outcome.value)
        if outcome.problems:
            click.echo()
        show(outcome.problems, "text", root)
    return 1 if has_errors(outcome.problems) else 0


@round.command()
@click.argument("name", metavar="ID")
@format_option("text", "json")
@root_option
def status(name: str, form: str, root: Path) -> int:
    """Say how many ballots of the round ID are back, and whose are missing; nothing of what they say."""
    from forum.cli.round_screens import status_json, status_screen
    from forum.commands.rounds import round_status

    outcome = round_status(root, name)
    if form == "json":
        click.echo(status_json(outcome.value))
    else:
        status_screen(outcome.value)
        show(outcome.problems, "text", root)
    return 0


@round.command()
@click.argument("name", metavar="ID")
@root_option
def close(name: str, root: Path) -> int:
    """Compute what the ballots of the round ID say, and write it into round.yaml."""
    from forum.cli.round_screens import results_screen
    from forum.commands.rounds import close_round

    outcome = close_round(root, name, _today())
    done = outcome.value
    results_screen(done.round)
    click.echo(f"\n{styled('wrote', fg='green')} {done.round.path}")
    if done.comments:
        click.echo(f"{styled('wrote', fg='green')} {done.comments.relative_to(root)}  (comments, without tokens)")
    click.echo("Next: git add and commit it; forum build prints it in the annex on rating rounds")
    show(outcome.problems, "text", root)
    return 0


@round.command("show")
@click.argument("name", metavar="ID")
@format_option("text", "json")
@root_option
def show_(name: str, form: str, root: Path) -> int:
    """Show what came of the closed round ID."""
    from forum.cli.round_screens import results_json, results_screen
    from forum.commands.rounds import show_round

    outcome = show_round(root, name)
    if form == "json":
        click.echo(results_json(outcome.value))
    else:
        results_screen(outcome.value)
        show(outcome.problems, "text", root)
    return 1 if has_errors(outcome.problems) else 0
