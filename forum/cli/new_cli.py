"""``forum new …``: parse, call, print."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import click

from forum.cli.options import root_option
from forum.cli.printing import show, styled
from forum.diagnostics import Outcome, has_errors
from forum.model import Certainty, Kind, Strength


@click.group()
def new() -> None:
    """Add a paper, notebook, recommendation, person, partner or rating round, from a template."""


def _say(outcome: Outcome[Any], root: Path) -> int:
    made = outcome.value
    for path in made.paths:
        click.echo(f"{styled('wrote', fg='green')} {path}  ({made.id})")
    if made.next:
        click.echo(f"Next: {made.next}")
    show(outcome.problems, "text", root)
    return 1 if has_errors(outcome.problems) else 0


@new.command()
@click.argument("title", default="")
@click.option("--from", "word", type=click.Path(dir_okay=False, path_type=Path), help="A Word file: its text.")
@click.option("--name", default="", metavar="SLUG", help="Its short name (default: from the title).")
@click.option("--kind", type=click.Choice(get_args(Kind)), default="recommendation-paper")
@click.option("--theme", default="", help="A theme's id (default: the first).")
@click.option("--author", default="", help="A person's id.")
@click.option("--language", default="", help="Such as nl (default: the report's).")
@root_option
def paper(
    title: str, word: Path | None, name: str, kind: str, theme: str, author: str, language: str, root: Path
) -> int:
    """Write a new paper with the given TITLE; --from FILE.docx takes title and text from a Word file."""
    from forum.commands.new import new_paper

    chosen = {"name": name, "kind": kind, "theme": theme, "author": author, "language": language}
    return _say(new_paper(root, title, **chosen, word=word), root)


@new.command()
@click.argument("title")
@click.option("--name", default="", metavar="SLUG", help="Its short name (default: from the title).")
@root_option
def notebook(title: str, name: str, root: Path) -> int:
    """Write a new parameterised notebook with the given TITLE."""
    from forum.commands.new import new_notebook

    return _say(new_notebook(root, title, name=name), root)


@new.command()
@click.argument("paper_slug", metavar="PAPER")
@click.argument("text")
@click.option("--name", default="", metavar="ID", help="Its id, rec-… (default: from the text).")
@click.option("--addressees", default="states", help='Who is to act, such as "states industry".')
@click.option("--strength", type=click.Choice(get_args(Strength)), default="conditional")
@click.option("--certainty", type=click.Choice(get_args(Certainty)), default="moderate")
@root_option
def recommendation(
    paper_slug: str, text: str, name: str, addressees: str, strength: str, certainty: str, root: Path
) -> int:
    """Add a recommendation with the given TEXT at the end of PAPER."""
    from forum.commands.new import new_recommendation

    grades = {"addressees": addressees, "strength": strength, "certainty": certainty}
    return _say(new_recommendation(root, paper_slug, text, name=name, **grades), root)


@new.command()
@click.argument("name")
@click.option("--id", "identifier", default="", help="Its short name (default: from the name).")
@click.option("--partner", default="", help="A partner's id.")
@click.option("--orcid", default="", help="The ORCID iD; its check digit is checked.")
@click.option("--group", is_flag=True, help="A group, not a person.")
@root_option
def person(name: str, identifier: str, partner: str, orcid: str, group: bool, root: Path) -> int:
    """Add a person or group with the given NAME."""
    from forum.commands.new import new_person

    return _say(new_person(root, name, identifier=identifier, partner=partner, orcid=orcid, group=group), root)


@new.command()
@click.argument("name")
@click.option("--id", "identifier", default="", help="Its short name (default: from the name).")
@click.option("--ror", default="", help="The ROR identifier; its check digits are checked.")
@click.option("--country", default="", help="ISO 3166 code, such as NL.")
@root_option
def partner(name: str, identifier: str, ror: str, country: str, root: Path) -> int:
    """Add a partner with the given NAME."""
    from forum.commands.new import new_partner

    return _say(new_partner(root, name, identifier=identifier, ror=ror, country=country), root)


@new.command()
@click.argument("name", metavar="ID")
@click.option(
    "--items", multiple=True, default=("all",), metavar="all|REC…", help="What is rated (default: all); may repeat."
)
@click.option("--title", default="", help="Its title (default: from the id).")
@click.option("--previous", default="", metavar="ID", help="The round before: ballots show what came of it.")
@click.option("--minimum", type=click.IntRange(3), default=5, help="Of fewer ratings nothing is told (default: 5).")
@root_option
def round(name: str, items: tuple[str, ...], title: str, previous: str, minimum: int, root: Path) -> int:
    """Draft a rating round with the given ID; forum round open sends it out."""
    from forum.commands.round_new import new_round

    wanted = [part for one in items for part in one.replace(",", " ").split()]
    return _say(new_round(root, name, wanted, title=title, previous=previous, minimum=minimum), root)
