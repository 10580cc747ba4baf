"""Bibliographies: one slip costs no other entry, and one work is one reference."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from forum.citations.bibliography import Bibliography, References, checked_citations, gathered
from forum.citations.records import Source
from forum.citations.shelf import shelve
from forum.citations.shelf_chunks import summarised
from forum.documents.ast import iterate, stringify
from forum.documents.manuscript import interpret
from forum.documents.places import Places
from forum.model import ForumSettings, Manifest, Text, Workspace
from forum.stages.references import read_bibliography
from forum.stages.shelved import shelved_references
from forum.tools.pandoc import read
from tests.citations.checking import TODAY

BIB = PurePosixPath("references.bib")

SOURCE = """\
@string{jrn = {Journal}}
@article{doe, title = {One}, journal = jrn, year = 2020}
@comment{not an entry}
@book{broken, title = {Two, year = 2020}
@book{roe, title = {Three}, year = 2021}
@book{doe, title = {Four}, year = 2022}
"""


def test_a_broken_entry_costs_no_other_and_the_first_of_two_counts(tmp_path):
    (tmp_path / BIB).write_text(SOURCE)
    outcome = read_bibliography(tmp_path, BIB)
    assert {key: item["title"] for key, item in outcome.value.items.items()} == {"doe": "One", "roe": "Three"}
    assert outcome.value.items["doe"]["container-title"] == "Journal"
    told = [(one.code, one.span.line, one.span.column) for one in outcome.problems]
    assert told == [("bib-unbalanced", 4, 7), ("citation-key-duplicate", 6, 7)]
    assert outcome.value.spans["roe"].line == 5


def test_an_entry_that_pandoc_refuses_costs_no_other(tmp_path):
    (tmp_path / BIB).write_text("@book{good, title = {One}}\n@book{bad, ti/tle = {Bad}}\n@book{fine, title = {Two}}\n")
    outcome = read_bibliography(tmp_path, BIB)
    assert list(outcome.value.items) == ["fine", "good"]
    assert [(one.code, one.span.line) for one in outcome.problems] == [("bib-unreadable", 2)]


MENDED = {
    "round brackets": "@book(doe, title = {One}, year = 2020)",
    "a missing comma": "@book{doe, title = {One} year = 2020}",
    "a string in round brackets": "@string(one = {One})\n@book{doe, title = one, year = 2020}",
}


@pytest.mark.parametrize("text", MENDED.values(), ids=MENDED)
def test_what_pandoc_refuses_is_mended(tmp_path, text):
    (tmp_path / BIB).write_text(text)
    (item,) = read_bibliography(tmp_path, BIB).value.items.values()
    assert (item["title"], item["issued"]) == ("One", {"date-parts": [[2020]]})


def test_entries_that_inherit_in_a_circle_are_left_out_and_end(tmp_path):
    (tmp_path / BIB).write_text("@inbook{a, crossref = {b}}\n@book{b, crossref = {a}}\n@book{c, title = {C}}\n")
    outcome = read_bibliography(tmp_path, BIB)
    assert list(outcome.value.items) == ["c"]
    assert [one.code for one in outcome.problems] == ["crossref-circle", "crossref-circle"]


CSL = {
    "a list": ('[{"id": "a", "type": "book", "title": "T"}]', ["a"], []),
    "references": ('{"references": [{"id": "a", "type": "book"}]}', ["a"], []),
    "a number as id": ('[{"id": 7, "type": "book"}]', ["7"], []),
    "one that is wrong": (
        '[{"id": "a", "type": "book", "author": "Doe"}, {"id": "b", "type": "book"}]',
        ["b"],
        ["bib-unreadable"],
    ),
    "one without an id": ('[{"type": "book"}, {"id": "b", "type": "book"}]', ["b"], ["bib-unreadable"]),
    "texts": ('["a", 5]', [], ["bib-unreadable", "bib-unreadable"]),
    "a number": ("5", [], ["bib-unreadable"]),
    "no JSON": ('[{"id": ]', [], ["json-syntax"]),
}


@pytest.mark.parametrize(("text", "keys", "codes"), CSL.values(), ids=CSL)
def test_csl_files_are_read_as_far_as_they_can_be(tmp_path, text, keys, codes):
    (tmp_path / "references.json").write_text(text)
    outcome = read_bibliography(tmp_path, PurePosixPath("references.json"))
    assert sorted(outcome.value.items) == keys
    assert [one.code for one in outcome.problems] == codes or {one.code for one in outcome.problems} == set(codes)


def test_a_csl_file_in_yaml_is_the_same(tmp_path):
    (tmp_path / "references.yaml").write_text("references:\n- id: a\n  type: book\n  issued: 2020-05-01\n")
    outcome = read_bibliography(tmp_path, PurePosixPath("references.yaml"))
    assert outcome.value.items["a"]["issued"] == {"date-parts": [[2020, 5, 1]]}


def bibliography(**titles):
    return Bibliography(BIB, {key: {"id": key, "type": "book", "title": title} for key, title in titles.items()})


def test_a_papers_own_key_for_another_work_becomes_its_own():
    references = gathered(
        [bibliography(doe="One", roe="Two")],
        {"a": [bibliography(doe="Another", new="Three")], "b": [bibliography(new="Four", roe="Two")]},
    )
    assert {key: item["title"] for key, item in references.items.items()} == {
        "doe": "One",
        "roe": "Two",
        "a--doe": "Another",
        "new": "Three",
        "b--new": "Four",
    }
    assert references.known("a") == {"doe": "a--doe", "roe": "roe", "new": "new"}
    assert references.known("b") == {"doe": "doe", "roe": "roe", "new": "b--new"}
    assert references.known("c") == {"doe": "doe", "roe": "roe"}


def test_one_work_under_two_keys_is_one_reference():
    references = gathered([], {"a": [bibliography(doe="One")], "b": [bibliography(doe="One", other="One")]})
    assert list(references.items) == ["doe"]
    assert references.known("b") == {"doe": "doe", "other": "doe"}


def test_a_shared_key_may_have_two_hyphens():
    assert gathered([bibliography(**{"a--b": "One"})], {}).known("x") == {"a--b": "a--b"}


def checked(markdown):
    manuscript = interpret(read(markdown), Places((Text(PurePosixPath("paper.md"), markdown),)), "en")
    references = References({"doe": {}, "roe": {}}, {"swarm": {"own": "swarm--own"}}, frozenset({"doe", "roe"}))
    blocks, problems = checked_citations(manuscript, "swarm", references)
    keys = [one["citationId"] for node in iterate(blocks) if node["t"] == "Cite" for one in node["c"][0]]
    return stringify(blocks), keys, [(one.span.line, one.span.column, one.hints[0]) for one in problems]


def test_an_unknown_key_is_marked_and_the_others_of_its_bracket_stay():
    text, keys, told = checked(
        "See [@doe, p. 3; see @dow, p. 4; @own].\n\nAnd @nobody says so, and [@nobody; @none].\n"
    )
    assert keys == ["doe", "swarm--own"]
    assert "see [unresolved: @dow], p.\u00a04" in text
    assert "And [unresolved: @nobody] says so, and [unresolved: @nobody] [unresolved: @none]." in text
    add = "add it to recommendations/references.bib, or correct the key"
    assert told == [(1, 22, "did you mean @doe?"), (3, 5, add), (3, 27, add), (3, 36, add)]


def told_of(markdown, **more):
    manuscript = interpret(read(markdown), Places((Text(PurePosixPath("paper.md"), markdown),)), "en")
    items = {"doe": {"id": "doe", "type": "article-journal", "DOI": "10.1000/a(b)c"}, "roe(x)": {"id": "roe(x)"}}
    references = References(items, shared=frozenset(items), **more)
    blocks, problems = checked_citations(manuscript, "swarm", references)
    keys = [one["citationId"] for node in iterate(blocks) if node["t"] == "Cite" for one in node["c"][0]]
    return keys, [(one.code, one.span.column, one.hints[0]) for one in problems]


def test_an_identifier_or_a_tag_finds_its_reference():
    assert told_of("As @{doi:10.1000/A(b)c} and [@tag:one, p. 3].", aliases={"tag:one": "doi:10.1000/a(b)c"}) == (
        ["doe", "doe"],
        [],
    )


def test_a_key_of_which_pandoc_reads_a_part_is_told():
    assert told_of("See [@doi:10.1000/a(b)c, p. 3].\n\nAnd @roe(x).")[1] == [
        ("citation-misread", 6, "put it in braces: @{doi:10.1000/a(b)c}"),
        ("citation-misread", 5, "put it in braces: @{roe(x)}"),
    ]


def test_an_identifier_that_no_reference_has_is_told():
    ((code, _, hint),) = told_of("See [@doi:10.1000/none].")[1]
    assert (code, "10.1000/none" in hint) == ("citation-unknown", True)


def test_a_title_that_pandoc_loses_is_told(tmp_path, monkeypatch):
    from forum.commands.check import check

    (tmp_path / BIB).write_text("@book{doe, author = {Doe, Jane},\n  title = {A \\begin{x} title}, publisher = {P}}\n")
    monkeypatch.chdir(tmp_path)
    told = check(None, [tmp_path / BIB]).problems
    assert [(one.code, one.span.line, one.span.column) for one in told] == [("field-lost", 2, 12)]


def test_of_a_large_file_only_what_pandoc_may_read_otherwise_is_read_in_full(tmp_path, monkeypatch):
    monkeypatch.setattr("forum.stages.shelved._MANY", 2)
    text = (
        "@inbook{a, title = {\\'A}, crossref = {b}}\n@book{b, title = {B}, location = {Delft}}\n"
        "@article{c, title = {C}, doi = {10.1000/c}}\n@book{d, title = {D}}\n@book{e, title = {\\'E}}\n"
    )
    shelf = shelve([Source(BIB, text)], lambda stretch, suffix: summarised(stretch, suffix, TODAY)[0])
    workspace = Workspace(tmp_path, Manifest(forum=ForumSettings(title="T")), bibliographies=(BIB,))
    references = shelved_references(workspace, shelf, ["a", "d", "doi:10.1000/C"]).value
    items = references.items
    assert {key: item.get("title") for key, item in items.items()} == {
        "a": "Á",
        "b": "B",
        "c": "C",
        "d": None,
        "e": None,
    }
    assert items["a"]["publisher-place"] == "Delft"
    assert references.find("doi:10.1000/c", "") == "c"
    assert set(references.items) == {"a", "b", "c", "d", "e"}
