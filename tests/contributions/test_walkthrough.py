"""The walk-through of docs/contributions.md: four universities, four forms, one conflict; resolved, undone, redone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_word_contributions import in_word, packed, tracked
from universities import PAPER, assert_whole, branch, edited, git, head, replacing, zipped

from forum.cli import run


def test_four_universities(forum: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def forum_(*arguments: str) -> str:
        code = run([arguments[0], "--root", str(forum), *arguments[1:]])
        said = capsys.readouterr()
        return f"{said.out}{said.err}exit {code}"

    # A writes on a branch; B sends a bundle, C a zip, D the Word file that was mailed to it.
    branch(forum, "uni-a/wording", replacing("nothing in it is a finding", "nothing in it is a result"))
    git(tmp_path, "clone", "-q", str(forum), "b")
    branch(tmp_path / "b", "source", replacing("a source says the", "one source says the"))
    git(tmp_path / "b", "bundle", "create", "-q", str(tmp_path / "source.bundle"), "main..source")
    stamp = json.dumps({"version": 1, "base": head(forum), "partner": "uni-c", "papers": ["example"]})
    sent = edited(forum, replacing("nothing in it is a finding", "nothing in it was found"))
    zipped({"forum-pack.json": stamp, PAPER: sent}, tmp_path / "finding.zip")
    inbox = tmp_path / "inbox/uni-d"
    inbox.mkdir(parents=True)
    (inbox / "example.docx").write_bytes(in_word(packed(forum), tracked))
    start = head(forum)

    told = forum_(
        "merge", "uni-a/wording", f"{tmp_path / 'source.bundle'}", f"{tmp_path / 'finding.zip'}", str(inbox.parent)
    )
    assert "3 merged, 1 conflict" in told
    text = (forum / PAPER).read_text()
    assert "is a result" in text
    assert "one source says" in text
    assert "A sentence from Word." in text

    assert "1 question left of 1" in forum_("resolve", "finding")
    assert "Merged finding as" in forum_("resolve", "finding", "--take", "theirs", "--note", "C has the source.")
    assert "nothing in it was found" in " ".join((forum / PAPER).read_text().split())

    assert "Taken back: operation 2" in forum_("undo")
    assert "nothing in it is a result" in " ".join((forum / PAPER).read_text().split())
    assert "Done again: operation 2" in forum_("undo", "--redo")
    log = forum_("log")
    for partner in ("uni-a", "uni-c", "uni-d"):
        assert partner in log
    assert "resolved" in log
    assert_whole(forum)

    forum_("undo")
    forum_("undo")
    assert head(forum) == start
    assert_whole(forum)
