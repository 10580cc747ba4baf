"""What a check found as one page that needs no other file: ``forum check --format html``."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from forum.cli.machine_formats import counts
from forum.cli.quoting import Quotes
from forum.commands.cited import CitedReference
from forum.diagnostics import Diagnostic
from forum.explanations import EXPLANATIONS
from forum.tools.templates import template_path


def as_page(
    problems: Sequence[Diagnostic],
    references: Sequence[CitedReference],
    root: Path,
    title: str,
    day: datetime.date,
    note: str = "",
) -> str:
    """Return the page: counts, filters, the problems by file, and every reference with where it is cited.

    ``title`` is that of the workspace, ``note`` one more sentence below it. Everything
    from the files is escaped; the page loads nothing.
    """
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    templates = template_path(root, "check")
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    by_file = groupby(problems, key=lambda problem: str(problem.span.path))
    found = environment.get_template("page.html").render(
        title=title,
        note=note,
        date=day.isoformat(),
        counts=counts(problems),
        codes=sorted(Counter(problem.code for problem in problems).items()),
        files=[(path, list(group)) for path, group in by_file],
        quote=Quotes(root).of,
        explanations=EXPLANATIONS,
        references=references,
    )
    return found.rstrip() + "\n"
