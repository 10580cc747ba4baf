"""Which runs are out of date, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from forum.diagnostics import Diagnostic, Outcome, Span, warning
from forum.model import Notebook, NotebookSettings, Run, RunResult, Workspace
from forum.notebooks.keys import Inputs, KeyParts, explain, key_of, parts_of, read_inputs
from forum.notebooks.store import CorruptError, StoredRun, last_run, read_entry, run_result
from forum.notebooks.surroundings import is_input


@dataclass(frozen=True)
class Task:
    """A run with what its result depends on; ``reasons`` say why it must be executed, if it must.

    ``seconds`` is its last time, 0 if it is not known.
    """

    notebook: Notebook
    run: Run
    inputs: Inputs
    parts: KeyParts
    key: str
    settings: NotebookSettings
    stored: StoredRun | None = None
    reasons: tuple[str, ...] = ()
    seconds: float = 0.0


def notebooks_of(workspace: Workspace) -> dict[str, Notebook]:
    """Return every notebook by its slug, those that are papers included."""
    papers = [paper.notebook for paper in workspace.papers if paper.notebook]
    return {notebook.slug: notebook for notebook in (*workspace.notebooks, *papers)}


def plan(
    root: Path, notebooks: Mapping[str, Notebook], runs: Iterable[Run], settings: NotebookSettings
) -> Outcome[tuple[Task, ...]]:
    """Return each run with its key, what is stored for it, and why it must be executed."""
    inputs: dict[str, Outcome[Inputs]] = {}
    tasks = []
    for run in runs:
        notebook = notebooks[run.notebook]
        if run.notebook not in inputs:
            inputs[run.notebook] = read_inputs(root, notebook, settings)
        tasks.append(_task(root, notebook, run, inputs[run.notebook].value, settings))
    return Outcome(tuple(tasks), tuple(problem for one in inputs.values() for problem in one.problems))


def _task(root: Path, notebook: Notebook, run: Run, inputs: Inputs, settings: NotebookSettings) -> Task:
    parts = parts_of(notebook, run, inputs)
    last = last_run(root, run)
    task = Task(notebook, run, inputs, parts, key_of(parts), settings, seconds=last.seconds if last else 0.0)
    try:
        stored = read_entry(root, task.key)
    except CorruptError as found:
        return replace(task, reasons=(f"its stored results are damaged ({found})",))
    reasons = () if stored else explain(last.parts if last else None, parts) or ("its stored results are gone",)
    return replace(task, stored=stored, reasons=reasons)


def changed_since(root: Path, task: Task) -> tuple[str, ...]:
    """Return what has changed of the files that a run depends on since it was planned."""
    now = read_inputs(root, task.notebook, task.settings).value
    return explain(task.parts, parts_of(task.notebook, task.run, now))


def result_of(root: Path, task: Task) -> RunResult | None:
    """Return the results of a task, if they are stored."""
    try:
        stored = task.stored or read_entry(root, task.key)
    except CorruptError:
        return None
    return None if stored is None else run_result(root, task.notebook, task.run, task.key, stored)


def last_result(root: Path, notebook: Notebook, run: Run) -> RunResult | None:
    """Return what a run gave when it last succeeded, out of date or not; None if that is gone."""
    last = last_run(root, run)
    if last is None:
        return None
    key = key_of(last.parts)
    try:
        stored = read_entry(root, key)
    except CorruptError:
        return None
    return None if stored is None else run_result(root, notebook, run, key, stored)


def undeclared(root: Path, task: Task) -> Iterator[Diagnostic]:
    """Yield a warning for each file that a run opened and its parameter file does not declare."""
    try:
        stored = task.stored or read_entry(root, task.key)
    except CorruptError:
        return
    if stored is None:
        return
    home = root.resolve()
    folder = home / task.notebook.path.parent
    known = {(folder / name).resolve() for name in (*task.inputs.data, *task.inputs.modules)}
    for name in stored.opened:
        if home / name not in known and is_input(Path(name)):
            shown = Path(name).relative_to(task.notebook.path.parent) if _below(name, task) else f"/{name}"
            message = f"the notebook reads {name}, which its parameter file does not declare"
            remedy = f"add it to data: in {task.notebook.path.with_suffix('.params.yaml').name} ({shown})"
            why = "otherwise a change of the file does not run the notebook again"
            yield warning("data-undeclared", message, Span(task.notebook.path), remedy, why)


def _below(name: str, task: Task) -> bool:
    return Path(name).is_relative_to(task.notebook.path.parent)
