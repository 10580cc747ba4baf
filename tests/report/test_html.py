"""Pages out of a report: where things stand, and that every link finds them."""

from __future__ import annotations

import datetime

from forum.documents.ast import Node, has_class, identifier_of, iterate, stringify
from forum.report.html import Page, edition
from forum.report.html_links import relative
from forum.report.html_nodes import fitted
from forum.report.html_words import words
from forum.report.values import Recommendation, Report, ReportMeta
from forum.tools.pandoc import read

META = ReportMeta(title="Report", date=datetime.date(2027, 2, 1))
MARKDOWN = """
:::: {.part .summary}
# Summary {#summary}

See [Recommendation 1](#rec-a){.crossref} and [Figure 1](#p-fig){.crossref}.^[First note.]
::::

::::::: {.part .theme}
# Theme {#theme-t}

:::::: {#paper-p .paper number=1 status=draft lang=en}
## [1]{.paper-number} A paper {#p}

### Part {#p-part}

[1.1]{#p-p1 .para-number} Text [([Doe](#ref-doe))]{#cite-1 .citation}.^[Second note.]
[38%]{.value address="/notebooks/swarm.ipynb?set=large#rate"}

![[Figure 1.]{.caption-label} Caption.](media/x.svg){#p-fig alt="A line"}

::::: {#rec-a .recommendation number=1 paper=p}
::: rec-head
[Recommendation 1]{.rec-number} [`rec-a`]{.rec-id}
:::
::: rec-text
Do it.^[Third note.]
:::
::: evidence
[Figure 1](#p-fig){.crossref}; [([Doe](#ref-doe), p. 2)]{#cite-2 .citation}; [elsewhere](#nowhere).
:::
:::::
::::::
:::::::

:::: {.part .references}
# References {#references}

::: {#refs .references}
::: {#ref-doe .csl-entry}
Doe. *Book*. [Cited in [1.1](#cite-1).]{.backlinks}
:::
:::
::::
"""


def pages(markdown: str = MARKDOWN, **others: str) -> dict[str, Page]:
    one = Recommendation("rec-a", 1, "p", "Do it.", "v1:0", (), "strong", "low", cites=("doe",), figures=("p-fig",))
    report = Report(META, tuple(read(markdown)), recommendations=(one,))
    return {page.path: page for page in edition(report, others).pages}


def links(page: Page) -> dict[str, str]:
    """Return the targets of a page's links by their text."""
    found = [node for node in iterate(list(page.pieces.values())) if node["t"] == "Link"]
    return {stringify(node): node["c"][2][0] for node in found}


def ids(page: Page) -> list[str]:
    return [name for node in iterate(list(page.pieces.values())) if (name := identifier_of(node))]


def test_a_report_becomes_one_page_a_part_a_paper_and_a_recommendation() -> None:
    assert list(pages()) == [
        "index.html",
        "summary.html",
        "papers/p.html",
        "references.html",
        "recommendations/rec-a.html",
    ]


def test_a_link_leads_to_the_page_where_its_target_is_at_home() -> None:
    found = pages()

    assert links(found["summary.html"])["Recommendation 1"] == "recommendations/rec-a.html"
    assert links(found["summary.html"])["Figure 1"] == "papers/p.html#p-fig"
    assert links(found["papers/p.html"])["Doe"] == "../references.html#ref-doe"
    assert links(found["references.html"])["1.1"] == "papers/p.html#cite-1"


def test_what_a_recommendation_rests_on_is_shown_on_its_own_page() -> None:
    page = pages()["recommendations/rec-a.html"]

    assert "A line" in stringify(list(page.pieces["figures"]))
    assert stringify(list(page.pieces["references"])) == "Doe. Book."
    assert links(page)["Figure 1"] == "#p-fig"
    assert links(page)["Doe"] == "#ref-doe"
    image = next(node for node in iterate(list(page.pieces["figures"])) if node["t"] == "Image")
    assert image["c"][2][0] == "../media/x.svg"


def test_notes_keep_their_number_on_every_page() -> None:
    found = pages()

    assert stringify(list(found["summary.html"].pieces["notes"])).startswith("1. First note.")
    paper = stringify(list(found["papers/p.html"].pieces["notes"]))
    assert "2. Second note." in paper
    assert "3. Third note." in paper
    alone = stringify(list(found["recommendations/rec-a.html"].pieces["notes"]))
    assert alone.startswith("3. Third note.")
    assert "Second" not in alone


def test_an_id_stands_once_on_a_page() -> None:
    for page in pages().values():
        assert len(ids(page)) == len(set(ids(page))), page.path


def test_a_link_without_target_keeps_its_text() -> None:
    page = pages()["papers/p.html"]

    assert "elsewhere" in stringify(list(page.pieces["body"]))
    assert "elsewhere" not in links(page)


def test_a_papers_headings_begin_at_level_one_and_its_number_is_no_part_of_its_title() -> None:
    page = pages()["papers/p.html"]

    assert page.title == "A paper"
    assert [(one.level, one.text) for one in page.headings] == [(2, "Part")]


def test_a_computed_value_leads_to_its_run_where_runs_are_listed() -> None:
    without = pages()["papers/p.html"]
    runs = pages(**{"notebook-swarm": "computations.html"})["papers/p.html"]

    assert "38%" not in links(without)
    assert links(runs)["38%"] == "../computations.html#notebook-swarm"


def test_a_recommendation_is_a_heading_below_the_last_one() -> None:
    numbers = [node for node in iterate(list(pages()["papers/p.html"].pieces["body"])) if has_class(node, "rec-number")]

    assert [dict(node["c"][0][2]) for node in numbers] == [{"role": "heading", "aria-level": "3"}]


def test_a_summary_in_dutch_is_a_page_of_its_own() -> None:
    dutch = ":::: {.part .summary lang=nl}\n# Samenvatting {#summary-nl}\n\nTekst.\n::::\n"

    assert pages(MARKDOWN + dutch)["summary-nl.html"].language == "nl"


# --- nodes -----------------------------------------------------------------------------


def fit(markdown: str) -> list[Node]:
    found: list[Node] = fitted(read(markdown), words(META))
    return found


def test_a_table_becomes_a_box_that_scrolls_and_takes_the_focus() -> None:
    figure = fit("| A | B |\n|:--|--:|\n| one | two |\n\n: [Table 1.]{.caption-label} Rates. {#t}")[0]

    assert figure["t"] == "Figure"
    box = next(node for node in iterate(figure["c"][2]) if node["t"] == "Div")
    assert dict(box["c"][0][2]) == {"tabindex": "0", "role": "region", "aria-labelledby": "t-caption"}
    table = next(node for node in iterate(figure) if node["t"] == "Table")
    body = table["c"][4][0][3][0][1]
    assert [cell[0][1] for cell in body] == [[], ["right"]]


def test_a_numbered_equation_shows_its_number() -> None:
    assert stringify(fit('::: {#e .equation number=3 alt="x"}\n$$x$$\n:::')).endswith("(3)")


def test_raw_code_is_dropped_a_second_time() -> None:
    raw = [{"t": "Para", "c": [{"t": "RawInline", "c": ["html", "<script>"]}]}]
    assert fitted(raw, words(META)) == [{"t": "Para", "c": []}]


def test_addresses_are_relative_so_that_the_site_works_from_disk() -> None:
    assert relative("index.html", "papers/p.html") == "../index.html"
    assert relative("papers/q.html", "papers/p.html") == "q.html"
    assert relative("papers/p.html", "index.html") == "papers/p.html"
