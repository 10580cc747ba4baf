"""A forked kernel gives what a kernel of its own gives, also where a notebook makes it hard."""

from __future__ import annotations

import hashlib
import sys

import pytest
from conftest import Maker
from nasty_notebooks import ERRORS, NASTY

from forum.commands.run import ensure_results
from forum.documents.addresses import runs_of
from forum.model import RunResult
from forum.notebooks.plan import notebooks_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")

Results = dict[str, RunResult]


def results(make: Maker, *tags: str) -> Results:
    """Run every nasty notebook, its cells with these tags."""
    for name, cells in NASTY.items():
        make.notebook(name, *[{"code": cell, "tags": tags} for cell in cells])
    make.notebook("errors", *[{"code": cell, "tags": [*tags, "raises-exception"]} for cell in ERRORS])
    workspace = make.load()
    runs = [run for notebook in notebooks_of(workspace).values() for run in runs_of(notebook)]
    outcome = ensure_results(workspace, runs, jobs=2)
    assert outcome.problems == ()
    return {slug: result for (slug, _), result in outcome.value.items()}


def told(result: RunResult) -> list[str]:
    """Return what a run gave, line by line."""
    found: list[str] = []
    for output in (output for cell in result.outputs for output in cell):
        found += [*output.text.replace(", ", ",\n").splitlines(), output.html, output.markdown]
        found += [hashlib.sha256(media.path.read_bytes()).hexdigest() for media in output.media]
    return found


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[Results, Results]:
    """The results of kernels that were forked, and of kernels that were started; in folders of equal length."""
    folders = [tmp_path_factory.mktemp(name) / "ws" for name in ("forked", "plain_")]
    return results(Maker(folders[0])), results(Maker(folders[1]), "no-fork")


@pytest.mark.parametrize("slug", [*NASTY, "errors"])
def test_a_forked_kernel_prints_what_a_started_one_prints(both, slug) -> None:
    forked, started = (one[slug] for one in both)

    assert told(forked) == told(started)
    assert forked.packages == started.packages
    assert forked.digest == started.digest
