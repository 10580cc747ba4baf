"""Merging bibliographies: by entry and field, all that is written kept as it stands."""

from __future__ import annotations

from mutations import BIB

from forum.merging import Kind, Merged, merge


def bib(base: str, ours: str, theirs: str) -> Merged:
    return merge(base.encode(), ours.encode(), theirs.encode(), Kind.BIB)


def entry(key: str, title: str = "A title", **fields: str) -> str:
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in {"title": title, **fields}.items())
    return f"@book{{{key},\n{rows}}}\n"


def test_entries_that_both_append_are_both_there_and_the_rest_stays_as_it_stands() -> None:
    merged = bib(BIB, f"{BIB}\n{entry('ours')}", f"{BIB}\n{entry('theirs', 'Another')}")

    assert merged.text == f"{BIB}\n{entry('ours')}\n{entry('theirs', 'Another')}"


def test_two_fields_of_one_entry_may_change() -> None:
    base = entry("doe", year="2031", pages="1-2")

    theirs = entry("doe", year="2031", pages="1--2", doi="10.1/x")
    merged = bib(base, base.replace("2031", "2032"), theirs)

    assert merged.text == entry("doe", year="2032", pages="1--2", doi="10.1/x")


def test_one_field_that_both_changed_conflicts_alone() -> None:
    base = entry("doe", year="2031", pages="1-2")

    (conflict,) = bib(base, base.replace("2031", "2032"), base.replace("2031", "2033")).conflicts

    assert conflict.where == "entry doe, year"
    assert "title" not in conflict.ours


def test_delimiters_and_blanks_are_no_change() -> None:
    base = entry("doe", year="2031")
    ours = base.replace("{2031}", '"2031"').replace("  year", "    year")

    assert "2032" in bib(base, ours, base.replace("2031", "2032")).text


def test_the_same_work_that_both_added_becomes_one_entry() -> None:
    ours, theirs = entry("doe", "On Control", year="2031"), entry("doe", "On Control", doi="10.1/x")

    assert bib("", ours, theirs).text == entry("doe", "On Control", year="2031", doi="10.1/x")


def test_one_key_for_two_works_conflicts() -> None:
    assert len(bib("", entry("doe", "On Control of Swarms"), entry("doe", "Quite another matter")).conflicts) == 1


def test_an_entry_taken_out_and_changed_conflicts() -> None:
    base = entry("a", "First") + entry("b", "Second")

    (conflict,) = bib(base, entry("b", "Second"), base.replace("First", "First one")).conflicts

    assert (conflict.where, conflict.ours) == ("entry a", "")


def test_a_key_that_is_there_twice_stays_twice() -> None:
    base = entry("a", "First") + entry("a", "Second")

    assert bib(base, base.replace("First", "1st"), base.replace("Second", "2nd")).text == entry("a", "1st") + entry(
        "a", "2nd"
    )


def test_what_does_not_balance_is_merged_by_line() -> None:
    base = "@book{a,\n title = {A\n}\n\n\n@book{b,\n title = {B},\n}\n"

    assert bib(base, base.replace("{A", "{Ours"), base.replace("{B}", "{Theirs}")).text == base.replace(
        "{A", "{Ours"
    ).replace("{B}", "{Theirs}")
