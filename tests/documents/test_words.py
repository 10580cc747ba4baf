"""Runs of words as one Str: smaller to walk through, and the same to every writer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.documents.ast import document, iterate
from forum.documents.words import cut, packed, unpacked, worded
from forum.tools import pandoc

TEXT = """\
# A heading of words

Several words -- "quoted ones", *emphasised words*, `code here`, and
a second line\\
after a break; 1. no list - at all, #no heading, a~hard~ space, 2\u00a0km. [A link of words](https://example.org)

| one cell | 3 |
| --- | --- |
| two words here | 4 |

> - an item of words
> - another^[With a note of words.]
"""


def test_a_run_is_one_string_and_what_stands_beside_it_stays():
    (block,) = packed(pandoc.read("Three words here *and two* more [@key, p. 7].\n"))
    assert [node.get("c") for node in block["c"] if node["t"] == "Str"] == ["Three words here", "more", "."]
    assert [node["t"] for node in block["c"]] == ["Str", "Space", "Emph", "Space", "Str", "Space", "Cite", "Str"]


def test_a_citation_stays_word_by_word_for_citeproc_reads_its_locator_so():
    blocks = pandoc.read("See [@key, art. 52 of the text].\n")
    cites = [[node for node in iterate(tree) if node["t"] == "Cite"] for tree in (blocks, packed(blocks))]
    assert cites[0] == cites[1]


def test_what_has_no_run_is_the_very_same():
    blocks = pandoc.read("Word.\n\n    code of many words\n\n![](a.svg)\n")
    assert packed(blocks) is blocks


@pytest.mark.parametrize("writer", ["html", "typst", "markdown", "plain"])
def test_every_writer_gives_the_same_text_for_both(writer):
    blocks = pandoc.read(TEXT)
    whole, small = (pandoc.write(document(tree), writer, "--wrap=none") for tree in (blocks, packed(blocks)))
    assert whole == small


def test_a_text_has_far_fewer_nodes():
    blocks = pandoc.read("One sentence of about ten words to a line here.\n" * 30)
    assert sum(1 for _ in iterate(packed(blocks))) < sum(1 for _ in iterate(blocks)) / 8


@given(st.lists(st.sampled_from(["a", "b.", "–", "Long"]), min_size=1, max_size=12))
def test_taking_apart_gives_the_words_again(words):
    nodes = worded(" ".join(words))
    assert unpacked(packed(nodes)) == nodes


@given(st.lists(st.text(st.sampled_from("ab 1.-+=/*_#@<>\"'~$[]\u00a0\n"), max_size=400), min_size=1, max_size=4))
def test_cut_strings_say_what_they_said(texts):
    whole = [{"t": "Para", "c": [{"t": "Str", "c": text}]} for text in texts]
    for text, block in zip(texts, cut(whole), strict=True):
        parts = [node["c"] for node in block["c"]]
        assert "".join(parts) == text
        assert max(map(len, parts)) <= 80 + max(map(len, text.split(" ")))


def test_cut_strings_come_out_of_typsts_writer_as_whole_ones_do():
    """But for the time: of 3,000 characters in one Str it is the square of their number."""
    text = " ".join(
        f"word{number} - + = / 1. 2) @key #tag [x] *a* _b_ ~ $ < {number}\u00a0km // https://a.b"
        for number in range(20)
    )
    whole = [{"t": "Para", "c": [{"t": "Str", "c": text}]}]
    written = [pandoc.write(document(blocks), "typst-citations-smart", "--wrap=none") for blocks in (whole, cut(whole))]
    assert written[0] == written[1]
