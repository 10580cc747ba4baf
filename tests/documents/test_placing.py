"""Results in their places, from a library of results that the test holds."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from forum.documents.ast import attribute, has_class, identifier_of, iterate, stringify
from forum.documents.pictures import name_of
from forum.documents.placing import resolve
from forum.documents.results import Library, Trouble
from forum.model import Cell, Media, Notebook, ParameterFile, Result, Run, RunResult
from forum.stages.edits import edited
from forum.tools.pandoc import read

SVG = (Media("image/svg+xml", Path("/cache/1.svg")), Media("image/png", Path("/cache/1.png")))
HTML = "<table><tr><th>n</th></tr><tr><td>5</td></tr></table>"
RESULTS = {
    "miss": Result("miss", value=0.4142, text="0.4142"),
    "count": Result("count", value=1234, text="1234"),
    "word": Result("word", value="strong", text="'strong'"),
    "fraction": Result("fraction", text="Fraction(1, 3)"),
    "nothing": Result("nothing", text="<object>\nat 0x0"),
    "fig-miss": Result("fig-miss", media=SVG, caption="Misses.", alt="A line that rises."),
    "fig-bare": Result("fig-bare", media=SVG),
    "tbl-miss": Result("tbl-miss", html=HTML, caption="Misses by size."),
}


def library(ran=True, results=True):
    cells = tuple(Cell("code", label, label, options={"label": label}) for label in RESULTS)
    parameters = ParameterFile(sets={"baseline": {}, "large": {"n": 200}})
    notebook = Notebook("swarm", PurePosixPath("notebooks/swarm.ipynb"), "python3", "python", cells, parameters)
    runs = {
        ("swarm", name): RunResult(Run("swarm", name, {}), "key", "digest", RESULTS if results else {})
        for name in (["baseline"] if ran else [])
    }
    (table,) = [node for node in read(HTML, "html") if node["t"] == "Table"]
    pictures = {("swarm", "a.png"): SVG[1:], ("swarm", "media/b.svg"): SVG[:1]}
    pictures["swarm", "../../etc/passwd"] = Trouble("image-outside", "the picture lies outside", ("copy it",))
    return Library({"swarm": notebook}, runs, {HTML: table}, {}, pictures, ran)


@pytest.fixture
def placed(understood):
    """Return what becomes of Markdown: its text, what is told (code, line, column), and the whole."""

    def done(markdown, language="en", **kind):
        found = resolve(understood(markdown, language), library(**kind), "swarm")
        told = [(one.code, one.span.line, one.span.column) for one in found.manuscript.problems]
        return stringify(list(found.manuscript.blocks)), told, found

    return done


def link(label, text="38%", query=""):
    return f"[{text}](/notebooks/swarm.ipynb{query}#{label})"


VALUES = [
    (link("miss", "41%"), "en", "41%", []),
    (link("miss"), "en", "41%", [("value-differs", 1, 1)]),
    (link("miss", "0,4"), "nl", "0,4", []),
    (link("count", "1,000"), "en", "1,234", [("value-differs", 1, 1)]),
    (link("word", "strong"), "en", "strong", []),
    (link("fraction", "a third"), "en", "Fraction(1, 3)", [("value-differs", 1, 1)]),
    (link("miss", "41%", "?set=baseline"), "en", "41%", []),
    ("[41%](../../../notebooks/swarm.ipynb#miss)", "en", "41%", []),
]


@pytest.mark.parametrize(("markdown", "language", "expected", "problems"), VALUES)
def test_a_value_is_printed_in_its_place(placed, markdown, language, expected, problems):
    text, told, found = placed(markdown, language)
    assert (text, told) == (expected, problems)
    (value,) = [node for node in iterate(list(found.manuscript.blocks)) if node["t"] == "Span"]
    assert has_class(value, "value")
    assert attribute(value, "address").endswith(found.addresses[0].label)


UNRESOLVED = [
    (link("mis"), "label-unknown", "38% [unresolved: swarm.ipynb has no cell with the label mis]"),
    ("[38%](/notebooks/swam.ipynb#miss)", "notebook-unknown", "38% [unresolved: there is no notebook swam.ipynb]"),
    ("[38%](/notebooks/swarm.ipynb)", "label-missing", "38% [unresolved: the address names no cell of the notebook]"),
    (
        link("fig-miss"),
        "result-kind",
        "38% [unresolved: /notebooks/swarm.ipynb#fig-miss is a figure or table, not a value]",
    ),
    (link("nothing"), "result-kind", "38% [unresolved: /notebooks/swarm.ipynb#nothing gave no value]"),
    (
        link("miss", "38%", "?set=large"),
        "result-missing",
        "38% [unresolved: notebooks/swarm.ipynb has no result for large",
    ),
    (
        "![A cap](/notebooks/swarm.ipynb#miss){#fig-a}",
        "result-kind",
        "[unresolved: /notebooks/swarm.ipynb#miss is a value",
    ),
    (
        "![A cap](/notebooks/swarm.ipynb#fig-x){#fig-a}",
        "label-unknown",
        "[unresolved: swarm.ipynb has no cell with the label",
    ),
    (
        "See ![x](/notebooks/swarm.ipynb#tbl-miss).",
        "result-kind",
        "See [unresolved: /notebooks/swarm.ipynb#tbl-miss is not",
    ),
    ("![A cap](b.png){#fig-a alt=x}", "image-missing", "[unresolved: no picture b.png]"),
    ("See ![x](../../etc/passwd).", "image-outside", "See [unresolved: the picture lies outside]"),
]


@pytest.mark.parametrize(("markdown", "code", "expected"), UNRESOLVED)
def test_what_is_unresolved_is_marked_in_its_place(placed, markdown, code, expected):
    text, told, found = placed("First.\n\n" + markdown)
    assert [(name, line) for name, line, _ in told] == [(code, 3)]
    assert expected in text
    assert [node for node in iterate(list(found.manuscript.blocks)) if has_class(node, "problem")]


def test_an_unknown_set_stops_the_build(placed):
    _, _, found = placed(link("miss", "38%", "?set=lage"))
    (problem,) = found.manuscript.problems
    assert (problem.code, problem.fatal) == ("set-unknown", True)
    assert "did you mean large?" in problem.hints


def test_where_nothing_was_run_the_written_value_stands(placed):
    text, told, _ = placed(link("miss") + "\n\n![A cap](/notebooks/swarm.ipynb#fig-miss){#fig-a}\n", ran=False)
    assert (text.split()[0], told) == ("38%", [])
    assert "has not run yet" in text


def test_a_repair_finds_each_of_several_links_with_one_target(placed):
    source = (
        f"![C {link('miss', '1%')}](/notebooks/swarm.ipynb#fig-miss){{#fig-a}}\n\n"
        f"First {link('miss')}, then {link('miss', '41%')}, {link('miss', '**39%**')} and {link('miss', '0.3')}.\n"
    )
    _, told, found = placed(source)
    lines = source.split("\n")
    wrong = ((1, "[1%]"), (3, "[38%]"), (3, "[**39%**]"), (3, "[0.3]"))
    assert told == [("value-differs", line, lines[line - 1].index(text) + 1) for line, text in wrong]
    mended, count = edited(source, found.edits)
    assert count == 4
    assert mended == source.replace("38%", "41%").replace("39%", "41%").replace("[0.3]", "[0.4]").replace(
        "[1%]", "[41%]"
    )
    assert [code for code, *_ in placed(mended)[1]] == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_repair_keeps_line_ends_and_byte_order_mark(placed, newline, mark):
    source = f"{link('miss')} first.\n\nThen {link('count', '1')}.\n"
    _, _, found = placed(source)
    mended, count = edited(mark + source.replace("\n", newline), found.edits)
    assert count == 2
    assert mended == mark + f"{link('miss', '41%')} first.\n\nThen {link('count', '1234')}.\n".replace("\n", newline)


def test_an_edit_whose_text_has_changed_meanwhile_is_not_made(placed):
    _, _, found = placed(link("miss"))
    assert edited(link("miss", "39%"), found.edits) == (link("miss", "39%"), 0)


def test_a_figure_takes_picture_caption_and_alternative_text(placed):
    _, told, found = placed(
        "![](/notebooks/swarm.ipynb#fig-miss){#fig-a}\n\n"
        "![Mine.](/notebooks/swarm.ipynb#fig-miss){#fig-b alt='My words.'}\n"
    )
    first, second = [node for node in found.manuscript.blocks if node["t"] == "Figure"]
    assert told == []
    assert [identifier_of(one) for one in (first, second)] == ["fig-a", "fig-b"]
    assert [stringify(one["c"][1][1]) for one in (first, second)] == ["Misses.", "Mine."]
    images = [one["c"][2][0]["c"][0]["c"] for one in (first, second)]
    assert [stringify(image[1]) for image in images] == ["A line that rises.", "My words."]
    assert [image[2][0] for image in images] == ["media/swarm--baseline--fig-miss.svg"] * 2
    assert {target: media.path.name for target, media in found.media.items()} == {
        "media/swarm--baseline--fig-miss.svg": "1.svg",
        "media/swarm--baseline--fig-miss.png": "1.png",
    }


def test_a_computed_figure_without_any_alternative_text_is_told(placed):
    assert placed("![A cap](/notebooks/swarm.ipynb#fig-bare){#fig-a}")[1] == [("alt-missing", 1, 2)]


def test_a_table_stands_in_the_place_of_its_image(placed):
    _, told, found = placed("![](/notebooks/swarm.ipynb#tbl-miss){#tbl-a}")
    (table,) = found.manuscript.blocks
    assert (table["t"], identifier_of(table), told) == ("Table", "tbl-a", [])
    assert stringify(table["c"][1][1]) == "Misses by size."
    assert stringify(table["c"][4]).split() == ["5"]


def test_a_picture_file_is_taken_from_the_library_whatever_its_name(placed):
    """Also one in a folder that is called as the report's own."""
    _, told, found = placed("![A cap](media/b.svg){#fig-a alt='A line.'} \n\nSee ![here](a.png).\n")
    assert told == []
    assert sorted(found.media) == ["media/swarm--a.png", "media/swarm--b.svg"]


def test_names_of_pictures_never_meet():
    names = [("a", "b-c"), ("a-b", "c"), ("a", "b c"), ("a", "图"), ("a", "表"), ("a", "b"), ("图",)]
    assert len({name_of(*one) for one in names}) == len(names)
    assert all(name_of(*one).isascii() for one in names)
