"""``forum diff``: parse, call, print."""

from __future__ import annotations

import json
from pathlib import Path

import click

from forum.cli.options import format_option, root_option
from forum.cli.printing import show


@click.command()
@click.argument("revisions", default="", metavar="[REV[..REV]]")
@format_option("text", "json", "html")
@root_option
def diff(revisions: str, form: str, root: Path) -> int:
    """Show what changed between two states of the workspace: papers, recommendations, positions, references, values.

    REV is whatever git takes for a commit, such as v1.0 or HEAD~3. REV alone is compared with the files as they are;
    A..B compares two commits, and A...B compares B with the commit where it left A. Without REV the files are
    compared with the last release in the history (a tag such as v1.0), or with the last commit where there is none.

    Words that changed are marked, in colour or as [-gone-]{+new+}.

    --format html prints one page that needs no other file, in the report's language:
    forum diff v1.0 --format html > changes.html
    """
    from forum.commands.diff import diff as run

    outcome = run(root, revisions)
    changes = outcome.value
    if form == "json":
        from msgspec import to_builtins

        made = {"version": 1, "nothing": changes.nothing, **to_builtins(changes)}
        click.echo(json.dumps(made, ensure_ascii=False, indent=1))
    elif form == "html":
        from forum.stages.change_pages import changes_page

        click.echo(changes_page(root, changes), nl=False)
    else:
        from forum.cli.diff_screens import changes_screen

        show(outcome.problems, form, root)
        changes_screen(changes)
    return 0
