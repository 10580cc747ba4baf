"""``forum check``: parse, call, print."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from forum.cli.online_text import asking, say_outcomes
from forum.cli.options import format_option
from forum.cli.printing import FORMATS, counted, plural, show, show_by_file, styled
from forum.diagnostics import Outcome, Severity, UsageError, has_errors

_FILE = click.Path(dir_okay=False, path_type=Path)


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the command, in the order in which its help lists them."""
    for option in reversed(
        (
            click.option("--fix", is_flag=True, help="Show, then make, the repairs that cannot be wrong."),
            click.option("--dry-run", is_flag=True, help="With --fix: show the repairs, and make none."),
            click.option("--online", is_flag=True, help="Also ask registries about the references, and try addresses."),
            click.option("--style", is_flag=True, help="Tell of what is style, too, and with --fix repair it."),
            click.option("--baseline", type=_FILE, metavar="FILE", help="Leave out the findings that FILE has."),
            click.option("--write-baseline", is_flag=True, help="Write today's findings to that FILE."),
            click.option("--explain", default="", metavar="CODE", help="Check nothing: say what CODE means."),
            format_option(*FORMATS, "html"),
            click.option(
                "--root", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="The workspace."
            ),
        )
    ):
        function = option(function)
    return function


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_options
def check(
    paths: tuple[Path, ...],
    fix: bool,
    dry_run: bool,
    online: bool,
    style: bool,
    baseline: Path | None,
    write_baseline: bool,
    explain: str,
    form: str,
    root: Path | None,
) -> int:
    """Check the workspace, or only PATHS; outside a workspace, any Markdown, notebook or .bib file.

    Nothing is executed, and no network is used but with --online. Exit code 1 if there is an error.
    """
    if explain:
        return _explain(explain, form)
    if dry_run and not fix:
        raise UsageError("--dry-run shows what --fix would do", "forum check --fix --dry-run")
    if write_baseline and baseline is None:
        raise UsageError("the baseline has no name", "forum check --baseline FILE --write-baseline")
    from forum.commands.check import check as run

    with asking(online) as whom:
        outcome = run(_root(root, paths), paths, fix, dry_run=dry_run, style=style, online=whom)
    if outcome.value.asked is not None:
        say_outcomes(outcome.value.asked)
    if write_baseline and baseline is not None:
        from forum.commands.baseline import write_baseline as written

        click.echo(f"{written(baseline, outcome.problems)} findings are in {baseline} now")
        return 0
    note = ""
    if baseline is not None:
        outcome, note = _without_known(outcome, baseline)
    _print(outcome, form, note)
    return 1 if has_errors(outcome.problems) else 0


def _without_known(outcome: Outcome[Any], baseline: Path) -> tuple[Outcome[Any], str]:
    """Leave out what a baseline has; say so in a sentence."""
    from forum.commands.baseline import compared, read_baseline

    found = compared(outcome.problems, read_baseline(baseline))
    note = f"{found.known} findings of {baseline} are left out"
    if found.gone:
        note += f"; {found.gone} of its findings are gone: write it again"
    return Outcome(outcome.value, found.problems), note + "."


def _print(outcome: Outcome[Any], form: str, note: str) -> None:
    """Print what was found, and what was repaired."""
    checked, problems = outcome.value, outcome.problems
    if form == "html":
        from forum.cli.check_page import as_page

        page = as_page(problems, checked.references(problems), checked.root, checked.title, checked.day, note)
        click.echo(page, nl=False)
    elif form == "json":
        from forum.cli.machine_formats import as_json

        repairs = [
            {"path": str(one.path), "places": one.count, "made": one.path in checked.fixed, "diff": one.diff}
            for one in checked.changes
        ]
        made = {**as_json(problems), **({"repairs": repairs} if repairs else {})}
        click.echo(json.dumps(made, ensure_ascii=False, indent=1))
    elif form == "text":
        _print_repairs(checked)
        show_by_file(problems, checked.root)
        for path, count in checked.fixed.items():
            click.echo(f"{styled('fixed', fg='green', bold=True)}: {path}: {count} place{'' if count == 1 else 's'}")
        click.echo(counted(problems) + (f"\n{note}" if note else ""))
    else:
        show(problems, form, checked.root)


def _print_repairs(checked: Any) -> None:
    """Print what --fix changed, or would change, as a unified diff."""
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for change in checked.changes:
        for line in change.diff.splitlines():
            click.echo(styled(line, fg=colours.get(line[:1])))
    if checked.changes and not checked.fixed:
        places, files = sum(one.count for one in checked.changes), len(checked.changes)
        click.echo(f"\nforum check --fix would change {plural(places, 'place')} in {plural(files, 'file')}.")
    if checked.changes:
        click.echo()


def _explain(code: str, form: str) -> int:
    """Print what a code means: as JSON, else as text."""
    from forum.commands.explain import explain

    one = explain(code).value
    if form == "json":
        import dataclasses

        click.echo(json.dumps({"version": 1, "code": code, **dataclasses.asdict(one)}, ensure_ascii=False, indent=1))
        return 0
    click.echo(f"{styled(one.severity.value, bold=True)}[{code}]{', stops a build' if one.stops else ''}")
    off = f'To turn it off, in forum.toml under [check.severity]: {code} = "off"'
    for text in (one.meaning, one.remedy, *(() if one.severity is Severity.ERROR else (off,))):
        click.echo("\n" + textwrap.fill(text, 80, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False))
    return 0


def _root(root: Path | None, paths: tuple[Path, ...]) -> Path | None:
    """Return the workspace: as told, or around the files, or around the current folder."""
    from forum.workspace import find_root

    if root is not None:
        return root.resolve()
    try:
        return find_root(paths[0].parent if paths else Path.cwd())
    except UsageError:
        if not paths:
            raise
        return None
