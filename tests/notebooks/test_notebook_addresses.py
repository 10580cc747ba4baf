"""Runs, their names, and the addresses by which papers name them."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.diagnostics import Diagnostic, Span
from forum.documents.addresses import address_of, check_label, find_notebook, find_run, parse_address, runs_of
from forum.model import Address, Cell, Notebook, ParameterFile, Run

PAPER = PurePosixPath("recommendations/papers/swarm/paper.md")
HERE = Span(PAPER, 3, 7)


def swarm(**file: Any) -> Notebook:
    path = PurePosixPath("notebooks/swarm.ipynb")
    cells = (Cell("code", "a", "#| label: miss-rate\n1", options={"label": "miss-rate"}),)
    return Notebook("swarm", path, "python3", "python", cells, ParameterFile(**file))


GRID = swarm(
    sets={"baseline": {}, "large": {"platforms": 200}},
    sweeps={"grid": {"platforms": [10, 50], "latency": [0.5, 2.0], "jam": [True, None]}},
)


def test_the_runs_are_the_sets_and_the_products_of_the_sweeps() -> None:
    names = [run.name for run in runs_of(GRID)]
    assert names[:3] == ["baseline", "large", "grid&platforms=10&latency=0.5&jam=true"]
    assert len(names) == 2 + 8
    assert runs_of(GRID)[-1].parameters == {"platforms": 50, "latency": 2.0, "jam": None}


def test_a_notebook_without_sets_has_one_run() -> None:
    assert runs_of(swarm()) == (Run("swarm", "default", {}),)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("/notebooks/swarm.ipynb?set=large#miss-rate", Address("swarm", "large", {}, "miss-rate")),
        ("../../../notebooks/swarm.ipynb#fig-x", Address("swarm", "", {}, "fig-x")),
        (
            "/notebooks/swarm.ipynb?set=grid&platforms=50&latency=2.0#a",
            Address("swarm", "grid", {"platforms": "50", "latency": "2.0"}, "a"),
        ),
        ("/notebooks/my%20swarm.ipynb#a%26b", Address("my swarm", "", {}, "a&b")),
        ("https://example.org/notebooks/swarm.ipynb", None),
        ("//example.org/swarm.ipynb", None),
        ("../../../../swarm.ipynb", None),
        ("#fig-x", None),
        ("figures/plot.svg", None),
        ("http://[broken", None),
    ],
)
def test_an_address_is_read_from_a_link(url: str, address: Address | None) -> None:
    assert parse_address(url, PAPER) == address


def test_in_a_notebook_paper_a_fragment_names_the_notebook_itself() -> None:
    paper = PurePosixPath("recommendations/papers/swarm/paper.ipynb")
    assert parse_address("#fig-x", paper) == Address("papers/swarm", "", {}, "fig-x")
    assert parse_address("?set=large#fig-x", paper) == Address("papers/swarm", "large", {}, "fig-x")


def test_points_are_compared_as_values_and_a_set_may_be_left_out() -> None:
    point = {"platforms": "50.0", "latency": "2", "jam": "True"}
    run = find_run(GRID, Address("swarm", "grid", point), HERE)
    assert isinstance(run, Run)
    assert run.name == "grid&platforms=50&latency=2.0&jam=true"
    assert find_run(GRID, Address("swarm"), HERE) == Run("swarm", "baseline", {})


@pytest.mark.parametrize(
    ("address", "code", "hint"),
    [
        (Address("swarm", "larg"), "set-unknown", "did you mean large?"),
        (Address("swarm", "zzz"), "set-unknown", "it has: baseline, large, grid"),
        (Address("swarm", "grid"), "sweep-point-unknown", "for instance ?set=grid&platforms=10&latency=0.5&jam=true"),
        (Address("swarm", "grid", {"platforms": "10", "latency": "0.5"}), "sweep-point-unknown", "add &jam= and"),
        (
            Address("swarm", "grid", {"platforms": "11", "latency": "0.5", "jam": "null"}),
            "sweep-point-unknown",
            "it has: 10, 50",
        ),
        (
            Address("swarm", "grid", {"platforms": "10", "latency": "0.5", "jam": "null", "latencie": "1"}),
            "sweep-point-unknown",
            "did you mean latency?",
        ),
    ],
)
def test_a_run_that_does_not_exist_stops_and_the_nearest_is_named(address: Address, code: str, hint: str) -> None:
    problem = find_run(GRID, address, HERE)
    assert isinstance(problem, Diagnostic)
    assert (problem.code, problem.fatal, problem.span) == (code, True, HERE)
    assert hint in problem.hints[0]


def test_an_unknown_notebook_or_label_is_an_open_problem() -> None:
    notebook = find_notebook([GRID], Address("swarn"), HERE)
    label = check_label(GRID, Address("swarm", label="mis-rate"), HERE)
    assert isinstance(notebook, Diagnostic)
    assert isinstance(label, Diagnostic)
    assert (notebook.code, notebook.fatal, notebook.hints) == ("notebook-unknown", False, ("did you mean swarm?",))
    assert (label.code, label.fatal, label.hints) == ("label-unknown", False, ("did you mean miss-rate?",))
    assert check_label(GRID, Address("swarm", label="miss-rate"), HERE) is None


def test_a_notebook_in_the_wrong_folder_is_not_taken_for_the_right_one() -> None:
    address = parse_address("swarm.ipynb?set=large#miss-rate", PAPER)
    assert address is not None
    problem = find_notebook([GRID], address, HERE)
    assert isinstance(problem, Diagnostic)
    assert problem.message == "there is no notebook recommendations/papers/swarm/swarm.ipynb"
    assert problem.hints == ("swarm is addressed as /notebooks/swarm.ipynb?set=baseline",)


def test_a_bare_notebook_outside_any_workspace_is_found_by_its_path() -> None:
    path = PurePosixPath("drafts/swarm.ipynb")
    bare = Notebook("swarm", path, "python3", "python", ())
    address = parse_address("?set=default#x", path)
    assert address is not None
    assert find_notebook([bare], address, HERE) is bare


names = st.text(min_size=1, max_size=8)
values = st.one_of(
    st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none(), st.text(max_size=8)
)


def as_written(value: Any) -> Any:
    """What tells values apart in an address: there is no telling 5 from 5.0 or "5"."""
    words = {"None": "null", "True": "true", "False": "false"}
    text = words.get(str(value), str(value)) if not isinstance(value, str) else value
    try:
        return float(text)
    except (ValueError, OverflowError):
        return str(text).lower()


points = st.lists(values, min_size=1, max_size=3, unique_by=as_written)
axes = st.dictionaries(names.filter(lambda name: name != "set"), points, max_size=3)


@given(
    sets=st.dictionaries(names, st.just({}), min_size=1, max_size=3),
    sweeps=st.dictionaries(names, axes.filter(bool), max_size=2),
    label=st.text(max_size=5),
)
def test_every_run_is_found_again_by_its_own_address(sets: Any, sweeps: Any, label: str) -> None:
    notebook = swarm(sets={k: v for k, v in sets.items() if k not in sweeps}, sweeps=sweeps)
    for run in runs_of(notebook):
        address = parse_address(address_of(notebook, run, label), PAPER)
        assert address is not None
        assert address.label == label
        assert find_run(notebook, address, HERE) == run
