"""Review files: threads, what is written into them, and what is wrong in them."""

from __future__ import annotations

from pathlib import PurePosixPath

from msgspec.structs import replace as altered

from forum.diagnostics import Span
from forum.documents.validation import load_items
from forum.model import ReviewComment, ReviewFile
from forum.reviews.comments import open_counts, threads
from forum.reviews.writing import with_answer, with_comment

HERE = PurePosixPath("recommendations/reviews/lamps.yaml")
FILE = """\
# From the meeting in March.
- id: c-1   # the one that matters
  author: Ada Reed
  date: "2031-03-02T09:30:00Z"
  quote: every harbour
  text: |-
    Every?

    Even the small ones?
  status: open  # for now

- {id: c-2, author: Ben Reed, text: "Yes: all.", answers: c-1}
# The end.
"""


def read(text: str) -> ReviewFile:
    loaded = load_items(text, HERE, ReviewComment)
    assert not loaded.problems
    return ReviewFile("lamps", HERE, loaded.value or (), loaded.spans)


def comment(name: str, answers: str = "", **more: str) -> ReviewComment:
    return ReviewComment(id=name, answers=answers, **{"text": name, **more})  # type: ignore[arg-type]


def test_what_answers_a_comment_belongs_to_it_and_what_becomes_of_one_becomes_of_all() -> None:
    (thread,) = threads(read(FILE))
    assert [one.id for one in thread.answers] == ["c-2"]
    assert thread.place.line == 2
    assert open_counts([read(FILE)]) == {"lamps": 1}
    settled = with_answer(FILE, altered(thread.comment, status="noted"), Span(HERE))
    assert open_counts([read(settled)]) == {}


def test_answers_to_answers_to_nothing_and_in_a_circle_are_not_lost() -> None:
    some = (
        comment("a"),
        comment("b", "a"),
        comment("c", "b"),
        comment("d", "gone"),
        comment("e", "f"),
        comment("f", "e"),
    )
    found = threads(ReviewFile("lamps", HERE, some, {(): Span(HERE)}))
    told = {one.comment.id: [answer.id for answer in one.answers] for one in found}
    assert told == {"a": ["b", "c"], "d": [], "e": [], "f": []}


def test_what_became_of_a_comment_is_written_beside_it_and_the_rest_of_the_file_stays() -> None:
    first = read(FILE).comments[0]
    decided = altered(first, status="accepted-in-part", answer="Not: the smallest.", by="cora")
    text = with_answer(FILE, decided, Span(HERE))
    kept = [line for line in FILE.split("\n") if "status" not in line]
    assert [line for line in text.split("\n") if line in kept] == kept
    assert "  status: accepted-in-part  # for now\n" in text
    assert read(text).comments[0] == decided
    again = with_answer(text, altered(decided, status="open", answer="", by=""), Span(HERE))
    assert again == FILE


def test_a_comment_is_added_at_the_end_whatever_it_says() -> None:
    odd = comment("c-3", author='O\'Neil: "x"', text="- [1]\n# no\n\n  two: {x}\t…", quote="‘a’ & b")
    text = with_comment(FILE, odd, Span(HERE))
    assert text.startswith(FILE)
    assert read(text).comments[-1] == odd
    assert read(with_comment("", odd, Span(HERE))).comments == (odd,)
    assert read(with_comment("[]\n", odd, Span(HERE))).comments == (odd,)
