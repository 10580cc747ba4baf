"""``forum check``: parse, call, print."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from forum.cli.options import format_option
from forum.cli.printing import FORMATS, counted, show, styled
from forum.diagnostics import Severity, has_errors


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--fix", is_flag=True, help="Make the repairs that cannot be wrong.")
@click.option("--explain", default="", metavar="CODE", help="Check nothing: say what CODE means, and what to do.")
@format_option(*FORMATS)
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="The workspace.")
def check(paths: tuple[Path, ...], fix: bool, explain: str, form: str, root: Path | None) -> int:
    """Check the workspace, or only PATHS; outside a workspace, any Markdown, notebook or .bib file.

    Nothing is executed. Exit code 1 if there is an error.
    """
    if explain:
        return _explain(explain, form)
    from forum.commands.check import check as run

    place = _root(root, paths)
    outcome = run(place, paths, fix)
    show(outcome.problems, form, place or Path.cwd())
    if form == "text":
        for path, count in outcome.value.fixed.items():
            click.echo(f"{styled('fixed', fg='green', bold=True)}: {path}: {count} value(s)")
        click.echo(("\n" if outcome.problems else "") + counted(outcome.problems))
    return 1 if has_errors(outcome.problems) else 0


def _explain(code: str, form: str) -> int:
    """Print what a code means: as JSON, else as text."""
    from forum.commands.explain import explain

    one = explain(code).value
    if form == "json":
        import dataclasses
        import json

        click.echo(json.dumps({"version": 1, "code": code, **dataclasses.asdict(one)}, ensure_ascii=False, indent=1))
        return 0
    click.echo(f"{styled(one.severity.value, bold=True)}[{code}]{', stops a build' if one.stops else ''}")
    off = f'To turn it off, in forum.toml under [check.severity]: {code} = "off"'
    for text in (one.meaning, one.remedy, *(() if one.severity is Severity.ERROR else (off,))):
        click.echo("\n" + textwrap.fill(text, 80, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False))
    return 0


def _root(root: Path | None, paths: tuple[Path, ...]) -> Path | None:
    """Return the workspace: as told, or around the files, or around the current folder."""
    from forum.diagnostics import UsageError
    from forum.workspace import find_root

    if root is not None:
        return root.resolve()
    try:
        return find_root(paths[0].parent if paths else Path.cwd())
    except UsageError:
        if not paths:
            raise
        return None
