"""Bad input: each gives a message with place, cause and remedy; the report is built, or the build stops cleanly."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from forum.commands.build import Options, build
from forum.commands.init import init

FRONT = "---\ntitle: %s\nkind: case-study\ntheme: example-theme\nauthors: [{person: example-author}]\n---\n\n"
RECOMMENDATION = (
    '::: {#rec-example .recommendation addressees="states" strength=strong certainty=high}\nStates should act.\n\n'
    "::: rationale\nWhy.\n:::\n\n::: evidence\n[@example2020]\n:::\n:::\n"
)
RESULT = "/notebooks/example.ipynb"

# What is wrong, the body of a paper that has it, and what is said: code, line and column.
OPEN = {
    "a label that no notebook has": (f"See [1]({RESULT}#nothing).", "label-unknown", 8, 5),
    "a figure that no notebook has": ("![A](/notebooks/none.ipynb#fig-a){#fig-a}", "notebook-unknown", 8, 2),
    "an image that is missing": ("![A](figures/none.png){#fig-a alt=x}", "image-missing", 8, 2),
    "an image that is none": ("![A](figures/text.png){#fig-a alt=x}", "image-unknown", 8, 2),
    "an image outside the workspace": ("![A](../../../../etc/passwd){#fig-a alt=x}", "image-outside", 8, 2),
    "a link out of the workspace": ("![A](figures/link.png){#fig-a alt=x}", "image-outside", 8, 2),
    "an image on the web": ("![A](https://example.org/a.png){#fig-a alt=x}", "image-remote", 8, 2),
    "an unknown reference": ("See [@nobody].", "citation-unknown", 8, 6),
    "an unknown cross-reference": ("See @fig-nothing.", "crossref-unknown", 8, 5),
    "a recommendation's id twice": (RECOMMENDATION, "recommendation-duplicate", 8, 6),
    "raw Typst": ("Text.\n\n```{=typst}\n#read(1)\n```\n", "raw-dropped", 10, 4),
    "raw HTML": ("Text <b>bold</b>.", "raw-dropped", 8, 6),
    "raw LaTeX": ("Text \\newpage more.", "raw-dropped", 8, 6),
    "a Typst attribute": ("A [word]{typst:text:fill='red'}.", "attribute-dropped", 8, 10),
    "an event attribute": ("A [word]{onclick='alert(1)'}.", "attribute-dropped", 8, 10),
    "a javascript link": ("A [link](javascript:alert(1)).", "link-scheme", 8, 10),
    "a link to nothing": ("A [link](#nothing).", "link-unknown", 8, 3),
    "TeX that cannot be converted": ("Here $\\nonsense{x}$.", "math-unreadable", 8, 7),
    "a glyph that no font has": ("A \u4e2d.", "glyph-missing", 8, 3),
    "a skipped heading level": ("# One\n\n### Three\n", "heading-skipped", 10, 1),
    "a block that does not begin": ("Text.\n::: note\nMore.\n:::\n", "div-not-opened", 9, 1),
    "an image without alternative text": ("![A](figures/good.svg){#fig-a}", "alt-missing", 8, 2),
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><path d="M0 40L60 0" stroke="#000"/></svg>'


def slug(what: str) -> str:
    return "".join(letter if letter.isalpha() else "-" for letter in what.lower()).strip("-")


@pytest.fixture(scope="module")
def every(built, tmp_path_factory):
    """Build a report that has all of them at once: what was said, by paper, and the folder."""
    root = shutil.copytree(built, tmp_path_factory.mktemp("bad") / "w")
    for what, (body, *_) in OPEN.items():
        folder = root / "recommendations/papers" / slug(what)
        (folder / "figures").mkdir(parents=True)
        (folder / "paper.md").write_text(FRONT % f"Z {what}" + body)
        (folder / "figures/text.png").write_text("no picture\n")
        (folder / "figures/good.svg").write_text(SVG)
        (folder / "figures/link.png").symlink_to("/etc/passwd")
    for name, old, new in (("person", "example-author", "nobody"), ("theme", "example-theme", "exampel-theme")):
        folder = root / "recommendations/papers" / f"an-unknown-{name}"
        folder.mkdir()
        (folder / "paper.md").write_text(FRONT.replace(old, new) % f"An unknown {name}" + "Text.\n")
    return root, build(root, Options())


@pytest.mark.parametrize(("what", "code", "line", "column"), [(what, *said[1:]) for what, said in OPEN.items()])
def test_what_is_wrong_in_a_paper_is_said_where_it_stands(every, what, code, line, column):
    _, outcome = every
    found = [one for one in outcome.problems if f"/{slug(what)}/" in str(one.span.path)]
    assert (code, line, column) in [(one.code, one.span.line, one.span.column) for one in found], found
    assert {one.code for one in found} == {code}
    assert all(one.hints for one in found)


@pytest.mark.parametrize(
    ("name", "line", "column", "hint"), [("person", 5, 12, "add it to"), ("theme", 4, 1, "did you mean")]
)
def test_names_that_nothing_declares_are_said(every, name, line, column, hint):
    found = [one for one in every[1].problems if one.code == f"{name}-unknown"]
    assert [(one.span.line, one.span.column) for one in found] == [(line, column)]
    assert hint in found[0].hints[0]


def test_the_report_is_built_all_the_same_and_lists_each_of_them(every):
    root, outcome = every
    assert sorted(outcome.value.outputs) == ["docx", "html", "pdf"]
    assert not {one.code for one in outcome.problems} & {"pdf-standard", "pdf-failed", "image-broken"}
    pages = "".join(page.read_text() for page in (root / "build/site").rglob("*.html"))
    listed = (root / "build/site/problems.html").read_text()
    for what in OPEN:
        assert f"papers/{slug(what)}/paper.md" in listed, what
    assert "passwd:" not in pages
    assert "root:x:" not in pages


def test_nothing_is_shown_that_was_dropped(every):
    """But in the list of problems, which quotes it."""
    pages = [every[0] / "build/site/papers" / f"{slug(what)}.html" for what in OPEN]
    papers = "".join(page.read_text() for page in pages)
    for word in ("#read(1)", "\\newpage", "javascript:", "onclick=", "alert(1)"):
        assert word not in papers, word


def test_strict_is_the_same_report_and_exit_code_1(every, forum):
    root, outcome = every
    pdf = outcome.value.outputs["pdf"].read_bytes()
    code, _ = forum("build", "--root", root)
    assert code == 0
    code, said = forum("build", "--root", root, "--strict")
    assert code == 1
    assert "Not built" not in said
    assert (root / "build/report.pdf").read_bytes() == pdf or "program" in str(build(root, Options()).value.reasons)


# --- what stops a build ------------------------------------------------------------------

EXAMPLE = "recommendations/papers/example/paper.md"
NOTEBOOK = "notebooks/example.ipynb"
PARAMETERS = "notebooks/example.params.yaml"


def replaced(old: str, new: str):
    return lambda text: text.replace(old, new, 1) if old in text else pytest.fail(f"no {old!r}")


def version_3(text: str) -> str:
    return json.dumps({**json.loads(text), "nbformat": 3})


# What is wrong, the file, what is done to it, and what is said: code and place.
STOPPING = {
    "YAML that does not parse": (EXAMPLE, replaced("kind: ", "kind: ]"), "yaml-syntax", f"{EXAMPLE}:3:7"),
    "a tab in YAML": (
        EXAMPLE,
        replaced("keywords: [example]", "keywords:\n\t- example"),
        "yaml-tab",
        f"{EXAMPLE}:10:1",
    ),
    "a tab in parameters": (PARAMETERS, lambda _: "sets:\n\tbaseline: {}\n", "yaml-tab", f"{PARAMETERS}:2:1"),
    "a manifest that does not parse": ("forum.toml", replaced("title = ", "title "), "toml-syntax", "forum.toml:4:7"),
    "a paper without front matter": (EXAMPLE, lambda _: "# Only text\n", "front-matter-missing", f"{EXAMPLE}:1:1"),
    "a parameter set that does not exist": (
        EXAMPLE,
        replaced("example.ipynb#mean", "example.ipynb?set=larg#mean"),
        "set-unknown",
        f"{EXAMPLE}:22:4",
    ),
    "a parameter that is not declared": (
        PARAMETERS,
        lambda _: "sets: {baseline: {sample: 5}}\n",
        "parameter-undeclared",
        f"{PARAMETERS}:1:19",
    ),
    "a notebook that is not JSON": (NOTEBOOK, lambda text: text[:-20], "notebook-not-json", NOTEBOOK),
    "a notebook of version 3": (NOTEBOOK, version_3, "notebook-version", f"{NOTEBOOK}:1:1"),
    "a cell's id twice": (
        NOTEBOOK,
        replaced('"id": "mean"', '"id": "draw"'),
        "cell-id-duplicate",
        f"{NOTEBOOK}:cell 5:1:1",
    ),
    "references that are no JSON": (
        "recommendations/references.json",
        lambda _: "[{]",
        "json-syntax",
        "recommendations/references.json:1:3",
    ),
    "a file that is not UTF-8": (
        EXAMPLE,
        lambda text: text.encode().replace(b"Question", b"\xe9"),
        "encoding",
        f"{EXAMPLE}:14:3",
    ),
}


@pytest.mark.parametrize(("path", "spoil", "code", "place"), STOPPING.values(), ids=STOPPING)
def test_what_cannot_be_read_stops_the_build_and_leaves_the_last_one(workspace, forum, path, spoil, code, place):
    before = (workspace / "build/report.pdf").read_bytes()
    file = workspace / path
    text = spoil(file.read_text() if file.exists() else "")
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    exit_code, said = forum("build", "--root", workspace)
    assert exit_code == 1, said
    assert f"error[{code}]" in said
    assert f"--> {place}" in said or f"{place}:" in said
    assert "hint:" in said
    assert "Not built. What was built before is untouched." in said
    assert (workspace / "build/report.pdf").read_bytes() == before


def test_two_papers_with_one_slug_stop_the_build(workspace, forum):
    folder = workspace / "recommendations/papers/example"
    shutil.copy(workspace / "recommendations/papers/cells/paper.ipynb", folder / "paper.ipynb")
    code, said = forum("build", "--root", workspace)
    assert code == 1
    assert "error[paper-slug-duplicate]: two papers have the slug example" in said


# --- what the environment lacks -------------------------------------------------------------


def test_no_manifest_is_exit_code_2_and_says_how_to_start(tmp_path, forum):
    code, said = forum("build", "--root", tmp_path)
    assert (code, "it has no forum.toml" in said, "hint: start one with: forum init DIR" in said) == (2, True, True)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_workspace_is_exit_code_2(tmp_path, forum):
    init(tmp_path / "w")
    shutil.rmtree(tmp_path / "w/recommendations/papers")
    code, said = forum("build", "--root", tmp_path / "w")
    assert (code, "it has no paper yet" in said, "forum new paper" in said) == (2, True, True)
    assert not (tmp_path / "w/build").exists()


def test_a_folder_that_cannot_be_written_is_exit_code_2(workspace, forum):
    """Where a folder should be there is a file: also root cannot make one."""
    shutil.rmtree(workspace / "build")
    (workspace / "build").write_text("in the way\n")
    code, said = forum("build", "--root", workspace)
    assert (code, "build cannot be made" in said, "hint: build writes into build/ and .forum/" in said) == (
        2,
        True,
        True,
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_workspace_is_exit_code_2(workspace, forum):
    shutil.rmtree(workspace / "build")
    workspace.chmod(0o500)
    try:
        assert forum("build", "--root", workspace)[0] == 2
    finally:
        workspace.chmod(0o700)
