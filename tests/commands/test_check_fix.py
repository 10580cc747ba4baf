"""``forum check --fix`` and ``--baseline`` on a workspace and on bare files."""

from __future__ import annotations

import json

import pytest

PAPER = "recommendations/papers/example/paper.md"
CELLS = "recommendations/papers/cells/paper.ipynb"
BIB = "recommendations/references.bib"
TWICE = """
@article{doe2031, author = {Doe, Jane}, title = {A work twice}, journal = {J}, year = {2021}, doi = {10.5555/x}}
@article{doe2031b, author = {Doe, Jane}, title = {A work twice}, journal = {J}, year = {2021}, doi = {10.5555/x}}
@article{roe2031, author = {Roe, Rick AND Poe, Ann}, title = {R &amp; D}, journal = {J}, year = {2021},
  doi = {https://doi.org/10.5555/y(z)}}
"""
CITING = "\n\nSee @Example2020, @doe2031b and [@{doe2031b}, p. 3], and @doi:10.5555/y(z). `@doe2031b` is code.\n"


@pytest.fixture
def untidy(workspace):
    """A workspace with mistakes that can be repaired, in a paper, a notebook and the bibliography."""
    with (workspace / BIB).open("a") as bib:
        bib.write(TWICE)
    with (workspace / PAPER).open("a") as paper:
        paper.write(CITING)
    text = (workspace / CELLS).read_text()
    (workspace / CELLS).write_text(text.replace("[@example2020]", "[@doe2031b]"))
    return workspace


def files(root):
    return {path: (root / path).read_bytes() for path in (PAPER, CELLS, BIB)}


def test_the_repairs_are_shown_and_made_and_none_is_left(untidy, forum):
    before = files(untidy)
    code, said = forum("check", "--root", untidy, "--fix", "--dry-run")
    assert code == 1 and files(untidy) == before
    assert f"--- a/{BIB}\n+++ b/{BIB}\n" in said and "-@article{doe2031b," in said
    assert "+See @example2020, @doe2031 and [@{doe2031}, p. 3], and @{doi:10.5555/y(z)}. `@doe2031b` is code." in said
    assert "forum check --fix would change 9 places in 3 files." in said
    code, said = forum("check", "--root", untidy, "--fix")
    assert code == 0, said
    assert f"fixed: {PAPER}: 4 places\n" in said and f"fixed: {CELLS}: 1 place\n" in said
    assert "[@doe2031]" in (untidy / CELLS).read_text()
    after = files(untidy)
    assert after[BIB].startswith(before[BIB].partition(b"\n@article{doe2031b")[0])
    code, said = forum("check", "--root", untidy, "--fix")
    assert (code, "fixed" in said, files(untidy)) == (0, False, after)


def test_json_has_the_repairs_too(untidy, forum):
    made = json.loads(forum("check", "--root", untidy, "--fix", "--dry-run", "--format", "json")[1])
    assert [(one["path"], one["places"], one["made"]) for one in made["repairs"]] == [
        (CELLS, 1, False),
        (PAPER, 4, False),
        (BIB, 4, False),
    ]


def test_only_the_files_that_are_named_are_repaired(untidy, forum):
    before = files(untidy)
    forum("check", "--fix", untidy / BIB)
    after = files(untidy)
    assert (after[PAPER], after[CELLS]) == (before[PAPER], before[CELLS])
    assert b"10.5555/y(z)" in after[BIB] and b"doi.org" not in after[BIB]
    assert b"doe2031b" in after[BIB]  # a text that is not checked may cite it


def test_line_ends_and_the_byte_order_mark_stay(tmp_path, forum, monkeypatch):
    monkeypatch.chdir(tmp_path)
    raw = b"\xef\xbb\xbf@misc{doe,\r\n  title = {R &amp; D},\r\n  note = {x},\n  doi = {doi:10.1000/x},\r\n}\r\n"
    (tmp_path / "r.bib").write_bytes(raw)
    assert forum("check", "--fix", "r.bib")[0] == 0
    assert (tmp_path / "r.bib").read_bytes() == raw.replace(b"&amp;", rb"\&").replace(b"doi:", b"")


