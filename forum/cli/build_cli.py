"""``forum build``: parse, call, print."""

from __future__ import annotations

import time
from pathlib import Path

import click

from forum.cli.options import format_option, root_option
from forum.cli.printing import counted, show, styled
from forum.cli.progress import shown
from forum.commands.build import Built, Options
from forum.commands.build import build as make
from forum.diagnostics import Outcome, has_errors


@click.command()
@click.option("--to", "formats", multiple=True, type=click.Choice(["pdf", "html", "docx"]), help="Only these formats.")
@click.option("--paper", default="", metavar="SLUG", help="Only this paper, into build/papers/SLUG/.")
@click.option("--strict", is_flag=True, help="Exit 1 if there is an error; the output is the same.")
@click.option("--allow-stale", is_flag=True, help="Where a run fails, print its earlier result, and say so.")
@click.option("--jobs", "-j", type=click.IntRange(0), default=0, help="Notebooks at a time (default: one a core).")
@click.option("--explain", is_flag=True, help="Say why each part was made again, and how long it took.")
@format_option("text", "json")
@root_option
def build(
    formats: tuple[str, ...],
    paper: str,
    strict: bool,
    allow_stale: bool,
    jobs: int,
    explain: bool,
    form: str,
    root: Path,
) -> int:
    """Build the consolidated report: PDF, web edition and DOCX, in build/.

    The report can always be built: what is unresolved is marked in its place and
    listed at its end. Only what cannot be read, or a notebook that fails, stops it.
    """

    start = time.perf_counter()
    options = Options(tuple(formats), paper, allow_stale, jobs)  # type: ignore[arg-type]  # click checked them
    with shown(form == "text") as progress:
        outcome = make(root, options, progress)
    show(outcome.problems, form, root)
    if form == "text":
        _say(outcome, explain, time.perf_counter() - start)
    return 1 if outcome.value.stopped or (strict and has_errors(outcome.problems)) else 0


def _say(outcome: Outcome[Built], explain: bool, seconds: float) -> None:
    built = outcome.value
    if outcome.problems:
        click.echo(f"\n{counted(outcome.problems)}")
    if built.stopped:
        click.echo(styled("Not built.", fg="red", bold=True) + " What was built before is untouched.")
        return
    if explain:
        _explain(outcome)
    done = "Nothing to do" if built.nothing_to_do else "Built"
    click.echo(f"{styled(done, fg='green', bold=True)} in {seconds:.1f} s:")
    names = {"pdf": "PDF", "html": "Web edition", "docx": "Word"}
    for name, path in built.outputs.items():
        page = path / "index.html" if path.is_dir() else path
        click.echo(f"  {names[name]:<12} {_short(page)}{_size(None if path.is_dir() else page)}")


def _explain(outcome: Outcome[Built]) -> None:
    built = outcome.value
    for part, reasons in built.reasons.items():
        for reason in reasons[:12]:
            click.echo(f"  {part}: {reason}")
    for stage, spent in built.seconds.items():
        click.echo(f"  {stage}: {spent:.2f} s")


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _size(path: Path | None) -> str:
    if path is None or not path.exists():
        return ""
    return f"  ({path.stat().st_size / 1e6:.1f} MB)"
