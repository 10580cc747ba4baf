"""``forum review``: parse, call, print."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import get_args

import click

from forum.cli.options import format_option, root_option
from forum.cli.printing import counted, plural, styled
from forum.model import CommentType, Disposition


@click.group()
def review() -> None:
    """See what reviewers say of the papers, answer it, and mail them what became of it.

    Comments come back in Word files (forum merge), or are added here. They are kept in
    recommendations/reviews/SLUG.yaml.
    """


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


@review.command("list")
@click.argument("slug", metavar="[PAPER]", default="")
@click.option("--open", "only_open", is_flag=True, help="Only what somebody has still to decide on.")
@click.option("--by", default="", metavar="NAME", help="Only of this person or partner, by name or id.")
@format_option("text", "json")
@root_option
def list_(slug: str, only_open: bool, by: str, form: str, root: Path) -> int:
    """Show comments, where their words stand, and what became of them.

    On PAPER, or on all: on which words, where these stand now, by whom. Exit code 0, whatever is open.
    """
    from forum.cli.review_screens import as_json, list_screen
    from forum.commands.review import reviewed

    outcome = reviewed(root, slug, only_open=only_open, by=by)
    if form == "json":
        click.echo(as_json(outcome.value))
        return 0
    list_screen(outcome.value, only_open)
    if outcome.problems:
        click.echo(f"\n{counted(outcome.problems)} in the review files: forum check tells")
    return 0


@review.command()
@click.argument("slug", metavar="PAPER")
@click.option("--comment", required=True, help="What it says.")
@click.option("--person", required=True, help="Who says so: an id of people.yaml.")
@click.option("--quote", default="", help="The words of the paper that it is on (default: the paper as a whole).")
@click.option("--proposed", default="", help="The words that it asks for.")
@click.option("--type", "kind", type=click.Choice(get_args(CommentType)), help="Of which kind it is.")
@click.option("--answers", default="", metavar="ID", help="The comment that it answers.")
@root_option
def add(
    slug: str, comment: str, person: str, quote: str, proposed: str, kind: str | None, answers: str, root: Path
) -> int:
    """Add a comment on PAPER to its review file."""
    from forum.cli.review_screens import written_screen
    from forum.commands.review import add as run

    made = run(root, slug, comment, person, _today(), quote=quote, proposed=proposed, type=kind, answers=answers)  # type: ignore[arg-type]  # click checked it
    written_screen(made.value)
    return 0


@review.command()
@click.argument("name", metavar="ID")
@click.option("--as", "status", type=click.Choice(get_args(Disposition)), required=True, help="What became of it.")
@click.option("--reply", default="", help="Why; needed but for accepted and noted.")
@click.option("--by", default="", metavar="PERSON", help="Who decided: an id of people.yaml.")
@click.option("--commit", default="", metavar="REV", help="The commit in which the paper was changed for it.")
@click.option("--paper", default="", metavar="SLUG", help="On which paper, where comments on two have one id.")
@root_option
def answer(name: str, status: str, reply: str, by: str, commit: str, paper: str, root: Path) -> int:
    """Write down what became of the comment ID.

    accepted, accepted-in-part or declined; noted: it asks for no change; answered: it
    was a question; deferred: to a later edition; open: nothing is decided after all.
    """
    from forum.cli.review_screens import written_screen
    from forum.commands.review import answer as run

    done = run(root, name, status, _today(), reply=reply, by=by, commit=commit, paper=paper)  # type: ignore[arg-type]  # click checked it
    written_screen(done.value)
    return 0


@review.command()
@click.argument("slug", metavar="[PAPER]", default="")
@click.option("--all", "every", is_flag=True, help="Of all papers.")
@click.option(
    "--format", "form", type=click.Choice(["docx", "html", "md", "csv"]), default="docx", help="What is written."
)
@click.option("--language", type=click.Choice(["en", "nl"]), help="Of the table (default: the report's).")
@click.option(
    "--output",
    "-o",
    default="",
    metavar="FILE",
    help="Where it is written (default: build/reviews/PAPER.FORMAT); - prints it.",
)
@root_option
def table(slug: str, every: bool, form: str, language: str | None, output: str, root: Path) -> int:
    """Make the table of comments that is mailed to reviewers.

    Of the comments on PAPER, or on --all, with what became of each.

    Its columns are those of ISO's template for comments: who, line, section, passage,
    type, comment, proposed change, disposition and reply.
    """
    from forum.commands.review_table import review_table
    from forum.diagnostics import UsageError

    if bool(slug) == every:
        raise UsageError("of which paper?", "forum review table PAPER, or --all")
    if output == "-" and form == "docx":
        raise UsageError("a Word file cannot be printed here", "name a file: --output FILE")
    done = review_table(root, slug, form, _today(), language=language or "", output=output).value
    if done.path is None:
        click.echo(done.content.decode(), nl=False)
        return 0
    path = done.path.relative_to(root) if done.path.is_relative_to(root) else done.path
    open_ = f", {done.open} still open" if done.open else ""
    click.echo(f"{styled('wrote', fg='green')} {path}: {plural(done.comments, 'comment')}{open_}")
    return 0
