"""Notebook files made into frozen values, with what is wrong in them; nothing is run.

nbformat would take a second to import, and says less about what it finds.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Outcome, Span, fatal
from forum.documents.nearest import did_you_mean
from forum.model import Cell, Notebook, ParameterFile, Spans

# ``#|`` in Python, R and Julia; the others are how Quarto writes it for their comments.
OPTION = re.compile(r"^\s*(?:#|//|--|%%)\|[ \t]?(?:\s*([A-Za-z][\w-]*)\s*:)?(.*)$")
PYTHON = ("python", "ipython")  # as kernels name the language
_KINDS = ("code", "markdown", "raw")
_REMEDY = "open it in JupyterLab and save it again, or restore the last good version with git"


def slug_of(path: PurePosixPath) -> str:
    """Return the name of a notebook: its file's stem, or ``papers/X`` for the paper X."""
    if path.name == "paper.ipynb" and "papers" in path.parts:
        return f"papers/{path.parent.name}"
    return path.stem


def parse_notebook(
    text: str,
    path: PurePosixPath,
    parameters: ParameterFile | None = None,
    parameter_spans: Spans | None = None,
) -> Outcome[Notebook | None]:
    """Return a notebook as its file has it, or None with the problem that stops it.

    ``parameters`` is its parameter file, already validated, with the places of its
    keys: the names in it are held against what the notebook declares.
    """
    try:
        content = json.loads(text)
    except ValueError as unread:
        return Outcome(None, (_not_json(unread, path, text),))
    except RecursionError:
        return Outcome(None, (fatal("notebook-not-json", "the notebook is nested too deeply", Span(path), _REMEDY),))
    problems = tuple(_shape(content, path))
    if problems:
        return Outcome(None, problems)
    notebook = _notebook(content, path, parameters or ParameterFile(), parameter_spans or {})
    problems = (*_duplicate_ids(notebook), *_duplicate_labels(notebook), *_parameters(notebook))
    return Outcome(notebook, problems)


def _not_json(unread: ValueError, path: PurePosixPath, text: str) -> Diagnostic:
    if "<<<<<<< " in text and "\n>>>>>>> " in text:
        message = "the notebook holds conflict markers of a merge"
        line = text[: text.index("<<<<<<< ")].count("\n") + 1
        return fatal("notebook-not-json", message, Span(path, line), "take one side: git checkout --ours or --theirs")
    line, column = getattr(unread, "lineno", 1), getattr(unread, "colno", 1)
    said = getattr(unread, "msg", str(unread)).removesuffix(" starting at")
    return fatal("notebook-not-json", f"the notebook is not JSON: {said}", Span(path, line, column), _REMEDY)


def _shape(content: Any, path: PurePosixPath) -> Iterator[Diagnostic]:
    """Yield what is wrong with the parts that everything else relies on."""
    here = Span(path)
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        yield fatal("notebook-malformed", "the file is JSON, but no notebook: it has no nbformat", here, _REMEDY)
    elif content["nbformat"] != 4:
        remedy = f"jupyter nbconvert --to notebook --nbformat 4 --inplace {path}"
        version = content["nbformat"]
        yield fatal("notebook-version", f"the notebook is of version {version}; it must be 4", here, remedy)
    elif not isinstance(content.get("cells"), list):
        yield fatal("notebook-malformed", "the notebook has no list of cells", here, _REMEDY)
    elif not isinstance(content.get("metadata", {}), dict):
        yield fatal("notebook-malformed", "the notebook's metadata is no table", here, _REMEDY)
    else:
        for number, cell in enumerate(content["cells"], start=1):
            wrong = _cell_shape(cell)
            if wrong:
                yield fatal("notebook-malformed", f"cell {number} {wrong}", Span(path, cell=number), _REMEDY)


def _cell_shape(cell: Any) -> str:
    if not isinstance(cell, dict) or cell.get("cell_type") not in _KINDS:
        return "is neither code, Markdown nor raw"
    source = cell.get("source")
    if isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source)):
        return ""
    return "has no source" if source is None else "has a source that is no text"


def _notebook(content: Mapping[str, Any], path: PurePosixPath, parameters: ParameterFile, spans: Spans) -> Notebook:
    metadata = content.get("metadata", {})
    kernelspec, info = (_table(metadata.get(key)) for key in ("kernelspec", "language_info"))
    language = str(info.get("name") or kernelspec.get("language") or "python").lower()
    cells = tuple(_cells(content["cells"]))
    return Notebook(
        slug=slug_of(path),
        path=path,
        kernel=str(kernelspec.get("name") or "python3"),
        language=language,
        cells=cells,
        parameters=parameters,
        parameter_spans=spans,
        declared=_declared(cells) if language in PYTHON else None,
    )


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _cells(cells: Sequence[Mapping[str, Any]]) -> Iterator[Cell]:
    number = 0
    for cell in cells:
        number += cell["cell_type"] != "raw"
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        tags = _table(cell.get("metadata")).get("tags")
        yield Cell(
            kind=cell["cell_type"],
            id=str(cell.get("id", "")),
            source=source,
            tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
            options=cell_options(source) if cell["cell_type"] == "code" else {},
            number=0 if cell["cell_type"] == "raw" else number,
        )


