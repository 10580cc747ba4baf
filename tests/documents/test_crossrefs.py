"""Cross-references leave before citeproc; what stood beside them stays."""

from __future__ import annotations

import json

import pytest

from forum.documents.ast import has_class, iterate, stringify
from forum.documents.crossrefs import is_crossref, with_crossrefs
from forum.tools.pandoc import read


def shown(blocks):
    """Return a text in which a cross-reference is <its target> and a citation [its parts]."""

    def word(node):
        if node["t"] == "Link" and has_class(node, "crossref"):
            return f"<{node['c'][2][0]}>"
        if node["t"] == "Cite":
            return "[" + "; ".join(one(each) for each in node["c"][0]) + "]"
        return (
            " " if node["t"] in ("Space", "SoftBreak") else stringify(node) if node["t"] != "Emph" else words(node["c"])
        )

    def words(nodes):
        return "".join(word(node) for node in nodes)

    def one(each):
        return words(each["citationPrefix"]) + "@" + each["citationId"] + words(each["citationSuffix"])

    return words(blocks[0]["c"])


CASES = {
    "in the text": ("See @fig-a.", "See <#fig-a>."),
    "with a colon": ("See @fig:a and @tbl:b.", "See <#fig-a> and <#tbl-b>."),
    "in brackets": ("See [@fig-a].", "See (<#fig-a>)."),
    "two in brackets": ("See [@fig-a; @tbl-b].", "See (<#fig-a>; <#tbl-b>)."),
    "prefix and suffix": ("See [compare @fig-a, left].", "See (compare <#fig-a>, left)."),
    "before a citation": ("See [@fig-a; @doe2031].", "See [<#fig-a>; @doe2031]."),
    "after a citation": ("See [@doe2031; @fig-a].", "See [@doe2031; <#fig-a>]."),
    "between, with locators": (
        "See [see @doe2031, ch. 4; also @fig-a, left; @roe2030, p. 3].",
        "See [see@doe2031, ch.\u00a04; also <#fig-a>, left; @roe2030, p.\u00a03].",  # citeproc puts a space after see
    ),
    "in emphasis": ("See *@fig-a*.", "See <#fig-a>."),
    "a citation alone": ("See [@doe2031].", "See [@doe2031]."),
}


@pytest.mark.parametrize(("markdown", "expected"), CASES.values(), ids=CASES)
def test_each_way_to_refer(markdown, expected):
    assert shown(with_crossrefs(read(markdown))) == expected


def test_no_cross_reference_is_left_for_citeproc():
    blocks = with_crossrefs(read("[@fig-a; @doe2031]^[@sec-b and [@eq-c; @rec-d]]\n\n| @tbl-e |\n|--|\n| x |\n"))
    keys = [one["citationId"] for node in iterate(blocks) if node["t"] == "Cite" for one in node["c"][0]]
    assert keys == ["doe2031"]
    assert json.dumps(blocks).count('"crossref"') == 5


def test_a_key_that_only_resembles_one_is_a_citation():
    assert [is_crossref(key) for key in ("fig-a", "rec:a", "figure-a", "fig", "doe-fig-a")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert is_crossref("lst-a", frozenset({"lst"}))
