"""Merging prose: what two people may change at once, and what stays for a person to decide."""

from __future__ import annotations

import pytest

from forum.merging import Conflict, Kind, Merged, merge
from forum.merging.markers import written
from forum.merging.sentences import units


def prose(base: str, ours: str, theirs: str) -> Merged:
    return merge(base.encode(), ours.encode(), theirs.encode(), Kind.PROSE)


def changed(base: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in base
        base = base.replace(old, new)
    return base


LINE = "States should act. Industry should help. Academia should watch.\n"


def test_two_sentences_of_one_line_may_change() -> None:
    merged = prose(LINE, changed(LINE, ("act", "act now")), changed(LINE, ("watch", "watch closely")))

    assert merged.text == "States should act now. Industry should help. Academia should watch closely.\n"


def test_sentences_that_touch_may_change() -> None:
    merged = prose(LINE, changed(LINE, ("act", "act now")), changed(LINE, ("help", "help out")))

    assert merged.text == "States should act now. Industry should help out. Academia should watch.\n"


def test_two_changes_of_one_sentence_conflict_and_the_words_of_both_are_a_choice() -> None:
    ours, theirs = changed(LINE, ("States", "All states")), changed(LINE, ("act", "act now"))

    (conflict,) = prose(LINE, ours, theirs).conflicts

    assert (conflict.ours, conflict.theirs) == ("All states should act. ", "States should act now. ")
    assert conflict.choice == "All states should act now. "


def test_markers_stand_on_lines_of_their_own_and_hold_whole_lines() -> None:
    ours, theirs = changed(LINE, ("help", "help a lot")), changed(LINE, ("help", "help not"))

    assert written(prose(LINE, ours, theirs)) == (
        f"<<<<<<< ours\n{ours}||||||| base\n{LINE}=======\n{theirs}>>>>>>> theirs\n"
    )


def test_a_sentence_may_be_added_beside_one_that_was_changed() -> None:
    merged = prose("One.\n", "Our one.\n", "One.\nTwo.\n")

    assert merged.text == "Our one.\nTwo.\n"


def test_a_paragraph_that_was_broken_anew_takes_the_other_sides_words() -> None:
    base = "A sentence that goes on\nover two lines. Another one.\n"
    ours = "A sentence that goes on over two lines.\nAnother one.\n"
    theirs = changed(base, ("Another", "One more"))

    assert prose(base, ours, theirs).text == "A sentence that goes on over two lines.\nOne more one.\n"


def test_the_same_sentence_added_in_two_places_is_no_clean_merge() -> None:
    base = "Alpha is here. Beta is here. Gamma is here.\n"
    ours = base.replace("Alpha is here.", "Alpha was here. We all agree on this new sentence.")
    theirs = base.replace("Gamma is here.", "Gamma was here. We all agree on the new sentence.")

    assert not prose(base, ours, theirs).clean


def test_a_paragraph_that_both_moved_to_different_places_is_not_there_twice() -> None:
    moved = "This paragraph was moved by two people to two places.\n\n"
    parts = [f"Paragraph {name} stays where it is.\n\n" for name in ("one", "two", "three", "four")]
    base = moved + "".join(parts)
    ours, theirs = ("".join([*parts[:at], moved, *parts[at:]]) for at in (2, 4))

    assert len(prose(base, ours, theirs).conflicts) == 2


def test_what_one_side_added_and_the_other_added_more_around_is_there_once() -> None:
    base = "# Changes\n\n## 1.0\n"
    ours = "# Changes\n\n## 1.1\n\n- A fix.\n\n## 1.0\n"
    theirs = "# Changes\n\n## 1.2\n\n- News.\n\n## 1.1\n\n- A fix.\n\n## 1.0\n"

    assert prose(base, ours, theirs).text == theirs


def test_two_different_paragraphs_in_one_place_conflict() -> None:
    assert not prose("One.\n\nTwo.\n", "One.\n\nOurs here.\n\nTwo.\n", "One.\n\nTheirs, else.\n\nTwo.\n").clean


def test_items_of_a_list_merge_each_on_its_own() -> None:
    base = "- one\n- two\n- three\n"

    assert prose(base, "- one!\n- two\n- three\n", "- one\n- two?\n- three\n- four\n").text == (
        "- one!\n- two?\n- three\n- four\n"
    )


def test_items_that_both_append_are_both_there_unless_they_say_the_same() -> None:
    assert prose("- one\n", "- one\n- ours\n", "- one\n- theirs\n").text == "- one\n- ours\n- theirs\n"
    assert not prose("- one\n", "- one\n- a new item here\n", "- one\n- the new item here\n").clean


def test_a_recommendation_that_one_side_moved_and_the_other_worded_anew_is_both() -> None:
    first = "::: {#rec-a .recommendation}\nStates should act.\n\n::: rationale\nBecause.\n:::\n:::\n"
    rest = "\n# A heading\n\nSome text here.\n\n# The next heading\n\nMore text here.\n"

    merged = prose(first + rest, rest + first, first.replace("act", "act now") + rest)

    assert merged.text == rest + first.replace("act", "act now")


TABLE = "| swarm | rate |\n|---|---|\n| ten | 2 |\n| fifty | 38 |\n"


def test_two_cells_of_one_row_may_change() -> None:
    merged = prose(TABLE, changed(TABLE, ("| ten ", "| twelve ")), changed(TABLE, ("| 2 ", "| 3 ")))

    assert "| twelve | 3 |\n" in merged.text


def test_one_cell_that_both_changed_conflicts() -> None:
    assert len(prose(TABLE, changed(TABLE, ("38", "39")), changed(TABLE, ("38", "40"))).conflicts) == 1


def test_front_matter_goes_by_key_and_keywords_are_a_set() -> None:
    base = "---\ntitle: One\nstatus: draft\nkeywords: [a, b]\n---\n\nText.\n"
    ours = changed(base, ("One", "Two"), ("[a, b]", "[a, b, ours]"))
    theirs = changed(base, ("draft", "review"), ("[a, b]", "[b, theirs]"))

    assert prose(base, ours, theirs).text == (
        "---\ntitle: Two\nstatus: review\nkeywords: [b, ours, theirs]\n---\n\nText.\n"
    )


def test_a_conflict_in_front_matter_leaves_it_readable() -> None:
    base = "---\ntitle: One\n---\n\nText.\n"

    text = written(prose(base, changed(base, ("One", "Ours")), changed(base, ("One", "Theirs"))))

    assert text.startswith(
        "---\n# <<<<<<< ours\ntitle: Ours\n# ||||||| base\n# title: One\n# =======\n# title: Theirs\n"
    )


def test_code_is_not_read_as_sentences() -> None:
    base = "```python\na. B. C.\n```\n"

    (conflict,) = prose(base, changed(base, ("a.", "x.")), changed(base, ("C.", "Y."))).conflicts

    assert conflict == Conflict("a. B. C.\n", "x. B. C.\n", "a. B. Y.\n", "line 2", "x. B. Y.\n")


@pytest.mark.parametrize("final", ["", "\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_mark_line_ends_and_final_newline_stay(final: str, end: str, mark: str) -> None:
    def dressed(text: str) -> str:
        return mark + text.replace("\n", end).removesuffix(end) + (end if final else "")

    text = "One. Two.\n\nThree.  \nFour.\n"

    merged = prose(dressed(text), dressed(changed(text, ("One", "First"))), dressed(changed(text, ("Two", "Second"))))

    assert merged.text == dressed("First. Second.\n\nThree.  \nFour.\n")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("As Dr. J. Doe et al. say, e.g. in Fig. 3, 2.5 is 1.0. So there.", None),
        ("Zie art. 3 lid 2 van het EVRM, d.w.z. het verbod. De minister (dhr. A. B. Jansen) zweeg.", None),
        ("It ends here [@doe2031]. Next.", ["It ends here [@doe2031].", "Next."]),
        ("It ends here.[^1] Next.", ["It ends here.[^1]", "Next."]),
        ("“Really?” Yes! *No.* Maybe…", ["“Really?”", "Yes!", "*No.*", "Maybe…"]),
        ("See https://example.org/a.b and v. 1.2.3 there.", ["See https://example.org/a.b and v. 1.2.3 there."]),
    ],
)
def test_sentences_end_where_a_reader_sees_it(text: str, sentences: list[str] | None) -> None:
    from forum.merging.blocks import Line

    found = [unit.body for unit in units([f"{text}\n"], [Line.TEXT])]

    assert found == sentences if sentences else len(found) == 2


def test_what_opens_a_recommendation_merges_by_attribute() -> None:
    base = '::: {#rec-cap .recommendation addressees="states industry" strength=strong}\nStates should act.\n:::\n'
    ours = changed(base, ("strength=strong", "strength=conditional"), ("states industry", "states industry academia"))
    theirs = changed(base, ("strength=strong}", "strength=strong certainty=low}"), ("states industry", "states users"))

    assert prose(base, ours, theirs).text == (
        '::: {#rec-cap .recommendation addressees="states academia users" strength=conditional certainty=low}\n'
        "States should act.\n:::\n"
    )
    assert not prose(base, ours, changed(base, ("=strong", "=weak"))).clean


def test_options_of_a_chunk_merge_by_name() -> None:
    base = '```{r plot, fig.cap = "One, or (two)", out.width="50%"}\nplot(x)\n```\n'
    ours = changed(base, ("50%", "100%"))

    merged = prose(base, ours, changed(base, ("One, or", "Three, or")))

    assert merged.text == changed(ours, ("One, or", "Three, or"))
    assert not prose(base, ours, changed(base, ("50%", "60%"))).clean


def test_where_both_only_took_out_only_what_both_kept_is_left() -> None:
    base = "- One item.\n- Two items.\n- Three items.\n- Four items.\n"

    assert prose(base, changed(base, ("- Two items.\n", "")), "- One item.\n- Four items.\n").text == (
        "- One item.\n- Four items.\n"
    )


def test_blanks_do_not_clash_with_words() -> None:
    base = "One.\n\n\nTwo.\n"

    assert prose(base, "One.\n\nTwo.\n", "One.\n\n# A heading\n\n\nTwo.\n").clean


def test_whoever_joined_the_lines_of_a_paragraph_keeps_them_joined() -> None:
    base = "States should act\non it now. Industry\nshould help.\n"
    ours = "States should act on it now. Industry should help.\n"

    merged = prose(base, ours, changed(base, ("now. Industry\nshould", "soon. Industry\nshould")))

    assert merged.text == "States should act on it soon. Industry should help.\n"


def test_one_sentence_a_line_is_kept_where_the_other_changed_one() -> None:
    base = "Industry helps. States act. Users watch.\n"
    ours = "Industry helps.\nStates act.\nUsers watch.\n"

    assert prose(base, ours, changed(base, ("States act", "States must act"))).text == (
        "Industry helps.\nStates must act.\nUsers watch.\n"
    )


def test_notes_that_both_added_are_both_there_unless_they_have_one_label() -> None:
    base = "Text.\n\n[^1]: The first note.\n"
    ours, theirs = (
        base + "\n[^a]: A note of ours.\n",
        base + "\n[^b]: Theirs, which is longer.\n\n    Its second part.\n",
    )

    merged = prose(base, ours, theirs)

    assert merged.text == f"{ours}{theirs.removeprefix(base)}"
    assert not prose(base, ours, theirs.replace("[^b]", "[^a]")).clean


def test_one_label_or_id_that_both_gave_in_different_places_is_no_clean_merge() -> None:
    base = "One.\n\nTwo.\n\nThree.\n"

    for new in ("[^n]: {}\n", "# {} {{#sec-n}}\n"):
        ours, theirs = f"{new.format('Ours')}\n{base}", f"{base}\n{new.format('Theirs')}"
        assert not prose(base, ours, theirs).clean


def test_a_table_that_one_side_set_anew_keeps_that_where_the_other_changed_a_cell() -> None:
    base = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"
    ours = "| a  | b  |\n|----|----|\n| 1  | 2  |\n| 3  | 4  |\n"

    assert prose(base, ours, changed(base, ("| 4 |", "| 5 |"))).text == changed(ours, ("| 4  |", "| 5 |"))
