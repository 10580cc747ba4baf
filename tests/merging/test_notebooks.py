"""Merging notebooks: by cell, valid whatever happens, and nothing that is computed conflicts."""

from __future__ import annotations

import copy
import json
from typing import Any

import nbformat
import pytest
from mutations import dumped, notebook

from forum.merging import Kind, Merged, Unusable, merge
from forum.merging.merging import rendered


def merged(base: Any, ours: Any, theirs: Any) -> tuple[Merged, dict[str, Any]]:
    result = merge(dumped(base), dumped(ours), dumped(theirs), Kind.NOTEBOOK)
    written: dict[str, Any] = json.loads(rendered(result))
    nbformat.validate(written)
    return result, written


def three(ids: bool = True) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    base = notebook(ids=ids)
    return base, copy.deepcopy(base), copy.deepcopy(base)


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_outputs_and_counts_never_conflict() -> None:
    base, ours, theirs = three()
    for side, number in ((ours, 11), (theirs, 22)):
        for cell in side["cells"]:
            if cell["cell_type"] == "code":
                cell["execution_count"] = number
                cell["outputs"][0]["text"] = [f"{number}\n"]

    result, written = merged(base, ours, theirs)

    assert result.clean and written["cells"][0]["execution_count"] == 11


def test_outputs_follow_the_source_that_stays_and_go_where_both_changed_it() -> None:
    base, ours, theirs = three()
    ours["cells"][0]["execution_count"] = 50
    theirs["cells"][0].update(source=["theirs = 1"], execution_count=51)
    ours["cells"][2]["source"][0] = "import ours\n"
    theirs["cells"][2]["source"][2] = "print('theirs')"

    result, written = merged(base, ours, theirs)

    assert result.clean
    assert written["cells"][0]["execution_count"] == 51
    assert source(written["cells"][2]) == "import ours\nvalue2 = 2\nprint('theirs')"
    assert (written["cells"][2]["outputs"], written["cells"][2]["execution_count"]) == ([], None)


def test_versions_and_kernels_never_conflict() -> None:
    base, ours, theirs = three()
    base["metadata"]["language_info"] = {"name": "python", "version": "3.11.1"}
    ours["metadata"]["language_info"] = {"name": "python", "version": "3.11.7"}
    theirs["metadata"]["language_info"] = {"name": "python", "version": "3.12.0"}
    ours["metadata"]["kernelspec"]["display_name"] = "Python 3.11"
    theirs["metadata"]["kernelspec"]["display_name"] = "Python 3.12"

    assert merged(base, ours, theirs)[0].clean


def test_tags_are_a_set() -> None:
    base, ours, theirs = three()
    base["cells"][0]["metadata"]["tags"] = ["a", "b"]
    ours["cells"][0]["metadata"]["tags"] = ["b", "ours"]
    theirs["cells"][0]["metadata"]["tags"] = ["a", "b", "theirs"]

    assert merged(base, ours, theirs)[1]["cells"][0]["metadata"]["tags"] == ["b", "ours", "theirs"]


@pytest.mark.parametrize("ids", [True, False])
def test_cells_that_are_moved_changed_and_added_come_together(ids: bool) -> None:
    base, ours, theirs = three(ids)
    ours["cells"].insert(0, ours["cells"].pop(5))
    theirs["cells"][5]["source"][-1] = "Sentence one of 5. Their sentence two of part 5 is longer."
    added = {"cell_type": "markdown", "metadata": {}, "source": ["A new cell."], **({"id": "new"} if ids else {})}
    theirs["cells"].append(added)

    result, written = merged(base, ours, theirs)

    assert result.clean and len(written["cells"]) == 9
    assert "Their sentence two" in source(written["cells"][0]) and source(written["cells"][-1]) == "A new cell."


