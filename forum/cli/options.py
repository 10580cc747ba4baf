"""Options that every command shares."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def root_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--root DIR``: the workspace, by default the one that the current folder lies in."""

    def found(_: click.Context, __: click.Parameter, value: Path | None) -> Path:
        from forum.tools.files import find_root

        return value.resolve() if value is not None else find_root(Path.cwd())

    return click.option(
        "--root",
        type=click.Path(file_okay=False, path_type=Path),
        callback=found,
        metavar="DIR",
        help="The workspace (default: the one around the current folder).",
    )(function)


def format_option(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add ``--format``, the first name being the default."""
    return click.option(
        "--format", "form", type=click.Choice(names), default=names[0], help=f"How to report (default: {names[0]})."
    )
