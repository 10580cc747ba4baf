"""From the report document to Typst source: what each node becomes, and that no text becomes code."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from forum.documents.ast import Node, iterate
from forum.report.printable import broken, shown
from forum.report.structure import heading_levels, language_code
from forum.report.survey import surveyed
from forum.report.typst import PANDOC_ARGUMENTS, WRITER, contents_depth, typst_document
from forum.report.typst_tables import columns_of, merged_head, rows_of
from forum.report.typst_text import call, quoted
from forum.tools import pandoc
from tests.report.sample import sample_report

PART = ":::: {.part .foreword}\n# One {#one}\n\n%s\n::::\n"


def source(markdown: str, tmp_path: Path) -> str:
    report = sample_report(tmp_path, PART % markdown)
    return pandoc.write(typst_document(report), WRITER, *PANDOC_ARGUMENTS).decode()


def table_of(markdown: str) -> Node:
    return next(node for node in iterate(pandoc.read(markdown)) if node["t"] == "Table")


def test_a_link_and_its_target_keep_their_names(tmp_path: Path) -> None:
    made = source("[there]{#a.b} [go](#a.b)", tmp_path)
    assert '#anchor(identifier: "a.b");there' in made
    assert '#report-link(label("a.b"), kind: "")[go];' in made


def test_a_call_never_swallows_the_bracket_that_follows_it(tmp_path: Path) -> None:
    made = source("[x]{.problem}(not an argument)", tmp_path)
    assert "#problem()[x];" in made


def test_a_span_that_begins_like_a_list_is_no_list(tmp_path: Path) -> None:
    assert "#problem()[#none;" in source("[- x]{.problem}", tmp_path)


def test_a_picture_and_a_formula_have_alternative_text(tmp_path: Path) -> None:
    made = source('![Cap](media/a.svg){#fig alt="A chart"} and $x^2$\n', tmp_path)
    assert 'alt: "A chart"' in made
    assert '#with-alt(alt: "x^2")[$x^2$];' in made


def test_a_numbered_equation_speaks_the_words_that_its_author_gave(tmp_path: Path) -> None:
    made = source('::: {#eq-a .equation number=1 alt="a is b"}\n$$a=b$$\n:::', tmp_path)
    assert '#numbered-equation(identifier: "eq-a", number: "1")[' in made
    assert '#with-alt(alt: "a is b")[$ a = b $];' in made


def test_a_numeric_reference_has_its_number_in_a_column(tmp_path: Path) -> None:
    entry = "::: {#ref-a .csl-entry}\n[[1]]{.csl-left-margin}[Doe. *Title*.]{.csl-right-inline}\n:::"
    made = source(entry, tmp_path)
    assert '#csl-entry(identifier: "ref-a", numbered: true)[' in made
    assert "#csl-number()[\\[1\\]];Doe." in made


def test_numbers_lean_right_and_numbered_links_do_not() -> None:
    table = table_of("| a | n | r |\n|---|---|---|\n| x | 1 000 | 2–3 |\n| y | 12% | – |\n")
    _, _, specs, (_, head), bodies, _ = table["c"]
    layout = columns_of(specs, rows_of(head), rows_of(bodies[0][3]))
    assert layout.aligns == ("left", "right", "left")


def test_two_head_rows_of_a_data_frame_become_one() -> None:
    head = rows_of(table_of("| | n |\n|---|---|\n| | |\n")["c"][3][1])
    index = rows_of(table_of("| Rule | |\n|---|---|\n| | |\n")["c"][3][1])
    assert [[cell.text for cell in row] for row in merged_head([*head, *index])] == [["Rule", "n"]]


def test_a_table_of_few_columns_is_as_wide_as_its_text_and_many_reach_out() -> None:
    narrow = table_of("| a | b |\n|---|---|\n| x | y |\n")
    wide = table_of("|" + " responsibility |" * 9 + "\n|" + "---|" * 9 + "\n|" + " x |" * 9 + "\n")
    layouts = []
    for table in (narrow, wide):
        _, _, specs, (_, head), bodies, _ = table["c"]
        layouts.append(columns_of(specs, rows_of(head), rows_of(bodies[0][3])))
    assert layouts[0].widths == ("auto", "auto")
    assert not layouts[0].wide
    assert layouts[1].wide
    assert layouts[1].size < 8


def test_contents_go_less_deep_when_they_would_not_fit() -> None:
    few = pandoc.read("# A\n\n## B\n\n### C\n")
    many = pandoc.read("# A\n\n## B\n\n" + "### C\n\n" * 90)
    assert (contents_depth(few), contents_depth(many)) == (3, 2)


def test_headings_are_raised_to_the_level_that_may_follow() -> None:
    read = pandoc.read("# A\n\n#### B\n\n#### C\n\n## D\n")
    blocks, problems = heading_levels(read, surveyed(read))
    assert [node["c"][0] for node in blocks] == [1, 2, 2, 2]
    assert problems[0].code == "heading-skipped"


def test_language_tags_are_cut_down_to_what_typst_knows() -> None:
    assert [language_code(tag) for tag in ("nl", "nl-NL", "zh-Hant-TW", "klingon", "")] == [
        "nl",
        "nl-NL",
        "zh-TW",
        "",
        "",
    ]


def test_a_missing_character_is_shown_as_its_code_point() -> None:
    assert shown("中a\ufeff", frozenset("中")) == "[U+4E2D]a"


@given(st.text())
def test_a_string_literal_ends_where_it_should(text: str) -> None:
    literal = quoted(text)
    assert literal[0] == literal[-1] == '"'
    inner = literal[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in inner
    assert "\n" not in inner


@given(st.text(alphabet=st.characters(exclude_characters="\u200b")))
def test_breaking_a_word_loses_no_letter(text: str) -> None:
    assert broken(text).replace("\u200b", "") == text


def test_arguments_are_written_as_typst_has_them() -> None:
    assert call("f", a_b=True, n=1, none=None, l=("x",), d={}) == '#f(a-b: true, n: 1, none: none, l: ("x", ), d: (:))'
