"""Merging by line, marks and line ends included."""

from __future__ import annotations

from forum.merging import Conflict, Kind, Merged, merge
from forum.merging.markers import Labels, written


def lines(base: str, ours: str, theirs: str) -> Merged:
    return merge(base.encode(), ours.encode(), theirs.encode(), Kind.LINES)


def test_changes_in_two_places_go_together() -> None:
    assert lines("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nc\nD\n").text == "A\nb\nc\nD\n"


def test_two_changes_of_one_line_are_a_conflict_with_what_is_alike_left_out() -> None:
    merged = lines("a\nb\nc\n", "x\nb1\nc\n", "x\nb2\nc\n")

    assert merged == Merged(("x\n", Conflict("a\nb\n", "b1\n", "b2\n", "line 2"), "c\n"))
    assert written(merged, Labels("mine", "was", "yours")) == (
        "x\n<<<<<<< mine\nb1\n||||||| was\na\nb\n=======\nb2\n>>>>>>> yours\nc\n"
    )


def test_changes_of_lines_that_touch_stay_a_conflict() -> None:
    assert not lines("a\nb\n", "A\nb\n", "a\nB\n").clean


def test_line_ends_are_merged_apart_from_lines() -> None:
    assert lines("a\nb\nc\n", "a\r\nb\r\nc\r\n", "a\nb\nC\n").text == "a\r\nb\r\nC\r\n"


def test_a_byte_order_mark_is_merged_apart_from_the_first_line() -> None:
    assert lines("a\nb\n", "\ufeffa\nb\n", "A\nb\n").text == "\ufeffA\nb\n"


def test_bytes_that_are_not_utf8_survive() -> None:
    merged = merge(b"\xe9\nb\nc\n", b"\xe9\nb\nC\n", b"\xe9\xe8\nb\nc\n", Kind.LINES)

    assert merged.text.encode("utf-8", "surrogateescape") == b"\xe9\xe8\nb\nC\n"


def test_a_binary_file_that_both_changed_is_one_conflict() -> None:
    assert len(merge(b"\0a", b"\0b", b"\0c", Kind.LINES).conflicts) == 1


def test_whoever_made_mixed_line_ends_alike_decides_for_all() -> None:
    assert lines("a\r\nb\nc\n", "a\nb\nc\n", "a\r\nb\nC\n").text == "a\nb\nC\n"
    assert lines("a\r\nb\nc\n", "A\r\nb\nc\n", "a\r\nb\nC\n").text == "A\r\nb\nC\n"
