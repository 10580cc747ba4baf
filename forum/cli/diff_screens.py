"""What changed, on a terminal: words in colour, or as ``git diff --word-diff`` marks them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from forum.changes.telling import Item, called, sections, summary
from forum.changes.values import Changes, Piece
from forum.changes.wording import words_for
from forum.cli.printing import coloured
from forum.cli.quoting import visible
from forum.cli.screens import console

_STYLES = {"gone": "red strike", "new": "green underline", "same": ""}
_BRACKETS = {"gone": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}
_MOST = 12  # addresses without stored results that are named


def changes_screen(changes: Changes) -> None:
    """Print what changed, by kind, and a line that counts it."""
    out, words = console(), words_for("en")
    ends = {"before": called(changes.before, words), "after": called(changes.after, words)}
    _line(out, Text(visible(words["from-to"].format(**ends)), style="bold"), 0)
    for section in sections(changes, words):
        _line(out, Text(f"\n{section.title}", style="bold underline"), 0)
        for item in section.items:
            _item(out, item)
    if changes.uncompared:
        listed = ", ".join(changes.uncompared[:_MOST]) + (" …" if len(changes.uncompared) > _MOST else "")
        _line(out, Text(visible(f"\n{words['uncompared']}: {listed}. forum run computes them.")), 0)
    _line(out, Text(f"\n{summary(changes, words)}"), 0)


def _item(out: Console, item: Item) -> None:
    head = Text(visible(item.name), style="bold")
    head.append(f"  {visible(item.title)}" if item.title else "", style="not bold")
    head.append(f"  ({item.state})" if item.state else "", style="not bold cyan")
    _line(out, head, 2)
    for note in item.notes:
        _line(out, Text(visible(note)), 4)
    heading = ""
    for one in item.sentences:
        if one.heading != heading and one.heading:
            _line(out, Text(visible(one.heading), style="italic"), 4)
        heading = one.heading
        text = marked(one.pieces, coloured())
        _line(out, Text.assemble("↷ ", text) if one.moved else text, 6)


def _line(out: Console, text: Text, indent: int) -> None:
    """Print a text set in, wrapped on a terminal, and in one line where it is piped."""
    if sys.stdout.isatty():
        out.print(Padding(text, (0, 0, 0, indent), expand=False))
    else:
        out.print(Text.assemble(" " * indent, text), soft_wrap=True)


def marked(pieces: Sequence[Piece], in_colour: bool) -> Text:
    """Return pieces as one text, what went and what is new marked by colour or in brackets."""
    text = Text()
    for number, piece in enumerate(pieces):
        if in_colour and piece.mark == "new" and number and pieces[number - 1].mark == "gone":
            text.append(" ")  # where colours are all that parts them
        left, right = ("", "") if in_colour else _BRACKETS[piece.mark]
        text.append(f"{left}{visible(piece.text)}{right}", style=_STYLES[piece.mark])
    return text