def cell_options(source: str) -> dict[str, str]:
    """Return the ``#| key: value`` options at the top of a code cell.

    A line without a key continues the value above it. Quotes around a value go.
    """
    options: dict[str, str] = {}
    key = ""
    for line in option_lines(source):
        match = OPTION.match(line)
        if match is None:
            continue
        continues = key and (match[1] is None or line.split("|", 1)[1].startswith("  "))
        if continues:
            options[key] = f"{options[key].removeprefix('|').removeprefix('>')} {line.split('|', 1)[1].strip()}".strip()
        elif match[1]:
            key = match[1]
            options[key] = match[2].strip()
    return {key: _unquoted(value) for key, value in options.items()}


def option_lines(source: str) -> tuple[str, ...]:
    """Return the lines at the top of a code cell that only say how to present it."""
    lines: list[str] = []
    for line in source.splitlines():
        if not OPTION.match(line):
            break
        lines.append(line)
    return tuple(lines)


def code_of(cell: Cell) -> str:
    """Return what a code cell computes: its source without the options, and without space around."""
    return "\n".join(cell.source.splitlines()[len(option_lines(cell.source)) :]).strip("\n").rstrip()


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"') if value[0] == '"' else value[1:-1].replace("''", "'")
    return value


def _declared(cells: Sequence[Cell]) -> frozenset[str] | None:
    """Return the names that the cell tagged ``parameters`` assigns; None if it is not Python."""
    cell = next((cell for cell in cells if cell.kind == "code" and "parameters" in cell.tags), None)
    if cell is None:
        return frozenset()
    try:
        body = ast.parse(cell.source).body
    except (SyntaxError, ValueError):
        return None
    return frozenset(target.id for statement in body for target in _targets(statement) if isinstance(target, ast.Name))


def _targets(statement: ast.stmt) -> Iterator[ast.expr]:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets = [statement.target]
    for target in targets:
        yield from target.elts if isinstance(target, ast.Tuple | ast.List) else (target,)


# --- checks --------------------------------------------------------------------------


def _duplicate_ids(notebook: Notebook) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.id and cell.id in seen:
            message = f"cells {seen[cell.id]} and {number} have the same id, {cell.id}"
            remedy = 'remove the "id" of one of them, or cut and paste the cell in JupyterLab and save'
            yield fatal("cell-id-duplicate", message, Span(notebook.path, cell=cell.number or None), remedy)
        seen.setdefault(cell.id, number)


def _duplicate_labels(notebook: Notebook) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        if cell.label and cell.label in seen:
            message = f"the label {cell.label} stands on cell {seen[cell.label]} already"
            yield fatal("label-duplicate", message, Span(notebook.path, cell=cell.number), "rename one of the two")
        seen.setdefault(cell.label, cell.number)


def _parameters(notebook: Notebook) -> Iterator[Diagnostic]:
    """Hold the names in the parameter file against what the notebook declares."""
    file, spans = notebook.parameters, notebook.parameter_spans
    for name in file.sweeps:
        if name in file.sets:
            place = _place(spans, notebook, "sweeps", name)
            yield fatal("set-duplicate", f"{name} is a set and a sweep", place, "rename one of the two")
    if notebook.declared is None:
        return
    named = [("sets", "set", name, key) for name, values in file.sets.items() for key in values]
    named += [("sweeps", "sweep", name, key) for name, values in file.sweeps.items() for key in values]
    for section, kind, name, key in named:
        if key not in notebook.declared:
            message = f"the {kind} {name} gives {key}, which {notebook.path.name} does not declare"
            place = _place(spans, notebook, section, name, key)
            yield fatal("parameter-undeclared", message, place, *_declare(notebook.declared, key))


def _place(spans: Spans, notebook: Notebook, *path: str) -> Span:
    for length in range(len(path), -1, -1):
        if path[:length] in spans:
            return spans[path[:length]]
    return Span(notebook.path.with_suffix(".params.yaml"))


def _declare(declared: frozenset[str], key: str) -> tuple[str, ...]:
    if not declared:
        return (f"tag a cell of the notebook `parameters`, and give {key} a value in it",)
    return (*did_you_mean(key, sorted(declared)), f"give {key} a value in the cell tagged `parameters`")
