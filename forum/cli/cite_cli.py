"""``forum cite``: parse, call, print."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from forum.cli.options import format_option, root_option
from forum.cli.printing import show, styled
from forum.diagnostics import has_errors, plain


@click.command()
@click.argument("identifiers", metavar="ID…", nargs=-1, required=True)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Another .bib file.")
@click.option("--paper", default="", metavar="SLUG", help="The paper's own references.bib.")
@click.option("--dry-run", is_flag=True, help="Write nothing: show the references.")
@format_option("text", "json")
@root_option
def cite(identifiers: tuple[str, ...], to: Path | None, paper: str, dry_run: bool, form: str, root: Path) -> int:
    """Add the references of one or more identifiers to the shared bibliography, and say which keys to type.

    DOI, arXiv number, ISBN, PMID and PMCID are looked up: at Crossref, DataCite, the
    arXiv, Open Library and PubMed. Kamerstukken (kst-33694-67), UN symbols (A/RES/79/239),
    CELEX and ECLI numbers and web addresses make a record to be completed by hand. A work
    that is there already, in any spelling of its identifier, is not added again.
    """
    from forum.commands.check.online import online
    from forum.commands.cite import cite as run

    today = datetime.datetime.now(tz=datetime.UTC).date()
    outcome = run(root, identifiers, lambda mailto: online(mailto).registries, today, to, paper, dry_run)
    if form == "json":
        made = [
            {"id": one.identifier, "key": one.key, "path": str(one.path), "added": one.added} for one in outcome.value
        ]
        found = {"version": 1, "references": made, "diagnostics": [plain(one) for one in outcome.problems]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return 1 if has_errors(outcome.problems) else 0
    for one in outcome.value:
        if one.added:
            by = f", as {one.source} has it" if one.source else ", from the identifier alone"
            verb = "would add" if dry_run else "added"
            click.echo(f"{styled(verb, fg='green', bold=True)} to {one.path}{by}:\n\n{one.added}")
        else:
            click.echo(f"{one.identifier} is there already, in {one.path}")
        click.echo(f"Cite it as {styled(f'[@{one.key}]', bold=True)}")
    show(outcome.problems, "text", root)
    return 1 if has_errors(outcome.problems) else 0
