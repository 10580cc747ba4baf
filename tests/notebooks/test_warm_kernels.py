"""Which kernels are forked, what each has of its own, and what is left when one of the processes is killed."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import psutil
import pytest
from conftest import Maker

from forum.commands.run import ensure_results
from forum.documents.addresses import runs_of
from forum.notebooks import warm_process, warming
from forum.notebooks.plan import notebooks_of
from forum.notebooks.standing import standing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")

HOW = "'warm' if 'forum.notebooks.warm' in open('/proc/self/cmdline').read() else 'plain'"


def printed(make: Maker, jobs: int = 2) -> dict[str, str]:
    """Run every notebook; return the text of its last output."""
    workspace = make.load()
    runs = [run for notebook in notebooks_of(workspace).values() for run in runs_of(notebook)]
    outcome = ensure_results(workspace, runs, jobs=jobs)
    assert [problem.code for problem in outcome.problems if problem.fatal] == []
    return {slug: result.outputs[-1][-1].text for (slug, _), result in outcome.value.items()}


def warm_processes() -> list[int]:
    """Return the warm processes that this one has started."""
    below = [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]
    return [one.pid for one in below if "forum.notebooks.warm" in command_of(one)]


def command_of(process: psutil.Process) -> str:
    """Return what a process was started with. Linux knows it a moment after the start has succeeded."""
    end = time.monotonic() + 5
    while not (words := process.cmdline()) and time.monotonic() < end:
        time.sleep(0.01)
    return " ".join(words)


def test_what_asks_for_it_or_changes_how_imports_work_gets_a_kernel_of_its_own(make) -> None:
    make.notebook("forked", "import pandas", HOW)
    make.notebook("tagged", {"code": HOW, "tags": ["no-fork"]})
    make.notebook("environment", "import os\nos.environ['OMP_NUM_THREADS'] = '2'", HOW)
    make.notebook("magic", "%env OMP_NUM_THREADS=2", HOW)
    make.notebook("modules", "import sys\nsys.modules['pandas'] = None", HOW)
    make.notebook("helped", "import helper", HOW)
    make.file("notebooks/helper.py", "import os\nos.environ['X'] = '1'")
    make.notebook("declined", HOW)
    file = make.root / "notebooks/declined.ipynb"
    content = json.loads(file.read_text())
    content["metadata"]["forum"] = {"fork": False}
    file.write_text(json.dumps(content))

    found = printed(make)

    assert {slug for slug, text in found.items() if text == "'warm'"} == {"forked"}


def test_what_stands_in_the_folder_is_imported_instead_of_what_was_loaded_ahead(make) -> None:
    make.notebook("swarm", "import pandas, matplotlib\n(pandas.OWN, matplotlib.rcParams['lines.linewidth'])")
    make.file("notebooks/pandas.py", "OWN = 7")
    make.file("notebooks/matplotlibrc", "lines.linewidth: 9")

    assert printed(make) == {"swarm": "(7, 9.0)"}


def test_no_two_kernels_share_their_chance_their_files_or_their_variables(make) -> None:
    for name in "abc":
        source = "import random, numpy as np, uuid, tempfile, secrets\nchance = [random.random(), np.random.rand(), "
        source += "np.random.default_rng().random(), uuid.uuid4(), tempfile.mktemp(), secrets.token_hex()]"
        make.notebook(name, f"# {name}\nassert 'mine' not in globals()\nmine = 1", source, "' '.join(map(str, chance))")

    found = printed(make)

    lists = [text.strip("'").split() for text in found.values()]
    assert all(len(set(same)) == 3 for same in zip(*lists, strict=True)), lists


def test_each_run_has_its_share_of_the_cores_for_linear_algebra(make, monkeypatch) -> None:
    share = str(min(3, os.cpu_count() or 1))  # OpenBLAS takes no more than there are
    monkeypatch.setattr("os.cpu_count", lambda: 6)
    count = (
        "import ctypes, numpy\nnumpy.dot(numpy.ones((300, 300)), numpy.ones((300, 300)))\n"
        "library = next(line.split()[-1] for line in open('/proc/self/maps') if 'openblas' in line)\n"
        "ctypes.CDLL(library).scipy_openblas_get_num_threads64_()"
    )
    make.notebook("forked", count)
    make.notebook("started", {"code": count, "tags": ["no-fork"]})
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)

    assert printed(make) == {"forked": share, "started": share}
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    make.notebook("forked", count, HOW)
    make.notebook("started", f"{count} + 10")
    assert printed(make) == {"forked": "'warm'", "started": "11"}


def test_a_warm_process_that_fails_is_said_and_kernels_are_started(make, monkeypatch, caplog) -> None:
    monkeypatch.setattr(warm_process, "_START", "raise SystemExit('no memory left')")
    make.notebook("one", HOW)
    make.notebook("two", HOW)
    workspace = make.load()
    runs = [run for notebook in notebooks_of(workspace).values() for run in runs_of(notebook)]

    outcome = ensure_results(workspace, runs, jobs=2)

    assert {result.outputs[-1][-1].text for result in outcome.value.values()} == {"'plain'"}
    assert outcome.problems == ()
    assert [record.message.partition(": ")[2] for record in caplog.records] == ["no memory left"]


def test_imports_that_start_threads_or_keep_files_open_are_not_forked(make, tmp_path, monkeypatch, caplog) -> None:
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=[9], daemon=True).start()"
    (tmp_path / "threaded.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setitem(warming._KNOWN, "threaded", ("threaded",))
    make.notebook("one", "import threaded", HOW)
    workspace = make.load()

    outcome = ensure_results(workspace, runs_of(workspace.notebooks[0]), jobs=1)

    assert outcome.problems == ()
    assert ["other threads" in record.message for record in caplog.records] == [True]


@pytest.mark.parametrize("victim", ["kernel", "keeper"])
def test_a_kernel_or_a_keeper_that_is_killed_is_said_and_leaves_nothing(make, victim) -> None:
    who = "os.getpid()" if victim == "kernel" else "os.getppid()"
    make.notebook(
        "swarm",
        "import os, subprocess, signal, time",
        "child = subprocess.Popen(['sleep', '1000'], start_new_session=True)\nopen('child', 'w').write(str(child.pid))",
        f"os.kill({who}, signal.SIGKILL)\ntime.sleep(60)",
    )
    make.notebook("other", "import time\ntime.sleep(3)", "'fine'")
    workspace = make.load()
    runs = [run for notebook in workspace.notebooks for run in runs_of(notebook)]

    outcome = ensure_results(workspace, runs, jobs=2)

    assert [(problem.code, problem.span.cell) for problem in outcome.problems] == [("kernel-died", 3)]
    assert [slug for slug, _ in outcome.value] == ["other"]
    child = int((make.root / "notebooks" / "child").read_text())
    end = time.monotonic() + 5
    while psutil.pid_exists(child) and time.monotonic() < end:
        time.sleep(0.1)
    assert not psutil.pid_exists(child)


def test_a_warm_process_loads_what_the_notebooks_name_and_no_more(make) -> None:
    make.notebook("a", "%matplotlib inline\nimport matplotlib.pyplot as plt\nfrom numpy import array")
    make.notebook("b", "import helper")
    make.file("notebooks/helper.py", "import pandas as pd")

    make.notebook("c", "import matplotlib.pyplot as plt\nplt.title('$x^2$')")

    one, two, three = make.load().notebooks

    assert "pandas" not in warming.wanted_modules(make.root, [one])
    assert warming.wanted_modules(make.root, [three])[-1] == "forum.notebooks.rehearsal"
    assert "forum.notebooks.rehearsal" not in warming.wanted_modules(make.root, [one])
    assert {"numpy", "matplotlib.pyplot"} <= set(warming.wanted_modules(make.root, [one]))
    assert warming.wanted_modules(make.root, [two])[:1] == ("pandas",)


def test_what_stays_between_batches_is_used_again_until_it_lacks_a_module_and_ends_with_the_context(make) -> None:
    origin = "import os, psutil\n(psutil.Process().parent().ppid(), int(os.getenv('JPY_PARENT_PID')))"
    make.notebook("swarm", "import numpy", origin)
    others = set(psutil.Process().children())  # what other tests have running
    with standing():
        first = printed(make)
        make.notebook("swarm", "import numpy", f"{origin}  # changed")
        second = printed(make)
        make.notebook("swarm", "import numpy, pandas", origin)
        third = printed(make)
        assert set(psutil.Process().children()) > others

    warm, worker = zip(*(json.loads(f"[{text['swarm'][1:-1]}]") for text in (first, second, third)), strict=True)
    assert warm[0] == warm[1] != warm[2]
    assert len(set(worker)) == 1
    assert set(psutil.Process().children()) <= others


def test_nothing_leads_to_a_kernel_that_is_gone_however_many_there_were(make) -> None:
    opened = []
    with standing():
        for batch in range(3):
            for name in "abcd":
                make.notebook(name, f"{batch}")
            assert set(printed(make, jobs=1).values()) == {str(batch)}
            below = [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]
            workers = [one for one in below if "forum.notebooks.worker" in command_of(one)]
            opened.append([(worker.num_threads(), worker.num_fds()) for worker in workers])

    assert opened[0] == opened[1] == opened[2]


def test_a_warm_process_whose_program_is_gone_ends_and_leaves_no_folder(make) -> None:
    make.root.mkdir()
    warm = warm_process.warm_with(make.root, ())
    folder = Path(warm.address).parent
    assert folder.is_dir()

    warm._process.stdin.close()

    assert warm._process.wait(30) == 0
    assert not folder.exists()


def test_a_warm_process_begins_before_notebooks_are_read_if_one_is_new_and_is_the_one_that_forks(make) -> None:
    make.notebook("a", "import psutil\npsutil.Process().parent().ppid()")

    with warm_process.begun(make.root):
        (begun,) = warm_processes()
        said = printed(make)
        assert not warm_processes()

    assert said == {"a": str(begun)}
    with warm_process.begun(make.root):
        assert not warm_processes()


def test_a_warm_process_that_nobody_needs_ends(make) -> None:
    make.notebook("a", "1")

    with warm_process.begun(make.root):
        assert warm_processes()

    assert not warm_processes()
