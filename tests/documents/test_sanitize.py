"""Foreign text is data: what a writer would pass on is dropped, and said where it stood."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.documents.ast import attributes_of, iterate, stringify
from forum.documents.sanitize import ATTRIBUTES, CLASSES, allowed_target, sanitized_table
from forum.tools.pandoc import read

DROPPED = {
    "a Typst attribute on a span": ("a [x]{typst:text:fill='red)[#read(1)]'} b", "attribute-dropped", 7),
    "a Typst attribute on a div": ("::: {typst:fill=red}\nx\n:::\n", "attribute-dropped", 6),
    "an event": ("a [x]{onclick='alert(1)'} b", "attribute-dropped", 7),
    "a style": ("a [x]{style='position:fixed'} b", "attribute-dropped", 7),
    "an event in a native div": ("<div onclick='x()'>hi</div>\n", "attribute-dropped", 6),
    "a width that is no length": ("![x](a.png){width='1) #read('}\n", "attribute-dropped", 13),
    "a javascript link": ("a [x](javascript:alert(1)) b", "link-scheme", 7),
    "a data link": ("a [x](data:text/html,hi) b", "link-scheme", 7),
    "a file link": ("a [x](file:///etc/passwd) b", "link-scheme", 7),
    "a link to any host's scheme": ("a [x](//evil.example) b", "link-scheme", 7),
    "a javascript image": ("a ![x](javascript:alert(1)) b", "link-scheme", 8),
    "a javascript autolink": ("a <javascript:void> b", "link-scheme", 4),
    "raw HTML in a line": ("a <b>x</b> c", "raw-dropped", 3),
    "a raw HTML block": ("<script>\nalert(1)\n</script>\n", "raw-dropped", 1),
    "an HTML table": ("<table><tr><td>x</td></tr></table>\n", "raw-dropped", 1),
}


@pytest.mark.parametrize(("markdown", "code", "column"), DROPPED.values(), ids=DROPPED)
def test_what_could_act_is_dropped_and_said(understood, markdown, code, column):
    manuscript = understood(markdown)
    first = manuscript.problems[0]
    assert (first.code, first.span.line, first.span.column) == (code, 1, column)
    written = json.dumps(manuscript.blocks)
    assert not [
        word for word in ("typst:", "onclick", "style", "(javascript:", "data:", "Raw", "evil") if word in written
    ]


RAW = {
    "a Typst block": ("Text.\n\n```{=typst}\n#read(1)\n```\n\nMore.", (3, 4), "Text. More."),
    "Typst in a line": ("See `#read(1)`{=typst}, then `#read(2)`{=typst}.", (1, 15), "See , then ."),
    "an HTML block": ("```{=html}\n<b>\n```\n\nMore.", (1, 4), "More."),
    "a LaTeX command": ("A \\newpage B \\vspace{1cm}.", (1, 3), "A B"),
    "a LaTeX environment": ("A\n\\begin{tabular}{c}\na & b\n\\end{tabular} B", (2, 1), "A B"),
}


@pytest.mark.parametrize(("markdown", "place", "text"), RAW.values(), ids=RAW)
def test_raw_code_is_left_out_and_said(understood, markdown, place, text):
    """The reader has it switched off, so it would be printed as it stands."""
    manuscript = understood(markdown)
    assert stringify(list(manuscript.blocks)).split() == text.split()
    assert {one.code for one in manuscript.problems} == {"raw-dropped"}
    assert (manuscript.problems[0].span.line, manuscript.problems[0].span.column) == place


@pytest.mark.parametrize(
    "markdown", ["a \\\\server\\share b", "C:\\Users", "`\\newpage`", "$\\alpha$ {=x}", "```\n\\newpage\n```"]
)
def test_what_only_looks_like_it_stays(understood, markdown):
    manuscript = understood(markdown)
    assert manuscript.problems == ()
    assert "\\" in json.dumps(manuscript.blocks)


def test_comments_vanish_silently(understood):
    manuscript = understood("a <!-- one\ntwo --> b\n\n<!-- three -->\n\nc\n")
    assert stringify(list(manuscript.blocks)).split() == ["a", "b", "c"]
    assert manuscript.problems == ()


def test_the_text_of_a_dropped_link_stays(understood):
    manuscript = understood("a [the *text*](javascript:x) b")
    assert stringify(list(manuscript.blocks)) == "a the text b"


ODD = [
    "java\tscript:x",
    "java\nscript:x",
    " javascript:x",
    "\x01javascript:x",
    "JaVaScRiPt:x",
    "vbscript:x",
    "java\u200bscript:x",
]


@pytest.mark.parametrize("target", [*ODD, "//x.y", "\\\\x.y", "/\\x.y", " //x.y", "blob:x", "view-source:x"])
def test_a_scheme_is_judged_as_a_browser_reads_it(target):
    assert not allowed_target(target)


@pytest.mark.parametrize(
    "target", ["https://a.b", "HTTP://a.b", "mailto:a@b.c", "#id", "../x/paper.md", "/notebooks/a.ipynb?set=x#y"]
)
def test_good_links_pass(target):
    assert allowed_target(target)


@given(st.text(max_size=30))
def test_no_target_that_passes_has_a_scheme_of_its_own(target):
    bare = "".join(target.split()).lower()
    if allowed_target(target):
        assert not bare.startswith(("javascript:", "data:", "vbscript:", "file:", "//"))


NAMES = st.from_regex(r"[a-z]{1,8}(:[a-z]{1,8}){0,2}", fullmatch=True)


@given(st.dictionaries(NAMES, st.from_regex(r"[a-z0-9%]{0,8}", fullmatch=True), max_size=4))
def test_only_allowed_attributes_and_classes_are_left(understood, given_attributes):
    pairs = " ".join(f'{key}="{value}"' for key, value in given_attributes.items())
    pieces = f"[x]{{.e {pairs}}} `y`{{.f {pairs}}} ![z](z.png){{{pairs}}}"
    manuscript = understood(f"# H {{#h .c {pairs}}}\n\n::: {{.d {pairs}}}\n{pieces}\n:::\n")
    for node in iterate(list(manuscript.blocks)):
        _, classes, found = attributes_of(node)
        assert set(classes) <= CLASSES or node["t"] in ("Code", "CodeBlock")
        assert {key for key, _ in found} <= ATTRIBUTES.get(node["t"], frozenset())


def test_a_table_that_a_kernel_wrote_keeps_its_text_and_its_web_links():
    html = (
        '<table id="t" onclick="x()" class="c" typst:fill="red"><tr style="a" onclick="x()"><td onmouseover="x()">'
        '<a href="javascript:alert(1)">bad</a> <a href="https://a.b" onclick="x()">good</a> '
        '<img src="/etc/passwd" alt="picture">'
        "<script>alert(1)</script><b id='i'>bold</b></td></tr></table>"
    )
    (table,) = [node for node in read(html, "html") if node["t"] == "Table"]
    clean = sanitized_table(table)
    written = json.dumps(clean)
    assert not [
        word for word in ("javascript", "onclick", "onmouseover", "passwd", "alert", "Raw", "typst") if word in written
    ]
    assert "https://a.b" in written
    assert stringify(clean).split() == ["bad", "good", "picture", "bold"]
    assert not [node for node in iterate(clean) if any(attributes_of(node))]
