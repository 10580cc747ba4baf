"""Safe repairs of sources: replace a text at its place, in Markdown and in a notebook's cells."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePosixPath

from forum.documents.results import Edit


def edited_file(path: PurePosixPath, text: str, edits: Iterable[Edit]) -> tuple[str, int]:
    """Return a file's text with each edit made whose old text still stands at its place, and how many were."""
    new, count = (_in_notebook if path.suffix == ".ipynb" else edited)(text, edits)
    return (new, count) if count else (text, 0)


def edited(text: str, edits: Iterable[Edit]) -> tuple[str, int]:
    """Return a text with edits made, last place first, and how many were."""
    count = 0
    mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    lines = text.split("\n")  # a \r stays at the end of its line
    for edit in sorted(edits, key=lambda one: one.span.sort_key(), reverse=True):
        if edit.span.line > len(lines):
            continue
        line, start = lines[edit.span.line - 1], edit.span.column - 1
        if line.startswith(edit.old, start):
            lines[edit.span.line - 1] = line[:start] + edit.new + line[start + len(edit.old) :]
            count += 1
    return mark + "\n".join(lines), count


def _in_notebook(text: str, edits: Iterable[Edit]) -> tuple[str, int]:
    """Edit the cells' sources, and keep the notebook's own way of writing JSON."""
    notebook = json.loads(text)
    total = 0
    by_cell: dict[int, list[Edit]] = {}
    for edit in edits:
        by_cell.setdefault(edit.span.cell or 0, []).append(edit)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] != "raw"]  # as a Span counts them
    for number, wanted in by_cell.items():
        cell = cells[number - 1]
        source = cell["source"]
        new, count = edited(source if isinstance(source, str) else "".join(source), wanted)
        cell["source"] = new if isinstance(source, str) else new.splitlines(keepends=True)
        total += count
    indent = 2 if text.startswith('{\n  "') else 1
    return json.dumps(notebook, ensure_ascii=False, indent=indent) + ("\n" if text.endswith("\n") else ""), total
