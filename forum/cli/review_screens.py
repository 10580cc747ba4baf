"""Review comments on a terminal: on which words, where these stand, by whom, what became of each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click
import msgspec

from forum.cli.printing import plural, styled
from forum.cli.quoting import visible
from forum.cli.tables import columns_here
from forum.commands.review import Reviewed, Written
from forum.model import ReviewComment
from forum.reviews.comments import Seen
from forum.reviews.quotes import Where

_STYLES = {"open": "yellow", "accepted": "green", "accepted-in-part": "green", "declined": "red"}
_WIDEST = 100  # letters of a line that is easy to read


def list_screen(report: Reviewed, only_open: bool) -> None:
    """Print threads of comments, paper by paper."""
    for slug, some in report.papers:
        click.echo(styled(slug, bold=True) + "\n")
        for one in some:
            _thread(one, report)
    total = sum(len(some) for _, some in report.papers)
    if not total:
        click.echo("No comment is open." if only_open else "No comment.")
        return
    click.echo(f"{plural(total, 'comment')}, {report.open} open" if not only_open else plural(total, "open comment"))
    if report.open:
        click.echo('Decide: forum review answer ID --as accepted|declined|noted|deferred --reply "…"')


def _thread(one: Seen, report: Reviewed) -> None:
    comment = one.thread.comment
    state = styled(comment.status, fg=_STYLES.get(comment.status))
    partner = report.names.get(one.writer.partner, "")
    who = ", ".join(filter(None, (one.writer.name, partner, comment.date[:10], comment.type or "")))
    click.echo(f"{styled(visible(comment.id), bold=True)}  {state}  {visible(who)}")
    for line in _place(one.where):
        click.echo(f"  {line}")
    for mark, text in _said(one.thread.comment):
        _paragraph(mark, text)
    for answer in one.thread.answers:
        _paragraph(f"{answer.author or answer.person or 'unknown'}: ", answer.text)
    if comment.status != "open":
        _paragraph("→ ", _became(comment, report))
    click.echo()


def _said(comment: ReviewComment) -> Iterator[tuple[str, str]]:
    if comment.quote:
        yield "", f"“{comment.quote}”"
    if comment.text:
        yield "", comment.text
    if comment.proposed:
        yield "proposed: ", comment.proposed


def _became(comment: ReviewComment, report: Reviewed) -> str:
    by = report.people.get(comment.by, comment.by)
    when = ", ".join(
        filter(None, (by, str(comment.decided or ""), comment.commit[:12] and f"in {comment.commit[:12]}"))
    )
    return f"{comment.answer or comment.status}{f' ({when})' if when else ''}"


def _place(where: Where) -> Iterator[str]:
    around = where.block or where.section
    place = styled(str(where.places[0]), fg="blue") if where.places else ""
    if where.state == "paper":
        yield "on the paper as a whole"
    elif where.state == "gone":
        yield styled("the paper does not have these words, or no longer", fg="yellow")
    elif where.state == "changed":
        yield f"{place}  {styled('the words have changed; this is nearest', fg='yellow')}"
    elif where.state == "several":
        lines = ", ".join(str(one.line) for one in where.places[1:5]) + (", …" if len(where.places) > 5 else "")
        yield f"{place}  {styled(f'{len(where.places)} places, also in line {lines}', fg='yellow')}"
    else:
        yield f"{place}  {visible(around)}".rstrip()


def _paragraph(mark: str, text: str) -> None:
    """Print a text that is set in from the left, as wide as the terminal."""
    width = min(columns_here(), _WIDEST)
    lines = [part for line in visible(f"{mark}{text}").split("\n") for part in textwrap.wrap(line, width - 4) or [""]]
    click.echo("\n".join(f"    {line}" for line in lines))


def written_screen(done: Written) -> None:
    """Print a comment that was written down, and how many are still open."""
    comment = done.comment
    click.echo(f"{styled('wrote', fg='green')} {done.path}: {comment.id} is {comment.status}")
    for line in [f"it answers {comment.answers}"] if comment.answers else _place(done.where):
        click.echo(f"  {line}")
    left = plural(done.left, "comment") if done.left else "no comment"
    click.echo(f"{done.slug} has {left} open")


def as_json(report: Reviewed) -> str:
    """Return comments as JSON."""
    made = {
        "version": 1,
        "open": report.open,
        "comments": [{"paper": slug, **_plain(one)} for slug, some in report.papers for one in some],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode()


def _plain(one: Seen) -> dict[str, object]:
    said: dict[str, object] = msgspec.to_builtins(one.thread.comment)
    places = [{"path": str(at.path), "cell": at.cell, "line": at.line, "column": at.column} for at in one.where.places]
    return {
        **said,
        "writer": {"name": one.writer.name, "person": one.writer.person, "partner": one.writer.partner},
        "words": one.where.state,
        "section": one.where.section,
        "recommendation": one.where.block,
        "places": places,
        "replies": [msgspec.to_builtins(answer) for answer in one.thread.answers],
    }
