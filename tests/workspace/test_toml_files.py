"""TOML with places: tomllib tells none, so the scanner has to find them all."""

import tomllib
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.diagnostics import Span
from forum.documents.filling import json_text
from forum.documents.toml_trees import read_toml
from forum.documents.validation import load_toml
from forum.model import Manifest

HERE = PurePosixPath("forum.toml")


def test_every_key_and_item_has_its_place():
    text = """\
# [not] a table
[forum]
title = "A # \\" [x] = title" # and [a] comment
notice = \"\"\"
x = 1
[[partner]]
\"\"\"
[[partner]]
id = 'a'
  [[partner]]
  id = "b"
[report]
formats = [ "pdf", # , "html"
   "docx" ]
[citations.aliases]
"tag:x" = "doi:1"
[check]
severity = {a = "off", "b c" = "error"}
"""
    for variant in (text, text.replace("\n", "\r\n")):
        spans = read_toml(variant, Span(HERE)).spans
        at = {".".join(map(str, path)): (span.line, span.column) for path, span in spans.items()}
        assert at["forum.title"] == (3, 1)
        assert at["partner.0.id"] == (9, 1)
        assert at["partner.1"] == (10, 3)
        assert at["partner.1.id"] == (11, 3)
        assert at["report.formats.0"] == (13, 13)
        assert at["report.formats.1"] == (14, 4)
        assert at["citations.aliases.tag:x"] == (16, 1)
        assert at["check.severity.b c"] == (18, 24)


_NAMES = st.text("ab-_ .'\"#é", min_size=1, max_size=4)
_TEXTS = st.text("ab =[]{},#'\"\\\n", max_size=8)
_VALUES = st.recursive(_TEXTS | st.integers() | st.booleans(), lambda inner: st.lists(inner, max_size=3), max_leaves=5)


@settings(max_examples=60)
@given(st.dictionaries(_NAMES, st.dictionaries(_NAMES, _VALUES, max_size=3), max_size=3))
def test_whatever_is_written_the_place_of_each_key_is_where_it_stands(tables):
    text = "".join(
        f"[{_quoted(name)}]\n" + "".join(f"  {_quoted(key)} = {_shown(value)} # c\n" for key, value in table.items())
        for name, table in tables.items()
    )
    assert tomllib.loads(text) == tables
    lines = text.split("\n")
    spans = read_toml(text, Span(HERE)).spans
    for name, table in tables.items():
        for key, value in table.items():
            place = spans[name, key]
            assert lines[place.line - 1][place.column - 1 :].startswith(f"{_quoted(key)} =")
            for number, item in enumerate(value if isinstance(value, list) else ()):
                at = spans[name, key, number]
                assert lines[at.line - 1][at.column - 1 :].startswith(_shown(item))


def _quoted(text):
    return f'"{json_text(text)}"'


def _shown(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return _quoted(value) if isinstance(value, str) else str(value).lower()


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("[forum]\ntitle = A title\n", 2, "invalid value", 'texts stand in quotes: title = "A title"'),
        ("a = 1\na = 2\n", 2, "cannot overwrite a value", "each key and each [table] stands once"),
        ('a = "x\nb = 1\n', 1, "illegal character '\\n'", "look at the line"),
        ("a = [1, 2\n", 2, "unclosed array", "close the bracket"),
    ],
)
def test_what_does_not_parse_is_fatal_with_place_and_remedy(text, line, message, hint):
    (problem,) = load_toml(text, HERE, Manifest).problems
    assert (problem.code, problem.fatal, problem.span.line) == ("toml-syntax", True, line)
    assert problem.message == f"the TOML does not parse: {message}"
    assert hint in problem.hints[0]


def test_a_manifest_with_mistakes_is_used_as_far_as_it_goes():
    text = """\
[forum]
titel = "X"
version = 1.10
[partner]
id = "x"
[report]
formats = ["pdf", "odt"]
paragraph_numbers = true
[[milestone]]
id = "a"
date = 2027-02-01
requires = "review"
[[milestone]]
id = "b"
date = "2027-13-01"
requires = "review"
"""
    loaded = load_toml(text, HERE, Manifest, fallback={("forum", "title"): "Untitled"})
    assert [(one.code, one.span.line, one.message) for one in loaded.problems] == [
        ("key-unknown", 2, "the key titel is not known in forum, and means nothing"),
        ("key-missing", 1, "the key title is missing in forum"),
        ("value-type", 3, "version has to be a text; found the number 1.1"),
        ("value-type", 4, "partner has to be a list; found the keys id"),
        ("key-unknown", 8, "the key paragraph_numbers is not known in report, and means nothing"),
        ("value-unknown", 7, "item 2 of formats cannot be odt"),
        ("value-type", 15, "date has to be a date such as 2027-02-01; found the text 2027-13-01"),
    ]
    assert loaded.value.forum.title == "Untitled"
    assert loaded.value.report.formats == ("pdf",)
    assert [one.id for one in loaded.value.milestone] == ["a"]
    assert "[[partner]]" in loaded.problems[3].hints[0]
    assert loaded.problems[4].hints == ("did you mean paragraph-numbers?",)
