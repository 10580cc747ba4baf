"""Review comments: read with their places, renamed with their paper, valid as they come back from Word."""

from __future__ import annotations

from pathlib import Path

from forum.commands.rename import rename
from forum.word.reviews import with_comments
from forum.word.values import Comment
from forum.workspace import load


def write(root: Path, text: str) -> Path:
    path = root / "recommendations/reviews/example.yaml"
    path.parent.mkdir()
    path.write_text(text)
    return path


def told(root: Path) -> list[tuple[str, int]]:
    return [(one.code, one.span.line) for one in load(root).problems if "reviews" in str(one.span.path)]


def test_what_is_wrong_in_a_comment_is_told_with_its_place(root: Path) -> None:
    write(root, "- id: c-1\n  text: How many?\n  status: done\n- id: c-2\n  anser: Ten.\n- {id: c-2}\n")

    assert sorted(told(root), key=lambda one: one[1]) == [("value-unknown", 3), ("key-unknown", 5), ("id-duplicate", 6)]


def test_comments_that_came_back_from_word_are_valid(root: Path) -> None:
    first = Comment("c-1", "Jane: Doe", "2026-11-24T09:00:00Z", "a quote", "Two\nlines")
    write(root, with_comments("", [first, Comment("c-2", "J", "", "", "Yes", "c-1", True)], "x.docx"))

    assert told(root) == []


def test_the_comments_of_a_paper_go_with_its_name(root: Path) -> None:
    text = write(root, "- {id: c-1, text: How many?}\n").read_text()

    rename(root, "paper", "example", "another")

    assert (root / "recommendations/reviews/another.yaml").read_text() == text
    assert not (root / "recommendations/reviews/example.yaml").exists()
