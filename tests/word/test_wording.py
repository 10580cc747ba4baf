"""Laws of putting edits into a source: pure, on made-up words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forum.word.front_matter import edited_front
from forum.word.tables import edited_table
from forum.word.units import split_paper
from forum.word.values import Leaf
from forum.word.wording import reworded

WORDS = st.lists(st.sampled_from(["the", "cap", "of", "ten", "*ten*", "falls.", "We", "[@doe]", "$x$"]), max_size=12)
PIECES = st.lists(
    st.sampled_from(["# H\n", "Text\nof two.\n", "\n", "\n\n", "- a\n", "  b\n", "::: note\n", ":::\n", "| a | b |\n",
                     "|---|---|\n", "```\n", "> q\n", ": cap\n", "[^n]: note\n", "<!-- c -->\n", "---\n", "last"]),
    max_size=20,
)  # fmt: skip


@given(WORDS, WORDS)
def test_what_was_not_edited_stays_as_the_source_has_it(shown: list[str], source: list[str]) -> None:
    assert reworded(" ".join(shown), "\n".join(source), " ".join(shown)) == "\n".join(source)


@given(WORDS, WORDS)
def test_where_the_source_spells_as_word_shows_it_the_edit_is_all(shown: list[str], returned: list[str]) -> None:
    text = " ".join(shown)
    assert reworded(text, text, " ".join(returned)).split() == returned


@given(WORDS, WORDS, WORDS)
def test_no_word_that_was_typed_is_lost(shown: list[str], source: list[str], typed: list[str]) -> None:
    new = [f"new{number}" for number, _ in enumerate(typed)]
    returned = [*shown[: len(shown) // 2], *new, *shown[len(shown) // 2 :]]
    assert set(new) <= set(reworded(" ".join(shown), " ".join(source), " ".join(returned)).split())


@given(PIECES)
def test_the_pieces_of_a_source_are_the_source(pieces: list[str]) -> None:
    text = "".join(pieces)
    head, chunks = split_paper(text)
    assert head + "".join(chunk.text + chunk.gap for chunk in chunks) == text


def test_lines_are_broken_as_the_source_breaks_them() -> None:
    at_width = "A line that was broken by hand at about\nforty characters, as some people do it."
    longer = at_width.replace("\n", " ").replace("by hand", "by hand and with much care")
    assert max(map(len, reworded(at_width.replace("\n", " "), at_width, longer).split("\n"))) <= 60
    by_sentence = "One sentence.\nAnother one."
    assert reworded("One sentence. Another one.", by_sentence, "One sentence. A new one. Another one.") == (
        "One sentence.\nA new one.\nAnother one."
    )


def test_a_note_that_is_defined_elsewhere_keeps_its_label() -> None:
    notes: dict[str, tuple[str, str]] = {}
    shown, returned = (f"Text\ue0a0{note}\ue0a1 more." for note in ("old\ue0a2words", "new\ue0a2words"))
    assert reworded(shown, "Text[^a] more.", returned, notes) == "Text[^a] more."
    assert notes == {"a": ("old words", "new words")}


TABLE = "| Name |  Value |\n|:-----|-------:|\n| a    |      1 |\n| b\\|c |     2 |"


def table(*rows: tuple[str, ...]) -> Leaf:
    return Leaf("table", "", cells=rows)


def test_a_cell_keeps_its_width_and_side_and_a_bar_in_it_its_backslash() -> None:
    before = table(("Name", "Value"), ("a", "1"), ("b|c", "2"))
    after = table(("Name", "Value"), ("a", "10"), ("b|c", "2"))
    assert edited_table(TABLE, before, after) == TABLE.replace("     1 |", "    10 |")


def test_rows_can_be_deleted_and_columns_added() -> None:
    before = table(("Name", "Value"), ("a", "1"), ("b|c", "2"))
    assert edited_table(TABLE, before, table(("Name", "Value"), ("b|c", "2"))) == (
        "| Name |  Value |\n|:-----|-------:|\n| b\\|c |     2 |"
    )
    wider = edited_table(TABLE, before, table(("Name", "Value", "New"), ("a", "1", "x")))
    assert wider == "| Name | Value | New |\n| ---- | ----- | --- |\n| a | 1 | x |"


def test_front_matter_changes_in_the_key_that_was_edited() -> None:
    front = "---\ntitle: Old   # kept short\nabstract: |\n  One.\nstatus: draft\n---\n"
    assert edited_front(front, "title", "Old", "New: with a colon") == front.replace(
        "Old   # kept short", '"New: with a colon"'
    )
    assert edited_front(front, "abstract", "One.", "Two.") == front.replace("|\n  One.", "Two.")
