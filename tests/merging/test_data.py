"""Merging YAML, TOML and CSV: by key and row; comments, anchors and layout stay."""

from __future__ import annotations

import json
import tomllib

import pytest
from mutations import CSV, JSON, MAPPING, TOML, YAML
from ruamel.yaml import YAML as Reader

from forum.merging import Kind, Merged, merge
from forum.merging.markers import written


def merged(kind: Kind, base: str, *changes: tuple[tuple[str, str], ...]) -> Merged:
    sides = [base, base]
    for number, side in enumerate(changes):
        for old, new in side:
            assert old in sides[number]
            sides[number] = sides[number].replace(old, new)
    return merge(base.encode(), sides[0].encode(), sides[1].encode(), kind)


def test_items_that_both_append_are_both_there() -> None:
    last = "- {id: editors, name: Editors, group: true}\n"
    result = merged(Kind.YAML, YAML, ((last, last + "- {id: ours}\n"),), ((last, last + "- {id: theirs}\n"),))

    assert result.text == YAML + "- {id: ours}\n- {id: theirs}\n"


def test_keys_on_lines_that_touch_may_change_and_comments_stay() -> None:
    result = merged(Kind.YAML, MAPPING, (("[10, 50]", "[10, 60]"),), (("[0.5, 2.0]", "[0.5]"),))

    assert result.text == MAPPING.replace("[10, 50]", "[10, 60]").replace("[0.5, 2.0]", "[0.5]")


def test_one_key_that_both_changed_conflicts_and_the_file_can_still_be_read() -> None:
    result = merged(Kind.YAML, MAPPING, (("[10, 50]", "[1]"),), (("[10, 50]", "[2]"),))

    assert [conflict.where for conflict in result.conflicts] == ["key sweeps, key grid, key platforms"]
    text = written(result)
    assert Reader(typ="safe").load(text)["sweeps"]["grid"]["platforms"] == [1]
    assert "# =======\n#     platforms: [2]\n# >>>>>>> theirs\n" in text


def test_a_key_that_both_added_in_two_places_is_no_clean_merge() -> None:
    base = "a: 1\nb: 2\nc: 3\nd: 4\n"

    result = merged(Kind.YAML, base, (("a: 1\n", "a: 1\nx: 1\n"),), (("d: 4\n", "d: 4\nx: 2\n"),))

    assert [conflict.where for conflict in result.conflicts] == ["key x"]


def test_text_in_a_block_merges_by_line() -> None:
    result = merged(Kind.YAML, YAML, (("Some text", "Our text"),), (("name: Richard Roe", "name: R. Roe"),))

    assert result.text == YAML.replace("Some text", "Our text").replace("name: Richard Roe", "name: R. Roe")


def test_a_document_start_and_anchors_stay() -> None:
    base = "---\na: &one\n  b: 1\nc: *one\nd: 2\n"

    assert (
        merged(Kind.YAML, base, (("c: *one", "c: 3"),), (("d: 2", "d: 4"),)).text
        == "---\na: &one\n  b: 1\nc: 3\nd: 4\n"
    )


def test_tables_of_a_toml_list_go_by_their_id() -> None:
    ours = '[[partner]]\nid = "ours"\nname = "Ours"\n\n[report]'
    theirs = '[[partner]]\nid = "theirs"\nname = "Theirs"\n\n[report]'

    result = merged(Kind.TOML, TOML, (("[report]", ours),), (("[report]", theirs),))

    assert [row["id"] for row in tomllib.loads(result.text)["partner"]] == ["tudelft", "leiden", "ours", "theirs"]


def test_toml_keys_on_lines_that_touch_may_change() -> None:
    result = merged(Kind.TOML, TOML, (('"Academic Forum"', '"Our Forum"'),), (('lead = "tudelft"', 'lead = "leiden"'),))

    assert result.text == TOML.replace('"Academic Forum"', '"Our Forum"').replace('lead = "tudelft"', 'lead = "leiden"')


def test_a_toml_key_that_both_changed_leaves_the_file_readable() -> None:
    result = merged(Kind.TOML, TOML, (('"Academic Forum"', '"A"'),), (('"Academic Forum"', '"B"'),))

    assert len(result.conflicts) == 1
    assert tomllib.loads(written(result))["forum"]["title"] == "A"


def test_cells_of_one_row_may_change_and_rows_be_added() -> None:
    last = "d,Delta,4\n"
    result = merged(
        Kind.CSV,
        CSV,
        (("b,Beta,2", "b,Our beta,2"), (last, last + "o,Ours,5\n")),
        (("b,Beta,2", "b,Beta,9"), (last, last + "t,Theirs,6\n")),
    )

    assert result.text == CSV.replace("b,Beta,2", "b,Our beta,9") + "o,Ours,5\nt,Theirs,6\n"


def test_a_column_of_one_side_and_a_cell_of_the_other_go_together() -> None:
    wide = "".join(f"{row},x\n" for row in CSV.splitlines()).replace("score,x", "score,note")
    result = merge(CSV.encode(), wide.encode(), CSV.replace("Alpha", "Aleph").encode(), Kind.CSV)

    assert result.text == wide.replace("Alpha", "Aleph")


@pytest.mark.parametrize("text", ["a:\tb\n", "? k\n: value\n", "--- 1\n--- 2\n", "[a,\nb]\n"])
def test_yaml_of_another_form_is_merged_by_line(text: str) -> None:
    base = f"{text}x\n\n\ny\n"

    result = merged(Kind.YAML, base, (("x\n", "ours\n"),), (("y\n", "theirs\n"),))

    assert result.text == f"{text}ours\n\n\ntheirs\n"


def test_json_goes_by_id_where_lines_would_break_it() -> None:
    last = '    "note": "One"\n  }'
    result = merged(Kind.JSON, JSON, ((last, last + ',\n  {"id": "ours"}'),), ((last, last + ',\n  {"id": "theirs"}'),))

    assert [one["id"] for one in json.loads(result.text)] == ["doe2031", "roe2030", "ap1", "ours", "theirs"]


def test_a_line_end_in_quotes_ends_no_row() -> None:
    base = 'id,name,note\n1,Doe,"two\nlines"\n2,Roe,x\n'

    both = merged(Kind.CSV, base, (("Doe", '"Doe, J"'),), (("two\n", "three\n"),))

    assert both.text == 'id,name,note\n1,"Doe, J","three\nlines"\n2,Roe,x\n'
    (conflict,) = merged(Kind.CSV, base, (("two\n", "2\n"),), (("two\n", "three\n"),)).conflicts
    assert conflict.ours == '1,Doe,"2\nlines"\n'
