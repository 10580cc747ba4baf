"""A notebook that is a paper: what its tags show and hide, without any kernel."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from forum.documents.ast import has_class, identifier_of, iterate, stringify
from forum.documents.placing import resolve
from forum.documents.results import Library
from forum.model import Cell, Media, Notebook, ParameterFile, Result, Run, RunResult

SVG = (Media("image/svg+xml", Path("/cache/1.svg")),)


def placed(understood, cell, results, *, ran=True, parameters=None, language="python"):
    """Return the blocks that a notebook of one code cell, the second of its cells, becomes."""
    run = Run("papers/x", "one" if parameters else "default", parameters or {})
    notebook = Notebook(
        "papers/x",
        PurePosixPath("recommendations/papers/x/paper.ipynb"),
        "python3",
        language,
        (Cell("raw", "a", "---\n---"), Cell("markdown", "b", "Text.", number=1), cell),
        ParameterFile(sets={"one": parameters} if parameters else {}),
    )
    made = (
        {("papers/x", run.name): RunResult(run, "key", "digest", {}, outputs=(tuple(results),))}
        if results is not None
        else {}
    )
    library = Library({"papers/x": notebook}, made, ran=ran)
    manuscript = understood('Text.\n\n::: {.cell-output cell="2"}\n:::\n')
    found = resolve(manuscript, library, "x", notebook)
    return list(found.manuscript.blocks)[1:], [one.code for one in found.manuscript.problems]


def code_cell(source="1 + 1", *tags, **options):
    return Cell("code", "c", source, tags, {key.replace("_", "-"): value for key, value in options.items()}, 2)


VALUE = Result("", value=2, text="2")
TAGS = {
    (): (["1 + 1"], ["2"]),
    ("remove-input",): ([], ["2"]),
    ("remove-output",): (["1 + 1"], []),
    ("remove-cell",): ([], []),
    ("hide-input",): (["1 + 1"], ["2"]),
    ("hide-output", "hide-cell"): (["1 + 1"], ["2"]),
    ("remove-input", "remove-output"): ([], []),
    ("parameters",): (["1 + 1"], []),
}


@pytest.mark.parametrize(("tags", "shown"), TAGS.items(), ids=map(str, TAGS))
def test_tags_take_away_source_outputs_or_both(understood, tags, shown):
    blocks, _ = placed(understood, code_cell("1 + 1", *tags), [VALUE])
    assert [block["c"][1] for block in blocks if block["t"] == "CodeBlock"] == shown[0]
    assert [stringify(block) for block in blocks if has_class(block, "cell-output")] == shown[1]


def test_the_lines_that_only_present_a_cell_are_not_its_source(understood):
    blocks, _ = placed(understood, code_cell("#| label: a\n#| fig-cap: b\n\nplot()\n", label="a"), [])
    assert [stringify(block) for block in blocks] == ["plot()"]
    assert placed(understood, code_cell("#| label: a\n", label="a"), [])[0] == []


def test_parameters_are_shown_with_what_the_run_was_given(understood):
    blocks, _ = placed(understood, code_cell("n = 1", "parameters"), [], parameters={"n": 5, "name": "x"})
    assert [block["c"][1] for block in blocks] == ["n = 1", "# Parameters\nn = 5\nname = 'x'"]


def test_only_the_first_figure_of_a_cell_has_its_label(understood):
    results = [Result("fig-a", media=SVG, caption="A line.", alt=alt) for alt in ("It rises.", "It falls.")]
    blocks, _ = placed(understood, code_cell("plot()", label="fig-a", fig_cap="A line."), results)
    figures = [node for node in iterate(blocks) if node["t"] == "Figure"]
    assert [identifier_of(node) for node in figures] == ["fig-a", ""]
    assert [stringify(node["c"][1][1]) for node in figures] == ["A line.", ""]


def test_a_text_of_several_lines_keeps_them_and_an_unknown_table_is_marked(understood):
    blocks, _ = placed(understood, code_cell(), [Result("", text="a\n  b\n"), Result("", html="<table>")])
    (output,) = [block for block in blocks if has_class(block, "cell-output")]
    assert output["c"][1][0] == {"t": "CodeBlock", "c": [["", [], []], "a\n  b"]}
    assert "[unresolved: a table that cannot be read]" in stringify(output)


def test_before_any_run_a_figure_can_be_referred_to(understood):
    """``forum check`` executes nothing: it must not miss what a run would make."""
    blocks, problems = placed(understood, code_cell("plot()", label="fig-a", fig_cap="A line."), None, ran=False)
    (figure,) = [node for node in iterate(blocks) if node["t"] == "Figure"]
    assert (identifier_of(figure), stringify(figure["c"][1][1]), problems) == ("fig-a", "A line.", [])


def test_a_run_that_failed_is_an_open_problem(understood):
    blocks, problems = placed(understood, code_cell(), None)
    assert problems == ["result-missing"]
    assert [stringify(block) for block in blocks] == ["1 + 1"]


def test_in_a_document_that_is_no_notebook_the_block_is_text(understood):
    found = resolve(understood('::: {.cell-output cell="2"}\nText.\n:::\n'), Library(), "x")
    assert [stringify(block) for block in found.manuscript.blocks] == ["Text."]
