"""Reading a notebook beside another version of it gives what reading it alone gives, however it is laid out."""

from __future__ import annotations

import json
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.merging.notebooks.reading import NotebookText, read
from forum.merging.values import Unusable

_SOURCES = st.sampled_from(["", "x", "},\n  {", '"},{"', "\\", "é", "a\nb"])
_CELLS = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown"]), "source": _SOURCES, "metadata": st.just({})},
    optional={"id": st.sampled_from(["a", "b"]), "outputs": st.just([{"a": {"b": [{}]}}])},
)
_BETWEEN = st.lists(st.sampled_from([",", ", ", ",\n  ", " ,\n"]), min_size=1, max_size=3)
_INDENTS = st.sampled_from([None, 1, 2])


def _written(cells: list[dict[str, Any]], between: list[str], indent: int | None) -> str:
    body = last = ""
    for cell, after in zip(cells, cycle(between)):
        body += (body and last) + json.dumps(cell, indent=indent)
        last = after
    return f'{{"cells": [{body}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}'


def _told(text: str, like: NotebookText | None) -> Any:
    try:
        found = read(text, "ours", like)
    except Unusable as wrong:
        return str(wrong)
    return found, [(cell.text, cell.style) for cell in found.cells]


@given(st.lists(_CELLS, max_size=6), st.lists(_CELLS, max_size=6), _BETWEEN, _BETWEEN, _INDENTS)
def test_cells_that_another_version_has_are_read_as_they_would_be_alone(
    cells: list[dict[str, Any]],
    others: list[dict[str, Any]],
    between: list[str],
    another: list[str],
    indent: int | None,
) -> None:
    like = read(_written(cells, between, indent), "the base")
    text = _written([*others, *cells], another, indent)

    assert _told(text, like) == _told(text, None)


@given(st.lists(_CELLS, min_size=1, max_size=4), _BETWEEN, st.integers(0, 500), st.sampled_from('{}[],":\\ x'))
def test_a_notebook_that_is_damaged_is_refused_beside_another_version_too(
    cells: list[dict[str, Any]], between: list[str], at: int, sign: str
) -> None:
    whole = _written(cells, between, 1)
    broken = whole[: at % len(whole)] + sign + whole[at % len(whole) + 1 :]

    assert _told(broken, read(whole, "the base")) == _told(broken, None)


@pytest.mark.parametrize("text", ['{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "x"}]}]}'])
def test_an_old_notebook_whose_cells_have_no_text_is_like_no_other(text: str) -> None:
    new = _written([{"cell_type": "code", "source": "y", "metadata": {}, "outputs": []}] * 2, [","], None)

    assert _told(new, read(text, "the base")) == _told(new, None)
