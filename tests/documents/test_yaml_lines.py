"""Plain records are read line by line as the YAML that they are, and anything else is left alone."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.diagnostics import Span
from forum.documents.yaml_lines import read_records
from forum.documents.yaml_trees import read_yaml

HERE = Span(PurePosixPath("positions/a.yaml"))
RECORDS = """\
# A comment

- recommendation: rec-a  # another
  reason: Small harbours, "so to say", need [two] years - or 3.
  date: 2031-03-02
  digest: v1:0000000000000000000000000000000000000000000000000000000000000000
  note: "a: b # c"
  carried:
    by: cora
    # within
    date: 2031-03-02
  last: é
- recommendation: rec-b
"""


def test_plain_records_are_read_with_their_places():
    tree = read_records(RECORDS, HERE)
    assert tree == read_yaml(RECORDS, HERE)
    assert tree.value[0]["carried"] == {"by": "cora", "date": "2031-03-02"}
    assert tree.place((0, "carried", "by")) == Span(HERE.path, 9, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "key: value\n",
        "- a\n",
        "- {a: b}\n",
        "- a: yes\n",
        "- a: 1\n",
        "- a:\n",
        "- a:\n  b: c\n",
        "- a: b\n    c: d\n",
        "- a: b\n  a: c\n",
        "- a: one\n    two\n",
        '- a: "one\n    two"\n',
        '- a: "\\n"\n',
        "- a: b: c\n",
        "- a: &x b\n",
        "- a: >\n    b\n",
        "- a:\n    b:\n      c: d\n",
        "---\n- a: b\n",
        "- a: b\n\tc: d\n",
        "  - a: b\n",
        "- a: b\n...\n",
        "- a: b#c\n",
        "- a:b\n",
        "  a: b\n",
        "    a: b\n",
    ],
)
def test_anything_else_is_left_to_the_whole_reader(text):
    assert read_records(text, HERE) is None


values = st.one_of(
    st.text(st.sampled_from("aZé1 .,:#\"'[]{}-&*!|>%@`~\\"), max_size=12),
    st.sampled_from(["true", "No", "null", "2031-03-02", '"quoted"', "v1:" + "0" * 64, "> x", "1e3", "a # b", "0x1"]),
)
lines = st.builds(
    lambda indent, key, gap, value, end: f"{indent}{key}:{gap}{value}{end}",
    st.sampled_from(["- ", "  ", "    ", "", "   "]),
    st.sampled_from(["a", "b", "c-d", "e"]),
    st.sampled_from([" ", "", "  "]),
    values,
    st.sampled_from(["", "", " ", "  # x"]),
)


@settings(max_examples=600)
@given(
    st.lists(st.one_of(lines, st.sampled_from(["", "# c", "  # c", "- ", "- a: b", "  c:", "    e: f"])), max_size=7)
)
def test_what_is_read_line_by_line_is_what_yaml_says(rows):
    text = "\n".join(["- z: first", *rows]) + "\n"
    tree = read_records(text, HERE)
    if tree is not None:
        assert tree == read_yaml(text, HERE)
