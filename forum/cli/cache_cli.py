"""``forum cache``: parse, call, print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forum.cli.options import format_option, root_option

if TYPE_CHECKING:
    from forum.stages.tidying import Part

_WHAT = {
    "pictures": "bitmaps for Word",
    "runs": "results of notebooks",
    "stages/bib": "bibliographies as read",
    "stages/cite": "citations as printed",
    "stages/conflicts": "places of conflicts as they read",
    "stages/errors": "errors of commits that were merged",
    "stages/glyphs": "characters that fonts lack",
    "stages/html": "pieces of pages as HTML",
    "stages/math": "formulas that can be converted",
    "stages/read": "papers as read",
    "stages/references": "references as checked",
    "stages/tables": "tables of notebooks as read",
    "stages/typst": "papers as Typst source",
}


@click.group()
def cache() -> None:
    """Look after the cache of this workspace: what was computed, read and set before, by content.

    It can always be removed: the next build makes what it needs anew.
    """


@cache.command()
@format_option("text", "json")
@root_option
def size(form: str, root: Path) -> int:
    """Say how large the cache is, part by part."""
    from forum.commands import cache as commands

    _say("the cache holds", commands.size(root), form)
    return 0


@cache.command()
@click.option("--days", type=click.IntRange(0), default=30, help="Unused for so many days (default: 30).")
@format_option("text", "json")
@root_option
def prune(days: int, form: str, root: Path) -> int:
    """Remove what was not used for some time.

    The results that the notebooks have as they are now stay, however old.
    """
    from forum.commands import cache as commands

    _say("removed", commands.prune(root, days), form)
    return 0


@cache.command()
@click.option("--all", "results", is_flag=True, help="The results of notebooks too: they have to run again.")
@format_option("text", "json")
@root_option
def clear(results: bool, form: str, root: Path) -> int:
    """Remove the whole cache, but for the results of notebooks."""
    from forum.commands import cache as commands

    _say("removed", commands.clear(root, results), form)
    return 0


def _say(did: str, parts: Sequence[Part], form: str) -> None:
    entries, total = sum(part.entries for part in parts), sum(part.size for part in parts)
    if form == "json":
        rows = [asdict(part) for part in parts]
        click.echo(json.dumps({"version": 1, "parts": rows, "entries": entries, "size": total}, indent=1))
        return
    for part in parts:
        click.echo(f"  {part.name:<17} {part.entries:>6}  {_bytes(part.size):>9}  {_WHAT.get(part.name, '')}".rstrip())
    click.echo(f"{did} {entries} {'entry' if entries == 1 else 'entries'}, {_bytes(total)}")


def _bytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"
