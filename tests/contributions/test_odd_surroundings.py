"""Odd names, odd repositories, damaged files: told in words or taken, never obeyed, never a crash."""

from __future__ import annotations

import os
import random
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath

import pytest
from universities import ENVIRONMENT, PAPER, assert_whole, branch, edited, git, head, replacing, zipped

from forum import operations as log
from forum.cli import run
from forum.commands.merge import merge
from forum.commands.undo import undo
from forum.contributions.content import refused_content
from forum.contributions.values import Asked, Refused, State
from forum.diagnostics import UsageError
from forum.receiving.archives import read_zip

FINDING = replacing("is a finding", "is a result")
FOUND = replacing("is a finding", "was found")
STEERING = ("\x1b", "\u202e", "\u2028")


@pytest.mark.parametrize(
    "name", ["[red]a[b]", "a\x1b[31mb", "a\u2028b", "a\u202eb", "caf\udce9", "a#b", "jane@example.org: edited"]
)
def test_a_file_of_any_name_is_merged_shown_and_undone(
    forum: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = zipped({PAPER: edited(forum, FINDING)}, tmp_path / f"{name}.zip")
    before = head(forum)
    root = f"--root={forum}"

    assert run(["merge", "--guess", str(path), root]) == 0
    assert run(["log", "--operations", root]) == 0
    assert run(["undo", root]) == 0

    told = "".join(capsys.readouterr())
    assert not [sign for sign in STEERING if sign in told]
    assert (
        name.split("\x1b", maxsplit=1)[0]
        .split("\u2028", maxsplit=1)[0]
        .split("\u202e", maxsplit=1)[0]
        .split("\udce9", maxsplit=1)[0]
        in told
    )
    assert head(forum) == before
    assert_whole(forum)


@pytest.mark.parametrize("name", ["[/red]", "a\x1b[31mb", "a\u202eb", "- {id: x}", "!!python/object:os.system"])
def test_a_sender_of_any_name_is_shown_and_recorded(
    forum: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    git(forum, "checkout", "-q", "-b", "odd")
    (forum / PAPER).write_text(edited(forum, FINDING))
    environment = {**ENVIRONMENT, "GIT_AUTHOR_NAME": name}
    subprocess.run(["git", "commit", "-qam", "Odd"], cwd=forum, env=environment, check=True)
    git(forum, "checkout", "-q", "main")

    assert run(["merge", "odd", f"--root={forum}"]) == 0
    assert run(["log", f"--root={forum}"]) == 0

    told = capsys.readouterr().out
    assert not [sign for sign in STEERING if sign in told]
    assert told.count(name[:1]) >= 2
    assert log.operations(forum)
    assert_whole(forum)


def test_a_hook_or_alias_that_names_its_repository_does_not_lead_astray(
    forum: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch(forum, "uni-a/one", FINDING)
    git(tmp_path, "init", "-q", "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other/.git/index"))

    assert merge(forum, ["uni-a/one"]).value.count(State.MERGED) == 1

    assert not (tmp_path / "other/.git/index").exists()
    assert_whole(forum)


def test_a_branch_in_the_way_is_named_before_anything_happens(forum: Path) -> None:
    git(forum, "branch", "contrib")
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", FOUND)
    before = head(forum)

    with pytest.raises(UsageError, match="the branch contrib is in the way of contrib/uni-b/two"):
        merge(forum, ["uni-a/one", "uni-b/two"])

    assert head(forum) == before
    assert_whole(forum)


@pytest.mark.parametrize("lock", ["refs/heads/main.lock", "index.lock"])
def test_a_lock_of_gits_is_told_and_the_next_call_carries_on(
    forum: Path, capsys: pytest.CaptureFixture[str], lock: str
) -> None:
    branch(forum, "uni-a/one", FINDING)
    (forum / ".git" / lock).touch()
    assert run(["merge", "uni-a/one", f"--root={forum}"]) == 2
    assert "File exists" in capsys.readouterr().err

    (forum / ".git" / lock).unlink()

    assert run(["merge", "uni-a/one", f"--root={forum}"]) == 0
    assert "is a result" in (forum / PAPER).read_text()
    assert len(log.operations(forum)) == 1
    assert_whole(forum)


def test_two_commands_at_once_are_told_apart(forum: Path) -> None:
    with log.alone(forum), pytest.raises(UsageError, match="another command"), log.alone(forum):
        pass
    with log.alone(forum):  # whatever an ended command left there
        assert (forum / log.LOCK).exists()


def test_a_shallow_clone_can_be_merged_into(forum: Path, tmp_path: Path) -> None:
    git(forum, "commit", "-q", "--allow-empty", "-m", "More")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{forum}", "shallow")
    clone = tmp_path / "shallow"
    branch(clone, "uni-a/one", FINDING)

    assert merge(clone, ["uni-a/one"]).value.count(State.MERGED) == 1
    assert git(clone, "status", "--porcelain") == ""


def test_the_same_file_twice_in_one_call_is_merged_once(forum: Path, tmp_path: Path) -> None:
    sources = [str(zipped({PAPER: edited(forum, FINDING)}, tmp_path / name)) for name in ("a.zip", "b.zip")]
    (tmp_path / "b.zip").write_bytes((tmp_path / "a.zip").read_bytes())

    done = merge(forum, sources, Asked(guess=True)).value

    assert [one.state for one in done.results] == [State.MERGED, State.KNOWN]


def test_what_was_done_again_upon_a_later_commit_can_be_undone_again(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    merge(forum, ["uni-a/one"])
    undo(forum)
    (forum / "recommendations/more.md").write_text("More.\n")
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "More")
    undo(forum, redo=True)
    assert "is a result" in (forum / PAPER).read_text()

    undo(forum)

    assert "is a finding" in (forum / PAPER).read_text()
    assert_whole(forum)


def test_going_forward_over_what_others_have_needs_no_new_commit(forum: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(forum), "others.git")
    git(forum, "remote", "add", "origin", str(tmp_path / "others.git"))
    git(forum, "fetch", "-q", "origin")
    branch(forum, "uni-a/one", FINDING)
    merge(forum, ["uni-a/one"])
    merged = head(forum)
    undo(forum)

    assert not undo(forum, redo=True).value.reverted
    assert head(forum) == merged


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_zip_is_refused_wherever_the_damage_is(kind: int) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        archive.writestr(PAPER, "Words that are packed. " * 50)
    dice = random.Random(7)
    for _ in range(300):
        data = bytearray(stream.getvalue())
        for _ in range(dice.randint(1, 4)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            read_zip(bytes(data))
        except Refused as refused:
            assert refused.refusal.remedy


def test_mail_that_git_cannot_read_is_refused(forum: Path, tmp_path: Path) -> None:
    mail = tmp_path / "odd.patch"
    mail.write_bytes(
        b"From: a\nSubject: =?utf-8?q?a=00b?=\n\n---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"
    )

    (one,) = merge(forum, [str(mail)]).value.results

    assert one.refusal is not None
    assert one.refusal.rule == "mail-broken"


def test_a_string_that_never_ends_is_refused_at_once() -> None:
    """It took time that grows with the square of its length: hours for a file of the largest size."""
    refusal = refused_content(PurePosixPath("notebooks/a.ipynb"), b'{"a": "' + b'\\"' * 2_000_000)

    assert refusal is not None
    assert refusal.rule == "json-broken"


def test_what_is_no_file_in_an_inbox_is_refused_and_the_rest_is_taken(forum: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.zip").symlink_to(tmp_path / "nothing")
    os.mkfifo(inbox / "b.zip")
    zipped({PAPER: edited(forum, FINDING)}, inbox / "c.zip")

    done = merge(forum, [str(inbox)], Asked(guess=True)).value

    assert [one.refusal.rule if one.refusal else one.state for one in done.results] == [
        "file-kind",
        "file-unreadable",
        State.MERGED,
    ]
