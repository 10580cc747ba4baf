"""Which words became which: what a reader sees between brackets or in colour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forum.changes.prose import text_diff
from forum.changes.words import word_diff

SIGNS = {"gone": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}


def shown(pieces) -> str:
    return "".join(f"{SIGNS[one.mark][0]}{one.text}{SIGNS[one.mark][1]}" for one in pieces)


def sentences(before: str, after: str) -> list[str]:
    return [("~" if one.moved else "") + shown(one.pieces) for one in text_diff(before, after).sentences]


def test_a_phrase_is_marked_as_one_and_what_only_came_has_its_blank_behind_it() -> None:
    assert shown(word_diff("Light every old lamp by night.", "Light each lamp by night and day.")) == (
        "Light [-every old-]{+each+} lamp by night{+ and day+}."
    )
    assert shown(word_diff("Ships should sail.", "Ships should always sail.")) == "Ships should {+always +}sail."


def test_two_texts_that_have_little_in_common_are_not_cut_into_words() -> None:
    assert shown(word_diff("Lamps are lit.", "Nobody knows what horns cost.")) == (
        "[-Lamps are lit.-]{+Nobody knows what horns cost.+}"
    )


@given(st.text(alphabet="ab .,\n", max_size=40), st.text(alphabet="ab .,\n", max_size=40))
def test_without_what_is_new_it_is_the_one_text_and_without_what_is_gone_the_other(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(one.text for one in pieces if one.mark != "new") == before
    assert "".join(one.text for one in pieces if one.mark != "gone") == after


BEFORE = """# Harbours

Lamps are lit at dusk, as of old. Horns sound in fog.
The keeper sleeps by day.

| lamp | cost |
|------|------|
| oil  | 3    |
"""


def test_a_changed_sentence_is_told_alone_with_its_words() -> None:
    after = BEFORE.replace("at dusk, as of old", "at dusk\nand dawn").replace("| 3 ", "| 4 ")
    assert sentences(BEFORE, after) == ["Lamps are lit at dusk[-, as of old-]{+ and dawn+}.", "| oil | [-3-]{+4+} |"]
    assert text_diff(BEFORE, after).sentences[0].heading == "Harbours"


def test_other_line_breaks_and_the_same_text_are_no_change() -> None:
    assert sentences(BEFORE, BEFORE.replace("fog.\nThe", "fog. The")) == []
    assert text_diff(BEFORE, BEFORE).nothing


def test_a_sentence_that_moved_is_told_once() -> None:
    after = BEFORE.replace("\nThe keeper sleeps by day.", "").replace(
        "# Harbours\n", "# Harbours\n\nThe keeper sleeps by day.\n"
    )
    assert sentences(BEFORE, after) == ["~The keeper sleeps by day."]
    assert (text_diff(BEFORE, after).added, text_diff(BEFORE, after).removed) == (0, 0)


def test_a_link_reads_as_its_words_unless_only_where_it_leads_has_changed() -> None:
    link = "It is [38%](/notebooks/a.ipynb#x) now.\n"
    assert sentences(link, link.replace("38", "41")) == ["It is [-38-]{+41+}% now."]
    assert sentences(link, link.replace("#x", "#y")) == ["It is [38%](/notebooks/a.ipynb#[-x-]{+y+}) now."]


def test_the_text_of_a_recommendation_is_compared_by_itself_but_its_rationale_here() -> None:
    block = "::: {#rec-lamp .recommendation}\nLight it.\n\n::: rationale\nIt is dark.\n:::\n:::\n"
    after = block.replace("Light", "Put").replace("dark", "night")
    assert sentences(block, after) == ["It is [-dark-]{+night+}."]
    assert text_diff(block, block.replace("Light", "Put")).added == 1
