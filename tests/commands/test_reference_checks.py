"""Checks of large bibliographies: on another core, remembered by content, the same as in place."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath

import pytest

from forum.citations.records import Source
from forum.commands import reference_checks
from forum.commands.reference_checks import references_checked

TODAY = datetime.date(2026, 11, 22)
FILES = (
    Source(
        PurePosixPath("r.bib"),
        "@misc{a, title = {T}, pages = {9--3}, year = {2020}}\n@misc{b, title = {T}, date = {2020-13}}\n",
    ),
)


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(reference_checks, "_MUCH", 10)


def stored(root):
    return list((root / ".forum/cache/stages/references").glob("*.json"))


def test_another_process_finds_what_is_found_in_place(tmp_path, large, monkeypatch):
    (tmp_path / "forum.toml").touch()
    aside = references_checked(tmp_path, FILES, TODAY)()
    assert [one.code for one in aside] == ["pages-descending", "date-impossible"]
    assert len(stored(tmp_path)) == 1
    remembered = references_checked(tmp_path, FILES, TODAY)()
    monkeypatch.setattr(reference_checks, "_MUCH", 10**9)
    assert references_checked(tmp_path, FILES, TODAY)() == aside == remembered


def test_another_day_another_text_and_another_scope_are_checked_again(tmp_path, large):
    (tmp_path / "forum.toml").touch()
    (one,) = FILES
    others = (
        Source(one.path, one.text + " "),
        Source(one.path, one.text, "paper"),
        Source(PurePosixPath("s.bib"), one.text),
    )
    for files in (FILES, *((other,) for other in others)):
        references_checked(tmp_path, files, TODAY)()
    references_checked(tmp_path, FILES, TODAY + datetime.timedelta(days=1))()
    assert len(stored(tmp_path)) == 5


def test_a_process_that_is_killed_costs_time_and_no_finding(tmp_path, large):
    waiting = references_checked(tmp_path, FILES, TODAY)
    (aside,) = [
        cell.cell_contents for cell in waiting.__closure__ if isinstance(cell.cell_contents, reference_checks._Aside)
    ]
    aside.process.kill()
    assert [one.code for one in waiting()] == ["pages-descending", "date-impossible"]
