"""The report as Word's styles: what each node of the vocabulary becomes."""

from __future__ import annotations

import datetime

import pytest

from forum.documents.ast import Node, attribute, inlines, iterate, stringify, table
from forum.report.docx import docx_document, language_tag
from forum.report.docx_nodes import worded
from forum.report.tables import apportioned, settled
from forum.report.values import Report, ReportMeta
from forum.tools.pandoc import read


def word(markdown: str) -> list[Node]:
    found: list[Node] = worded(read(markdown), "en")
    return found


def styles(tree: object) -> list[tuple[str, str]]:
    """Return the paragraphs that have a style of ours, each with its text."""
    found = [(attribute(node, "custom-style"), stringify(node)) for node in iterate(tree) if node["t"] == "Div"]
    return [pair for pair in found if pair[0]]


RECOMMENDATION = """
::::: {#rec-a .recommendation number=1}
::: rec-head
[Recommendation 1]{.rec-number} [`rec-a`]{.rec-id}
:::
::: rec-text
Do it.
:::
::: rec-meta
Strength
:   Strong
:::
::: rationale
[Rationale]{.rec-label}

Because:

- of this.
:::
:::::
"""


def test_a_recommendation_is_a_box_of_paragraphs() -> None:
    assert styles(word(RECOMMENDATION)) == [
        ("Recommendation Number", "Recommendation 1rec-a"),
        ("Recommendation Text", "Do it."),
        ("Recommendation Facts", "Strength: Strong"),
        ("Recommendation Label", "Rationale"),
        ("Recommendation Body", "Because:"),
        ("Recommendation List Last", "of this."),
    ]


def test_the_number_of_a_caption_is_a_field_that_word_can_list() -> None:
    figure = word('![[Figure 12.]{.caption-label} Caption.](media/x.svg){#f alt="A line"}')
    raw = next(node["c"][1] for node in iterate(figure) if node["t"] == "RawInline")

    assert "> SEQ Figure \\* ARABIC \\r 12 </w:instrText>" in raw
    assert ">Figure </w:t>" in raw


def test_a_caption_in_words_stays_as_it_is() -> None:
    figure = word("![[Figure A<B.]{.caption-label} Caption.](media/x.svg){#f}")

    assert stringify(figure).startswith("Figure A<B.")


def test_a_paragraphs_number_hangs_before_it() -> None:
    assert styles(word("[1.1]{#p-p1 .para-number} Text.")) == [("Numbered Paragraph", "1.1Text.")]


def test_a_numbered_equation_stands_in_one_line_with_its_number() -> None:
    line = word('::: {#e .equation number=3 alt="x"}\n$$x$$\n:::')[0]

    assert styles(line) == [("Equation", "x(3)")]
    assert [node["c"][0]["t"] for node in iterate(line) if node["t"] == "Math"] == ["InlineMath"]


def test_only_another_language_is_named() -> None:
    blocks = word("::: {lang=nl}\nTekst.\n:::\n\n::: {lang=en}\nText.\n:::")

    assert [attribute(block, "lang") for block in blocks] == ["nl", ""]


def test_foreign_openxml_cannot_come_from_a_paper() -> None:
    assert [node for node in iterate(read("`<w:br/>`{=openxml}")) if node["t"] == "RawInline"] == []


def test_the_cover_says_title_date_and_notice_and_the_contents_are_filled() -> None:
    meta = ReportMeta(title="Title", date=datetime.date(2027, 2, 1), notice="A notice.", draft=True)
    blocks = read("::: {.part .summary}\n# Summary {#summary}\n\n## Part {#part}\n\n### Deep {#deep}\n:::")
    document = docx_document(Report(meta, tuple(blocks)))

    assert styles(document)[1:] == [
        ("Title", "Title"),
        ("Date", "Draft · 1 February 2027"),
        ("Notice", "A notice."),
        ("TOC Heading", "Contents"),
        ("toc 1", "Summary"),
        ("toc 2", "Part"),
    ]
    assert language_tag(meta.language) == "en-GB"


# --- tables ----------------------------------------------------------------------------


def test_the_two_heading_rows_of_a_data_frame_become_one() -> None:
    html = (
        "<table><thead><tr><th></th><th>Share</th></tr><tr><th>Condition</th><th></th></tr></thead>"
        "<tbody><tr><th>calm</th><td>12%</td></tr></tbody></table>"
    )
    made = settled(read(html, "html")[0])

    assert [stringify(cell[4]) for cell in made["c"][3][1][0][1]] == ["Condition", "Share"]
    assert len(made["c"][3][1]) == 1


def test_numbers_lean_right_but_years_in_words_and_links_do_not() -> None:
    made = settled(read("| A | B | C | D |\n|---|---|---|---|\n| 1.5% | in 2023 | [1](#x) | 9 to 10% |")[0])

    assert [column[0]["t"] for column in made["c"][2]] == [
        "AlignRight",
        "AlignDefault",
        "AlignDefault",
        "AlignDefault",
    ]


def test_a_word_in_the_place_of_a_number_leans_with_the_numbers() -> None:
    rows = "| met | small | 10 |\n| 193 | 1 | ten or so |\n| 1.5% | 2 | 12 |\n| – | medium | 14 |\n"
    made = settled(read("| A | B | C |\n|---|---|---|\n" + rows)[0])

    assert [column[0]["t"] for column in made["c"][2]] == ["AlignRight", "AlignDefault", "AlignDefault"]


def test_a_column_is_never_narrower_than_its_longest_word() -> None:
    cells = [inlines("1"), inlines("accountability"), inlines("many words " * 20)]
    made = apportioned(table([inlines("A"), inlines("B"), inlines("C")], [cells]), 60)
    widths = [column[1] for column in made["c"][2]]

    assert [width["t"] for width in widths] == ["ColWidth"] * 3
    assert sum(width["c"] for width in widths) == pytest.approx(1)
    assert widths[1]["c"] * 60 >= len("accountability")
    assert widths[2]["c"] > 0.5


def test_a_short_table_stays_on_one_page_and_a_long_one_may_break() -> None:
    rows = "| A |\n|---|\n" + "| x |\n" * 3
    assert [style for style, _ in styles(word(rows))] == ["Table Text Together"] * 3 + ["Table Text"]
    assert {style for style, _ in styles(word(rows + "| x |\n" * 20))} == {"Table Text"}
