"""``forum run``: parse, call, print."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from forum.cli.options import format_option, root_option


@click.command()
@click.argument("names", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--set", "set_name", default="", metavar="SET", help="Only this parameter set or sweep.")
@click.option("--jobs", "-j", type=click.IntRange(0), default=0, help="Runs at a time (default: one a core).")
@click.option("--scheduler", default="", metavar="ADDRESS", help="Execute on the Dask cluster there; local: here.")
@click.option("--dask-local", type=click.IntRange(1), metavar="N", help="Start a Dask cluster of N workers here.")
@click.option("--explain", is_flag=True, help="Execute nothing: say what is out of date, and why.")
@format_option("text", "json")
@root_option
def run(
    names: tuple[str, ...],
    set_name: str,
    jobs: int,
    scheduler: str,
    dask_local: int | None,
    explain: bool,
    form: str,
    root: Path,
) -> int:
    """Execute the runs of NOTEBOOKs (default: all) that are out of date, in parallel."""
    if not explain and not scheduler and not dask_local:
        from forum.notebooks.warm_process import begun

        click.get_current_context().with_resource(begun(root))  # on another core, while the program itself loads here

    from forum.cli.machine_formats import as_json
    from forum.cli.printing import show
    from forum.cli.progress import shown
    from forum.cli.screens import run_screen
    from forum.commands.run import run as execute
    from forum.diagnostics import has_errors
    from forum.notebooks.progress import SILENT
    from forum.workspace import load

    loaded = load(root)
    with shown(form == "text") as progress:
        outcome = execute(loaded.value, names, set_name, jobs, explain, progress or SILENT, scheduler, dask_local or 0)
    problems = (*(one for one in loaded.problems if one.fatal), *outcome.problems)
    if form == "json":
        import json

        rows = [
            {"notebook": one.run.notebook, "run": one.run.name, "state": one.state, "reasons": list(one.reasons)}
            for one in outcome.value.runs
        ]
        json.dump({**as_json(problems), "runs": rows}, sys.stdout, ensure_ascii=False, indent=1)
        click.echo()
    else:
        show(problems, form, root)
        run_screen(outcome.value, explain)
    return 1 if has_errors(problems) else 0
