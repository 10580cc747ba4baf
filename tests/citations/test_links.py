"""Keys, crossrefs and abbreviations: what names what."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from forum.citations.checks import collect
from forum.citations.records import Source
from forum.citations.shelf import shelve
from forum.citations.shelf_checks import unused
from forum.citations.shelf_chunks import summarised
from tests.citations.checking import TODAY, codes, problems

A = "@misc{a, title = {One}}\n"
OTHER_A = "@misc{a, title = {Two}}\n"

CASES = {
    "a key twice": ([A + OTHER_A], ["citation-key-duplicate"]),
    "an entry twice": ([A + A], []),
    "a key in two files": ([A, OTHER_A], ["citation-key-conflict"]),
    "an entry in two files": ([A, A], []),
    "keys that differ in capitals": (["@misc{Doe, title = {One}}\n@misc{doe, title = {Two}}\n"], ["citation-key-case"]),
    "a crossref to nothing": (["@inbook{a, title = {One}, crossref = {b}}\n"], ["crossref-dangling"]),
    "xdata to nothing": (
        ["@book{a, title = {One}, xdata = {b, c}}\n@xdata{c, publisher = {P}}"],
        ["crossref-dangling"],
    ),
    "a crossref to itself": (["@inbook{a, title = {One}, crossref = {a}}\n"], ["crossref-circle"]),
    "crossrefs in a circle": (
        ["@inbook{a, title = {One}, crossref = {b}}\n@book{b, title = {Two}, crossref = {a}}"],
        ["crossref-circle", "crossref-circle"],
    ),
    "a crossref to another file": (["@inbook{a, title = {O}, crossref = {b}}\n", "@book{b, title = {Two}}"], []),
    "a string that nobody defined": (["@misc{a, title = tilte}\n"], ["bib-string-undefined"]),
    "a string of another file": (["@misc{a, title = one}\n", '@string{one = "One"}'], []),
    "a month": (["@misc{a, title = {One}, year = 2020, month = jan}\n"], []),
    "a relation to nothing": (["@misc{a, title = {One}, relation = {superseded-by b}}\n"], ["relation-dangling"]),
    "a relation in words": (["@misc{a, title = {One}, relation = {superseded by ISO 26262:2018}}\n"], []),
    "a missing comma": (["@misc{a, title = {One} year = 2020}\n"], ["bib-syntax"]),
    "an open brace": (["@misc{a, title = {One, year = 2020}\n"], ["bib-unbalanced"]),
}


@pytest.mark.parametrize(("texts", "told"), CASES.values(), ids=CASES)
def test_names_lead_somewhere(texts, told):
    assert codes(*texts) == told


def test_the_place_is_that_of_the_second_and_the_message_names_the_first():
    (problem,) = problems("\n" + A + OTHER_A)
    assert (problem.span.line, problem.span.column) == (3, 7)
    assert "line 2" in problem.message


def test_a_misspelt_crossref_gets_a_proposal():
    (problem,) = problems("@inbook{a, title = {O}, crossref = {smith2021}}\n@book{smith2020, title = {Two}}")
    assert problem.hints == ("did you mean smith2020?",)


def collected(*scoped):
    return collect(Source(PurePosixPath(f"{scope or 'all'}.bib"), text, scope) for scope, text in scoped)


def test_a_papers_own_key_may_be_another_work():
    from forum.citations.check_links import repeated_keys

    found = list(repeated_keys(collected(("", A), ("swarm", OTHER_A), ("space", OTHER_A))))
    assert {problem.code for problem in found} == {"citation-key-shadowed"}


def test_what_nothing_cites_is_told_but_not_what_a_cited_entry_inherits_from():
    text = "@inbook{a, title = {O}, crossref = {b}}\n@book{b, title = {T}, xdata = {c}}\n@xdata{c, location = {D}}\n"
    files = [Source(PurePosixPath("r.bib"), text + "@misc{idle, title = {I}}\n@misc{hidden, title = {H}}")]
    shelf = shelve(files, lambda stretch, suffix: summarised(stretch, suffix, TODAY)[0])
    found = list(unused(shelf, {("", "a")}, {"hidden"}))
    assert [(one.code, one.span.line) for one in found] == [("citation-unused", 4), ("citation-commented", 5)]
