"""Repairs: what was told is told no more, everything else is byte for byte as it was."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.citations.checks import collect
from forum.citations.mending import REPAIRED, mended, mergeable
from forum.citations.records import Source
from forum.citations.repairs import VALUE_REPAIRS
from tests.citations.checking import codes, entry


def repaired(text: str, name: str = "r.bib", on: frozenset[str] = REPAIRED) -> str:
    """Return a bibliography after --fix, with all that is style switched on."""
    collection = collect(iter([Source(PurePosixPath(name), text)]))
    for one in mended(collection, on, mergeable(collection, on)):
        return one.text
    return text


# code: the field as it was, and as it is
VALUES = [
    ("doi-prefix", "doi = {https://doi.org/10.1000/ABC}", "doi = {10.1000/ABC}"),
    ("doi-prefix", "doi = {doi: 10.1000/abc.}", "doi = {10.1000/abc}"),
    ("doi-escaped", r"doi = {10.1007/978\_12}", "doi = {10.1007/978_12}"),
    ("doi-trailing", "doi = {10.1000/abc.}", "doi = {10.1000/abc}"),
    ("doi-trailing", "doi = {10.1000/abc)}", "doi = {10.1000/abc}"),
    ("url-escaped", r"url = {https://a.org/b\_c\%20d\#e}", "url = {https://a.org/b_c%20d#e}"),
    ("url-escaped", r"url = {https://a.org/{\textasciitilde}doe}", "url = {https://a.org/~doe}"),
    ("url-escaped", r"url = {https://a.org/b{\_}c}", "url = {https://a.org/b_c}"),
    ("url-markup", r"url = {\url{https://a.org/b}}", "url = {https://a.org/b}"),
    ("names-et-al", "author = {Doe, Jane and Roe, Rick et al.}", "author = {Doe, Jane and Roe, Rick and others}"),
    ("names-et-al", "author = {Doe, Jane, et al}", "author = {Doe, Jane and others}"),
    ("names-et-al", "author = {Doe, Jane and et al.}", "author = {Doe, Jane and others}"),
    ("names-and", "author = {Doe, Jane AND Roe, Rick}", "author = {Doe, Jane and Roe, Rick}"),
    ("names-and", "author = {Doe, Jane; Roe, Rick}", "author = {Doe, Jane and Roe, Rick}"),
    ("names-and", "author = {Doe, Jane and and Roe, Rick and}", "author = {Doe, Jane and Roe, Rick}"),
    ("text-entity", "note = {R&amp;D, caf&eacute;}", r"note = {R\&D, café}"),
    ("text-entity", r"note = {R \&amp; D}", r"note = {R \& D}"),
    ("text-entity", "url = {https://a.org/?b=c&amp;d=e}", "url = {https://a.org/?b=c&d=e}"),
    ("text-html", r"note = {<i>Caf{\'e}</i>, H<sub>2</sub>O}", r"note = {\emph{Caf{\'e}}, H\textsubscript{2}O}"),
    ("text-percent", "note = {50% of it}", r"note = {50\% of it}"),
    ("text-mojibake", "note = {CafÃ© and the stateâ€™s duty}", "note = {Café and the state’s duty}"),
    ("text-nfc", "note = {Cafe\u0301}", "note = {Café}"),
    ("text-ampersand", "note = {R & D}", r"note = {R \& D}"),
    ("pages-hyphen", "pages = {12-34}", "pages = {12--34}"),
    ("pages-hyphen", 'pages = "12 - 34"', 'pages = "12--34"'),
    ("date-unreadable", "date = {2020-5-3}", "date = {2020-05-03}"),
    ("date-unreadable", "year = {2019--2020}", "year = {2019/2020}"),
    ("date-unreadable", "date = {3 May 2020}", "date = {2020-05-03}"),
    ("date-unreadable", "date = {2020}, urldate = {May 3, 2021}", "date = {2020}, urldate = {2021-05-03}"),
    ("month-text", "year = {2020}, month = {January}", "year = {2020}, month = {1}"),
    ("field-empty", "note = {},\n  year = {2020}", "year = {2020}"),
    ("bib-syntax", "note = {x}\n  year = {2020}", "note = {x},\n  year = {2020}"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "before", "after"), VALUES, ids=[f"{one[0]} {one[1]}" for one in VALUES])
def test_a_repair_changes_what_its_check_tells_and_nothing_else(code, before, after):
    text = f'% a remark\n@misc{{doe, title = {{A title of a work}}, {before}}}\n\n@misc{{roe, title="Another"}} text\n'
    assert code in codes(text, everything=True)
    mended_text = repaired(text)
    assert mended_text == text.replace(before, after)
    assert code not in codes(mended_text, everything=True)
    assert repaired(mended_text) == mended_text


# What looks like something to repair, and is not understood well enough.
LEFT = {
    "a body with an ampersand": r"author = {Procter \& Gamble}",
    "AND in a body": "author = {{Food AND Agriculture Organization}}",
    "et al. in the middle": "author = {Doe, J. et al. and Roe, R.}",
    "semicolons and commas": "author = {Doe, Jane, Jr; Roe, Rick, Sr}",
    "a DOI that is none": "doi = {https://doi.org/see website}",
    "a DOI that ends in a bracket of its own": "doi = {10.1016/0021-9991(92)90240-y(x)}",
    "two years that may be a month": "date = {2018-19}",
    "a date of two readings": "date = {3/5/2020}",
    "a range that runs backwards": "year = {2020--2019}",
    "a sum of money": "note = {a % comment}",
    "a tag alone": "note = {a <i> b}",
    "half a brace in a tag": "note = {a {<i>b} c</i>}",
    "letters of many languages": "note = {São Paulo, Ålesund, naïve, ÂME, Đà Nẵng, SÃO}",
    "an abstract": "abstract = {50% <i>of</i> R&amp;D}",
    "a value of several parts": 'note = "R &amp; D" # jan',
    "a space after a DOI": "doi = {10.1000/abc }",
    "a month that is read": "year = {2020}, month = {may}",
    "a formula": "note = {$a & b$}",
    "a tag by its name": "note = {&lt;i&gt;}",
}


@pytest.mark.parametrize("fields", LEFT.values(), ids=LEFT)
def test_what_is_not_understood_is_left_alone(fields):
    text = entry(fields)
    assert repaired(text) == text


def test_only_what_is_switched_on_is_repaired():
    text = entry("doi = {https://doi.org/10.1000/abc}, pages = {1-9}")
    assert repaired(text, on=frozenset({"doi-prefix"})) == entry("doi = {10.1000/abc}, pages = {1-9}")


def test_an_entry_that_would_be_read_otherwise_is_left_alone():
    text = '@misc{doe, title = "A title of a work", note = "say &quot;no&quot;"}\n'
    assert repaired(text) == text  # the quotation marks would end the value


CSL = {
    "r.json": ('[{"id": "doe", "type": "book", "title": "R &amp; D", "DOI": "https://doi.org/10.1000/abc"}]\n',
               '[{"id": "doe", "type": "book", "title": "R & D", "DOI": "10.1000/abc"}]\n'),
    "r.yaml": ("- id: doe\n  type: book\n  DOI: https://doi.org/10.1000/abc. # mine\n  title: 'R &amp; D'\n",
               "- id: doe\n  type: book\n  DOI: 10.1000/abc # mine\n  title: 'R & D'\n"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after"), [(name, *both) for name, both in CSL.items()], ids=CSL)
def test_csl_is_repaired_where_a_value_stands_as_it_is_read(name, before, after):
    assert repaired(before, name) == after
    assert repaired(after, name) == after


# --- entries that are there twice -----------------------------------------------------------

WORK = "title = {A title of a work}, doi = {10.1000/abc}, year = {2020}"


def test_an_entry_that_is_there_twice_goes_once():
    again = WORK.replace(", ", ",\n ")
    text = f"@misc{{a, {WORK}}}\n\n@misc{{b, title = {{Other}}}}\n\n@misc{{a,\n {again}}}\n"
    assert repaired(text) == f"@misc{{a, {WORK}}}\n\n@misc{{b, title = {{Other}}}}\n\n"


def test_one_work_under_two_keys_becomes_one_entry_and_a_map():
    text = f"@misc{{a, {WORK}}}\n@misc{{b, {WORK}}}\n@misc{{c, {WORK}, note = {{x}}}}\n"
    collection = collect(iter([Source(PurePosixPath("r.bib"), text)]))
    assert mergeable(collection, REPAIRED) == {"b": "a"}  # c says more
    assert repaired(text) == text.replace(f"@misc{{b, {WORK}}}\n", "")


def test_a_key_that_names_two_works_is_merged_with_nothing():
    text = f"@misc{{a, {WORK}}}\n@misc{{b, {WORK}}}\n@misc{{b, title = {{Other}}}}\n"
    assert mergeable(collect(iter([Source(PurePosixPath("r.bib"), text)])), REPAIRED) == {}


# --- laws ---------------------------------------------------------------------------------------

SNIPPETS = st.sampled_from(
    ["&amp;", "\\&", "&", "%", "<i>", "</i>", "{", "}", "\\_", "10.1000/x", "https://doi.org/", ".", ",", ";", " and ",
     " AND ", "et al.", "é", "Ã©", "e\u0301", "2020", "-", "--", "/", "5", "May", " ", "\n", '"', "\\", "#", "~", "$"]
)  # fmt: skip
TEXTS = st.lists(SNIPPETS, max_size=8).map("".join)


@given(TEXTS)
def test_a_repair_of_a_repaired_value_changes_nothing(value):
    for repair in VALUE_REPAIRS:
        once = repair.mend(value)
        assert repair.mend(once) == once, repair.code


@given(
    st.lists(st.tuples(st.sampled_from(["title", "doi", "url", "author", "date", "pages", "note"]), TEXTS), max_size=4)
)
def test_no_repair_costs_an_entry_or_touches_a_neighbour(fields):
    here = ", ".join(f"{name} = {{{value}}}" for name, value in fields)
    before, after = "@misc{first, title = {One}}\n\n", "\n@misc{last, title = {Other}}\n"
    text = f"{before}@misc{{doe, {here}}}\n{after}"
    new = repaired(text)
    assert new.startswith(before) and new.endswith(after)
    assert repaired(new) == new
    keys = [record.key for record in collect(iter([Source(PurePosixPath("r.bib"), text)])).records]
    assert [record.key for record in collect(iter([Source(PurePosixPath("r.bib"), new)])).records] == keys
