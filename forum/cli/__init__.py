"""The command line: parses, calls one function of ``forum.commands``, prints. No logic."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from keyword import iskeyword

import click

from forum import __version__

# Each command's module is imported when it is called: ``forum --help`` loads none of them.
COMMANDS = {
    "init": ("workspace", "Start a workspace, with an example paper and notebook."),
    "new": ("workspace", "Add a paper, notebook, recommendation, person, partner or rating round."),
    "rename": ("workspace", "Rename a paper, recommendation, person or reference key everywhere."),
    "status": ("workspace", "Show papers, recommendations, and what is late for which milestone."),
    "check": ("check", "Check structure, citations, cross-references, evidence and alternative text."),
    "cite": ("cite", "Add references by DOI, arXiv number, ISBN, Kamerstuk, UN symbol and more."),
    "retractions": ("retractions", "Keep the local list of retracted works."),
    "pack": ("pack", "Make what is mailed to an author: a Word file, or a zip."),
    "merge": ("contribute", "Merge what universities send: Word files, zips, branches, bundles, mail, an inbox."),
    "accept": ("contribute", "Merge a contribution that was set aside."),
    "return": ("contribute", "Send a contribution back, with a word why."),
    "resolve": ("resolve", "Decide on a contribution's conflicts, one by one."),
    "undo": ("contribute", "Take back the last merge, accept, return, resolve or release."),
    "log": ("contribute", "Show every contribution and what became of it; or what was done."),
    "merge-file": ("merge", "Merge one file that two sides changed, by the rules of its kind."),
    "position": ("position", "Record what partners think of each recommendation; see what is agreed."),
    "review": ("review", "See what reviewers say of the papers, answer it, mail what became of it."),
    "history": ("history", "Show every wording that a recommendation ever had."),
    "amendments": ("amendments", "Show what contributions would make of recommendations, for a vote."),
    "round": ("round", "Rate recommendations from 1 to 9: ballots out, ballots back, statistics."),
    "run": ("run", "Execute the notebooks that are out of date."),
    "build": ("build", "Build the consolidated report: PDF, web edition and DOCX."),
    "diff": ("diff", "Show what changed since a release or between two revisions, word by word."),
    "release": ("release", "Freeze what is committed as a version, with all that goes with it, and tag it."),
    "verify": ("verify", "Prove what a PDF is: its commit, words, references, results, signature."),
    "preview": ("preview", "Show the report in a browser, anew as files are saved."),
    "cache": ("cache", "Look after the cache: its size, prune what is old, or clear it."),
    "lab": ("lab", "Open JupyterLab on this workspace."),
    "schema": ("workspace", "Write JSON Schemas of the workspace's files, for editors."),
    "doctor": ("workspace", "Say what is installed, what is missing, and what to do about it."),
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"forum.cli.{COMMANDS[cmd_name][0]}_cli")
        attribute = cmd_name.replace("-", "_")
        command: click.Command = getattr(module, f"{attribute}_" if iskeyword(attribute) else attribute)
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as unknown:
            from forum.documents.nearest import did_you_mean

            hints = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(" ".join([f"there is no command {args[0]!r}.", *hints]), ctx) from unknown


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="forum")
def main_group() -> None:
    """Co-author recommendation papers, check them, and build one consolidated report.

    Every command works on the workspace that the current folder lies in, or on
    --root DIR. Exit code 0: clean; 1: problems in the workspace; 2: wrong usage or
    environment; 3: a bug; 130: interrupted.
    """


def run(arguments: Sequence[str] | None = None) -> int:  # noqa: PLR0911 (one line a way to end)
    """Run the program and return its exit code; never a traceback."""
    from forum.diagnostics import UsageError

    try:
        result = main_group.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return 2
    except UsageError as wrong:
        _say_usage(wrong)
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted: nothing half-done is left behind", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as wrong:
        return _environment(wrong)
    except Exception as bug:
        return _bug(bug)
    return result if isinstance(result, int) else 0


def _say_usage(wrong: Exception) -> None:
    from forum.cli.quoting import visible

    click.echo(f"error: {visible(str(wrong))}", err=True)
    for hint in getattr(wrong, "hints", ()):
        click.echo(f"  hint: {visible(hint)}", err=True)


def _environment(wrong: OSError) -> int:
    import errno

    name = f"{wrong.filename}: " if wrong.filename else ""
    said = wrong.strerror or str(wrong)
    if wrong.args and isinstance(wrong.args[0], list):  # shutil tells of a copied folder file by file
        _, target, why = wrong.args[0][0]
        said = f"{target} cannot be written: {why}"
    click.echo(f"error: {name}{said}", err=True)
    if wrong.errno == errno.ENOSPC:
        click.echo("  hint: the disk is full; what was there before is untouched", err=True)
    return 2


def _bug(bug: Exception) -> int:
    """Write the traceback to a file, and say where it is."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="forum-bug-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"forum {__version__}\n{sys.argv}\n")
        traceback.print_exception(bug, file=log)
    click.echo(f"error: this is a bug of forum: {type(bug).__name__}: {bug}", err=True)
    click.echo(f"  hint: send this file to the maintainers: {log.name}", err=True)
    return 3
