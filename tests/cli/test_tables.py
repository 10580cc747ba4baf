"""Tables that are set without rich, beside what rich makes of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from forum.cli import tables
from forum.cli.screens import console, new_table

ROWS = [
    ("theirs", "partner-a", ("merged", "green"), "swarm +3 −1"),
    ("a [name] in brackets", "", ("held", "yellow"), ""),
    ("Zoë’s … “edits”", "→", ("", ""), "x"),
]


def _by_rich(columns: Sequence[str], rows: Sequence[Sequence[tables.Cell]]) -> None:
    table = new_table(*columns)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, str) else cell[0] for cell in row))
    console().print(table)


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        ROWS[:1],
        [],
        [("wide: 合意文書", "b", ("c", ""), "d")],
        [("two\nlines", "b", ("c", ""), "d")],
        [("very long " * 40, "b", ("c", ""), "and " * 40)],
    ],
)
def test_a_table_is_as_rich_sets_it(rows: list[tuple[tables.Cell, ...]], capsys: pytest.CaptureFixture[str]) -> None:
    columns = ("contribution", "from", "outcome", "touches")
    _by_rich(columns, rows)
    expected = capsys.readouterr().out

    tables.show_table(columns, rows)

    assert capsys.readouterr().out == expected
    assert expected.startswith("contribution")
