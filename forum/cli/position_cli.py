"""``forum position``: parse, call, print."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import get_args

import click

from forum.cli.options import format_option, root_option
from forum.cli.printing import counted, show
from forum.diagnostics import has_errors
from forum.model import PositionKind


@click.group()
def position() -> None:
    """Record what partners think of each recommendation, and see what is agreed."""


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


@position.command("set")
@click.argument("recommendation", metavar="REC")
@click.argument("kind", type=click.Choice(get_args(PositionKind)), metavar="KIND")
@click.option("--person", required=True, help="Who says so, for their partner: an id of people.yaml.")
@click.option("--mandate", default="", help="What an institution's position rests on, such as a decision of its board.")
@click.option("--reason", default="", help="Why; needed but for endorse and no-objection.")
@click.option("--personal", is_flag=True, help="It is the person's own, not the institution's.")
@root_option
def set_(recommendation: str, kind: str, person: str, mandate: str, reason: str, personal: bool, root: Path) -> int:
    """Record what a partner thinks of recommendation REC, at the words as they are now.

    KIND is endorse, endorse-with-reservation, no-objection, abstain, dissent,
    formal-objection or recuse. It takes the place of what the institution, or the person alone, thought before.
    """
    from forum.cli.position_screens import set_screen
    from forum.commands.position import set_position

    outcome = set_position(
        root,
        recommendation,
        kind,  # type: ignore[arg-type]  # click checked it
        person,
        _today(),
        reason=reason,
        mandate=mandate,
        personal=personal,
    )
    set_screen(outcome.value)
    show(outcome.problems, "text", root)
    return 1 if has_errors(outcome.problems) else 0


@position.command("list")
@click.option("--partner", default="", help="What this partner thinks, and what it still owes.")
@click.option("--recommendation", default="", metavar="REC", help="This one in full, with reasons.")
@format_option("text", "json")
@root_option
def list_(partner: str, recommendation: str, form: str, root: Path) -> int:
    """Show how the recommendations stand: positions, decision, whose position is stale."""
    from forum.commands.positions import listed_plain, positions

    outcome = positions(root, partner, recommendation)
    if form == "json":
        click.echo(json.dumps(listed_plain(outcome.value), ensure_ascii=False, indent=1))
        return 0
    from forum.cli.position_screens import list_screen

    list_screen(outcome.value, bool(recommendation))
    if outcome.problems:
        click.echo(f"\n{counted(outcome.problems)} in the files of positions: forum check tells")
    return 0


@position.command()
@click.argument("recommendation", metavar="REC")
@click.option("--by", required=True, metavar="PERSON", help="Who answers for it: an id of people.yaml.")
@click.option("--note", required=True, help="Why the change is an editorial one.")
@click.option("--partner", default="", help="Only this partner's (default: all that are stale).")
@click.option("--dry-run", is_flag=True, help="Show what the words were and are; write nothing.")
@root_option
def carry(recommendation: str, by: str, note: str, partner: str, dry_run: bool, root: Path) -> int:
    """Carry stale positions on recommendation REC over an editorial change, marked so.

    Shows the words that each partner spoke of, from the history of git, beside those of now.
    """
    from forum.cli.position_screens import carry_screen
    from forum.commands.position import carry as run

    carry_screen(run(root, recommendation, by, note, _today(), partner, dry_run).value)
    return 0
