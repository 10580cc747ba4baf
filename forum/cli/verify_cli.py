"""``forum verify``: parse, call, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from forum.cli.diff_screens import marked
from forum.cli.options import format_option
from forum.cli.printing import coloured
from forum.cli.progress import shown
from forum.cli.quoting import visible
from forum.cli.screens import console
from forum.commands.verify import Verified
from forum.commands.verify import verify as run
from forum.diagnostics import UsageError
from forum.releases.claims import Claim, Verdict
from forum.tools.files import find_root

_STYLES = {
    Verdict.PROVED: "green",
    Verdict.DIFFERS: "bold red",
    Verdict.UNPROVED: "yellow",
    Verdict.NOTED: "cyan",
}
_MOST = 12  # details of a claim


@click.command()
@click.argument("pdf", type=click.Path(dir_okay=False, path_type=Path), metavar="PDF")
@click.option("--rebuild", is_flag=True, help="Build the report again from its commit, and compare every byte.")
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="A clone of the forum's workspace (default: the one around the current folder, if there is one).",
)
@format_option("text", "json")
def verify(pdf: Path, rebuild: bool, root: Path | None, form: str) -> int:
    """Prove what PDF, a report that forum build or forum release made, is.

    Its attachments are read and each of their claims is held against what is here: the digests of
    recommendations against their words; the commit, the files, the words, positions and references against the
    history; results of notebooks against those that are stored; the file itself against the tag of its release, the
    tag against its signature, and against SHA256SUMS beside it. It works in any clone; without one, only what
    the PDF says of itself can be told.

    --rebuild builds the commit in a folder of its own, from stored results, and compares every byte; no notebook is
    executed, ever.

    Exit code 0: all is proved. 1: something differs, or could not be proved here. 2: it is no PDF of a report.
    """
    with shown(form == "text") as progress:
        done = run(pdf, _root(root), rebuild, progress)
    if form == "json":
        click.echo(json.dumps(_as_json(done), ensure_ascii=False, indent=1))
    else:
        _tell(done)
    return 0 if done.verdict is Verdict.PROVED else 1


def _root(given: Path | None) -> Path | None:
    """Return the workspace: the one that is named, or around the current folder; None for none there."""
    try:
        return find_root(given or Path.cwd())
    except UsageError:
        if given is not None:
            raise
        return None


def _as_json(done: Verified) -> dict[str, Any]:
    from msgspec import to_builtins

    told = {name: getattr(done.manifest, name) for name in ("title", "edition", "commit", "date", "notice", "program")}
    return {
        "version": 1,
        "pdf": str(done.path),
        "sha256": done.sha256,
        **told,
        "verdict": done.verdict.value,
        "claims": to_builtins(done.claims),
    }


def _tell(done: Verified) -> None:
    out, manifest = console(), done.manifest
    out.print(visible(str(done.path)), style="bold")
    rows = {
        "title": manifest.title,
        "version": manifest.edition,
        "commit": f"{manifest.commit}, {manifest.date}" if manifest.commit else "none",
        "program": manifest.program,
        "notice": manifest.notice,
        "SHA-256": done.sha256,
    }
    _rows(out, [(Text(name), Text(visible(value))) for name, value in rows.items() if value])
    out.print()
    _rows(out, [(Text(one.verdict.value, style=_STYLES[one.verdict]), _claim(one)) for one in done.claims])
    _sum_up(out, done)


def _rows(out: Console, rows: Sequence[tuple[Text, Text]]) -> None:
    """Print a name and what belongs to it, side by side: wrapped on a terminal, and each in its lines where piped."""
    if not sys.stdout.isatty():
        indent = max((len(name) for name, _ in rows), default=0) + 2
        for name, text in rows:
            click.echo(name.plain.ljust(indent) + text.plain.replace("\n", "\n" + " " * indent))
        return
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in rows:
        table.add_row(name, text)
    out.print(table)


def _claim(one: Claim) -> Text:
    """Return a claim with its details below it."""
    text = Text(visible(one.what))
    for detail in one.details[:_MOST]:
        text.append(f"\n  {visible(detail.text)}")
        if detail.pieces:
            text.append("\n    ").append_text(marked(detail.pieces, coloured()))
    if len(one.details) > _MOST:
        text.append(f"\n  and {len(one.details) - _MOST} more")
    if one.remedy and one.verdict is not Verdict.PROVED:
        text.append(f"\n  hint: {one.remedy}")
    return text


def _sum_up(out: Console, done: Verified) -> None:
    counts = {verdict: sum(one.verdict is verdict for one in done.claims) for verdict in Verdict}
    if done.verdict is Verdict.PROVED:
        out.print(f"\nAll of its {counts[Verdict.PROVED]} claims are proved.", style="bold green")
        return
    words = (
        (Verdict.DIFFERS, "differ"),
        (Verdict.UNPROVED, "could not be proved here"),
        (Verdict.PROVED, "are proved"),
    )
    told = ", ".join(f"{counts[verdict]} {word}" for verdict, word in words if counts[verdict])
    style = "bold red" if done.verdict is Verdict.DIFFERS else "bold yellow"
    out.print(f"\nOf its claims {told}.", style=style)
