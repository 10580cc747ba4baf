"""One report out of many papers: unique ids, running numbers, parts in their order."""

from __future__ import annotations

from collections import Counter

import pytest

from forum.documents.ast import attribute, attributes_of, has_class, identifier_of, iterate, stringify

REC = """\
::: {{#rec-{0} .recommendation addressees="states" strength={1} certainty=moderate}}
States should {0}.

::: rationale
Because.
:::

::: evidence
@fig-a; [@doe].
:::
:::
"""
FIGURE = "![A {0} line.](a.png){{#fig-a alt=x}}\n\n"
SWARM = "# Question {#same}\n\nSee @fig-a, @eq-x and [there](#same).\n\n" + FIGURE.format("swarm")
SWARM += "$$x$$ {#eq-x}\n\n" + REC.format("cap", "strong")
DRONE = (
    "# Question {#same}\n\nSee @fig-a, @tbl-t, @sec-same2 and @rec-cap; [the other](../use-swarm/paper.md#fig-a).\n\n"
)
DRONE += (
    FIGURE.format("drone")
    + "| a |\n|---|\n| b |\n\n: A table. {#tbl-t}\n\n## More {#sec-same2}\n\n"
    + REC.format("stop", "conditional")
)


def outline(report):
    return [(node["c"][0], stringify(node["c"][2])) for node in iterate(list(report.blocks)) if node["t"] == "Header"]


def told(report):
    return [(one.code, str(one.span)) for one in report.problems]


def test_ids_are_unique_and_every_link_inside_has_a_target(assembled):
    report = assembled({"use-swarm": SWARM, "law-drone": DRONE}, {"foreword": "# Same {#same}\n\nSee @fig-a."})
    nodes = list(iterate(list(report.blocks)))
    counts = Counter(identifier_of(node) for node in nodes) - Counter([""] * len(nodes))
    assert [name for name, count in counts.items() if count > 1] == []
    targets = {node["c"][2][0][1:] for node in nodes if node["t"] == "Link" and node["c"][2][0].startswith("#")}
    assert targets <= set(counts)
    assert {"use-swarm-fig-a", "law-drone-fig-a", "use-swarm-same", "law-drone-same", "rec-cap", "rec-stop"} <= set(
        counts
    )


def test_everything_is_numbered_through_the_report(assembled):
    report = assembled({"use-swarm": SWARM, "law-drone": DRONE})
    nodes = list(iterate(list(report.blocks)))
    captions = [stringify(node) for node in nodes if has_class(node, "caption-label")]
    assert captions == ["Figure 1.", "Figure 2.", "Table 1."]
    text = [stringify(node) for node in nodes if node["t"] == "Para"]
    assert "See Figure 1, Equation 1 and there." in text
    assert "See Figure 2, Table 1, section “More” and Recommendation 1; the other." in text
    assert [(one.id, one.number, one.paper) for one in report.recommendations] == [
        ("rec-cap", 1, "use-swarm"),
        ("rec-stop", 2, "law-drone"),
    ]
    (other,) = [node for node in nodes if node["t"] == "Link" and stringify(node) == "the other"]
    assert other["c"][2][0] == "#use-swarm-fig-a"


def test_the_parts_come_in_the_order_for_a_hurried_reader(assembled):
    texts = {"foreword": "Welcome.", "summary": "In short.", "summary.nl": "Kort.", "method": "# How\n\nSo."}
    report = assembled({"use-swarm": SWARM, "law-drone": DRONE}, texts, highlights=("rec-stop",))
    assert [title for level, title in outline(report) if level == 1] == [
        "Highlights",
        "Summary",
        "Samenvatting",
        "Foreword",
        "Use",
        "Law",
        "How to cite",
        "Contributors",
        "A. Recommendations by addressee and theme",
        "B. Traceability of the recommendations",
        "C. Method",
        "References",
        "Figures and tables",
    ]
    assert [one for one in outline(report) if one[0] == 2][:4] == [
        (2, "Recommendations"),
        (2, "1 On swarm"),
        (2, "2 On drone"),
        (2, "How"),
    ]
    assert [one for one in outline(report) if one[1] in ("Question", "More")] == [
        (3, "Question"),
        (3, "Question"),
        (4, "More"),
    ]
    languages = [attribute(node, "lang") for node in report.blocks if has_class(node, "summary")]
    assert languages == ["en", "nl"]


def test_a_figure_of_the_summary_is_numbered_first_and_listed(assembled):
    """It stands before the papers, though it is read after them."""
    report = assembled({"use-swarm": SWARM}, {"summary": FIGURE.format("summary")})
    captions = [stringify(node) for node in iterate(list(report.blocks)) if has_class(node, "caption-label")]
    assert captions == ["Figure 1.", "Figure 2."]
    (listed,) = [part for part in report.blocks if has_class(part, "lists")]
    assert "Figure 1 A summary line." in stringify(listed)


def test_a_second_recommendation_with_one_id_has_no_number_and_costs_no_other(assembled):
    report = assembled({"use-swarm": SWARM, "law-drone": DRONE + REC.format("cap", "strong")})
    assert told(report) == [("recommendation-duplicate", "recommendations/papers/law-drone/paper.md:26:6")]
    printed = [node for node in iterate(list(report.blocks)) if has_class(node, "recommendation")]
    assert [(identifier_of(one), attribute(one, "number")) for one in printed] == [("rec-cap", "1"), ("rec-stop", "2")]
    assert "[unresolved: a recommendation that needs an id of its own" in stringify(list(report.blocks))


