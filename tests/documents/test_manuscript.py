"""What a document is understood as, and what is wrong with it, with its place."""

from __future__ import annotations

import pytest

from forum.documents.ast import attribute, identifier_of, iterate, stringify

SOUND = """\
::: {#rec-cap .recommendation addressees="states industry" strength=strong certainty=moderate}
States should cap the number.

::: rationale
Because.
:::

::: evidence
@fig-a; [@doe2031, ch. 4].
:::
:::
"""


def test_a_recommendation_is_read_with_all_that_belongs_to_it(understood):
    manuscript = understood(SOUND)
    (one,) = manuscript.recommendations
    assert manuscript.problems == ()
    assert (one.id, one.addressees, one.strength, one.certainty) == (
        "rec-cap",
        ("states", "industry"),
        "strong",
        "moderate",
    )
    assert one.canonical == "States should cap the number."
    assert (stringify(list(one.rationale)), one.cites, one.refers) == ("Because.", ("doe2031",), ("fig-a",))
    assert (one.span.line, one.span.column) == (1, 6)


BROKEN = {
    "no id": ("{#rec-cap .recommendation", "{.recommendation", {"recommendation-id"}),
    "an id of another kind": ("#rec-cap", "#cap", {"recommendation-id"}),
    "no text": ("States should cap the number.", "", {"recommendation-empty"}),
    "no addressee": (' addressees="states industry"', "", {"addressee-missing"}),
    "no strength": (" strength=strong", "", {"recommendation-strength"}),
    "another strength": ("=strong", "=stong", {"recommendation-strength"}),
    "another certainty": ("=moderate", "=medium", {"recommendation-certainty"}),
    "strong on low": ("=moderate", "=low", {"strong-on-low"}),
    "strong on low, justified": ("=moderate", '=low justification="Lives are at stake."', set()),
    "no rationale": ("Because.", "", {"rationale-missing"}),
    "no evidence": ("@fig-a; [@doe2031, ch. 4].", "", {"evidence-missing"}),
    "evidence that names nothing": ("@fig-a; [@doe2031, ch. 4].", "Everybody knows.", {"evidence-untraceable"}),
}


@pytest.mark.parametrize(("old", "new", "codes"), BROKEN.values(), ids=BROKEN)
def test_each_check_of_a_recommendation(understood, old, new, codes):
    assert old in SOUND
    problems = understood(SOUND.replace(old, new)).problems
    assert {one.code for one in problems} == codes
    assert {one.span.line for one in problems} <= {1}


def test_a_misspelt_strength_gets_a_hint(understood):
    (problem,) = understood(SOUND.replace("=strong", "=stong")).problems
    assert "did you mean strong?" in problem.hints


def test_a_fence_without_an_empty_line_before_it_is_an_error_at_its_place(told):
    swallowed = SOUND.replace("number.\n\n:::", "number.\n:::")
    assert ("div-not-opened", 3, 1) in told(swallowed)
    assert [code for code, *_ in told("Text.\n\n:::\n")] == ["div-not-opened"]
    assert told("Text.\n\n:::\n") == [("div-not-opened", 3, 1)]


def test_fences_that_pandoc_understands_are_left_alone(told):
    assert told("::: {#a .note}\n::: rationale2\nText.\n:::\n:::\n\n```\ntext\n::: x\n```\n") == []


def test_a_part_outside_any_recommendation_is_a_warning(told):
    assert told("Text.\n\n::: evidence\n[@a]\n:::\n") == [("part-outside-recommendation", 3, 1)]


def test_a_skipped_heading_is_printed_at_the_level_that_comes_next(understood, told):
    text = "# One\n\n#### Deep\n\n## Two\n\n#\n\n# Three\n"
    levels = [(node["c"][0], stringify(node["c"][2])) for node in understood(text).blocks]
    assert levels == [(1, "One"), (2, "Deep"), (2, "Two"), (1, "Three")]
    assert told(text) == [("heading-empty", 7, 1), ("heading-skipped", 3, 1)]


EQUATIONS = {
    "alone": ("$$a$$ {#eq-x}", "eq-x", ""),
    "with a colon": ("$$a$$ {#eq:x}", "eq-x", ""),
    "over lines, with alt": ('$$\na\n$$ {#eq-x alt="a is so"}', "eq-x", "a is so"),
    "without a space": ("$$a$${#eq-x}", "eq-x", ""),
}


@pytest.mark.parametrize(("markdown", "identifier", "alt"), EQUATIONS.values(), ids=EQUATIONS)
def test_an_equation_with_a_label_is_one(understood, markdown, identifier, alt):
    (block,) = understood(markdown).blocks
    assert (block["t"], identifier_of(block), attribute(block, "alt")) == ("Div", identifier, alt)
    assert [node["t"] for node in iterate(block["c"][1])][:2] == ["Para", "Math"]


def test_mathematics_without_a_label_stays_as_it_is(understood):
    assert [block["t"] for block in understood("$$a$$\n\n$$a$$ {eq-x}\n\n$a$ {#eq-x}\n").blocks] == ["Para"] * 3


ALTS = {
    "none": ("![A caption](a.png){#fig-a}", [("alt-missing", 1, 2)]),
    "equal to the caption": ('![A caption](a.png){#fig-a alt="A caption"}', [("alt-missing", 1, 2)]),
    "given": ('![A caption](a.png){#fig-a alt="A line that rises."}', []),
    "no caption": ("![](a.png){#fig-a}", [("alt-missing", 1, 2)]),
    "a result's is the cell's": ("![A caption](/notebooks/a.ipynb#fig-a){#fig-a}", []),
    "in a line": ("See ![a cap](a.png) here.", []),
}


@pytest.mark.parametrize(("markdown", "expected"), ALTS.values(), ids=ALTS)
def test_a_figure_needs_an_alternative_text(told, markdown, expected):
    assert told(markdown) == expected


def test_a_caption_is_not_cited_twice(understood):
    """Without ``alt``, pandoc repeats the caption in the image, citations and links included."""
    manuscript = understood("![As [@doe2031] and [38%](/notebooks/a.ipynb#b) say](a.png){#fig-a}")
    assert manuscript.cited == ("doe2031",)
    assert sum(node["t"] == "Link" for node in iterate(list(manuscript.blocks))) == 1
