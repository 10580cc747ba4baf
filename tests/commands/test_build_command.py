"""``forum build`` on a real workspace: pandoc, Typst, and one execution of its notebooks."""

from __future__ import annotations

import datetime
import html
import json
import re
import shutil
import subprocess
import sys

import pikepdf
import pytest

from forum.commands.build import Options, build
from forum.commands.check.whole import stored_results
from forum.documents.ast import attribute, has_class, identifier_of, iterate, stringify
from forum.report.typst import PANDOC_ARGUMENTS, WRITER, typst_document, typst_source
from forum.stages.dating import Edition
from forum.stages.references import read_references
from forum.stages.report import draft_report, make_library, make_meta, make_report
from forum.stages.sources import read_sources
from forum.tools import pandoc
from forum.tools.templates import template_path
from forum.workspace import load

PAPER = "recommendations/papers/example/paper.md"


def change(root, path, old, new):
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def report(built):
    """The report as a value, from what is stored."""
    workspace = load(built).value
    sources, references = read_sources(workspace), read_references(workspace).value
    meta = make_meta(workspace, Edition(datetime.date(2030, 12, 31), "", ""))
    library = make_library(workspace, sources, stored_results(workspace))
    draft = draft_report(workspace, sources, references, library, meta)
    return make_report(workspace, draft, references, meta).report


def test_all_outputs_are_there_and_nothing_else_is_left(built):
    assert sorted(one.name for one in (built / "build").iterdir()) == [
        "manifest.json",
        "report.docx",
        "report.pdf",
        "site",
    ]
    assert json.loads((built / "problems.json").read_text()) == []
    left = [one for one in built.rglob("*") if one.name.startswith((".new", ".site"))]
    assert left == []


def test_a_second_build_has_nothing_to_do(workspace, forum):
    build(workspace, Options())  # the program may have been edited since the first one
    before = {path: path.stat().st_mtime_ns for path in (workspace / "build").rglob("*")}
    code, said = forum("build", "--root", workspace)
    assert code == 0
    assert said.startswith("Nothing to do")
    assert {path: path.stat().st_mtime_ns for path in (workspace / "build").rglob("*")} == before


def test_an_output_that_was_removed_is_made_again(workspace, forum):
    (workspace / "build/site/index.html").unlink()
    code, said = forum("build", "--root", workspace, "--explain")
    assert (code, "Nothing to do" in said) == (0, False)
    assert (workspace / "build/site/index.html").exists()


def test_prose_rebuilds_the_report_and_runs_no_notebook(workspace, forum):
    runs = sorted((workspace / ".forum/cache/runs").iterdir())
    change(workspace, PAPER, "This paper is an example", "This text is an example")
    code, said = forum("build", "--root", workspace, "--explain")
    assert code == 0
    assert f"inputs: {PAPER} has changed" in said
    for name in ("pdf", "docx", "html"):
        assert f"{name}: text: changed" in said
    assert "notebook example" not in said
    assert sorted((workspace / ".forum/cache/runs").iterdir()) == runs
    assert "This text is an example" in site_text(workspace)


def test_a_style_outside_the_templates_is_an_input_too(workspace, forum):
    shutil.copy(template_path(None, "csl/numeric.csl"), workspace / "own.csl")
    change(workspace, "forum.toml", "[report]\n", '[report]\ncsl = "own.csl"\n')
    build(workspace, Options(formats=("docx",)))
    assert build(workspace, Options(formats=("docx",))).value.nothing_to_do
    change(workspace, "own.csl", "</style>", "<!-- changed --></style>")
    assert not build(workspace, Options(formats=("docx",))).value.nothing_to_do


def test_one_paper_alone_has_a_folder_of_its_own(workspace, forum):
    code, said = forum("build", "--root", workspace, "--paper", "cells", "--to", "html")
    assert (code, "Built in" in said, "warning" in said) == (0, True, False)
    pages = " ".join(text_of(page.read_text()) for page in (workspace / "build/papers/cells/site").rglob("*.html"))
    assert "The last words." in pages
    assert "rec-example" not in pages
    code, said = forum("build", "--root", workspace, "--paper", "cels")
    assert (code, "there is no paper cels" in said, "did you mean cells?" in said) == (2, True, True)


