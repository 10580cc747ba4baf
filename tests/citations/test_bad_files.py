"""Files that are no bibliographies: a diagnostic with its place, and the findings of the others.

Each line stands for what people send: tried for real, through the command, with another file
beside it whose finding has to come all the same.
"""

from __future__ import annotations

import resource
from pathlib import PurePosixPath

import pytest

from forum.commands.check import check
from forum.commands.check.references import bibliography_files
from forum.model import ForumSettings, Manifest
from forum.stages.bare import bare_workspace
from forum.stages.references import read_references

GOOD = "@misc{doe, title = {T}, pages = {9--3}}\n"
ENTRY = "@misc{{k{0}, title = {{T {0}}}, year = {{2020}}}}\n"
LAUGHS = "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

# name: content, the codes that are told, line and column of the first
BAD = {
    "binary.bib": (bytes(range(256)) * 50, ["encoding"], (2, 118)),
    "empty.bib": (b"", [], None),
    "utf16.bib": (GOOD.encode("utf-16"), ["encoding"], (1, 1)),
    "latin1.bib": ("% x\n@misc{a, title = {Caf\xe9}}".encode("latin-1"), ["encoding"], (2, 22)),
    "nul.bib": (b"@misc{a, title = {a\0b}, year = {2020}}", ["text-control"], (1, 20)),
    "nul in a key.bib": (b"@misc{a\0, title = {T}}", ["bib-unreadable"], (1, 7)),
    "open.bib": (b"@misc{a, title = {" + b"{" * 50_000, ["bib-unbalanced"], (1, 7)),
    "nested.bib": (b"@misc{a, title = {" + b"{" * 10_000 + b"x" + b"}" * 10_000 + b"}}", [], None),
    "first of 10,000.bib": (
        ("@misc{first, title = {T\n" + "".join(map(ENTRY.format, range(9_999)))).encode(),
        ["bib-unbalanced"],
        (1, 7),
    ),
    "cut.json": (b'[{"id": "a", "type": "book"},\n {"id": "b", "ti', ["field-missing", "json-syntax"], (1, 10)),
    "deep.json": (b"[" * 100_000, ["bib-unreadable"], (1, 1)),
    "laughs.yaml": (f"a: &a [x]\n{LAUGHS}references:\n- {{id: b, title: *i}}\n".encode(), ["yaml-syntax"], (1, 1)),
    "itself.yaml": (b"references: &a\n- {id: b, title: *a}\n", ["yaml-syntax"], (1, 1)),
    "norway.yaml": (b"- id: NO\n  type: book\n  title: A title\n", [], None),
    "twice.yaml": (b"- id: a\n  id: b\n", ["yaml-syntax"], (1, 1)),
    "broken.yaml": (b"references: [", ["yaml-syntax"], (1, 1)),
    "none.ipynb": (b"{ this is no JSON", ["notebook-not-json"], (1, 3)),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.bib").write_text(GOOD)
    return tmp_path


@pytest.mark.parametrize(("name", "raw", "codes", "place"), [(name, *rest) for name, rest in BAD.items()], ids=BAD)
def test_a_bad_file_costs_no_other_and_is_told_in_its_place(folder, name, raw, codes, place):
    (folder / name).write_bytes(raw)
    found = check(None, [folder / "good.bib", folder / name]).problems
    assert "pages-descending" in [one.code for one in found if one.span.path.name == "good.bib"]
    told = [one for one in found if one.span.path.name == name]
    assert [one.code for one in told] == codes
    assert place in [None, *((one.span.line, one.span.column) for one in told[:1])]
    assert all(one.hints and "\n" not in one.message for one in told)


def test_a_country_is_a_key_and_no_truth_value(folder):
    (folder / "norway.yaml").write_bytes(BAD["norway.yaml"][0])
    (folder / "paper.md").write_text("See [@NO].\n")
    found = check(None, [folder / "paper.md", folder / "norway.yaml"]).problems
    assert [one.code for one in found] == ["pages-descending"]  # of the other file


def test_the_entries_after_a_broken_one_are_all_there(folder):
    (folder / "first.bib").write_bytes(BAD["first of 10,000.bib"][0])
    (folder / "paper.md").write_text("See [@k0; @k9998; @first].\n")
    told = [one.message for one in check(None, [folder / "paper.md"]).problems if one.code == "citation-unknown"]
    assert told == ["no reference has the key @first"]


def test_a_file_of_a_hundred_megabytes_is_told_and_not_read(folder):
    with (folder / "huge.bib").open("wb") as huge:
        huge.truncate(100 * 2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = check(None, [folder / "good.bib", folder / "huge.bib"]).problems
    assert [(one.code, one.span.path.name) for one in found] == [
        ("pages-descending", "good.bib"),
        ("bib-too-large", "huge.bib"),
    ]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 2**10  # KiB


def test_a_file_that_vanishes_while_it_is_read_is_told(folder):
    """It is there when the folder is listed, and gone when it is opened."""
    (folder / "paper.md").write_text("See [@doe].\n")
    (folder / "gone.bib").write_text(GOOD)
    listed = bare_workspace(folder, [folder], Manifest(forum=ForumSettings(title="Files"))).value
    (folder / "gone.bib").unlink()
    read = read_references(listed)
    assert [(one.code, str(one.span.path)) for one in read.problems] == [("file-unreadable", "gone.bib")]
    assert "doe" in read.value.items
    assert [one.path for one in bibliography_files(listed)] == [PurePosixPath("good.bib")]
