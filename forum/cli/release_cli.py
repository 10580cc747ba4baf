"""``forum release``: parse, call, print."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from forum.cli.options import format_option, root_option
from forum.cli.printing import as_text, styled
from forum.cli.progress import shown
from forum.cli.quoting import Quotes, visible

if TYPE_CHECKING:
    from forum.commands.release import Released
    from forum.releases.values import Reason


@click.command()
@click.argument("version")
@click.option("--final", is_flag=True, help="Refuse while a paper of the report is not final.")
@click.option("--dry-run", is_flag=True, help="Build all of it and tell what would be released; change nothing.")
@format_option("text", "json")
@root_option
def release(version: str, final: bool, dry_run: bool, form: str, root: Path) -> int:
    """Release what is committed as VERSION: build it strictly, and tag it vVERSION.

    VERSION is as in 1.0, 1.1rc1 or 2027.1 (PEP 440), and greater than every release before. Everything is
    built from the commit and from stored results of notebooks, into build/release/VERSION/: PDF, Word, the web
    edition as a zip, recommendations, references, manifest, CITATION.cff, .zenodo.json, notes on what changed since
    the last release, SHA256SUMS. The tag is annotated, names those digests, and is signed if git is set up so
    (tag.gpgSign).

    It is refused, with every reason, while something is not committed, the checks find errors, notebook
    runs are out of date, a rating round is open, or the branch is behind its upstream. Nothing is
    uploaded; forum undo takes the tag back as long as no remote has it.
    """
    from forum.commands.release import ReleaseOptions
    from forum.commands.release import release as run

    with shown(form == "text") as progress:
        outcome = run(root, version, ReleaseOptions(final, dry_run), progress)
    done = outcome.value
    if form == "json":
        from forum.diagnostics import plain

        made = {**_as_json(done), "diagnostics": [plain(one) for one in outcome.problems]}
        click.echo(json.dumps(made, ensure_ascii=False, indent=1))
    else:
        quotes = Quotes(root)
        for problem in outcome.problems:
            click.echo(as_text(problem, quotes) + "\n")
        _tell(done, root)
    return 1 if done.refused else 0


def _as_json(done: Released) -> dict[str, Any]:
    from msgspec import to_builtins

    listed = [{"name": name, "bytes": size} for name, size in done.files]
    made = to_builtins(replace(done, folder=None))
    folder = str(done.folder) if done.folder else None
    return {**made, "version": 1, "edition": done.version, "folder": folder, "files": listed}


def _tell(done: Released, root: Path) -> None:
    for one in done.doubts:
        _reason("warning", "yellow", one)
    for one in done.refused:
        _reason("refused", "red", one)
    if done.refused:
        click.echo(f"\n{styled('Not released.', fg='red', bold=True)} Nothing was changed.")
        return
    since = f", since {done.since}" if done.since else ", the first release"
    if done.dry_run:
        click.echo(f"{styled('Would release', bold=True)} {done.version} from {done.commit[:12]}{since}, with:")
    elif done.folder is not None:
        click.echo(f"{styled('Released', fg='green', bold=True)} {done.version} from {done.commit[:12]}{since}.")
        click.echo(f"\n{done.folder.relative_to(root)}/")
    for name, size in done.files:
        click.echo(f"  {name:<22} {_size(size):>10}")
    if not done.dry_run:
        signed = "signed" if done.signed else "not signed: git config tag.gpgSign true has the next one signed"
        click.echo(f"\nThe tag {done.tag} names the digests of these files ({signed}).")
        click.echo(f"Next: git push origin {done.tag} publishes the tag; forum undo takes it back before that.")


def _reason(word: str, colour: str, one: Reason) -> None:
    click.echo(
        f"{styled(word, fg=colour, bold=True)}: {visible(one.what)}\n   = {styled('hint', bold=True)}: {one.remedy}"
    )


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{size / 1e3:.1f} kB"
