"""A computed value prints in the precision, unit sign and language of the written one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.documents.numbers import parse_written, printed

CASES = [
    (0.4142, "38%", "en", "41%"),
    (0.4142, "0.38", "en", "0.41"),
    (0.4142, "38,4 %", "nl", "41,4 %"),
    (0.4142, "38\u00a0per cent", "en", "41\u00a0per cent"),
    (0.41, "38 procent", "nl", "41 procent"),
    (41, "38 platforms", "en", "41 platforms"),
    (1234567, "1,000", "en", "1,234,567"),
    (1234567, "1.000", "nl", "1.234.567"),
    (1234.56, "1.000,0", "nl", "1.234,6"),
    (1234.56, "1,000.0", "en", "1,234.6"),
    (2000000.0, "10 000", "en", "2 000 000"),
    (2000000, "10\u202f000", "nl", "2\u202f000\u202f000"),
    (1.5, "0,384", "nl", "1,500"),
    (-0.4142, "−0.1", "en", "−0.4"),
    (-0.4142, "0.1", "en", "-0.4"),
    (-0.001, "-0.1", "en", "0.0"),
    (0.03, "+3%", "en", "+3%"),
    (-0.03, "+3%", "en", "-3%"),
    (20, "the years 10-15", "en", "the years 20-15"),
    (5, "GPT-4", "en", "GPT-5"),
    (0.125, "0.12", "en", "0.12"),  # half to even, as the decimal number says
    (0.135, "0.12", "en", "0.14"),
    (10**40, "3", "en", "1" + "0" * 40),
    (0.5, "1e-3", "en", "0.5"),
    (7, "seven", "en", "7"),
    (True, "false", "en", "true"),
    ("strong", "weak", "en", "strong"),
]


@pytest.mark.parametrize(("value", "written", "language", "expected"), CASES)
def test_a_value_is_printed_as_its_author_wrote_it(value, written, language, expected):
    assert printed(value, written, language) == expected


NUMBERS = st.floats(-1e12, 1e12) | st.integers(-(10**30), 10**30)
MANNERS = st.sampled_from(
    [("0.38", "en"), ("1,000", "en"), ("38.4%", "en"), ("1.000,00", "nl"), ("−3", "nl"), ("+1", "en")]
)


@given(NUMBERS, MANNERS)
def test_what_was_printed_needs_no_repair(value, manner):
    """``check --fix`` writes what is printed, and finds nothing more to do."""
    written, language = manner
    once = printed(value, written, language)
    if parse_written(once, language) == parse_written(written, language) or abs(value) >= 1000:
        assert printed(value, once, language) == once


@given(st.text(), NUMBERS)
def test_any_text_can_have_been_written(written, value):
    assert printed(value, written)