def test_a_paper_that_is_called_foreword_is_not_the_foreword(workspace):
    shutil.copytree(workspace / "recommendations/papers/cells", workspace / "recommendations/papers/foreword")
    outcome = build(workspace, Options(formats=("html",)))
    assert [one.code for one in outcome.problems] == ["slug-reserved"]
    assert site_text(workspace).count("The last words.") == 2
    assert "This foreword is an example" in site_text(workspace)


def test_a_failed_build_leaves_the_previous_output(workspace, forum):
    before = {path: path.read_bytes() for path in (workspace / "build").rglob("*") if path.is_file()}
    change(workspace, "notebooks/example.ipynb", "len(values)", "len(values) / 0")
    code, said = forum("build", "--root", workspace)
    assert code == 1
    assert "error[cell-failed]: cell 4 failed: ZeroDivisionError: division by zero" in said
    assert "notebooks/example.ipynb:cell 4:2" in said
    assert "Not built." in said
    assert {path: path.read_bytes() for path in (workspace / "build").rglob("*") if path.is_file()} == before


def test_one_format_that_fails_leaves_all_as_they_were(workspace, forum):
    """The DOCX cannot be written, so the PDF that was made before it is not kept either."""
    before = {path: path.read_bytes() for path in (workspace / "build").rglob("*") if path.is_file()}
    change(workspace, PAPER, "This paper is an example", "This text is an example")
    shutil.copytree(template_path(None, "report"), workspace / "templates/report")
    shutil.rmtree(workspace / "templates/report/docx")
    code, said = forum("build", "--root", workspace)
    assert code != 0
    assert {path: path.read_bytes() for path in (workspace / "build").rglob("*") if path.is_file()} == before, said


def test_equal_input_gives_an_equal_pdf_in_any_folder(workspace, tmp_path):
    other = shutil.copytree(workspace, tmp_path / "elsewhere" / "deeper")
    made = []
    for root in (workspace, other):
        shutil.rmtree(root / "build")
        (root / ".forum/cache/build.json").unlink()
        outcome = build(root, Options(formats=("pdf",)))
        made.append(outcome.value.outputs["pdf"].read_bytes())
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF")


def folded(text):
    return " ".join(text.replace("\u00a0", " ").replace("\u200b", "").replace("\u00ad", "").split())


def text_of(page):
    return folded(html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?s)<(script|style).*?</\1>", " ", page))))


def site_text(root):
    return " ".join(text_of(page.read_text()) for page in (root / "build/site").rglob("*.html"))


def docx_text(root):
    return text_of(pandoc.run(["-f", "docx", "-t", "html"], (root / "build/report.docx").read_bytes()).decode())


def typst_text(report):
    """Return the source of the PDF without calls and escapes."""
    body = pandoc.write(typst_document(report), WRITER, *PANDOC_ARGUMENTS).decode()
    plain = re.sub(r"\\([^\w\s])", r"\1", typst_source(body, report))
    return folded(re.sub(r"#[a-z-]+(\([^()]*\))?\[|[\]\[;]", "", plain))


def test_all_formats_carry_the_same(built, report):
    """Headings, captions, recommendations, references and the notice, in the words of the one document."""
    nodes = list(iterate(list(report.blocks)))
    headings = [folded(stringify(node["c"][2])) for node in nodes if node["t"] == "Header"]
    captions = [
        folded(stringify(node["c"][1][1])) for node in nodes if node["t"] in ("Figure", "Table") and node["c"][1][1]
    ]
    recommendations = [one.text for one in report.recommendations]
    references = [folded(stringify(node)).partition(" Cited in")[0] for node in nodes if has_class(node, "csl-entry")]
    assert [len(headings) > 10, len(captions), len(recommendations), len(references)] == [True, 3, 1, 1]
    formats = {"site": site_text(built), "docx": docx_text(built), "typst": typst_text(report)}
    for name, text in formats.items():
        plain = re.sub(r"[“”\"*_]", "", text)
        for wanted in (*headings, *captions, *recommendations, report.meta.notice):
            assert re.sub(r"[“”\"*_]", "", wanted) in plain, (name, wanted)
        for reference in references:
            for word in re.findall(r"\w{4,}", reference):
                assert word in text, (name, word)
        for identifier in ("rec-example", "Recommendation 1"):
            assert identifier in text, (name, identifier)


