"""The BibTeX parser: nothing lost, one slip costs one entry, time in proportion to the file."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.citations.bibtex import edited, parse_bib

PIECES = st.sampled_from(
    [
        *("@article{", "@book(", "@string{", "@comment{", "@preamble{", "key", ",", "title", " = ", "{", "}", ")"),
        *('"', "#", "\n", "%", "\\", "\\}", "abc", "2020", "é", "\0", "\r", " ", "@", "jan"),
        "\n@misc{k2, t = {x}}\n",
    ]
)


@settings(max_examples=400)
@given(st.one_of(st.lists(PIECES).map("".join), st.text()))
def test_the_pieces_joined_are_the_file(text):
    bib = parse_bib(text)
    assert bib.written() == text
    assert all(0 <= field.start <= field.at <= field.end <= len(text) for one in bib.pieces for field in one.fields)
    assert [one.start for one in bib.pieces[1:]] == [one.end for one in bib.pieces[:-1]]


@given(st.lists(PIECES).map("".join))
def test_a_good_entry_after_anything_at_the_start_of_a_line_is_found(text):
    good = "\n@misc{good, title = {Good}}\n"
    keys = [one.key for one in parse_bib(text.replace("@comment", "@misc") + good).entries]
    assert keys[-1:] == ["good"]


SOURCE = """\
% a comment, with foo@bar.org in it
@STRING{jrn = "Journal of " # {Things}}
@Article{doe2020,
  Title = {On {B}races},   % said aside
  journal = jrn # { A},
  month = jan,
  year = 2020,
  year = 2021
}
@comment{ @book{no, title={No}} }
"""


def test_entries_fields_and_values_stand_where_they_stand():
    bib = parse_bib(SOURCE)
    assert [one.kind for one in bib.pieces if one.kind != "text"] == ["string", "entry", "comment"]
    (one,) = bib.entries
    assert (one.type, one.key, SOURCE[one.key_at :][:7]) == ("article", "doe2020", "doe2020")
    named = [(field.name, field.text, SOURCE[field.at : field.end]) for field in one.fields]
    assert named == [
        ("title", "On {B}races", "{On {B}races}"),
        ("journal", "Journal of Things A", "jrn # { A}"),
        ("month", "jan", "jan"),
        ("year", "2020", "2020"),
        ("year", "2021", "2021"),
    ]
    assert not one.faults


def test_a_value_can_be_replaced_and_nothing_else_moves():
    bib = parse_bib(SOURCE)
    title = next(iter(bib.entries)).fields[0]
    new = edited(SOURCE, [(title.at, title.end, "{New}"), (title.at + 1, title.end, "{overlaps}")])
    assert new == SOURCE.replace("{On {B}races}", "{New}")


BROKEN = {
    "an open brace": "@book{bad, title = {Two, year = 2020}\n@book{good, title = {T}}\n",
    "an open quotation mark": '@book{bad, title = "Two, year = 2020}\n@book{good, title = {T}}\n',
    "a brace too many": "@book{bad, title = {Two}}, year = 2020}\n@book{good, title = {T}}\n",
    "nothing after the key": "@book{bad\n@book{good, title = {T}}\n",
    "an end": "@book{good, title = {T}}\n@book{bad, title = {",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_entry_costs_no_other(text):
    bib = parse_bib(text)
    assert [one.key for one in bib.entries if not one.broken] == ["good"]
    assert [one.key for one in bib.entries if one.broken] == ["bad"]


SLIPS = {
    "a missing comma": ("@book{k, title = {A} year = 2020}", ["title", "year"], 20),
    "a missing value": ("@book{k, title = , year = 2020}", ["title", "year"], 17),
    "no field": ("@book{k, nothing, year = 2020}", ["year"], 9),
    "no key": ("@book{, year = 2020}", ["year"], 0),
    "a brace more": ("@book{k, year = 2020}}\n", ["year"], 21),
}


@pytest.mark.parametrize(("text", "fields", "at"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_and_the_rest_of_the_entry_is_read(text, fields, at):
    (one,) = parse_bib(text).entries
    assert [field.name for field in one.fields if field.text] == [
        name for name in fields if name != "title" or "{A}" in text
    ]
    assert [fault.at for fault in one.faults] == [at]
    assert not one.broken


def test_round_brackets_and_escaped_braces_are_read():
    bib = parse_bib('@book(a, title = {T}, year = 2020)\n@misc{b, title = {\\{ and \\}}, note = "a {"} b"}')
    assert [(one.key, [field.text for field in one.fields]) for one in bib.entries] == [
        ("a", ["T", "2020"]),
        ("b", ["\\{ and \\}", 'a {"} b']),
    ]


GOOD = "@article{k%d, title = {T}, year = 2020}\n"
HUGE = {
    "an open brace in the first of many": "@book{bad, title = {x\n" + "".join(GOOD % n for n in range(10_000)),
    "nested braces": "@a{k, t = {" + "{" * 10_000 + "x" + "}" * 10_000 + "}}",
    "open braces": "@a{k, t = " + "{" * 200_000,
    "comments": "@comment{\n" * 20_000,
    "commented entries in one line": "%@a{" * 50_000,
    "open quotation marks": '@a{k, t = "\n' * 20_000,
    "round brackets": "@a(k, t={}" * 20_000,
    "preambles": "@preamble(\n" * 20_000,
    "blanks": "@a{k" + " " * 200_000,
    "one line of fields": "@a{k, " + "a = b # c, " * 20_000 + "}",
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_time_is_in_proportion_to_the_file(text):
    started = time.perf_counter()
    assert parse_bib(text).written() == text
    assert time.perf_counter() - started < 5  # seconds; a tenth of that alone


def test_the_entries_after_an_open_brace_are_all_there():
    bib = parse_bib(HUGE["an open brace in the first of many"])
    assert sum(not one.broken for one in bib.entries) == 10_000
