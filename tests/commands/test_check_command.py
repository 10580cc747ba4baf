"""``forum check`` on a workspace with results, and on bare files."""

from __future__ import annotations

import json

import pytest

EXAMPLE = "recommendations/papers/example/paper.md"
CELLS = "recommendations/papers/cells/paper.ipynb"


def change(root, path, old, new):
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


def test_a_clean_workspace_says_so(workspace, forum):
    assert forum("check", "--root", workspace) == (0, "no problems\n")


def test_fix_repairs_values_in_markdown_and_in_a_notebook(workspace, forum):
    originals = [(workspace / path).read_bytes() for path in (EXAMPLE, CELLS)]
    change(workspace, EXAMPLE, "[0.51]", "[0.99]")
    change(workspace, CELLS, "[6](#product)", "[7](#product)")
    code, said = forum("check", "--root", workspace)
    assert code == 0  # a warning: the report prints the computed value
    assert "warning[value-differs]: the text says 0.99, the notebook computes 0.51" in said
    assert f"--> {EXAMPLE}:22:4" in said
    assert f"--> {CELLS}:cell 1:3:20" in said
    code, said = forum("check", "--root", workspace, "--fix")
    assert code == 0
    assert f"fixed: {EXAMPLE}: 1 place" in said
    assert f"fixed: {CELLS}: 1 place" in said
    assert said.endswith("no problems\n")
    assert [(workspace / path).read_bytes() for path in (EXAMPLE, CELLS)] == originals


def test_only_the_problems_of_the_paths_are_told(workspace, forum):
    change(workspace, EXAMPLE, "@example2020", "@nobody")
    code, said = forum("check", "--root", workspace, workspace / CELLS)
    assert (code, said) == (0, "no problems\n")
    code, said = forum("check", workspace / EXAMPLE)
    assert code == 1
    assert said.count("error[citation-unknown]") == 2


def test_json_has_place_code_and_summary(workspace, forum):
    change(workspace, EXAMPLE, "@fig-draws shows", "@fig-daws shows")
    code, said = forum("check", "--root", workspace, "--format", "json")
    found = json.loads(said)
    assert (code, found["summary"]) == (1, {"errors": 1, "warnings": 0, "infos": 0})
    (problem,) = found["diagnostics"]
    assert (problem["code"], problem["path"], problem["cell"], problem["line"], problem["column"]) == (
        "crossref-unknown",
        EXAMPLE,
        None,
        22,
        43,
    )
    assert problem["hints"] == ["did you mean @fig-draws?"]


def test_an_unused_notebook_is_worth_knowing(workspace, forum):
    (workspace / "notebooks/spare.ipynb").write_text((workspace / "notebooks/example.ipynb").read_text())
    code, said = forum("check", "--root", workspace)
    assert (code, "info[notebook-unused]: no paper shows a result of spare.ipynb" in said) == (0, True)


# --- bare files ------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "paper.md").write_text("As @doe says, and [@dow].\n")
    (tmp_path / "refs.bib").write_text("@book{doe, title={One}}\n")
    return tmp_path


def test_a_bare_paper_is_held_against_the_bibliography_beside_it(folder, forum):
    code, said = forum("check", "paper.md")
    assert code == 1
    assert said.count("error") == 2  # one, and the count
    assert "error[citation-unknown]: no reference has the key @dow\n  --> paper.md:1:20" in said
    assert "hint: did you mean @doe?" in said


def test_a_bare_check_leaves_nothing_behind(folder, forum):
    forum("check", "paper.md")
    assert sorted(one.name for one in folder.iterdir()) == ["paper.md", "refs.bib"]


def test_bare_notebooks_and_bibliographies_are_checked_too(folder, forum):
    cells = [
        {"cell_type": "raw", "id": "a", "metadata": {}, "source": ""},
        {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "x\n\n[@doe; @none]"},
    ]
    (folder / "note.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    (folder / "refs.bib").write_text("@book{doe, title={One}}\n@book{bad, title={One}\n")
    code, said = forum("check", "note.ipynb", "refs.bib")
    assert code == 1
    assert "error[citation-unknown]: no reference has the key @none\n  --> note.ipynb:cell 1:3:8" in said
    assert "error[bib-unbalanced]: the entry bad has unbalanced braces and is left out\n  --> refs.bib:2:7" in said


def test_a_folder_stands_for_the_files_in_it(folder, forum):
    code, said = forum("check", folder)
    assert (code, "@dow" in said) == (1, True)


WRONG = {
    "nothing to check": ([], "is in no workspace"),
    "no such file": (["none.md"], "there is no file none.md"),
    "a file of another kind": (["data.csv"], "data.csv is no Markdown, notebook or bibliography"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_exit_code_2(folder, forum, arguments, message):
    (folder / "data.csv").write_text("a,b\n")
    code, said = forum("check", *arguments)
    assert code == 2
    assert message in said
    assert "hint:" in said or "none.md" in said