def test_a_file_that_cannot_be_read_is_left_alone(tmp_path, forum, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.bib").write_bytes(b"@misc{doe, title = {Caf\xe9}, doi = {doi:10.1000/x}}")
    (tmp_path / "good.bib").write_text("@misc{doe, title = {T}, doi = {doi:10.1000/x}}\n")
    code, said = forum("check", "--fix", "bad.bib", "good.bib")
    assert code == 1 and "error[encoding]" in said
    assert (tmp_path / "bad.bib").read_bytes().count(b"doi:") == 1
    assert "doi:" not in (tmp_path / "good.bib").read_text()


def test_dry_run_alone_is_no_use(forum):
    code, said = forum("check", "--dry-run")
    assert (code, "--fix" in said) == (2, True)


# --- baseline ------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.bib").write_text("@misc{a, title = {One}, doi = {doi:10.1000/x}}\n@misc{a, title = {Two}}\n")
    (tmp_path / "p.md").write_text("See [@nobody] and [@nobody].\n")
    return tmp_path


def test_a_baseline_leaves_out_what_was_there_and_tells_what_is_new(old, forum):
    assert forum("check", "r.bib", "p.md")[0] == 1
    assert forum("check", "r.bib", "p.md", "--baseline", "base.json", "--write-baseline") == (
        0,
        "4 findings are in base.json now\n",
    )
    (old / "r.bib").write_text("% moved\n\n" + (old / "r.bib").read_text())
    (old / "p.md").write_text("Moved.\n\n" + (old / "p.md").read_text())
    assert forum("check", "r.bib", "p.md", "--baseline", "base.json") == (
        0,
        "no problems\n4 findings of base.json are left out.\n",
    )
    (old / "p.md").write_text("See [@nobody], [@nobody], [@nobody] and [@somebody].\n")
    code, said = forum("check", "r.bib", "p.md", "--baseline", "base.json")
    assert (code, said.count("error[citation-unknown]"), "2 errors\n" in said) == (1, 2, True)
    (old / "p.md").write_text("Nothing.\n")
    assert "2 of its findings are gone: write it again" in forum("check", "r.bib", "p.md", "--baseline", "base.json")[1]


def test_what_cannot_be_read_is_told_in_spite_of_a_baseline(old, forum):
    (old / "bad.bib").write_bytes(b"\xff\xfe\x00")
    forum("check", "bad.bib", "--baseline", "base.json", "--write-baseline")
    assert forum("check", "bad.bib", "--baseline", "base.json")[0] == 1


@pytest.mark.parametrize("content", [None, "", "[]", '{"findings": [{}]}', "{"])
def test_what_is_no_baseline_is_told(old, forum, content):
    if content is not None:
        (old / "base.json").write_text(content)
    code, said = forum("check", "r.bib", "--baseline", "base.json")
    assert (code, "base.json" in said, "--write-baseline" in said) == (2, True, True)


def test_a_baseline_needs_a_name(old, forum):
    assert forum("check", "r.bib", "--write-baseline")[0] == 2


# --- the page --------------------------------------------------------------------------------


def test_the_page_tells_where_each_reference_is_cited(workspace, forum):
    code, html = forum("check", "--root", workspace, "--format", "html")
    assert code == 0
    assert "Nothing was found." in html
    assert f"<li>{CELLS}: cell 1 line" in html and f"<li>{PAPER}: line" in html


def test_the_hint_says_what_the_repair_writes(tmp_path, forum, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.bib").write_text("@misc{doe, title = {T}, doi = {https://doi.org/10.1000/x.}}\n")
    _, said = forum("check", "r.bib", "--fix", "--dry-run")
    assert "+@misc{doe, title = {T}, doi = {10.1000/x}}" in said and "write 10.1000/x only" in said
    assert "forum check --fix would change 1 place in 1 file." in said
