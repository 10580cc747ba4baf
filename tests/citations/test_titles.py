"""Names in titles that a style prints in small letters: with the items that pandoc really makes."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from forum.citations.check_titles import small_nouns
from forum.citations.records import Source, read_bib
from forum.tools.pandoc import csl_items


def told(fields):
    text = f"@incollection{{a,\n{fields}}}\n"
    (record,) = read_bib(Source(PurePosixPath("r.bib"), text))[1]
    (item,) = csl_items(text, "biblatex")
    return [(one.message, one.span.line, one.span.column) for one in small_nouns(record, item)]


def test_a_place_that_loses_its_capital_is_told_where_it_stands():
    assert told("title = {The Law of Geneva}") == [("this style prints “geneva” for “Geneva”", 2, 21)]
    assert told("title = {X}, booktitle = {A Dutch Book}") == [("this style prints “dutch” for “Dutch”", 2, 29)]


@pytest.mark.parametrize(
    "fields",
    [
        "title = {The Law of {Geneva}}",
        "title = {{The Law of Geneva}}",
        "title = {Geneva and its law}",
        "title = {The law: Geneva and its critics}",
        "title = {De wet van Geneva}, langid = {dutch}",
        "title = {The {NATO} law of machines}",
        "title = {Fine china}",
        "title = {Non-{European} law}",
    ],
)
def test_a_name_that_keeps_its_capital_is_left_alone(fields):
    assert told(fields) == []