@pytest.mark.parametrize("ids", [True, False])
def test_a_cell_that_one_side_split_takes_the_other_sides_changes(ids: bool) -> None:
    base, ours, theirs = three(ids)
    whole = ours["cells"][1]["source"]
    second = {**ours["cells"][1], "source": whole[2:], **({"id": "second"} if ids else {})}
    ours["cells"][1] = {**ours["cells"][1], "source": ["# Part 1"]}
    ours["cells"].insert(2, second)
    theirs["cells"][1]["source"] = [*whole[:2], "Sentence one of 1. Their part 1 is longer."]

    result, written = merged(base, ours, theirs)

    assert result.clean
    assert [source(cell) for cell in written["cells"][1:3]] == [
        "# Part 1",
        "Sentence one of 1. Their part 1 is longer.",
    ]


def test_cells_that_one_side_joined_take_the_other_sides_changes() -> None:
    base, ours, theirs = three()
    for side in (base, ours, theirs):
        side["cells"][3]["cell_type"] = side["cells"][2]["cell_type"]
        side["cells"][3].update(execution_count=None, outputs=[])
    ours["cells"][2]["source"] = [*ours["cells"][2]["source"][:2], "print(value2)\n", *ours["cells"][3]["source"]]
    del ours["cells"][3]
    theirs["cells"][3]["source"][2] = "Their sentence.\n"

    result, written = merged(base, ours, theirs)

    assert result.clean and len(written["cells"]) == 7
    assert "import module2" in source(written["cells"][2]) and "Their sentence." in source(written["cells"][2])


def test_a_cell_that_both_changed_is_kept_twice_tagged_and_coloured() -> None:
    base, ours, theirs = three()
    ours["cells"][0]["source"] = ["ours = 1"]
    theirs["cells"][0]["source"] = ["theirs = 1"]

    result, written = merged(base, ours, theirs)

    (conflict,) = result.conflicts
    assert (conflict.ours, conflict.theirs, conflict.where) == ("ours = 1", "theirs = 1", "cell 1")
    shown = [(source(cell)[:20], cell["metadata"]["tags"][-1]) for cell in written["cells"][:5]]
    assert shown == [
        ('<div class="alert al', "forum-conflict-start"),
        ("ours = 1", "forum-conflict-ours"),
        ('<div class="alert al', "forum-conflict-middle"),
        ("theirs = 1", "forum-conflict-theirs"),
        ('<div class="alert al', "forum-conflict-end"),
    ]


def test_both_versions_have_what_only_one_side_changed() -> None:
    base, ours, theirs = three()
    ours["cells"][1]["source"][0] = "# Our part\n"
    ours["cells"][1]["source"][2] = "Our sentence. Sentence two of part 1 is longer."
    theirs["cells"][1]["source"][2] = "Their sentence. Sentence two of part 1 is longer."

    cells = merged(base, ours, theirs)[1]["cells"]

    assert [source(cells[at]).splitlines()[0] for at in (2, 4)] == ["# Our part", "# Our part"]


def test_a_version_that_both_raised_conflicts_and_the_higher_one_is_a_choice() -> None:
    base, ours, theirs = three()
    for side, number in ((base, "1.9.0"), (ours, "1.9.1"), (theirs, "1.10.0")):
        side["cells"][0]["source"] = ["import numpyro\n", f"assert numpyro.__version__.startswith('{number}')"]

    (conflict,) = merged(base, ours, theirs)[0].conflicts

    assert conflict.choice == "import numpyro\nassert numpyro.__version__.startswith('1.10.0')"


def test_a_cell_taken_out_stays_out_where_it_was_only_run() -> None:
    base, ours, theirs = three()
    del ours["cells"][0]
    theirs["cells"][0]["execution_count"] = 99
    del ours["cells"][2]
    theirs["cells"][3]["source"] = ["Changed."]

    result, written = merged(base, ours, theirs)

    assert [conflict.where for conflict in result.conflicts] == ["cell 4, which ours took out"]
    assert "module0" not in source(written["cells"][0])


