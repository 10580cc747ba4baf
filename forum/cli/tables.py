"""Tables whose rows each fit into a line, set by ourselves: rich, which wraps the others, takes 20 ms to load."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence

import click

from forum.cli.printing import styled

WIDE = 240  # columns where output is piped
_NARROW = re.compile(r"[ -~\u00a1-\u024f–—‘’“”…←→−]*")  # letters that take one column, whatever the terminal
Cell = str | tuple[str, str]
"""A text, or one with its colour."""


def show_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Print rows below the names of their columns, wrapped where the terminal is too narrow for them."""
    texts = [list(columns), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) > columns_here() or not all(
        _NARROW.fullmatch("".join(row)) for row in texts
    ):
        _wrapped(columns, rows)
        return
    click.echo("  ".join(styled(name.ljust(width), bold=True) for name, width in zip(columns, widths, strict=True)))
    for row in rows:
        click.echo("  ".join(_set(cell, width) for cell, width in zip(row, widths, strict=True)))


def columns_here() -> int:
    """Return how many letters fit into a line of the output."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDE


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _set(cell: Cell, width: int) -> str:
    text = _text(cell).ljust(width)
    return text if isinstance(cell, str) or not cell[1] else styled(text, fg=cell[1])


def _wrapped(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    from rich.text import Text

    from forum.cli.screens import console, new_table

    table = new_table(*columns)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, str) else Text(*cell) for cell in row))
    console().print(table)
