"""``forum resolve``: show each conflict, ask, print what came of it."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forum.cli.options import format_option, root_option
from forum.cli.printing import as_text, plural, styled
from forum.cli.quoting import visible
from forum.contributions.marking import marked
from forum.diagnostics import UsageError

if TYPE_CHECKING:
    from forum.contributions.questions import Question

_WORDS = {
    "ours": "what the forum has",
    "theirs": "what the contribution has",
    "both": "both, ours first",
    "words": "the words of both together",
    "edit": "open an editor",
}


@click.command()
@click.argument("name")
@click.option(
    "--take",
    "takes",
    multiple=True,
    metavar="[N=]CHOICE",
    help="Answer without asking: ours, theirs, both or words; for question N, or for all.",
)
@click.option("--note", default="", metavar="TEXT", help="A word on why, for the record.")
@format_option("text", "json")
@root_option
def resolve(name: str, takes: tuple[str, ...], note: str, form: str, root: Path) -> int:
    """Decide on the conflicts of the contribution NAME, one by one.

    Answers are kept when you stop. The last one merges the contribution; until then
    nothing of it is on the forum's branch. Exit code 1 while questions are left.
    """
    from forum.commands.resolve import resolve as run

    asks = form == "text" and not takes and sys.stdin.isatty()
    outcome = run(root, name, _taken(takes), _ask if asks else None, note)
    done = outcome.value
    if form == "json":
        rows = [
            {
                "number": one.number, "path": str(one.path), "where": one.where, "base": one.base, "ours": one.ours,
                "theirs": one.theirs, "words": one.words, "takes": list(one.takes), "answer": done.answers.get(one.key),
            }
            for one in done.questions
        ]  # fmt: skip
        click.echo(
            json.dumps({"version": 1, "commit": done.commit or None, "questions": rows}, ensure_ascii=False, indent=1)
        )
        return 0 if done.commit else 1
    if not done.commit:
        if not asks:
            for one in done.open:
                click.echo("\n".join(_shown(one, len(done.questions))) + "\n")
        click.echo(f"{plural(len(done.open), 'question')} left of {len(done.questions)}; nothing is merged yet.")
        click.echo(f"Next: forum resolve {name}, or --take ours|theirs|both|words, or --take N=CHOICE")
        return 1
    click.echo(f"{styled('Merged', fg='green', bold=True)} {done.pending.name} as {done.commit[:12]}.")
    for problem in outcome.problems:
        click.echo(as_text(problem, None))
    click.echo("Next: forum check, forum build; forum undo takes it back.")
    return 1 if outcome.problems else 0


def _taken(takes: tuple[str, ...]) -> dict[int, str] | str:
    """Return answers by number, or the one for all."""
    numbered = [one.partition("=")[::2] for one in takes]
    if len(takes) == 1 and not numbered[0][1]:
        return takes[0]
    try:
        return {int(number): choice for number, choice in numbered if choice or _wrong(number)}
    except ValueError as wrong:
        raise UsageError(f"--take {takes[0]} is no answer", "write --take theirs, or --take 2=theirs") from wrong


def _wrong(text: str) -> bool:
    raise ValueError(text)


def _ask(question: Question, count: int) -> str | None:
    """Show a question and return the answer; None to stop here."""
    click.echo("\n" + "\n".join(_shown(question, count)))
    letters = {take[0]: take for take in question.takes}
    for letter, take in letters.items():
        click.echo(f"  [{letter}] {take}: {_WORDS[take]}")
    click.echo("  [q] stop here; what was decided is kept")
    while True:
        answer = click.prompt("Which", prompt_suffix="? ").strip().lower()
        if answer in ("q", "quit"):
            return None
        take = letters.get(answer[:1], "")
        if take != "edit":
            if take:
                return take
            continue
        edited = click.edit(question.words or question.ours or question.theirs)
        if edited is not None:
            ends = question.ours.endswith("\n") or question.theirs.endswith("\n")
            return "edit:" + (edited if ends else edited.removesuffix("\n"))


def _shown(question: Question, count: int) -> Iterator[str]:
    """Yield a question's three versions, the words that differ marked."""
    yield styled(visible(f"{question.number} of {count}: {question.path}, {question.where}"), bold=True)
    for title, text, colour in (
        ("before (base)", question.base, None),
        ("the forum (ours)", question.ours, "cyan"),
        ("the contribution (theirs)", question.theirs, "magenta"),
    ):
        yield styled(f"  {title}:", fg=colour, bold=True)
        yield from _wrapped(question.base, text)
    if question.words:
        yield styled("  the words of both together (words):", fg="green", bold=True)
        yield from _wrapped(question.base, question.words)


def _wrapped(base: str, text: str) -> Iterator[str]:
    pieces = marked(*(visible(one.replace("\r\n", "\n")) for one in (base, text)))
    plain = "".join(styled(piece, underline=True) if new else piece for piece, new in pieces)
    lines = plain.strip("\n").splitlines() or ["(nothing)"]
    for line in lines[:40]:
        yield textwrap.fill(line, 100, initial_indent="    ", subsequent_indent="    ", break_long_words=False)
    if len(lines) > 40:
        yield f"    … and {len(lines) - 40} more lines"
