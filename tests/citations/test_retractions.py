"""The snapshot of retractions, and what is told from it."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath

import pytest

from forum.citations.checks import collect
from forum.citations.records import Source
from forum.citations.retractions import from_retraction_watch, read_snapshot, retracted

HEAD = "Record ID,Title,RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason\n"
ROWS = """\
1,"A title, with a comma",6/16/2021 0:00,10.1000/notice,10.1000/BAD,123,Retraction,+Error
2,Two,1/2/2020 0:00,10.1000/n2,10.1000/worry,0,Expression of concern,
3,Three,1/2/2020 0:00,10.1000/n3,10.1000/fixed,0,Correction,
4,Four,1/2/2020 0:00,10.1000/n4,10.1000/back,0,Retraction,
5,Four,1/2/2021 0:00,10.1000/n5,10.1000/back,0,Reinstatement,
6,Six,,unavailable,unavailable,0,Retraction,
"""
SNAPSHOT = from_retraction_watch("\ufeff" + HEAD + ROWS, datetime.date(2026, 11, 1))


def told(text):
    collection = collect(iter([Source(PurePosixPath("r.bib"), text)]))
    return [(one.code, one.message) for one in retracted(collection, SNAPSHOT)]


def test_the_table_is_read_and_written():
    assert sorted(SNAPSHOT.notices) == ["doi:10.1000/bad", "doi:10.1000/worry", "pmid:123"]
    assert read_snapshot(SNAPSHOT.written()) == SNAPSHOT


def test_a_retracted_work_is_told_with_the_dates():
    ((code, message),) = told("@misc{a, title = {T}, doi = {10.1000/bad}}")
    assert code == "work-retracted"
    assert message == "this work was retracted on 2021-06-16 (10.1000/notice), as known on 2026-11-01"
    assert [code for code, _ in told("@misc{a, title = {T}, pmid = {123}}")] == ["work-retracted"]


def test_a_concern_is_a_warning_and_a_correction_nothing():
    assert [code for code, _ in told("@misc{a, title = {T}, doi = {10.1000/worry}}")] == ["work-concern"]
    assert told("@misc{a, title = {T}, doi = {10.1000/fixed}}") == []
    assert told("@misc{a, title = {T}, doi = {10.1000/back}}") == []


def test_a_record_that_says_it_is_left_alone():
    assert told("@misc{a, title = {T}, doi = {10.1000/bad}, note = {Retracted 16 June 2021.}}") == []


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\0", "[]"])
def test_another_table_is_refused(text):
    with pytest.raises(ValueError, match="OriginalPaperDOI"):
        from_retraction_watch(text, datetime.date(2026, 11, 1))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"imported": 1, "works": [1]}', '{"imported": "x", "works": {"a": [1]}}']
)
def test_another_file_is_no_snapshot(text):
    with pytest.raises(ValueError):
        read_snapshot(text)


def test_the_command_keeps_the_snapshot_in_the_workspace(tmp_path):
    from forum.commands.retractions import import_retractions
    from forum.diagnostics import UsageError

    (tmp_path / "table.csv").write_text(HEAD + ROWS)
    done = import_retractions(tmp_path, tmp_path / "table.csv", datetime.date(2026, 11, 1)).value
    assert (done.retracted, done.concerns) == (2, 1)
    assert read_snapshot((tmp_path / done.path).read_text()) == SNAPSHOT
    (tmp_path / "other.csv").write_text("a,b\n")
    for name in ("other.csv", "none.csv"):
        with pytest.raises(UsageError):
            import_retractions(tmp_path, tmp_path / name, datetime.date(2026, 11, 1))
