"""One side lays a block out anew, or puts in a column; the other changes what stands in it: both are kept."""

from __future__ import annotations

import copy
import io
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from forum.merging.merging import merge
from forum.merging.values import Kind

PEOPLE = "people:\n- id: a\n  name: A\n  roles:\n  - x\n- id: b\n  name: B\n"
INDENTED = "people:\n  - id: a\n    name: A\n    roles:\n      - x\n  - id: b\n    name: B\n"
TABLE = "| System | Year |\n|---|---|\n| A | 2001 |\n| B | 2002 |\n"
WIDER = "| System | Maker | Year |\n|---|---|---|\n| A | X | 2001 |\n| B | Y | 2002 |\n"


def both(base: str, one: str, other: str, kind: Kind) -> str:
    """Return the merge, which is clean in both orders and says the same."""
    results = [merge(base.encode(), x.encode(), y.encode(), kind) for x, y in ((one, other), (other, one))]
    assert all(result.clean for result in results), [result.conflicts for result in results]
    assert results[0].text == results[1].text
    return results[0].text


def test_a_block_that_one_side_indented_takes_the_others_edits_along() -> None:
    edited = PEOPLE.replace("name: A", "name: Ann").replace("  - x\n", "  - x\n  - y  # new\n")

    merged = both(PEOPLE, INDENTED, edited, Kind.YAML)

    assert merged == INDENTED.replace("name: A", "name: Ann").replace("      - x\n", "      - x\n      - y  # new\n")


def test_text_over_several_lines_keeps_its_own_indentation_when_the_block_moves() -> None:
    edited = PEOPLE.replace("name: B\n", "name: B\n  note: |\n    One\n      two\n\n    three\n")

    merged = both(PEOPLE, INDENTED, edited, Kind.YAML)

    assert YAML(typ="safe").load(merged) == YAML(typ="safe").load(edited)


def test_two_changes_of_one_value_conflict_however_they_are_indented() -> None:
    ours, theirs = INDENTED.replace("name: A", "name: Ann"), PEOPLE.replace("name: A", "name: Ada")

    conflicts = merge(PEOPLE.encode(), ours.encode(), theirs.encode(), Kind.YAML).conflicts

    assert [(one.ours.strip(), one.theirs.strip()) for one in conflicts] == [("name: Ann", "name: Ada")]


_LEAVES = st.text("abcxyz", min_size=1, max_size=6)
_TREES = st.recursive(
    _LEAVES,
    lambda below: (
        st.lists(below, min_size=1, max_size=3)
        | st.dictionaries(st.text("klm", min_size=1, max_size=3), below, min_size=1)
    ),
    max_leaves=12,
)


def written(data: Any, wide: bool) -> str:
    yaml, out = YAML(), io.StringIO()
    yaml.indent(*((4, 4, 2) if wide else (2, 2, 0)))
    yaml.dump(data, out)
    return out.getvalue()


def changed(data: Any, new: str) -> Any:
    """Return data with its first leaf in a mapping changed."""
    if isinstance(data, dict):
        key = next(iter(data))
        return {**data, key: new if isinstance(data[key], str) else changed(data[key], new)}
    return [changed(data[0], new), *data[1:]] if isinstance(data[0], (dict, list)) else [*data, new]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text("pqr", min_size=1, max_size=3), _TREES, min_size=1, max_size=3))
def test_no_value_is_lost_or_changed_by_laying_out_anew(data: dict[str, Any]) -> None:
    edited = changed(copy.deepcopy(data), "quite-new")
    base, ours, theirs = written(data, False), written(data, True), written(edited, False)
    merged = merge(base.encode(), ours.encode(), theirs.encode(), Kind.YAML)

    text = merged.text if merged.clean else ""
    if text:
        assert YAML(typ="safe").load(text) == edited


def cells(text: str) -> list[list[str]]:
    """Return the cells of the rows of a table."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows]


def test_a_column_that_one_side_put_in_and_a_cell_that_the_other_changed() -> None:
    edited = TABLE.replace("2002", "2012") + "| C | 2003 |\n"

    merged = both(f"# T\n\n{TABLE}\nEnd.\n", f"# T\n\n{WIDER}\nEnd.\n", f"# T\n\n{edited}\nEnd.\n", Kind.PROSE)

    assert cells(merged) == [
        ["System", "Maker", "Year"],
        ["---", "---", "---"],
        ["A", "X", "2001"],
        ["B", "Y", "2012"],
        ["C", "", "2003"],
    ]
    assert merged.startswith("# T\n\n| System |") and merged.endswith("|\n\nEnd.\n")


def test_one_cell_that_both_changed_conflicts_beside_a_new_column() -> None:
    ours, theirs = WIDER.replace("2002", "2022"), TABLE.replace("2002", "2012")

    assert merge(TABLE.encode(), ours.encode(), theirs.encode(), Kind.PROSE).conflicts


_CELLS = st.text("abc12", max_size=4)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=6), st.data())
def test_every_cell_of_both_sides_is_there_once_a_column_was_put_in(
    rows: list[tuple[str, str]], data: st.DataObject
) -> None:
    keyed = [(f"row{number}", *row) for number, row in enumerate(rows)]
    new = [data.draw(_CELLS) for _ in keyed]
    at = data.draw(st.integers(0, len(keyed) - 1))
    told = [*keyed]
    told[at] = (told[at][0], "edited", told[at][2])
    assume(told != keyed)

    def table(head: tuple[str, ...], body: list[tuple[str, ...]]) -> str:
        lines = [head, ("---",) * len(head), *body]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    base = table(("Key", "One", "Two"), list(keyed))
    ours = table(("Key", "One", "New", "Two"), [(a, b, n, c) for (a, b, c), n in zip(keyed, new, strict=True)])
    theirs = table(("Key", "One", "Two"), list(told))

    merged = both(base, ours, theirs, Kind.PROSE)

    wanted = table(("Key", "One", "New", "Two"), [(a, b, n, c) for (a, b, c), n in zip(told, new, strict=True)])
    assert [row for row in cells(merged) if "-" not in row[0]] == [row for row in cells(wanted) if "-" not in row[0]]


def test_a_stretch_that_one_side_wrote_anew_does_not_conflict_with_blank_lines_in_it() -> None:
    base = "::: note\nThe old words say this at length.\n```\ncode\n```\n:::\n"
    apart = base.replace("length.\n", "length.\n\n").replace("```\n:::", "```\n\n:::")

    assert both(
        f"A.\n\n{base}\nB.\n", "A.\n\nNow quite other things stand here.\n\nB.\n", f"A.\n\n{apart}\nB.\n", Kind.PROSE
    ) == ("A.\n\nNow quite other things stand here.\n\nB.\n")


def test_a_paragraph_that_one_side_split_is_not_joined_by_the_others_edit() -> None:
    base = "One is here. Two is there.\n"
    split, edited = "One is here.\n\nTwo is there.\n", "One is here. Two is elsewhere now.\n"

    merged = merge(base.encode(), split.encode(), edited.encode(), Kind.PROSE)

    assert not merged.clean or "\n\n" in merged.text
