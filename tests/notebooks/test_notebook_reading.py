"""Notebook files as values, and what is said of those that cannot be read."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest

from forum.documents.notebooks import cell_options, code_of, parse_notebook
from forum.documents.validation import load_yaml
from forum.model import ParameterFile

HERE = PurePosixPath("notebooks/swarm.ipynb")


def test_a_notebook_is_read_with_labels_options_tags_and_declared_parameters(text) -> None:
    source = text(
        [
            {"markdown": "# Swarms"},
            {"code": "platforms = 10\nlatency: float = 2.0\na, b = 1, 2\nnote: str", "tags": ["parameters"]},
            '#| label: miss-rate\n#| fig-cap: "Misses: by size"\n0.38',
        ]
    )

    outcome = parse_notebook(source, HERE)

    notebook = outcome.value
    assert outcome.problems == ()
    assert notebook is not None
    assert (notebook.slug, notebook.kernel, notebook.language) == ("swarm", "python3", "python")
    assert notebook.labels == ("miss-rate",)
    assert notebook.cells[2].options["fig-cap"] == "Misses: by size"
    assert notebook.declared == {"platforms", "latency", "a", "b"}
    assert [cell.number for cell in notebook.cells] == [1, 2, 3]


def test_a_raw_cell_has_no_number_and_shifts_none() -> None:
    cells = [{"cell_type": kind, "id": kind, "metadata": {}, "source": ["a\n", "b"]} for kind in ("raw", "markdown")]
    notebook = parse_notebook(json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}), HERE).value

    assert notebook is not None
    assert [(cell.kind, cell.number, cell.source) for cell in notebook.cells] == [
        ("raw", 0, "a\nb"),
        ("markdown", 1, "a\nb"),
    ]


def test_a_notebook_that_is_a_paper_is_named_after_its_paper(text) -> None:
    notebook = parse_notebook(text(["1"]), PurePosixPath("recommendations/papers/swarm/paper.ipynb")).value
    assert notebook is not None
    assert notebook.slug == "papers/swarm"


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ('{"nbformat": 4,\n "cells": [}', "notebook-not-json", "not JSON"),
        ('{\n<<<<<<< HEAD\n"a": 1\n=======\n>>>>>>> x\n}', "notebook-not-json", "conflict markers"),
        ("[]", "notebook-malformed", "no nbformat"),
        ('{"nbformat": 3, "worksheets": []}', "notebook-version", "version 3"),
        ('{"nbformat": 4}', "notebook-malformed", "no list of cells"),
        ('{"nbformat": 4, "cells": [{"cell_type": "code"}]}', "notebook-malformed", "cell 1 has no source"),
        ('{"nbformat": 4, "cells": [{"cell_type": "cod", "source": ""}]}', "notebook-malformed", "neither code"),
        ("[" * 100_000, "notebook-not-json", "nested too deeply"),
    ],
)
def test_what_is_no_notebook_stops_with_place_and_remedy(content: str, code: str, said: str) -> None:
    outcome = parse_notebook(content, HERE)

    (problem,) = outcome.problems
    assert outcome.value is None
    assert (problem.code, problem.fatal, problem.span.path) == (code, True, HERE)
    assert said in problem.message
    assert problem.hints


def test_the_place_of_broken_json_is_its_line_and_column() -> None:
    (problem,) = parse_notebook('{"nbformat": 4,\n "cells": [}', HERE).problems
    assert (problem.span.line, problem.span.column) == (2, 12)


def test_two_cells_with_one_id_or_label_are_fatal(text) -> None:
    source = text([{"code": "#| label: a\n1", "id": "same"}, {"code": "#| label: a\n2", "id": "same"}])

    problems = parse_notebook(source, HERE).problems

    assert [(problem.code, problem.span.cell, problem.fatal) for problem in problems] == [
        ("cell-id-duplicate", 2, True),
        ("label-duplicate", 2, True),
    ]


def test_a_set_or_sweep_that_names_an_undeclared_parameter_is_fatal_at_its_place(text) -> None:
    path = PurePosixPath("notebooks/swarm.params.yaml")
    loaded = load_yaml("sets:\n  large: {platfroms: 200}\nsweeps:\n  grid: {seed: [1]}\n", path, ParameterFile)
    source = text([{"code": "platforms = 10", "tags": ["parameters"]}])

    first, second = parse_notebook(source, HERE, loaded.value, loaded.spans).problems

    assert (first.code, str(first.span), first.fatal) == ("parameter-undeclared", f"{path}:2:11", True)
    assert "did you mean platforms?" in first.hints
    assert (second.code, second.span.line) == ("parameter-undeclared", 4)


def test_no_parameter_is_checked_in_another_language(text) -> None:
    source = text([{"code": "platforms <- 10", "tags": ["parameters"]}], kernel="ir", language="R")
    outcome = parse_notebook(source, HERE, ParameterFile(sets={"large": {"platforms": 2}}))
    assert outcome.problems == ()
    assert outcome.value is not None
    assert outcome.value.declared is None


def test_options_continue_over_lines_and_leave_the_code() -> None:
    source = "#| label: fig-x\n#| fig-alt: Line chart.\n#|   It rises.\n#| echo: false\n\nx = 1\n#| no: option\n"
    assert cell_options(source) == {"label": "fig-x", "fig-alt": "Line chart. It rises.", "echo": "false"}
    notebook = parse_notebook(
        json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": source}]}), HERE
    ).value
    assert notebook is not None
    assert code_of(notebook.cells[0]) == "x = 1\n#| no: option"
