"""Edits made in Word come back as edits of the source, and as nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from wordfiles import FRONT, WHO, after, back, edited, packed, paragraph, paragraph_of, returned, run, swapped, without

from forum.documents.ast import document
from forum.stages.word_in import Foreign, foreign_paper, returned_paper
from forum.stages.word_reading import read_front
from forum.tools import pandoc
from forum.word.front import title_and_abstract
from forum.word.outgoing import Outgoing

EQUATION = re.compile(r"<m:oMathPara>.*?</m:oMathPara>|<m:oMath>.*?</m:oMath>", re.DOTALL)
WRAPPED = """\
A first paragraph, which its author
broke by hand at a *narrow* width, with
a citation [@doe2031, p. 7] in it.
"""


def test_a_changed_word_changes_that_word_and_keeps_the_lines() -> None:
    text = FRONT + WRAPPED
    assert back(text, swapped("hand", "machine")) == text.replace("hand", "machine")


def test_a_word_can_be_put_first_and_last() -> None:
    text = FRONT + WRAPPED
    put = back(text, lambda xml: swapped("in it.", "in it. So.")(swapped("A first", "Here a first")(xml)))
    assert put == text.replace("A first", "Here a first").replace("in it.", "in it. So.")


def test_a_paragraph_that_is_added_stands_between_its_neighbours() -> None:
    text = FRONT + "One.\n\nTwo.\n"
    assert back(text, after("One.", paragraph("Between."))) == FRONT + "One.\n\nBetween.\n\nTwo.\n"


def test_a_paragraph_added_at_the_end_leaves_one_line_end() -> None:
    assert back(FRONT + "One.\n", after("One.", paragraph("Last."))) == FRONT + "One.\n\nLast.\n"


def test_a_paragraph_that_is_deleted_takes_its_blank_line_with_it() -> None:
    assert back(FRONT + "One.\n\nTwo.\n\nThree.\n", without("Two.")) == FRONT + "One.\n\nThree.\n"


def test_a_paragraph_whose_words_are_deleted_is_deleted() -> None:
    text = FRONT + "One.\n\nTwo.\n\nThree.\n"
    outcome = returned_paper(edited(packed(text), swapped("Two.", "")), text)
    assert outcome.value.text == FRONT + "One.\n\nThree.\n"
    assert not outcome.problems


def test_equations_that_the_editor_dropped_are_kept_and_told() -> None:
    text = FRONT + "With $x^2$ in it.\n\n$$E = mc^2$$ {#eq-e}\n\nLast.\n"
    data = edited(packed(text), lambda xml: EQUATION.sub("", xml))
    outcome = returned_paper(edited(data, swapped("Last", "Final")), text)
    assert outcome.value.text == text.replace("Last", "Final")
    assert [problem.code for problem in outcome.problems] == ["word-equations-lost"]


def test_a_paragraph_that_was_moved_keeps_its_spelling() -> None:
    text = FRONT + "First with [42%](/notebooks/x.ipynb#v){.some}.\n\nSecond.\n\nThird one of them.\n"

    def move(xml: str) -> str:
        moved = paragraph_of(xml, "First with")
        rest = xml.replace(moved, "")
        return rest.replace(paragraph_of(rest, "Third one"), paragraph_of(rest, "Third one") + moved)

    expected = "Second.\n\nThird one of them.\n\nFirst with [42%](/notebooks/x.ipynb#v){.some}.\n"
    assert back(text, move) == FRONT + expected


def test_tracked_insertions_and_deletions_are_accepted_and_told() -> None:
    text = FRONT + "The cap is high.\n"
    new = (
        f'</w:t></w:r><w:del w:id="1" {WHO}><w:r><w:delText>high.</w:delText></w:r></w:del>'
        f'<w:ins w:id="2" {WHO}><w:r><w:t>low.</w:t></w:r></w:ins><w:r><w:t>'
    )
    outcome = returned(text, swapped("high.", new))
    assert outcome.text == FRONT + "The cap is low.\n"
    assert [(one.person, one.kind, one.words) for one in outcome.changes] == [
        ("R. Reviewer", "deletion", "high."),
        ("R. Reviewer", "insertion", "low."),
    ]
    assert outcome.changes[0].date == "2026-11-20T09:00:00Z"


def test_a_tracked_deletion_of_a_whole_paragraph_removes_it() -> None:
    text = FRONT + "One.\n\nTwo.\n\nThree.\n"

    def delete(xml: str) -> str:
        gone = (
            f'<w:p><w:pPr><w:rPr><w:del w:id="1" {WHO}/></w:rPr></w:pPr>'
            f'<w:del w:id="2" {WHO}><w:r><w:delText>Two.</w:delText></w:r></w:del></w:p>'
        )
        return xml.replace(paragraph_of(xml, "Two."), gone)

    assert back(text, delete) == FRONT + "One.\n\nThree.\n"


def test_a_tracked_move_is_a_move() -> None:
    text = FRONT + "One that moves away.\n\nTwo.\n\nThree.\n"

    def move(xml: str) -> str:
        one = paragraph_of(xml, "One that moves")
        words = re.findall(r"<w:r>.*?</w:r>", one, re.DOTALL)
        mark = f'<w:rPr><w:moveFrom w:id="1" {WHO}/></w:rPr>'
        source = f'<w:p><w:pPr>{mark}</w:pPr><w:moveFrom w:id="2" {WHO}>{"".join(words)}</w:moveFrom></w:p>'
        target = f'<w:p><w:moveTo w:id="3" {WHO}>{"".join(words)}</w:moveTo></w:p>'
        xml = xml.replace(one, source)
        return xml.replace(paragraph_of(xml, "Three."), paragraph_of(xml, "Three.") + target)

    outcome = returned(text, move)
    assert outcome.text == FRONT + "Two.\n\nThree.\n\nOne that moves away.\n"
    assert [(one.kind, one.words) for one in outcome.changes] == [("move", "One that moves away.")]


RECOMMENDATION = """\
::: {#rec-cap .recommendation addressees="states" strength=strong certainty=low justification="a \\"must\\""}
States should cap the number of platforms
that one operator supervises.

::: rationale
It falls [38%](/notebooks/x.ipynb#v).
:::
::: evidence
[@doe2031]; @fig-a.
:::
:::

After it.
"""


def test_the_text_of_a_recommendation_is_edited_and_its_attributes_stay() -> None:
    text = FRONT + RECOMMENDATION
    assert back(text, swapped("should cap", "should limit")) == text.replace("should cap", "should limit")


def test_a_paragraph_added_to_evidence_stays_inside_and_one_behind_the_box_outside() -> None:
    text = FRONT + RECOMMENDATION
    inside = back(text, after("fig-a", paragraph("More evidence.", "RecommendationBody")))
    assert "@fig-a.\n\nMore evidence.\n\n:::\n:::\n\nAfter it.\n" in inside
    outside = back(text, after("fig-a", paragraph("Text behind.")))
    assert "@fig-a.\n:::\n:::\n\nText behind.\n\nAfter it.\n" in outside


def test_a_citation_can_be_typed() -> None:
    text = FRONT + "As was said.\n"
    assert back(text, swapped("said.", "said [@roe_2030, p. 3].")) == FRONT + "As was said [@roe_2030, p. 3].\n"


def test_a_citation_added_with_zotero_comes_back_by_its_doi() -> None:
    code = (
        'ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems":[{"id":812,"uris":["http://zotero.org/users/1/items/ABC"],'
        '"itemData":{"id":812,"type":"book","title":"T","DOI":"10.5555/12345678"},"locator":"3","label":"page"}]}'
    )
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code[:40]}</w:instrText></w:r><w:r><w:instrText>{code[40:]}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>(Doe 2031, 3)</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    text = FRONT + "As was said.\n"
    done = back(text, lambda xml: xml.replace("</w:p>", run(" See ") + field + run(".") + "</w:p>"))
    assert done == FRONT + "As was said. See [@doi:10.5555/12345678, p. 3].\n"


def test_a_cell_of_a_table_is_edited_in_the_way_the_table_is_typed() -> None:
    text = FRONT + "| Name | Value |\n|:-----|------:|\n| a    |     1 |\n| b    |     2 |\n\n: Caption {#tbl-x}\n"
    assert back(text, swapped("2", "3")) == text.replace("2 |", "3 |")


def test_a_row_can_be_added_to_a_table() -> None:
    text = FRONT + "| Name | Value |\n|------|-------|\n| a | 1 |\n| b | 2 |\n"

    def add(xml: str) -> str:
        row = re.findall(r"<w:tr>.*?</w:tr>", xml, re.DOTALL)[-1]
        new = row.replace(">b<", ">c<").replace(">2<", ">9<")
        return xml.replace(row, row + new)

    assert back(text, add) == text + "| c | 9 |\n"


def test_a_footnote_can_be_edited_and_the_definition_stays_where_it_is() -> None:
    text = FRONT + "Text.[^a] More.\n\n[^a]: The old words.\n\nLast.\n"
    data = edited(packed(text), swapped("old", "new"), "word/footnotes.xml")
    assert returned_paper(data, text).value.text == text.replace("old", "new")


def test_an_item_can_be_added_to_a_list() -> None:
    text = FRONT + "* one\n* two\n\nText.\n"

    def add(xml: str) -> str:
        item = paragraph_of(xml, "one")
        return xml.replace(item, item + re.sub(r"<w:bookmark[^>]*>", "", item).replace(">one<", ">between<"))

    assert back(text, add) == FRONT + "* one\n* between\n* two\n\nText.\n"


def test_a_heading_keeps_its_id_and_can_change_its_level() -> None:
    text = FRONT + "# Old heading {#sec-x .wide}\n\nText.\n"
    assert back(text, swapped("Old", "New")) == text.replace("Old", "New")
    lower = back(text, lambda xml: xml.replace('w:val="Heading1"', 'w:val="Heading2"'))
    assert lower == text.replace("# Old", "## Old")


def test_a_new_heading_is_a_heading() -> None:
    done = back(FRONT + "Text.\n", after("Text.", paragraph("Added", "Heading2") + paragraph("Under it.")))
    assert done == FRONT + "Text.\n\n## Added\n\nUnder it.\n"


def test_a_caption_is_edited_and_target_and_attributes_stay() -> None:
    text = FRONT + '![Old caption.](/notebooks/x.ipynb?set=a#fig-a){#fig-a alt="Some old thing"}\n'
    assert back(text, swapped("Old", "New")) == text.replace("Old", "New")


def test_looks_are_noise() -> None:
    text = FRONT + "Some words here.\n"

    def dress(xml: str) -> str:
        look = (
            '<w:rPr><w:rFonts w:ascii="Arial"/><w:color w:val="FF0000"/><w:sz w:val="40"/><w:u w:val="single"/></w:rPr>'
        )
        return swapped("words", f"</w:t></w:r><w:r>{look}<w:t>words</w:t></w:r><w:r><w:t>")(xml)

    assert back(text, dress) == text


def test_title_and_abstract_are_edited_in_the_front_matter() -> None:

    text = (
        "---\ntitle: An old title\nkind: case-study\nabstract: >-\n  The first line of it,\n  the second line.\n"
        "theme: example\nauthors: []\n---\n\nText.\n"
    )
    data = pandoc.write(document(title_and_abstract(read_front(text), Outgoing())), "docx")
    both = edited(data, lambda xml: swapped("old title", "older title: better")(swapped("second", "last")(xml)))
    done = returned_paper(both, text).value.text.split("theme")[0]
    assert done == (
        '---\ntitle: "An older title: better"\nkind: case-study\n'
        "abstract: >-\n  The first line of it,\n  the last line.\n"
    )


def test_one_word_in_every_kind_of_block_changes_that_word_alone() -> None:
    text = EVERYTHING.read_text(encoding="utf-8")
    expected, data = text, packed(text)
    for old, new in IN_EVERYTHING:
        assert text.count(old) == 1, old
        expected = expected.replace(old, new)
        data = edited(data, swapped(old, new), "word/footnotes.xml" if "of the note" in old else "word/document.xml")
    outcome = returned_paper(data, text)
    assert outcome.value.text == expected
    assert not outcome.problems


def test_a_paragraph_can_be_split_and_two_can_be_joined() -> None:
    text = (
        FRONT + "The first half, and [42%](/notebooks/x.ipynb#v){.some} there. The second half is long too.\n\nNext.\n"
    )
    halves = "there.</w:t></w:r></w:p><w:p><w:r><w:t>The second"
    split = returned(text, swapped("there. The second", halves)).text
    assert split == text.replace("there. The", "there.\n\nThe")

    def join(xml: str) -> str:
        one, two = paragraph_of(xml, "The first half"), paragraph_of(xml, "Next.")
        inside = re.sub(r"<w:pPr>.*?</w:pPr>", "", two.removeprefix("<w:p>"), flags=re.DOTALL)
        return xml.replace(two, "").replace(one, one.removesuffix("</w:p>") + run(" ") + inside)

    assert back(text, join) == text.replace("too.\n\nNext.", "too. Next.")


def test_a_recommendation_that_is_deleted_goes_with_its_fences() -> None:
    text = FRONT + "Before.\n\n" + RECOMMENDATION
    xml_of = ("Recommendation", "Addressed", "States should", "Rationale", "falls", "Evidence", "doe2031")

    def delete(xml: str) -> str:
        body = re.findall(r"<w:sdt>.*?</w:sdt>|<w:p>.*?</w:p>", xml, re.DOTALL)
        gone = [one for one in body if not any(word in one for word in ("Before.", "After it."))]
        assert len(gone) >= len(xml_of)
        for one in gone:
            xml = xml.replace(one, "", 1)
        return xml

    assert back(text, delete) == FRONT + "Before.\n\nAfter it.\n"


def test_a_recommendation_that_is_moved_keeps_its_fences_and_attributes() -> None:
    text = FRONT + RECOMMENDATION.replace("After it.\n", "After it.\n\nLast of all.\n")

    def move(xml: str) -> str:
        start, end = xml.index("<w:sdt>"), xml.index(paragraph_of(xml, "After it."))
        box = xml[start:end]
        rest = xml.replace(box, "")
        return rest.replace(paragraph_of(rest, "After it."), paragraph_of(rest, "After it.") + box)

    box, after_it = RECOMMENDATION.split("After it.\n", maxsplit=1)[0], "After it.\n\n"
    assert back(text, move) == FRONT + after_it + box + "Last of all.\n"


def test_an_edit_of_a_recommendations_head_is_told_and_not_taken() -> None:
    text = FRONT + RECOMMENDATION
    outcome = returned_paper(edited(packed(text), swapped("rec-cap", "rec-limit")), text)
    assert outcome.value.text == text
    assert [problem.code for problem in outcome.problems] == ["word-fixed-edited"]
    facts = returned_paper(edited(packed(text), swapped("strong", "conditional")), text)
    assert facts.value.text == text
    assert [problem.code for problem in facts.problems] == ["word-fixed-edited"]


def test_a_word_file_of_somebody_else_is_read_as_a_paper() -> None:
    body = "# Question\n\nText with *stress* and a note.^[Here.]\n"
    source = f"---\ntitle: A paper by mail\nabstract: What it says.\n---\n\n{body}"
    data = pandoc.run(["-f", "markdown", "-t", "docx"], source)
    assert foreign_paper(data).value == Foreign("A paper by mail", "What it says.", body.strip())


EVERYTHING = Path(__file__).parent / "everything.md"
IN_EVERYTHING = (
    ("First", "Fourth"),
    ("struck", "hit"),
    ("dash", "hyphen"),
    ("nested", "inner"),
    ("continued", "went on"),
    ("star", "asterisk"),
    ("Term", "Word"),
    ("Definition", "Meaning"),
    ("Value", "Amount"),
    ("Simple", "Plain"),
    ("line two", "row two"),
    ("return", "yield"),
    ("Inside", "Within"),
    ("list inside", "list within"),
    ("text here", "words here"),
    ("Paragraph with", "Block with"),
    ("Setext", "Underlined"),
    ("should", "must"),
    ("Because", "For"),
    ("Second paragraph.", "Next paragraph."),
    ("Last", "Final"),
    ("The text of the note", "The words of the note"),
)


def test_a_link_into_the_workspace_survives_words_way_to_store_it() -> None:
    """Word keeps what stands behind the # apart from the address."""
    text = FRONT + "In [38%](/notebooks/x.ipynb?set=a&b=1#rate) of the runs.\n"
    parted = edited(packed(text), lambda xml: xml.replace("<w:hyperlink ", '<w:hyperlink w:anchor="rate" '))
    data = edited(parted, lambda xml: xml.replace("#rate", ""), "word/_rels/document.xml.rels")
    assert returned_paper(data, text).value.text == text


def test_a_text_box_and_a_picture_are_told() -> None:
    text = FRONT + "Text.\n"
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    data = edited(
        packed(text), lambda xml: xml.replace("Text.</w:t></w:r>", f"Text.</w:t></w:r>{box}<w:r><w:drawing/></w:r>")
    )
    outcome = returned_paper(data, text)
    assert outcome.value.text == text
    assert [problem.code for problem in outcome.problems] == ["word-text-box", "word-picture-new"]
    assert "In a box." in outcome.problems[0].message
