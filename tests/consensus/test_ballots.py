"""Ballots that come back: what is read, what is refused, and where."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest
from panels import a_round

from forum.consensus.ballot_pages import rows
from forum.consensus.ballots import Read, ballot_problems, comments_of, ratings_of, read_csv, read_json

PATH = PurePosixPath("inbox/ballot.csv")
ROUND = a_round("first", {"rec-a": "v1:a", "rec-b": "v1:b"})
TOKENS = ("bcdf-ghjk-lmnp",)
HEAD = "round;token;recommendation;digest;criterion;rating;comment;text"


def row(name: str, rating: str, comment: str = "", token: str = TOKENS[0], round_: str = "first") -> str:
    return f"{round_};{token};{name};v1:{name[-1]};fit;{rating};{comment};The words, in short."


def table(*lines: str) -> Read:
    return read_csv("\n".join([HEAD, *lines]) + "\n", PATH)


def page(items: object, **more: object) -> Read:
    ballot = {"forum-ballot": 1, "round": "first", "token": TOKENS[0], "items": items, **more}
    return read_json(json.dumps(ballot), PATH)


def item(name: str, rating: object, criterion: str = "fit", **more: object) -> dict[str, object]:
    return {"recommendation": name, "digest": f"v1:{name[-1]}", "ratings": {criterion: rating}, "comment": "", **more}


def told(read: Read) -> list[str]:
    every = (*read.problems, *ballot_problems(read, ROUND, TOKENS))
    return [f"{one.code}:{one.span.line}" for one in every]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_what_spreadsheets_write_is_read(delimiter: str) -> None:
    """A byte order mark, a line for Excel, quotes, capitals, empty rows and 7,0 for 7."""
    lines = ["sep=" + delimiter] if delimiter != "\t" else []
    head = HEAD.upper().replace(";", delimiter)
    rated = row("rec-a", '"7,0"', "COMMENT").replace(";", delimiter).replace("COMMENT", '"Good; or, well:\nnearly"')
    empty = delimiter * 7
    read = read_csv("\ufeff" + "\n".join([*lines, head, rated, empty, row("rec-b", "").replace(";", delimiter)]), PATH)

    assert told(read) == []
    assert read.ballot is not None
    assert ratings_of(read.ballot, ROUND.file) == {("rec-a", "fit"): 7}
    assert comments_of([read.ballot], ROUND.file) == {"rec-a": ["Good; or, well:\nnearly"]}


def test_what_the_page_saves_is_read() -> None:
    read = page([item("rec-a", 9), item("rec-b", None, comment="Is it?\n“Yes”")], saved="2031-01-01T10:00:00.000Z")

    assert told(read) == []
    assert read.ballot is not None
    assert (read.ballot.token, read.ballot.saved) == (TOKENS[0], "2031-01-01T10:00:00.000Z")
    assert ratings_of(read.ballot, ROUND.file) == {("rec-a", "fit"): 9}


def test_a_comment_that_a_browser_cut_inside_a_character_is_kept() -> None:
    read = page([item("rec-a", 7, comment="Good \ud83d")])
    assert told(read) == []
    assert read.ballot is not None
    assert comments_of([read.ballot], ROUND.file) == {"rec-a": ["Good ?"]}


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (table(row("rec-a", "10")), "ballot-rating:2"),
        (table(row("rec-a", "7"), row("rec-b", "7.5")), "ballot-rating:3"),
        (table(row("rec-a", "=1+1")), "ballot-rating:2"),
        (table(row("rec-c", "7")), "ballot-item:2"),
        (table(row("rec-a", "7"), row("rec-a", "8")), "ballot-item:3"),
        (table(row("rec-a", "7").replace("v1:a", "v1:old")), "ballot-reworded:2"),
        (table(row("rec-a", "7", token="zzzz-zzzz-zzzz")), "ballot-token:1"),
        (table(row("rec-a", "7", round_="zeroth")), "ballot-round:1"),
        (table(row("rec-a", "7"), row("rec-b", "7", token="zzzz-zzzz-zzzz")), "ballot-file:3"),
        (table(), "ballot-file:1"),
        (read_csv("name,age\nJane,7\n", PATH), "ballot-file:1"),
        (read_csv("", PATH), "ballot-file:1"),
        (read_csv(f'{HEAD}\n"{"x" * 200_000}";\n', PATH), "ballot-file:2"),
        (page([item("rec-a", 0)]), "ballot-rating:1"),
        (page([item("rec-a", 10**30)]), "ballot-rating:1"),
        (page([item("rec-a", 7, "other")]), "ballot-item:1"),
        (page([item("rec-a", "7")]), "value-type:1"),
        (page([item("rec-a", True)]), "value-type:1"),
        (page([item("rec-a", 7, comment="x" * 20_000)]), "ballot-file:1"),
        (page("everything"), "value-type:1"),
        (read_json("[1, 2]", PATH), "ballot-file:1"),
        (read_json('{"a":\n', PATH), "ballot-file:2"),
        (read_json("[" * 100_000, PATH), "ballot-file:1"),
        (page([1] * 30_000), "ballot-file:1"),
        (read_json('{"forum-ballot": 1, "round": "a", "round": "first"}', PATH), "key-duplicate:1"),
        (read_json('{"round": "first"}', PATH), "ballot-file:1"),
    ],
)
def test_what_cannot_be_counted_is_told_with_its_place(read: Read, code: str) -> None:
    assert code in told(read)


def test_an_item_that_was_renamed_since_is_known_by_its_words() -> None:
    renamed = a_round("first", {"rec-new": "v1:a"})
    read = page([item("rec-a", 4)])

    assert read.ballot is not None
    assert list(ballot_problems(read, renamed, TOKENS)) == []
    assert ratings_of(read.ballot, renamed.file) == {("rec-new", "fit"): 4}


def test_a_ballot_in_csv_has_a_row_for_each_item_and_no_formula() -> None:
    from forum.consensus.ballot_pages import Asked, Passage

    asked = Asked("rec-a", "v1:a", "A paper", (Passage("=HYPERLINK(1)"),), (), "states", "strong", "high", {})
    made = rows(ROUND, [asked], TOKENS[0])

    assert made[1] == ["first", TOKENS[0], "rec-a", "v1:a", "fit", "", "", "'=HYPERLINK(1)"]
