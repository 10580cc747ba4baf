"""Positions are written where they belong, and what people wrote around them stays."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath

import pytest

from forum.consensus.writing import with_position
from forum.diagnostics import Span
from forum.documents.validation import load_items
from forum.model import Carried, Position

HERE = Span(PurePosixPath("recommendations/positions/fernhill.yaml"))
DIGEST = "v1:" + "0" * 64
FILE = f"""\
# The council meets in March.
- recommendation: rec-cap  # the one that matters
  position: dissent   # for now
  person: ada
  # asked on 1 February
  capacity: institutional
  mandate: "the council: 2 March"
  reason: >
    It is too early,
    and too strict.
  date: 2031-03-02
  digest: {DIGEST}
  carried:
    by: cora
    date: 2031-03-09
    from: {DIGEST}
    note: A comma.

# What follows is under discussion.
- {{recommendation: rec-log, position: endorse, person: ada, capacity: personal, date: 2031-03-02, digest: "{DIGEST}"}}
# The end.
"""


def position(**changed) -> Position:
    given = {
        "recommendation": "rec-cap",
        "position": "endorse",
        "person": "ada",
        "capacity": "institutional",
        "mandate": "the council: 4 May",
        "date": datetime.date(2031, 5, 4),
        "digest": "v1:" + "1" * 64,
    }
    return Position(**(given | changed))


def read(text: str) -> tuple[Position, ...]:
    loaded = load_items(text, HERE.path, Position)
    assert not loaded.problems
    return loaded.value or ()


def test_a_position_takes_the_place_of_the_one_before_and_comments_stay():
    text = with_position(FILE, position(), "Fernhill", HERE)
    assert (
        text
        == f"""\
# The council meets in March.
- recommendation: rec-cap  # the one that matters
  position: endorse   # for now
  person: ada
  # asked on 1 February
  capacity: institutional
  mandate: "the council: 4 May"
  date: 2031-05-04
  digest: v1:{"1" * 64}

# What follows is under discussion.
- {{recommendation: rec-log, position: endorse, person: ada, capacity: personal, date: 2031-03-02, digest: "{DIGEST}"}}
# The end.
"""
    )


def test_what_is_new_in_a_position_stands_in_the_usual_order():
    bare = with_position("", position(), "Fernhill", HERE)
    carried = Carried(by="cora", date=datetime.date(2031, 5, 9), from_=DIGEST, note="Yes: no")
    text = with_position(bare, position(position="dissent", reason="Why", carried=carried), "Fernhill", HERE)
    assert text.startswith("# What Fernhill thinks of the recommendations.")
    keys = [line.split(":")[0].strip("- ") for line in text.splitlines()[1:]]
    assert keys == [
        *("recommendation", "position", "person", "capacity", "mandate", "reason", "date", "digest"),
        *("carried", "by", "date", "from", "note"),
    ]
    assert read(text) == (position(position="dissent", reason="Why", carried=carried),)


def test_a_position_of_another_holder_is_added_at_the_end():
    personal = position(capacity="personal", mandate="")
    text = with_position(FILE, personal, "Fernhill", HERE)
    assert text.startswith(FILE)
    assert read(text)[-1] == personal
    assert with_position(text, position(capacity="personal", mandate=""), "Fernhill", HERE) == text


def test_an_institution_keeps_one_voice_whoever_gives_it():
    twice = FILE + (
        "- recommendation: rec-cap\n  position: endorse\n  person: ben\n  capacity: institutional\n"
        f"  mandate: the board\n  date: 2031-03-05\n  digest: {DIGEST}\n"
    )
    said = read(with_position(twice, position(person="ben"), "Fernhill", HERE))
    assert [(one.recommendation, one.person) for one in said] == [("rec-cap", "ben"), ("rec-log", "ada")]


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "[{recommendation: rec-cap, position: endorse, person: x, capacity: institutional, mandate: m,"
        f" date: 2031-03-02, digest: {DIGEST}}}]",
        "# only a comment",
        "  - recommendation: rec-z\n    position: recuse\n    person: x\n    capacity: personal\n    reason: r\n"
        f"    date: 2031-01-01\n    digest: {DIGEST}",
        "- reason: first\n  recommendation: rec-cap\n  position: dissent\n  person: x\n  capacity: institutional\n"
        f"  mandate: |\n    a\n    b\n  date: 2031-01-01\n  digest: {DIGEST}",
    ],
)
def test_any_layout_takes_a_position(text):
    added = with_position(text, position(), "Fernhill", HERE)
    assert position() in read(added)
    assert ("# only a comment" in text) == ("# only a comment" in added)
    assert with_position(added, position(), "Fernhill", HERE) == added
