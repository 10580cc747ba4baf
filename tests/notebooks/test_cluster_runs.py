"""Runs on a Dask cluster of real processes give what they give here, also when workers are killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clusters import Cluster
from conftest import Maker

from forum.cli import run as forum
from forum.commands.run import RunReport, run
from forum.diagnostics import Outcome, UsageError
from forum.notebooks.store import runs_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and /proc of Linux")

MANIFEST = '[forum]\ntitle = "T"\n\n[[partner]]\nid = "p"\nname = "P"\n\n[[theme]]\nid = "t"\ntitle = "T"\n'
PAPER = "---\ntitle: P\nkind: case-study\ntheme: t\nauthors: []\nabstract: A.\nstatus: draft\n---\n\nText.\n"
CHANGING = ("executed.ipynb", "log.json")  # the times are in them


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path / "cluster")
    yield started
    started.end()


def stored(root: Path) -> dict[str, bytes]:
    """What the store holds, but for times."""
    runs = runs_folder(root)
    files = (file for file in runs.rglob("*") if file.is_file() and file.parent.name != "last")
    return {str(file.relative_to(runs)): file.read_bytes() for file in files if file.name not in CHANGING}


def wait_until(true: Callable[[], object], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def varied(make: Maker) -> None:
    """A workspace with a figure, a table, data, local modules and parameters."""
    make.notebook(
        "swarm",
        {"code": "seed = 1", "tags": ["parameters"]},
        "import pandas as pd\nimport helper\nfrom tools import scale\nframe = pd.read_csv('data/votes.csv') * seed",
        "#| label: total\nscale(helper.total(frame.yes))",
        "#| label: table\nframe",
        "#| label: fig-votes\nimport matplotlib.pyplot as plt\nframe.plot()\nplt.show()",
        "print(open('../shared.txt').read(), plt.rcParams['lines.linewidth'])",
        params="sweeps:\n  all: {seed: [1, 2, 3, 4, 5, 6]}\ndata: [data/*.csv, /shared.txt, matplotlibrc]",
    )
    make.notebook("plain", "import os\nos.environ['X'] = 'y'", "sum(range(10))")
    make.file("notebooks/data/votes.csv", "yes,no\n1,2\n3,4\n")
    make.file("notebooks/helper.py", "def total(column):\n    return int(column.sum())\n")
    make.file("notebooks/tools/__init__.py", "def scale(value):\n    return value * 10\n")
    make.file("notebooks/matplotlibrc", "lines.linewidth: 3")
    make.file("shared.txt", "of all")


def complete(make: Maker, notebooks: str = "") -> list[str]:
    """Make a workspace that a program takes; return the command that runs its notebooks."""
    make.file("forum.toml", f"{MANIFEST}\n[notebooks]\n{notebooks}\n")
    make.file("recommendations/papers/p/paper.md", PAPER)
    return ["run", "--root", str(make.root)]


def states(outcome: Outcome[RunReport]) -> set[str]:
    return {line.state for line in outcome.value.runs}


def test_what_workers_give_is_byte_for_byte_what_is_given_here_and_content_is_sent_once(
    make, cluster, monkeypatch
) -> None:
    from forum.notebooks.cluster.sending import Sender

    varied(make)
    assert states(run(make.load(), jobs=2)) == {"executed"}
    here = stored(make.root)
    runs_folder(make.root).rename(make.root / "here")
    sent: list[tuple[str, str]] = []
    send = Sender._send
    monkeypatch.setattr(Sender, "_send", lambda self, *to: (sent.append(to), send(self, *to)))
    cluster.worker(threads=2)
    cluster.worker()

    outcome = run(make.load(), scheduler=cluster.address)

    assert (states(outcome), outcome.problems) == ({"executed"}, ())
    assert stored(make.root) == here
    assert len(sent) == len(set(sent)) > 0
    assert wait_until(lambda: not cluster.below() and not cluster.files(), 10)
    assert states(run(make.load(), scheduler=cluster.address)) == {"fresh"}


def test_the_runs_of_a_worker_that_is_killed_are_repeated_elsewhere(make, cluster) -> None:
    code = "import time\nopen('/proc/self/comm').read()\ntime.sleep(0.3)"
    make.notebook(
        "swarm",
        {"code": "step = 0", "tags": ["parameters"]},
        code,
        "step * 2",
        params=f"sweeps:\n  all: {{step: {[*range(24)]}}}",
    )
    victim = cluster.worker(threads=2)
    cluster.worker(threads=2)
    assert wait_until(lambda: cluster.log().count("Registered to") >= 2)
    command = [sys.executable, "-m", "forum", *complete(make), "--scheduler", cluster.address]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    entries = lambda: len([one for one in runs_folder(make.root).glob("[0-9a-f]*") if len(one.name) == 64])  # noqa: E731
    assert wait_until(lambda: entries() >= 4), program.stdout

    victim.send_signal(signal.SIGKILL)
    killed_at = entries()
    said, _ = program.communicate(timeout=120)

    assert program.returncode == 0, said.decode()
    assert killed_at < 25
    assert b"25 executed" in said
    assert entries() == 25
    assert wait_until(lambda: not cluster.below(), 20), cluster.below()
    values = {line.run.name: line.state for line in run(make.load()).value.runs}
    assert set(values.values()) == {"fresh"}


def test_a_run_that_kills_its_workers_is_given_up_and_the_others_are_not(make, tmp_path) -> None:
    cluster = Cluster(tmp_path / "cluster", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    try:
        cluster.worker()
        cluster.worker()
        assert wait_until(lambda: cluster.log().count("Registered to") >= 2)
        theirs = "psutil.Process(int(os.environ['JPY_PARENT_PID'])).parent()"  # the worker that this run is on
        make.notebook("deadly", "import os, psutil", f"{theirs}.kill()")
        make.notebook("mild", "import time\ntime.sleep(1)", "1 + 1")

        outcome = run(make.load(), scheduler=cluster.address)
    finally:
        cluster.end()

    assert {line.run.notebook: line.state for line in outcome.value.runs} == {"deadly": "failed", "mild": "executed"}
    assert [problem.code for problem in outcome.problems] == ["workers-died"]


def test_failures_are_told_as_here_and_what_a_worker_lacks_is_explained(make, cluster) -> None:
    make.notebook("wrong", "1", "x = 1\nx / 0")
    make.notebook("lacking", "open('undeclared.csv')")
    make.notebook("spoiling", "open('data.csv', 'a').write('more')", params="data: [data.csv]")
    make.file("notebooks/undeclared.csv", "1")
    make.file("notebooks/data.csv", "1")
    cluster.worker()

    found = {problem.span.path.stem: problem for problem in run(make.load(), scheduler=cluster.address).problems}

    assert (found["wrong"].code, found["wrong"].span.cell, found["wrong"].span.line) == ("cell-failed", 2, 2)
    assert "FileNotFoundError" in found["lacking"].message
    assert "declares under data:" in " ".join(found["lacking"].hints)
    assert found["spoiling"].code == "inputs-changed"
    assert (make.root / "notebooks/data.csv").read_text() == "1"


def test_other_packages_on_a_worker_are_an_error_that_names_them(make, cluster, tmp_path) -> None:
    fake = tmp_path / "fake"
    for name, version in (("pandas", "0.1"), ("papermill", "0.2")):
        (fake / f"{name}-{version}.dist-info").mkdir(parents=True)
        (fake / f"{name}-{version}.dist-info/METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
    make.notebook("swarm", "import pandas", "1")
    cluster.worker(variables={"PYTHONPATH": str(fake)})

    with pytest.raises(UsageError) as raised:
        run(make.load(), scheduler=cluster.address)

    said = " ".join(raised.value.hints)
    assert "other packages" in str(raised.value)
    assert "pandas 0.1 instead of" in said
    assert "papermill 0.2 instead of" in said
    assert "numpy" not in said
    assert not list(runs_folder(make.root).glob("[0-9a-f]*"))


def test_no_scheduler_no_worker_and_no_dask_are_each_said_with_the_remedy(make, cluster, monkeypatch, capfd) -> None:
    make.notebook("swarm", "1")
    call = [*complete(make, 'worker-wait = "1 s"'), "--scheduler"]

    assert forum([*call, cluster.address]) == 2
    assert f"the Dask scheduler at {cluster.address} has no worker (waited 1 s)" in capfd.readouterr().err
    monkeypatch.setattr("forum.notebooks.cluster.connection._CONNECTING", "1 s")
    assert forum([*call, "tcp://127.0.0.1:1"]) == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in capfd.readouterr().err
    assert forum([*call, "nonsense://x"]) == 2
    assert "nonsense://x is no address of a Dask scheduler" in capfd.readouterr().err
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert forum([*call, cluster.address]) == 2
    assert "pip install 'distributed" in capfd.readouterr().err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_an_interrupted_or_killed_program_leaves_nothing_on_the_cluster(make, cluster, number, code) -> None:
    make.notebook("swarm", "import subprocess, time\nsubprocess.Popen(['sleep', '1000'])\ntime.sleep(1000)")
    make.notebook("second", "import time\ntime.sleep(1000)")
    make.notebook("third", "3")
    cluster.worker(threads=2)
    command = [sys.executable, "-m", "forum", *complete(make, 'timeout = "1 h"'), "--scheduler", cluster.address]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert wait_until(lambda: any("sleep" in one for one in cluster.below())), program.stderr

    program.send_signal(number)
    said = program.communicate(timeout=30)

    assert program.returncode == code, said
    assert wait_until(lambda: not any("sleep" in one for one in cluster.below()), 20), cluster.below()
    if number == signal.SIGINT:
        assert wait_until(lambda: not cluster.below(), 20), cluster.below()
        assert not cluster.files()


def test_a_cluster_is_started_here_for_one_command_and_the_manifest_may_name_one(make, cluster) -> None:
    make.notebook("swarm", "1 + 1")
    command = [sys.executable, "-m", "forum", *complete(make), "--dask-local", "2"]

    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert (told.returncode, told.stderr) == (0, "")
    assert "1 executed" in told.stdout
    make.notebook("swarm", "1 + 2")
    cluster.worker()
    assert forum(complete(make, f'scheduler = "{cluster.address}"')) == 0
    assert "Receive client connection" in cluster.log()