def test_metadata_that_both_set_is_told_in_a_cell() -> None:
    base, ours, theirs = three()
    ours["metadata"]["authors"], theirs["metadata"]["authors"] = ["A"], ["B"]

    result, written = merged(base, ours, theirs)

    assert result.conflicts[0].where == "the notebook's metadata, authors"
    assert "CONFLICT" in source(written["cells"][0])


def test_notebooks_of_two_formats_merge_into_the_later() -> None:
    base, ours, theirs = three(ids=False)
    ours["nbformat_minor"] = 5
    for number, cell in enumerate(ours["cells"]):
        cell["id"] = f"new-{number}"
    theirs["cells"][2]["source"] = ["theirs = 1"]
    theirs["cells"].append({"cell_type": "markdown", "metadata": {}, "source": ["Last."]})

    result, written = merged(base, ours, theirs)

    assert result.clean and written["nbformat_minor"] == 5
    assert all("id" in cell for cell in written["cells"])


def test_cells_that_both_sides_gave_one_id_get_two() -> None:
    base, ours, theirs = three()
    ours["cells"].insert(1, {"cell_type": "markdown", "metadata": {}, "source": ["Ours."], "id": "same"})
    theirs["cells"].append(
        {"cell_type": "raw", "metadata": {}, "source": ["Quite another cell of theirs"], "id": "same"}
    )

    _, written = merged(base, ours, theirs)

    text = json.dumps(written)
    assert "Ours." in text and "Quite another cell of theirs" in text


def test_a_notebook_of_format_3_becomes_one_of_format_4() -> None:
    code = {"cell_type": "code", "collapsed": False, "input": ["a = 1"], "language": "python", "metadata": {}}
    old = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["Title"]},
                    {**code, "outputs": [{"output_type": "pyout", "prompt_number": 1, "text": ["1"], "metadata": {}}]},
                ]
            }
        ],
    }
    ours, theirs = copy.deepcopy(old), copy.deepcopy(old)
    ours["worksheets"][0]["cells"][0]["source"] = ["Our title"]
    theirs["worksheets"][0]["cells"][1]["input"] = ["a = 2"]

    result, written = merged(old, ours, theirs)

    assert result.clean
    assert [source(cell) for cell in written["cells"]] == ["## Our title", "a = 2"]


def test_untouched_cells_are_written_byte_for_byte() -> None:
    base, ours, theirs = (json.dumps(one, indent=1) for one in three())
    base, ours, theirs = (
        one.replace('"value4 = 4\\n"', '"value4 = 1.0e-05 \\u00e9\\n"') for one in (base, ours, theirs)
    )
    ours, theirs = ours.replace("module0", "ours"), theirs.replace("module6", "theirs")

    written = rendered(merge(base.encode(), ours.encode(), theirs.encode(), Kind.NOTEBOOK)).decode()

    assert written == base.replace("module0", "ours").replace("module6", "theirs")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"nbformat": 2}', '{"cells": [1], "nbformat": 4}', "<<<<<<< ours"]
)
def test_what_is_no_notebook_is_refused(text: str) -> None:
    base, ours, _ = three()

    if text == "":  # nothing at all is a notebook without cells
        return
    with pytest.raises(Unusable):
        merge(dumped(base), text.encode(), dumped({**ours, "metadata": {}}), Kind.NOTEBOOK)


def test_one_attachment_that_both_changed_is_a_conflict_with_both() -> None:
    base, ours, theirs = three()
    for side, data in ((base, "AAAA"), (ours, "BBBB"), (theirs, "CCCC")):
        side["cells"][1]["attachments"] = {"a.png": {"image/png": data}}

    result, written = merged(base, ours, theirs)

    assert result.conflicts[0].where == "cell 2, attachment a.png"
    assert "BBBB" in json.dumps(written) and "CCCC" in json.dumps(written)
