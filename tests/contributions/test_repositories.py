"""Repositories of all kinds: SHA-256, partial clones, folders of other users, Git LFS; and modes of files."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from universities import ENVIRONMENT, PAPER, assert_whole, branch, edited, git, head, replacing, zipped

from forum.cli import run
from forum.commands.merge import merge
from forum.commands.resolve import resolve
from forum.commands.undo import undo
from forum.contributions.values import Asked, State
from forum.diagnostics import UsageError

FINDING = replacing("is a finding", "is a result")
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 1234567\n"


@pytest.fixture
def long_ids(forum: Path) -> Path:
    """A forum whose repository names its objects by SHA-256."""
    shutil.rmtree(forum / ".git")
    git(forum, "init", "-q", "-b", "main", "--object-format=sha256")
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "Start")
    return forum


def test_a_repository_of_sha256_takes_branches_zips_and_bundles_and_undoes(long_ids: Path, tmp_path: Path) -> None:
    before = head(long_ids)
    branch(long_ids, "uni-a/one", FINDING)
    branch(long_ids, "uni-b/two", replacing("title: An example of a paper", "title: A paper"))
    git(long_ids, "bundle", "create", "-q", str(tmp_path / "two.bundle"), "main..uni-b/two")
    git(long_ids, "branch", "-qD", "uni-b/two")
    new = {"recommendations/papers/example/figures/new.txt": "New.\n"}
    path = zipped({PAPER: (long_ids / PAPER).read_text(), **new}, tmp_path / "three.zip")

    report = merge(long_ids, ["uni-a/one", str(tmp_path / "two.bundle"), str(path)], Asked(guess=True)).value

    assert [one.state for one in report.results] == [State.MERGED] * 3, report.results
    text = (long_ids / PAPER).read_text()
    assert "is a result" in text and "title: A paper" in text
    assert len(head(long_ids)) == 64
    assert_whole(long_ids)
    undo(long_ids)
    assert head(long_ids) == before
    assert_whole(long_ids)


def test_a_conflict_in_a_repository_of_sha256_is_resolved(long_ids: Path) -> None:
    branch(long_ids, "uni-a/one", FINDING)
    branch(long_ids, "uni-b/two", replacing("is a finding", "was found"))

    report = merge(long_ids, ["uni-a/one", "uni-b/two"]).value
    assert [one.state for one in report.results] == [State.MERGED, State.CONFLICT]
    resolve(long_ids, "two", "theirs")

    assert "was found" in (long_ids / PAPER).read_text()
    assert "contrib" not in git(long_ids, "branch")
    assert_whole(long_ids)


def test_a_bundle_of_other_ids_is_refused(long_ids: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q", "-b", "main")
    git(other, "commit", "-q", "--allow-empty", "-m", "Other")
    git(other, "bundle", "create", "-q", str(tmp_path / "x.bundle"), "main")

    result = merge(long_ids, [str(tmp_path / "x.bundle")]).value.results[0]

    assert result.refusal is not None
    assert (result.refusal.rule, result.refusal.remedy) == ("bundle-kind", "send the files: as a zip or a folder")


def test_a_partial_clone_says_what_it_lacks_and_how_to_get_it(forum: Path, tmp_path: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    git(forum, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{forum}", str(clone))

    with pytest.raises(UsageError, match="partial clone") as told:
        merge(clone, ["origin/uni-a/one"])
    assert "git fetch --refetch --no-filter" in str(told.value)

    git(clone, "fetch", "-q", "--refetch", "--no-filter")
    assert merge(clone, ["origin/uni-a/one"]).value.results[0].state is State.MERGED
    assert_whole(clone)


def test_a_folder_of_another_user_is_told_in_words(
    forum: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    branch(forum, "uni-a/one", FINDING)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    assert run(["merge", "uni-a/one", f"--root={forum}"]) == 2
    told = capsys.readouterr().err
    assert "belongs to another user" in told
    assert f"git config --global --add safe.directory {forum}" in told

    settings = tmp_path / "gitconfig"
    environment = {**ENVIRONMENT, "GIT_CONFIG_GLOBAL": str(settings)}
    trust = ["git", "config", "--global", "--add", "safe.directory"]
    subprocess.run([*trust, "*"], env=environment, check=True)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert run(["merge", "uni-a/one", f"--root={forum}"]) == 0, capsys.readouterr()
    monkeypatch.delenv("GIT_TEST_ASSUME_DIFFERENT_OWNER")
    assert "is a result" in (forum / PAPER).read_text()


def test_what_git_lfs_keeps_is_refused_by_name(forum: Path, tmp_path: Path) -> None:
    path = "notebooks/data/large.bin"
    (forum / "notebooks/data").mkdir(exist_ok=True)
    (forum / path).write_text(POINTER)
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "Keep a large file")
    branch(forum, "uni-a/pointer", replacing("1234567", "7654321"), path)
    whole = zipped({PAPER: edited(forum, FINDING), path: b"the file itself"}, tmp_path / "whole.zip")

    for source in ("uni-a/pointer", str(whole)):
        refusal = merge(forum, [source], Asked(guess=True)).value.results[0].refusal
        assert refusal is not None
        assert (refusal.rule, refusal.where) == ("file-lfs", path)
    assert_whole(forum)


def test_a_link_in_an_inbox_that_leads_out_is_refused(forum: Path, tmp_path: Path) -> None:
    outside, inbox = tmp_path / "private", tmp_path / "inbox"
    (outside / "recommendations/papers/example").mkdir(parents=True)
    (outside / PAPER).write_text(edited(forum, FINDING))
    (outside / "paper.md").write_text("Private.\n")
    (inbox / "uni-a").mkdir(parents=True)
    (inbox / "folder").symlink_to(outside)
    (inbox / "uni-a/example.md").symlink_to(outside / "paper.md")
    (inbox / "uni-b").symlink_to(outside)

    results = merge(forum, [str(inbox)]).value.results

    assert {(one.refusal.rule, one.refusal.where) for one in results if one.refusal} == {
        ("file-kind", "folder"),
        ("file-kind", "example.md"),
        ("file-kind", "uni-b"),
    }
    assert all(one.state is State.REFUSED for one in results)
    assert_whole(forum)


@pytest.mark.parametrize(("take", "content"), [("theirs", b"\0theirs"), ("ours", b"\0ours")])
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_who_made_a_binary_executable_keeps_that_whichever_content_is_taken(
    forum: Path, take: str, content: bytes, side: str
) -> None:
    path = "notebooks/tool.bin"
    (forum / path).write_bytes(b"\0base")
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "Add a tool")
    git(forum, "checkout", "-q", "-b", "uni-a/tool")
    for turn, name in (("theirs", ""), ("ours", "main")):
        if name:
            git(forum, "checkout", "-q", name)
        (forum / path).write_bytes(b"\0" + turn.encode())
        (forum / path).chmod(0o755 if turn == side else 0o644)
        git(forum, "commit", "-qam", turn)

    assert merge(forum, ["uni-a/tool"]).value.results[0].state is State.CONFLICT
    resolve(forum, "tool", take)

    assert (forum / path).read_bytes() == content
    assert os.access(forum / path, os.X_OK)
    assert git(forum, "ls-tree", "HEAD", path).startswith("100755")
    assert_whole(forum)
