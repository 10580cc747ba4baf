"""One fact with two values, in Markdown as pandoc reads it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePosixPath

import pytest

from forum.citations.check_claims import claims, claims_of
from forum.documents.manuscript import interpret
from forum.documents.numbers import number_in
from forum.documents.places import Places
from forum.model import Text
from forum.tools.pandoc import read


def told(*texts, language="en"):
    documents = []
    for nth, text in enumerate(texts):
        places = Places((Text(PurePosixPath(f"p{nth}.md"), text),))
        documents.append(interpret(read(text), places, language))
        assert documents[-1].problems == ()
    return list(claims(claim for document in documents for claim in claims_of(document)))


def claim(value, as_of="2023-02-16", of="endorsers"):
    return f"By then [{value}]{{.claim of={of}{f' as-of={as_of}' if as_of else ''}}} States had joined.\n"


def test_two_papers_that_contradict_each_other():
    (found,) = told(claim("57"), "One.\n\n" + claim("61"))
    assert (found.code, found.severity.value) == ("claim-differs", "error")
    assert found.message == "“61” is said of endorsers as of 2023-02-16, and “57” in p0.md:1:21"
    assert str(found.span) == "p1.md:3:21"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (claim("57"), claim("57")),
        (claim("57"), claim("57 States")),
        (claim("57"), claim("61", "2024-09-10")),
        (claim("57"), claim("61", of="signatories")),
        (claim("57"), claim("fifty-seven")),  # nobody can tell
        (claim("38%"), claim("0.384")),
        (claim("38%"), claim("38.4 per cent")),
        (claim("1,024"), claim("1024")),
        (claim("the Netherlands"), claim("The Netherlands")),
        (claim("57"), "By then [61]{lang=en} States had joined.\n"),
        (claim("57"), "`[61]{.claim of=endorsers as-of=2023-02-16}`\n"),
    ],
)
def test_what_only_looks_like_a_contradiction(one, other):
    assert told(one, other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (claim("57"), claim("58")),
        (claim("38%"), claim("0.39")),
        (claim("38%"), claim("38")),
        (claim("Seoul"), claim("The Hague")),
        (claim("57", "2023-02"), claim("61", "2023-02")),
    ],
)
def test_contradictions(one, other):
    assert [(found.code, found.severity.value) for found in told(one, other)] == [("claim-differs", "error")]
    assert len(told(one + "\n" + other)) == 1


def test_without_a_day_it_is_only_a_warning_that_asks_for_one():
    (found,) = told(claim("57", ""), claim("61"))
    assert found.severity.value == "warning" and "as-of=YYYY-MM-DD" in found.hints[0]


@pytest.mark.parametrize(
    "text", ["[57]{.claim}\n", "[57]{.claim of=a as-of=yesterday}\n", "[57]{.claim of=a as-of=2023-13}\n"]
)
def test_a_claim_of_nothing_or_of_no_day(text):
    assert [found.code for found in told(text)] == ["claim-malformed"]


@pytest.mark.parametrize(
    ("written", "language", "number"),
    [
        ("57", "en", "57"),
        ("1,024.5", "en", "1024.5"),
        ("1.024,5", "nl", "1024.5"),
        ("38,4 %", "nl", "0.384"),
        ("−3", "en", "-3"),
        ("about 12 000 States", "en", "12000"),
        ("none", "en", None),
    ],
)
def test_a_number_is_read_as_it_is_written(written, language, number):
    assert number_in(written, language) == (None if number is None else Decimal(number))
