"""Runs in real kernels: what they give, when they are executed again, and how they fail."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from typing import Any

import psutil
import pytest

from forum.commands.run import RunReport, chosen, ensure_results, run, stale_results
from forum.diagnostics import Outcome, UsageError
from forum.documents.addresses import runs_of
from forum.model import NotebookSettings, Run
from forum.notebooks.progress import Silent
from forum.notebooks.store import runs_folder

PLOT = """#| label: fig-line
#| fig-cap: A line.
#| fig-alt: Alt.
import matplotlib.pyplot as plt
plt.plot([1, platforms])
plt.show()"""
TABLE = """#| label: tbl-votes
#| tbl-cap: Votes.
import pandas as pd
pd.read_csv("data/votes.csv")"""
SWARM = (
    {"markdown": "# Prose"},
    {"code": "platforms = 10", "tags": ["parameters"]},
    "import helpers",
    "#| label: double\nplatforms * helpers.FACTOR",
)
PARAMS = "sets: {baseline: {}, large: {platforms: 50}}\ndata: [data/votes.csv]\n"


class Told(Silent):
    """Keeps what a progress bar would show."""

    def __init__(self) -> None:
        self.events: list[tuple[Any, ...]] = []

    def planned(self, runs: Sequence[Run], seconds: Sequence[float]) -> None:
        self.events.append(("planned", [run.name for run in runs]))

    def advanced(self, run: Run, cell: int, cells: int) -> None:
        self.events.append((run.name, cell, cells))

    def finished(self, run: Run, seconds: float) -> None:
        self.events.append((run.name, "finished"))


def states(outcome: Outcome[RunReport]) -> dict[str, str]:
    return {line.run.name: line.state for line in outcome.value.runs}


def reasons(outcome: Outcome[RunReport]) -> set[str]:
    return {reason for line in outcome.value.runs for reason in line.reasons}


@pytest.fixture
def swarm(make):
    make.notebook("swarm", *SWARM, params=PARAMS)
    make.file("notebooks/data/votes.csv", "name,votes\nA,3\n")
    make.file("notebooks/helpers.py", "FACTOR = 2\n")
    return make


def test_only_what_changes_results_executes_again_and_explain_says_what(swarm) -> None:
    told = Told()
    first = run(swarm.load(), progress=told, jobs=2)
    assert (first.problems, states(first), reasons(first)) == (
        (),
        {"baseline": "executed", "large": "executed"},
        {"never run"},
    )
    assert told.events[0] == ("planned", ["baseline", "large"])
    assert [event for event in told.events if event[0] == "baseline"] == [
        *(("baseline", cell, 3) for cell in (1, 2, 3)),
        ("baseline", "finished"),
    ]
    assert {event[2] for event in told.events if event[0] == "large" and len(event) == 3} == {4}  # one is injected

    swarm.notebook("swarm", {"markdown": "# Other"}, *SWARM[1:3], SWARM[3].replace("double", "twice"), params=PARAMS)
    again = ensure_results(swarm.load(), runs_of(swarm.load().notebooks[0]))
    assert again.problems == ()
    assert [again.value["swarm", name].results["twice"].value for name in ("baseline", "large")] == [20, 100]
    assert states(run(swarm.load())) == {"baseline": "fresh", "large": "fresh"}

    swarm.file("notebooks/helpers.py", "FACTOR = 3\n")
    explained = run(swarm.load(), explain=True)
    assert (states(explained)["large"], reasons(explained)) == ("stale", {"local module helpers.py changed"})
    only = run(swarm.load(), ["swarm"], "large")
    assert states(only) == {"large": "executed"}
    both = ensure_results(swarm.load(), runs_of(swarm.load().notebooks[0]))
    assert [both.value["swarm", name].results["twice"].value for name in ("baseline", "large")] == [30, 150]
    # What was there before is there still: going back costs nothing.
    swarm.file("notebooks/helpers.py", "FACTOR = 2\n")
    assert states(run(swarm.load())) == {"baseline": "fresh", "large": "fresh"}


def test_figures_tables_values_and_what_the_kernel_imported_are_stored_the_same_each_time(make) -> None:
    print_ = "#| label: where\nimport debugpy, os\nprint(os.getcwd(), object())"
    make.notebook("swarm", {"code": "platforms = 10", "tags": ["parameters"]}, PLOT, TABLE, print_)
    make.file("notebooks/data/votes.csv", "name,votes\nA,3\n")
    wanted = runs_of(make.load().notebooks[0])

    first = ensure_results(make.load(), wanted)
    shutil.rmtree(runs_folder(make.root))
    second = ensure_results(make.load(), wanted)

    result, again = first.value["swarm", "default"], second.value["swarm", "default"]
    assert result.digest == again.digest
    assert [media.mime for media in result.results["fig-line"].media] == ["image/svg+xml"]
    assert b"<metadata>" not in again.results["fig-line"].media[0].path.read_bytes()
    assert (result.results["fig-line"].caption, result.results["fig-line"].alt) == ("A line.", "Alt.")
    assert "<td>A</td>" in result.results["tbl-votes"].html
    assert result.results["where"].text == "notebooks <object object at 0x0>\n"
    assert result.kernel.startswith("python3 (python 3.")
    assert {"pandas", "matplotlib", "ipykernel"} <= set(result.packages)
    executed = json.loads((runs_folder(make.root) / again.key / "executed.ipynb").read_text())
    assert executed["cells"][1]["outputs"]
    # The one file that it reads is not declared.
    (undeclared,) = second.problems
    assert undeclared.code == "data-undeclared"
    assert "notebooks/data/votes.csv" in undeclared.message
    assert "swarm.params.yaml (data/votes.csv)" in undeclared.hints[0]
    assert ensure_results(make.load(), wanted).problems == second.problems  # said again, though nothing runs
    assert sorted(file.name for file in (make.root / "notebooks").iterdir()) == ["data", "swarm.ipynb"]


def make_failing(make) -> None:
    """One notebook that is fine, and one for each way to fail."""
    make.settings = NotebookSettings(timeout="60 s", memory="400 MiB")
    failing = "print('before')\ndef f():\n    return 1 / 0\nf()"
    make.notebook("good", "#| label: fine\n7")
    make.notebook(
        "failing",
        {"markdown": "# Prose"},
        {"code": "x = 1", "tags": ["parameters"]},
        failing,
        params="sets: {a: {}, b: {x: 2}}",
    )
    make.notebook("syntax", "y = 1\nx = = 2")
    make.notebook("hungry", "held = []\nwhile True:\n    held.append(bytearray(10_000_000))")
    make.notebook("dying", "import os\nos._exit(3)")
    make.notebook("killed", "import os\nos.kill(os.getpid(), 9)")
    make.notebook("missing", "1", kernel="julia-1.9", language="julia")


def test_each_failure_is_said_once_with_its_place_and_the_other_runs_go_on(make) -> None:
    others = set(psutil.Process().children(recursive=True))  # what other tests have running
    make_failing(make)

    outcome = run(make.load(), jobs=3)

    found = {(str(problem.span), problem.code): problem for problem in outcome.problems}
    assert set(found) == {
        ("notebooks/failing.ipynb:cell 3:3:1", "cell-failed"),
        ("notebooks/syntax.ipynb:cell 1:2:1", "cell-failed"),
        ("notebooks/hungry.ipynb:cell 1:1:1", "run-memory"),
        ("notebooks/dying.ipynb:cell 1:1:1", "kernel-died"),
        ("notebooks/killed.ipynb:cell 1:1:1", "kernel-died"),
        ("notebooks/missing.ipynb:1:1", "kernel-missing"),
    }
    assert all(problem.fatal for problem in outcome.problems)
    said = {code if code != "kernel-died" else place.split(".")[0]: problem for (place, code), problem in found.items()}
    failed = found["notebooks/failing.ipynb:cell 3:3:1", "cell-failed"]
    assert failed.message == "cell 3 failed: ZeroDivisionError: division by zero"
    assert failed.hints == ("in the runs a, b", "it printed last:\nbefore")
    assert found["notebooks/syntax.ipynb:cell 1:2:1", "cell-failed"].message.endswith("SyntaxError: invalid syntax")
    assert said["run-memory"].message == "the run took more than 400 MiB of memory and was stopped in cell 1"
    assert "exit code 3" in said["notebooks/dying"].message
    assert "SIGKILL" in said["notebooks/killed"].message
    assert "python3" in said["kernel-missing"].hints[0]
    assert states(outcome)["default"] != "fresh"
    assert outcome.value.count("executed") == 1
    assert set(psutil.Process().children(recursive=True)) <= others


def test_a_run_that_takes_too_long_is_stopped_with_all_that_it_started(make) -> None:
    others = set(psutil.Process().children(recursive=True))
    make.settings = NotebookSettings(timeout="10 s")
    daemon = "import subprocess\nsubprocess.Popen(['sleep', '86413'], start_new_session=True)"
    make.notebook("asleep", daemon, "import time\ntime.sleep(999)")

    (problem,) = run(make.load()).problems

    assert (problem.code, problem.fatal) == ("run-timeout", True)
    assert str(problem.span) == "notebooks/asleep.ipynb:cell 2:1:1"
    assert problem.message == "the run took longer than 10 s and was stopped in cell 2"
    assert not [one for one in psutil.process_iter(["cmdline"]) if "86413" in (one.info["cmdline"] or ())]
    assert set(psutil.Process().children(recursive=True)) <= others


def test_a_failed_run_is_executed_again_and_an_earlier_result_can_stand_in(make) -> None:
    make.notebook("good", "#| label: fine\n7")
    make.notebook("failing", {"code": "x = 1", "tags": ["parameters"]}, "1 / 0", params="sets: {a: {}, b: {x: 2}}")
    run(make.load())

    explained = run(make.load(), explain=True)
    assert states(explained) == {"a": "stale", "b": "stale", "default": "fresh"}
    make.notebook("good", "#| label: fine\n1 / 0")
    stale = stale_results(make.load(), chosen(make.load(), ["good"], ""))
    assert stale["good", "default"].results["fine"].value == 7


def test_a_notebook_or_set_that_does_not_exist_is_a_usage_error(swarm) -> None:
    for names, name, hint in (["swam"], "", "did you mean swarm?"), ([], "larg", "did you mean large?"):
        with pytest.raises(UsageError) as raised:
            run(swarm.load(), names, name)
        assert raised.value.hints == (hint,)


def test_a_paper_that_is_a_notebook_gives_its_outputs_cell_by_cell(make, text) -> None:
    from pathlib import PurePosixPath

    from msgspec.structs import replace

    from forum.documents.notebooks import parse_notebook
    from forum.model import Paper, PaperMeta

    path = PurePosixPath("recommendations/papers/swarm/paper.ipynb")
    cells = ["x = 2", {"markdown": "Text"}, "", "from IPython.display import Markdown\nprint('a')\nMarkdown('**b**')"]
    notebook = parse_notebook(make.file(str(path), text(cells)).read_text(), path).value
    meta = PaperMeta(title="T", kind="case-study", theme="t", authors=())
    workspace = replace(make.load(), papers=(Paper("swarm", path, meta, (), {}, notebook),))

    outcome = ensure_results(workspace, [Run("papers/swarm", "default", {})])

    outputs = outcome.value["papers/swarm", "default"].outputs
    assert [[(output.text, output.markdown) for output in cell] for cell in outputs] == [
        [],
        [],
        [("a\n", ""), ("<IPython.core.display.Markdown object>", "**b**")],
    ]
