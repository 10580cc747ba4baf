"""``forum run``: executes the notebook runs that are out of date, and says why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from forum.diagnostics import Diagnostic, Outcome, Span, UsageError, fatal
from forum.documents.addresses import runs_of
from forum.documents.nearest import did_you_mean
from forum.model import Notebook, Run, RunResult, Workspace
from forum.notebooks.execute import Ended, execute
from forum.notebooks.failures import failures
from forum.notebooks.jobs import UNWRITABLE
from forum.notebooks.limits import Limits, read_limits
from forum.notebooks.places import Place, choose_place
from forum.notebooks.plan import Task, last_result, notebooks_of, plan, result_of, undeclared
from forum.notebooks.progress import SILENT, Progress
from forum.notebooks.store import remember

Results = Mapping[tuple[str, str], RunResult]
"""Results by (notebook's slug, run's name)."""


@dataclass(frozen=True)
class RunLine:
    """What became of one run. ``stale`` is out of date and was not executed."""

    run: Run
    state: Literal["fresh", "executed", "failed", "stale"]
    seconds: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunReport:
    """What became of each run, in the order of the notebooks."""

    runs: tuple[RunLine, ...] = ()

    def count(self, state: str) -> int:
        """Return how many runs are in a state."""
        return sum(line.state == state for line in self.runs)


def run(
    workspace: Workspace,
    names: Collection[str] = (),
    set_name: str = "",
    jobs: int = 0,
    explain: bool = False,
    progress: Progress = SILENT,
    scheduler: str = "",
    dask_local: int = 0,
) -> Outcome[RunReport]:
    """Execute what is out of date of the named notebooks, all of them if none is named.

    ``set_name`` picks one set or sweep. ``explain`` only says what would be executed
    and why. ``scheduler`` is the address of a Dask cluster that executes it; with
    ``dask_local``, one of so many workers is started here.

    Raises:
        UsageError: there is no such notebook, set or cluster, or the workspace cannot be written to.
    """
    place = choose_place(workspace.manifest.notebooks, jobs, scheduler, dask_local)
    wanted = chosen(workspace, names, set_name)
    tasks = plan(workspace.root, notebooks_of(workspace), wanted, workspace.manifest.notebooks)
    limits = read_limits(workspace.manifest.notebooks)
    problems = [*tasks.problems, *limits.problems]
    ended = () if explain else _execute(workspace, tasks.value, limits.value, place, progress)
    problems += [*failures(ended), *_undeclared(workspace, tasks.value)]
    return Outcome(RunReport(tuple(_lines(tasks.value, ended))), tuple(problems))


def ensure_results(
    workspace: Workspace, wanted: Collection[Run], progress: Progress = SILENT, jobs: int = 0
) -> Outcome[Results]:
    """Return the results of runs, executing those that are out of date.

    A run that fails is missing in the value, and said in a fatal problem.
    """
    known = notebooks_of(workspace)
    runs = {(one.notebook, one.name): one for one in wanted if one.notebook in known}.values()
    tasks = plan(workspace.root, known, runs, workspace.manifest.notebooks)
    limits = read_limits(workspace.manifest.notebooks)
    place = choose_place(workspace.manifest.notebooks, jobs)
    ended = _execute(workspace, tasks.value, limits.value, place, progress)
    found = {(task.run.notebook, task.run.name): result_of(workspace.root, task) for task in tasks.value}
    problems = [*tasks.problems, *limits.problems, *failures(ended), *_undeclared(workspace, tasks.value)]
    gone = {name for name, result in found.items() if result is None}
    gone -= {(one.task.run.notebook, one.task.run.name) for one in ended if one.failure}
    problems += [_gone(task) for task in tasks.value if (task.run.notebook, task.run.name) in gone]
    return Outcome({name: result for name, result in found.items() if result is not None}, tuple(problems))


def stale_results(workspace: Workspace, wanted: Iterable[Run]) -> Results:
    """Return what runs gave when they last succeeded, for a build that allows it."""
    known = notebooks_of(workspace)
    runs = [one for one in wanted if one.notebook in known]
    found = {(one.notebook, one.name): last_result(workspace.root, known[one.notebook], one) for one in runs}
    return {name: result for name, result in found.items() if result is not None}


def chosen(workspace: Workspace, names: Collection[str], set_name: str) -> tuple[Run, ...]:
    """Return the runs that were asked for.

    Raises:
        UsageError: there is no such notebook or set.
    """
    notebooks = notebooks_of(workspace)
    picked = {one.slug: one for one in (_named(notebooks, name) for name in names)} or notebooks
    runs = tuple(one for notebook in picked.values() for one in runs_of(notebook))
    if not set_name:
        return runs
    found = tuple(one for one in runs if set_name in (one.name, one.name.split("&")[0]))
    if not found:
        known = {one.name.split("&")[0] for one in runs}
        hints = did_you_mean(set_name, known) or (f"there are: {', '.join(sorted(known))}",)
        raise UsageError(f"no notebook has a parameter set {set_name}", *hints)
    return found


def _named(notebooks: Mapping[str, Notebook], name: str) -> Notebook:
    for notebook in notebooks.values():
        if name in (notebook.slug, notebook.path.name, str(notebook.path), f"./{notebook.path}"):
            return notebook
    hints = did_you_mean(name, notebooks) or (f"there are: {', '.join(notebooks) or 'none'}",)
    raise UsageError(f"there is no notebook {name}", *hints)


def _execute(
    workspace: Workspace, tasks: Collection[Task], limits: Limits, place: Place, progress: Progress
) -> tuple[Ended, ...]:
    """Execute what is out of date; of runs that are equal in all but their name, one."""
    needed = {task.key: task for task in tasks if task.reasons}
    try:
        ended = execute(workspace.root, tuple(needed.values()), limits, place, progress)
        done = {one.task.key: one.seconds for one in ended if not one.failure}
        for twin in (task for task in tasks if task.key in done and task.run != needed[task.key].run):
            remember(workspace.root, twin.run, done[twin.key], twin.parts)
        return ended
    except OSError as unwritable:
        if unwritable.errno not in UNWRITABLE:
            raise
        message = f"the results of notebooks cannot be stored in {workspace.root}: {unwritable.strerror}"
        raise UsageError(message, "make the folder writable, or free some space") from unwritable


def _lines(tasks: Iterable[Task], ended: Iterable[Ended]) -> Iterable[RunLine]:
    by_key = {one.task.key: one for one in ended}
    for task in tasks:
        one = by_key.get(task.key)
        if one is None:
            yield RunLine(task.run, "stale" if task.reasons else "fresh", task.seconds, task.reasons)
        else:
            yield RunLine(task.run, "failed" if one.failure else "executed", one.seconds, task.reasons)


def _undeclared(workspace: Workspace, tasks: Iterable[Task]) -> tuple[Diagnostic, ...]:
    return tuple(dict.fromkeys(problem for task in tasks for problem in undeclared(workspace.root, task)))


def _gone(task: Task) -> Diagnostic:
    message = f"the results of the run {task.run.name} were removed while they were read"
    return fatal("run-failed", message, Span(task.notebook.path), "run the command again")