def test_a_second_one_in_the_same_paper_is_told_where_it_stands(assembled):
    report = assembled({"use-swarm": REC.format("cap", "strong") + "\n" + REC.format("cap", "strong")})
    assert ("recommendation-duplicate", "recommendations/papers/use-swarm/paper.md:13:6") in told(report)


@pytest.mark.parametrize("start", ["{.recommendation", "{#cap .recommendation"])
def test_a_recommendation_without_its_id_is_printed_and_not_counted(assembled, start):
    report = assembled({"use-swarm": SWARM.replace("{#rec-cap .recommendation", start)})
    assert report.recommendations == ()
    assert "States should cap." in stringify(list(report.blocks))


def test_an_unknown_cross_reference_is_marked_with_a_hint(assembled):
    report = assembled(
        {
            "use-swarm": SWARM,
            "law-drone": "See @fig-b, @tbl-t and @fig-a.\n\n" + FIGURE.format("x").replace("fig-a", "fig-ab"),
        }
    )
    crossrefs = [one for one in report.problems if one.code == "crossref-unknown"]
    assert [(one.span.column, one.hints[:1]) for one in crossrefs] == [
        (5, ("did you mean @fig-ab?",)),
        (13, ("give the id to what is meant, as in {#tbl-t}, or correct the reference",)),
        (24, ("the paper use-swarm has it: link to it by [text](../use-swarm/paper.md#fig-a)",)),
    ]
    assert "See [unresolved: @fig-b], [unresolved: @tbl-t] and [unresolved: @fig-a]." in stringify(list(report.blocks))


def test_a_paper_may_be_called_as_one_of_the_reports_own_texts(assembled):
    texts = {"summary": "See @fig-a.\n\n" + FIGURE.format("summary"), "summary.nl": "Zie @fig-b."}
    report = assembled({"summary": "See @fig-a.\n\n" + FIGURE.format("paper")}, texts)
    text = stringify(list(report.blocks))
    assert "Figure 1. A summary line." in text
    assert "Figure 2. A paper line." in text
    assert told(report) == [
        ("crossref-unknown", "report/summary.nl.md:1:5"),
        ("slug-reserved", "recommendations/papers/summary/paper.md:1:1"),
    ]


LINKS = {
    "to nothing here": ("[x](#nothing)", "link-unknown"),
    "to another file": ("[x](data.csv)", "link-relative"),
    "to a paper that is not there": ("[x](../use-other/paper.md)", "link-relative"),
    "without a scheme": ("[x](example.org/a)", "link-relative"),
    "of an unknown scheme that hides": ("[x](<java script://a>)", "link-scheme"),
}


@pytest.mark.parametrize(("link", "code"), LINKS.values(), ids=LINKS)
def test_a_link_that_leads_nowhere_is_text_and_told(assembled, link, code):
    report = assembled({"use-swarm": f"See {link}."})
    if code != "link-scheme":  # told by the manuscript already
        assert told(report) == [(code, "recommendations/papers/use-swarm/paper.md:1:5")]
    body = [node for node in iterate(list(report.blocks)) if node["t"] == "Para" and stringify(node) == "See x."]
    assert not [node for node in iterate(body) if node["t"] == "Link"]


def test_paragraphs_are_numbered_where_the_manifest_says_so(assembled):
    body = "One.\n\n> Quoted.\n\n- Item.\n\n$$x$$\n\nTwo.\n"
    numbers = [
        identifier_of(node)
        for node in iterate(list(assembled({"use-a": body}, paragraph_numbers=True).blocks))
        if has_class(node, "para-number")
    ]
    assert numbers == ["use-a-p1", "use-a-p2"]
    assert not [node for node in iterate(list(assembled({"use-a": body}).blocks)) if has_class(node, "para-number")]


def test_the_annexes_tell_who_is_addressed_and_what_supports_what(assembled):
    report = assembled({"use-swarm": SWARM, "law-drone": DRONE.replace('"states"', '"armed-forces"')})
    by_addressee, traces = (
        next(node for node in iterate(part) if node["t"] == "Table")
        for part in report.blocks
        if has_class(part, "annex")
    )
    rows = [[stringify(cell[4]) for cell in row[1]] for row in by_addressee["c"][4][0][3]]
    assert rows == [["Armed forces", "", "2"], ["States", "1", ""]]
    rows = [[stringify(cell[4]) for cell in row[1]] for row in traces["c"][4][0][3]]
    assert rows == [["1", "", "Figure 1"], ["2", "", "Figure 2"]]  # sources are named after citeproc
    keys = [attribute(node, "key") for node in iterate(traces) if has_class(node, "trace-source")]
    assert keys == ["doe", "doe"]


def test_contributors_have_orcid_affiliation_and_roles(assembled):
    (part,) = [one for one in assembled({"use-swarm": "x", "law-drone": "y"}).blocks if has_class(one, "contributors")]
    (table,) = [node for node in iterate(part) if node["t"] == "Table"]
    rows = [[stringify(cell[4]) for cell in row[1]] for row in table["c"][4][0][3]]
    assert rows == [["Jane Doe 0000-0002-1825-0097", "A university ROR", "1, 2: software"], ["joe", "–", "–"]]
    links = [node["c"][2][0] for node in iterate(table) if node["t"] == "Link"]
    assert links == ["https://orcid.org/0000-0002-1825-0097", "https://ror.org/02e2c7k09"]


def test_a_dutch_report_says_its_own_words_in_dutch(assembled):
    report = assembled({"use-swarm": SWARM}, language="nl")
    text = stringify(list(report.blocks))
    assert "Zie" not in text
    assert "Figuur 1. A swarm line." in text
    assert "Aanbeveling 1" in text
    assert not [
        node for node in iterate(list(report.blocks)) if any(key == "written" for key, _ in attributes_of(node)[2])
    ]
