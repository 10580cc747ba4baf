"""The history of a recommendation on a terminal, and as JSON."""

from __future__ import annotations

import sys

import click
import msgspec
from rich.padding import Padding
from rich.text import Text

from forum.changes.words import word_diff
from forum.cli.diff_screens import marked
from forum.cli.printing import coloured, plural, styled
from forum.cli.quoting import visible
from forum.cli.screens import console
from forum.wordings.histories import Histories, Step, Told, fields, paper_what, thought, what, who
from forum.wordings.labels import words_for

_WORDS = words_for("en")


def history_screen(found: Histories) -> None:
    """Print the history of a paper, and of recommendations, newest first."""
    for one in found.papers:
        name = styled(one.commit.id[:12], fg="yellow")
        click.echo(f"{name}  {one.commit.date[:10]}  {visible(one.commit.author)}")
        print_line(Text(visible(paper_what(one, _WORDS))))
    if found.papers:
        click.echo()
    for number, told in enumerate(found.told):
        click.echo(("\n" if number else "") + styled(visible(told.id), bold=True))
        click.echo(f"{plural(told.wordings, 'wording')}, newest first\n")
        for step in told.steps:
            _step(step, found)
    if not found.told:
        click.echo("No recommendation yet.")


def _step(step: Step, found: Histories) -> None:
    change, commit = step.change, step.change.point.commit
    name = styled(commit.id[:12], fg="yellow") if commit.id else styled("not committed", fg="yellow")
    click.echo(
        "  ".join(
            filter(None, (name, commit.date[:10], visible(who(step, found, _WORDS)), visible(what(change, _WORDS))))
        )
    )
    if change.was and change.now and change.reworded:
        print_line(marked(word_diff(change.was.text, change.now.text), coloured()))
    elif change.now and not change.was:
        print_line(Text(visible(change.now.text)))
    for line in fields(change, _WORDS):
        print_line(Text(visible(line)))
    if change.now and (change.was is None or change.was.digest != change.now.digest):
        print_line(Text(change.now.digest[:15], style="dim"))
    for line in thought(step, found, _WORDS):
        print_line(Text(visible(line)))
    click.echo()


def print_line(text: Text, indent: int = 4) -> None:
    """Print a text set in, wrapped on a terminal, and in one line where it is piped."""
    if sys.stdout.isatty():
        console().print(Padding(text, (0, 0, 0, indent), expand=False))
    else:
        console().print(Text.assemble(" " * indent, text), soft_wrap=True)


def as_json(found: Histories) -> str:
    """Return histories as JSON."""
    made = {
        "version": 1,
        "paper": [
            {
                "commit": one.commit.id,
                "date": one.commit.date,
                "author": one.commit.author,
                "subject": one.commit.subject,
                "changed": [{"field": name, "before": was, "now": now} for name, was, now in one.changed],
            }
            for one in found.papers
        ],
        "recommendations": [_told(one, found) for one in found.told],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode()


def _told(told: Told, found: Histories) -> dict[str, object]:
    return {"recommendation": told.id, "wordings": told.wordings, "history": [_plain(one, found) for one in told.steps]}


def _plain(step: Step, found: Histories) -> dict[str, object]:
    change, point = step.change, step.change.point
    texts = [one.text if one else "" for one in (change.was, change.now)]
    return {
        "commit": point.commit.id,
        "date": point.commit.date,
        "author": point.commit.author,
        "subject": point.commit.subject,
        "by": who(step, found, _WORDS),
        "contribution": step.contribution.name if step.contribution else "",
        "what": what(change, _WORDS),
        "path": str(point.after.path) if point.after else "",
        "wording": msgspec.to_builtins(change.now),
        "before": msgspec.to_builtins(change.was),
        "diff": [{"mark": piece.mark, "text": piece.text} for piece in word_diff(*texts)],
        "changed": [{"field": name, "before": was, "now": now} for name, was, now in change.fields],
        "positions": [
            {"partner": one.partner, **msgspec.to_builtins(one.position), "stands": one.stands}
            for one in step.positions
        ],
        "ratings": [
            {"round": one.round, "criterion": one.result.criterion, "median": one.result.median, "n": one.result.n}
            for one in step.ratings
        ],
    }
