"""After real citeproc: right across papers, linked both ways, each work cited where it is."""

from __future__ import annotations

import re

from forum.documents.ast import has_class, identifier_of, iterate, stringify

REC = """\
::: {{#rec-{0} .recommendation addressees="states" strength=strong certainty=moderate}}
States should {0} [@doe].^[Soon.]

::: evidence
[@doe, ch. 4]; [@roe].
:::
:::
"""


def item(key, family, year, title, **more):
    author = [{"family": family, "given": "A."}]
    return {"id": key, "type": "book", "author": author, "issued": {"date-parts": [[year]]}, "title": title, **more}


ITEMS = [
    item("doe", "Doe", 2020, "One Book"),
    item("doe2", "Doe", 2020, "Two Books"),
    item("roe", "Roe", 2019, "A Third", URL="javascript:alert(1)"),
]
PAPERS = {
    "use-swarm": "First [@doe].\n\n" + REC.format("cap"),
    "law-drone": "Then [@doe2], again [@doe] and [@roe, p. 3].\n",
}


def citations(blocks):
    """Return the citations in their order, without those that a summary repeats."""
    found = [node for node in iterate(list(blocks)) if has_class(node, "citation") and identifier_of(node)]
    return [stringify(node) for node in found]


def test_author_and_date_are_told_apart_across_papers(printed):
    found = citations(printed(PAPERS, ITEMS))
    assert found == [
        "(Doe 2020a)",
        "(Doe 2020a)",
        "(Doe 2020a, ch.\u00a04)",
        "(Roe 2019)",
        "(Doe 2020b)",
        "(Doe 2020a)",
        "(Roe 2019, 3)",
    ]


def test_numbers_run_through_the_whole_report(printed):
    found = citations(printed(PAPERS, ITEMS, "numeric"))
    numbers = [re.findall(r"\d+", text)[0] for text in found]
    assert numbers == ["1", "1", "1", "2", "3", "1", "2"]


def test_notes_refer_back_to_notes_of_other_papers(printed):
    """Papers are read one by one, each counting from 1; (n 1) must be the report's first note."""
    blocks = printed(PAPERS, ITEMS, "note")
    notes = [stringify(node["c"]) for node in iterate(list(blocks)) if node["t"] == "Note"]
    assert [bool(re.search("One Book|Two Books|A Third", note)) for note in notes] == [
        True,
        False,
        False,
        False,
        True,
        True,
        False,
        False,
    ]
    assert notes[0].startswith("A Doe, One Book")
    assert notes[1:3] == ["Ibid.", "Soon."]
    assert "(n 1)" in notes[6], notes
    assert f"(n {notes.index(next(note for note in notes if 'A Third' in note)) + 1})" in notes[7], notes


def test_citations_and_references_are_linked_both_ways(printed):
    blocks = printed(PAPERS, ITEMS)
    nodes = list(iterate(list(blocks)))
    places = {identifier_of(node): node for node in nodes if has_class(node, "citation")}
    entries = {identifier_of(node): node for node in nodes if has_class(node, "csl-entry")}
    assert list(entries) == ["ref-doe", "ref-doe2", "ref-roe"]
    for citation in places.values():
        assert {node["c"][2][0][1:] for node in iterate(citation) if node["t"] == "Link"} <= set(entries)
    back = {
        name: [node["c"][2][0][1:] for node in iterate(entry) if has_class(node, "backlink")]
        for name, entry in entries.items()
    }
    assert set().union(*back.values()) <= set(places)
    assert len(back["ref-doe2"]) == 1
    assert stringify(entries["ref-doe"]).endswith("Cited in 1, R1, 3.") or "Cited in" in stringify(entries["ref-doe"])


def test_places_are_named_by_paragraph_and_recommendation(printed):
    papers = {**PAPERS, "law-drone": PAPERS["law-drone"] + "\n- In a list [@doe].\n"}
    blocks = printed(papers, ITEMS, paragraph_numbers=True)
    entries = {identifier_of(node): stringify(node) for node in iterate(list(blocks)) if has_class(node, "csl-entry")}
    assert entries["ref-doe"].endswith("Cited in 1.1, R1, 2.1.")
    assert entries["ref-roe"].endswith("Cited in R1, 2.1.")


def test_the_reports_own_texts_are_named_by_their_title(printed):
    """A bare running number would look like the number of a paper."""
    blocks = printed(PAPERS, ITEMS, texts={"foreword": "As [@doe] says.", "method": "See [@doe]."})
    entries = {identifier_of(node): stringify(node) for node in iterate(list(blocks)) if has_class(node, "csl-entry")}
    assert "Cited in Foreword, " in entries["ref-doe"]
    assert entries["ref-doe"].endswith("C. Method.")


def test_after_a_recommendation_its_name_ends(printed):
    blocks = printed({"use-a": REC.format("cap") + "\n> Quoted [@doe2].\n"}, ITEMS, paragraph_numbers=True)
    entries = {identifier_of(node): stringify(node) for node in iterate(list(blocks)) if has_class(node, "csl-entry")}
    assert entries["ref-doe2"].endswith("Cited in 1.")
    assert entries["ref-doe"].endswith("Cited in R1.")


def test_what_the_summary_repeats_is_no_second_citation(printed):
    """It shows the rendered words, without ids or notes, and does not count for the numbers."""
    blocks = printed(PAPERS, ITEMS, "numeric", highlights=("rec-cap",))
    items = [node for node in iterate(list(blocks)) if has_class(node, "rec-item")]
    assert len(items) == 2  # on the page of highlights and in the summary
    for one in items:
        assert re.match(r"1 States should cap .?1.?\.", stringify(one)), stringify(one)
        assert not [node for node in iterate(one["c"][1]) if identifier_of(node) or node["t"] == "Note"]
    assert len(citations(blocks)) == 7
    identifiers = [identifier_of(node) for node in iterate(list(blocks)) if identifier_of(node)]
    assert len(identifiers) == len(set(identifiers))


def test_the_matrix_names_its_sources(printed):
    blocks = printed(PAPERS, ITEMS)
    sources = [
        node
        for node in iterate(list(blocks))
        if node["t"] == "Link" and node["c"][2][0] == "#ref-roe" and not node["c"][0][1]
    ]
    assert "Roe 2019" in [stringify(node) for node in sources]


def test_the_address_of_a_reference_is_foreign_text_too(printed):
    targets = [node["c"][2][0] for node in iterate(list(printed(PAPERS, ITEMS))) if node["t"] == "Link"]
    assert not [target for target in targets if target.startswith("javascript")]
