"""What a check remembers changes nothing of what it tells: after any edit the same as with nothing remembered."""

from __future__ import annotations

import datetime
import os
import random
import shutil
import signal
from pathlib import PurePosixPath

import pytest

from forum.citations import bibtex
from forum.citations.bibtex import cuts, parse_bib
from forum.citations.records import Source
from forum.citations.shelf_checks import check_references
from forum.commands.build import Options, build
from forum.commands.check import check, whole
from forum.stages import memory, shelved, shelving
from forum.stages.told import told_before
from tests.commands.edited_workspaces import BIB, BIBLIOGRAPHY, EDITS, OTHER, A, make

TODAY = datetime.date(2026, 11, 22)


def told(root, **options):
    return list(check(root, today=TODAY, **options).problems)


def afresh(root):
    """Return what a check tells that remembers nothing."""
    copy = root.with_name("afresh")
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".forum"))
    try:
        return told(copy)
    finally:
        shutil.rmtree(copy)


@pytest.fixture
def root(tmp_path):
    return make(tmp_path / "w")


@pytest.fixture(params=["small", "large"])
def size(request, monkeypatch):
    """Let files be cut, and read in part, and papers looked at by two processes, as only many are."""
    if request.param == "large":
        monkeypatch.setattr(bibtex, "_CHUNK", 2)
        monkeypatch.setattr(shelved, "_MANY", 1)
        monkeypatch.setattr(whole, "_MANY", 1)


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edits_the_same_is_told_as_with_nothing_remembered(root, size, seed):
    pick = random.Random(seed)
    for _ in range(4):
        found = told(root)
        assert found == told(root)
        assert found == afresh(root)
        for edit in pick.sample(EDITS, 2):
            edit(root, pick)


@pytest.mark.parametrize("number", range(len(EDITS)))
def test_each_edit_is_seen(root, number):
    told(root)
    EDITS[number](root, random.Random(number))
    assert told(root) == afresh(root)


def test_check_and_build_tell_the_same_of_papers(root):
    built = build(root, Options(formats=("html",))).problems
    papers = {(one.code, str(one.span), one.message) for one in built if one.span.path.suffix == ".md"}
    found = {(one.code, str(one.span), one.message) for one in told(root)}
    assert papers and papers <= found
    only = {code for code, place, _ in found - papers if ".md:" in place}
    assert only <= {"citation-typed", "claim-differs", "evidence-own", "footnote-undefined", "locator-outside"}


def test_where_nothing_changed_nothing_is_looked_at(root, monkeypatch):
    found = told(root)
    monkeypatch.setattr("forum.commands.check.whole.seen", None)
    assert told(root) == found
    assert {one.span.path for one in check(root, [root / A], today=TODAY).problems} == {PurePosixPath(A)}


def test_an_empty_folder_another_day_and_style_are_looked_at(root):
    told(root)
    (root / "recommendations/papers/z").mkdir()
    assert "paper-missing" in [one.code for one in told(root)]
    (root / BIBLIOGRAPHY).write_text(BIB + "@misc{late, title = {Later than that}, urldate = {2026-11-23}}\n")
    assert "date-future" in [one.code for one in told(root)]
    tomorrow = check(root, today=TODAY + datetime.timedelta(days=1)).problems
    assert "date-future" not in [one.code for one in tomorrow]
    assert len(told(root, style=True)) > len(told(root))


def test_a_picture_outside_the_usual_folders_is_looked_at(root):
    text = (root / A).read_text()
    (root / A).write_text(text.replace("figures/a.svg", "/pictures/a.svg"))
    assert "image-missing" in [one.code for one in told(root)]
    (root / "pictures").mkdir()
    (root / "recommendations/papers/a/figures/a.svg").rename(root / "pictures/a.svg")
    assert "image-missing" not in [one.code for one in told(root)]


@pytest.mark.parametrize("damage", [b"", b"x" * 100, None])
def test_a_memory_that_is_damaged_is_none(root, damage):
    found = told(root)
    files = list((root / memory.FOLDER).iterdir())
    assert {one.name for one in files} >= {"told", "papers", "references", "fronts"}
    for one in files:
        content = one.read_bytes()
        one.write_bytes(content[:-1] + bytes([content[-1] ^ 1]) if damage is None else damage)
    assert told(root) == found


def test_what_another_program_remembers_is_nothing(root, monkeypatch):
    told(root)
    monkeypatch.setattr(memory, "program", lambda: "another")
    assert told_before(root, f"{TODAY.isoformat()} False")[0] is None


# --- bibliographies ----------------------------------------------------------------------


def pieces(text):
    return [(one.start, one.key, one.fields, one.faults) for one in parse_bib(text).pieces if one.kind != "text"]


@pytest.mark.parametrize("seed", range(60))
def test_a_file_in_chunks_is_the_file(monkeypatch, seed):
    monkeypatch.setattr(bibtex, "_CHUNK", 1)
    pick = random.Random(seed)
    text = BIB + OTHER
    for _ in range(pick.randrange(6)):
        at = pick.randrange(len(text))
        sign = pick.choice(
            ['"', "{", "}", "@", "%", "\n", "\n@misc{x,\n", "@comment{", "@string{a = {b}}", ",", "(", "\\"]
        )
        text = text[:at] + sign + text[at + pick.randrange(3) :]
    starts = cuts(text)
    strings, found = {}, []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        chunk = parse_bib(text[start:end], strings)
        strings = chunk.strings
        found += [one for one in chunk.pieces if one.kind != "text"]
    whole = [one for one in parse_bib(text).pieces if one.kind != "text"]
    assert [(one.kind, one.key, [(f.name, f.text) for f in one.fields], len(one.faults)) for one in found] == [
        (one.kind, one.key, [(f.name, f.text) for f in one.fields], len(one.faults)) for one in whole
    ]


FILES = (
    Source(
        PurePosixPath("r.bib"),
        "@misc{a, title = {T}, pages = {9--3}, year = {2020}}\n@misc{b, title = {T}, date = {2020-13}}\n",
    ),
)


def shelved_by(root):
    one = shelving.Shelving(root, TODAY)
    one.add(FILES)
    return one


def found_in(one):
    one.shelf  # noqa: B018 (as soon as it is read)
    one.compare()
    return one.found


def test_other_processes_find_what_is_found_in_place(tmp_path, monkeypatch):
    (tmp_path / "forum.toml").touch()
    here = found_in(shelved_by(tmp_path))
    assert [one.code for one in here] == ["pages-descending", "date-impossible"]
    assert list(here) == list(check_references(FILES, TODAY))
    shutil.rmtree(tmp_path / ".forum")
    monkeypatch.setattr(shelving, "_MUCH", 10)
    assert found_in(shelved_by(tmp_path)) == here
    assert found_in(shelved_by(tmp_path)) == here  # remembered


@pytest.mark.parametrize("killed", ["reading", "comparing"])
def test_a_process_that_is_killed_costs_time_and_no_finding(tmp_path, monkeypatch, killed):
    monkeypatch.setattr(shelving, "_MUCH", 10)
    waiting = shelved_by(tmp_path)
    if killed == "reading":
        os.kill(waiting._aside[0][1].pid, signal.SIGKILL)
    waiting.compare()
    if killed == "comparing":
        os.kill(waiting._comparing.pid, signal.SIGKILL)
    assert [one.code for one in waiting.found] == ["pages-descending", "date-impossible"]
