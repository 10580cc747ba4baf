"""CSL-JSON and CSL-YAML: the same checks, in place; bad input is read as far as it goes."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from forum.citations.checks import collect
from forum.citations.records import Source
from tests.citations.checking import codes, problems

JSON = """\
[
  {"id": "doe", "type": "article-journal", "title": "T", "container-title": "J",
   "author": [{"family": "Doe", "given": "Jane"}, {"literal": "NATO"}],
   "issued": {"date-parts": [[2020, 13]]},
   "DOI": "https://doi.org/10.1000/abc", "page": "389-331"},
  {"id": 7, "type": "book", "title": "T", "ISBN": "978-0-306-40615-8"}
]
"""
YAML = """\
references:
- id: doe
  type: article-journal
  title: T
  container-title: J
  issued: 2020-13
  DOI: https://doi.org/10.1000/abc
- id: NO
  type: book
  title: "The book"
  ISBN: 978-0-306-40615-8
"""


def test_json_is_checked_in_place():
    told = [(one.code, one.span.line, one.span.column) for one in problems(JSON, name="r.json")]
    assert told == [
        ("date-impossible", 4, 14),
        ("doi-prefix", 5, 12),
        ("pages-descending", 5, 51),
        ("isbn-checksum", 6, 52),
    ]


def test_yaml_is_checked_in_place():
    told = [(one.code, one.span.line) for one in problems(YAML, name="r.yaml")]
    assert told == [("date-impossible", 6), ("doi-prefix", 7), ("isbn-checksum", 11)]
    assert [one.key for one in records(YAML, "r.yaml")] == ["doe", "NO"]


def records(text, name):
    return collect(iter([Source(PurePosixPath(name), text)])).records


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BAD = {
    "nothing": ("", 0),
    "blanks": (" \n\n", 0),
    "cut off in an item": (JSON[:280], 1),
    "cut off in a text": ('[{"id": "doe", "title": "T', 0),
    "a NUL": ("\0[{", 0),
    "numbers": ("[1, 2, {}]", 1),
    "brackets": ("[" * 100_000, 0),
    "objects": ('[{"a":' * 50_000, 0),
    "an object": ('{"id": 1}', 0),
    "a member without value": ('[{"id"}]', 0),
    "odd members": ('[{"id": null, "author": "Doe", "issued": 5, "title": ["x"], "page": true}]', 1),
}


@pytest.mark.parametrize(("text", "number"), BAD.values(), ids=BAD)
def test_bad_json_is_read_as_far_as_it_goes(text, number):
    assert len(records(text, "r.json")) == number
    codes(text, name="r.json")


YAMLS = {
    "a billion laughs": LAUGHS,
    "a list of texts": "- a\n- b\n",
    "a tab": "\tid: x",
    "open": "references: [",
    "nothing": "",
}


@pytest.mark.parametrize("text", YAMLS.values(), ids=YAMLS)
def test_bad_yaml_gives_no_references(text):
    assert records(text, "r.yaml") == ()


BIBS = {
    "binary": bytes(range(256)).decode("latin-1") * 100,
    "UTF-16": "@misc{a, title = {T}}".encode("utf-16").decode("latin-1"),
    "nothing": "",
    "a NUL": "@misc{a\0, title\0 = {\0}}\0",
}


@pytest.mark.parametrize("text", BIBS.values(), ids=BIBS)
def test_a_file_that_is_no_bibliography_stops_nothing(text):
    codes(text, everything=True)