def test_the_pdf_has_the_headings_as_its_outline_and_carries_its_evidence(built, report):
    headings = [folded(stringify(node["c"][2])) for node in iterate(list(report.blocks)) if node["t"] == "Header"]
    with pikepdf.open(built / "build/report.pdf") as pdf, pdf.open_outline() as outline:
        found: list[str] = []
        waiting = list(outline.root)
        while waiting:
            item = waiting.pop(0)
            found.append(folded(str(item.title)))
            waiting = [*item.children, *waiting]
        attached = sorted(pdf.attachments)
        manifest = json.loads(pdf.attachments["manifest.json"].get_file().read_bytes())
    assert [title for title in headings if title not in found] == []
    assert attached == ["manifest.json", "recommendations.json", "references.json"]
    assert [(one["notebook"], one["name"], one["parameters"]) for one in manifest["runs"]] == [
        ("example", "baseline", {}),
        ("papers/cells", "big", {"n": 4}),
        ("papers/cells", "small", {"n": 3}),
    ]


# --- a paper that is a notebook ------------------------------------------------------


@pytest.fixture(scope="module")
def cells(report):
    (paper,) = [node for node in iterate(list(report.blocks)) if identifier_of(node) == "paper-cells"]
    return paper


def test_cells_show_their_source_and_outputs_as_their_tags_say(cells):
    code = [node["c"][1] for node in iterate(cells) if node["t"] == "CodeBlock"]
    assert code == [
        "n = 3",
        "# Parameters\nn = 3",
        "HTML('<table onclick=\"x()\"><tr><th>head</th></tr><tr><td>body</td></tr></table>')",
        "n * 2",
        "'without' + '-output'",
        "print('first line\\nsecond line')",
        "first line\nsecond line",
        "Markdown('**bold** words [x](javascript:alert(1)) @nobody')",
    ]
    languages = {node["c"][1]: node["c"][0][1] for node in iterate(cells) if node["t"] == "CodeBlock"}
    assert (languages["n * 2"], languages["first line\nsecond line"]) == (["python"], [])
    text = stringify(cells)
    assert "without-output" not in text
    assert "without-cell" not in text
    assert "title: A notebook" not in text


def test_its_figures_and_tables_are_numbered_and_can_be_referred_to(cells):
    assert "Three times two is 6, as Figure 1 and Table 1 show" in stringify(cells)
    (figure,) = [node for node in iterate(cells) if node["t"] == "Figure"]
    (image,) = [node for node in iterate(figure) if node["t"] == "Image"]
    assert (identifier_of(figure), stringify(image["c"][1])) == ("cells-fig-line", "A line that rises.")
    assert stringify(figure["c"][1][1]) == "Figure 1. A line of one cell."
    (table,) = [node for node in iterate(cells) if node["t"] == "Table"]
    assert identifier_of(table) == "cells-tbl-frame"
    assert stringify(table["c"][1][1]) == "Table 1. A table of one cell."
    assert stringify(table["c"][4]).split() == ["body"]
    (value,) = [node for node in iterate(cells) if has_class(node, "value")]
    assert (stringify(value), attribute(value, "address")) == ("6", "#product")


def test_what_a_kernel_wrote_is_foreign_text(cells):
    outputs = [stringify(node) for node in iterate(cells) if has_class(node, "cell-output")]
    assert "bold words x @nobody" in outputs
    targets = [node["c"][2][0] for node in iterate(cells) if node["t"] == "Link"]
    assert not [target for target in targets if "javascript" in target]


def test_a_build_with_nothing_to_do_loads_nothing_heavy(workspace):
    """The unchanged workspace of every day is answered from the record."""
    heavy = ("papermill", "nbformat", "nbclient", "matplotlib", "pypandoc", "typst", "git", "segno", "urllib.request")
    code = (
        f"import sys; from forum.cli import run; run(['build', '--root', {str(workspace)!r}]); "
        f"print('LOADED', [name for name in {heavy!r} if name in sys.modules])"
    )
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout
