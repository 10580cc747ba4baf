"""Words that a comment marks are found in the source of a paper, though they were quoted from Word."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from forum.model import Text
from forum.reviews.quotes import Where, where

PAPER = """\
---
title: Lamps and lanterns
abstract: Every harbour needs
  a lamp.
---

# Why light {#why}

Lamps *save* lives -- mostly at night [@doe2031, p. 4]. They cost
[38%](/notebooks/lamps.ipynb#cost) more than fog horns, as @fig-cost shows;
we measured $x^2$ of them. Lamps are old.

## What to do

::: {#rec-lamp .recommendation addressees="states" strength=strong}
States should light every harbour.

::: rationale
Lamps are old, and horns are loud.
:::
:::

After it.
"""


def at(quote: str, paper: str = PAPER) -> Where:
    return where(quote, (Text(PurePosixPath("paper.md"), paper),))


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("save lives – mostly", 9),  # emphasis and a dash that Word shows otherwise
        ("mostly at night (Doe 2031, 4). They cost", 9),  # a citation as it is printed
        ("38% more than fog horns, as Figure 2 shows", 10),
        ("we measured of them", 11),  # an equation is no text in Word
        ("Every harbour needs a lamp", 3),
        ("arbour needs a la", 3),  # somebody marked parts of words
        ("States should light every harbour", 16),
    ],
)
def test_words_are_found_as_word_shows_them(quote: str, line: int) -> None:
    found = at(quote)

    assert (found.state, [place.line for place in found.places]) == ("there", [line])


def test_the_heading_and_the_recommendation_around_a_place_are_told() -> None:
    assert (at("save lives").section, at("save lives").block) == ("Why light", "")
    assert (at("horns are loud").section, at("horns are loud").block) == ("What to do", "rec-lamp")
    assert at("After it").block == ""


def test_words_at_several_places_are_told_with_all_of_them_and_whole_words_win_over_parts() -> None:
    several = at("Lamps are old")
    assert (several.state, [place.line for place in several.places]) == ("several", [11, 19])
    assert at("light").state == "several"
    assert at("ed").state == "several"
    assert [place.line for place in at("old", "Behold the old lamp.").places] == [1]
    assert at("old", "Behold the old lamp.").places[0].column == 12


def test_words_that_were_edited_are_near_and_words_that_are_gone_are_gone() -> None:
    edited = at("States should light every larger harbour at night")
    assert (edited.state, edited.places[0].line) == ("changed", 16)
    assert at("Nobody ever wrote this sentence here").state == "gone"
    assert at("…").state == "gone"


def test_a_comment_that_marks_nothing_is_on_the_paper() -> None:
    assert at("") == Where("paper")


def test_a_quotation_that_is_mostly_citations_is_found_once() -> None:
    """Where most is printed otherwise than it is written, each gap has to have a number, as a year is one."""
    paper = "As @fig-a and @tbl-b show; existing law: [@ap1, art. 57; @iv, art. 3].\n\nMore existing law.\n"
    quote = (
        "Figure 1 and Table 2 show; existing law: (Additional Protocol I 1977, art. 57; Convention IV 1949, art. 3)."
    )
    found = at(quote, paper)
    assert (found.state, [place.line for place in found.places]) == ("there", [1])
    assert at("existing law: (Additional Protocol I 1977", paper).state == "there"
    assert at("All of this was deleted since, and stood before existing law", paper).state == "gone"


def test_a_quotation_that_was_cut_short_in_a_word_is_found() -> None:
    assert at("Lamps save lives – mostly at ni").state == "there"


def test_a_long_paper_is_searched_without_wandering() -> None:
    """Many gaps, none of which fits: what may stand in them is not tried in all combinations."""
    source = "[@a] " * 400 + "one two three four five six"
    assert at("one " * 90, source).state in ("changed", "gone")
    assert at("a" * 400, "a [@a] " * 2000).state in ("there", "several")
