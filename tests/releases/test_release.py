"""``forum release`` on a real repository and a real build: refused with every reason, made whole, taken back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress

import pytest
from lanterns import commit, git, paper_of, replace_in

from forum.tools.pdf_attachments import attachments

FILES = {
    *("report.pdf", "report.docx", "site.zip", "recommendations.json", "references.json", "references.bib"),
    *("manifest.json", "CITATION.cff", ".zenodo.json", "NOTES.md", "SHA256SUMS"),
}


def digests(folder) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_every_reason_is_told_at_once_and_nothing_is_changed(root, forum):
    git(root, "tag", "v1.0")
    replace_in(root / "notebooks/example.params.yaml", "baseline: {}", "baseline: {samples: 120}")
    replace_in(root / "forum.toml", "[forum]", '[forum]\nversion = "2.0"')
    replace_in(paper_of(root), "[@example2020].", "[@example2021].")
    commit(root)
    (root / "notebooks/loose.txt").write_text("not committed")
    refs = git(root, "for-each-ref")
    code, said = forum("release", "0.9", "--final")
    assert code == 1
    for reason in (
        "error[citation-unknown]",
        "refused: 0.9 is not greater than 1.0, the last release",
        'refused: forum.toml says version = "2.0"',
        "refused: not committed: notebooks/loose.txt",
        "refused: 1 notebook run is out of date: example (baseline)",
        "refused: not final: example (draft)",
        "refused: the commit has",
        "Not released. Nothing was changed.",
    ):
        assert reason in said, reason
    assert said.count("hint") >= 7
    told = json.loads(forum("release", "0.9", "--format", "json")[1])
    assert (told["version"], told["edition"], told["folder"], told["tag"]) == (1, "0.9", None, "")
    assert "not committed: notebooks/loose.txt" in [one["what"] for one in told["refused"]]
    assert "citation-unknown" in [one["code"] for one in told["diagnostics"]]
    assert git(root, "for-each-ref") == refs
    assert not (root / "build").exists()


@pytest.mark.parametrize("version", ["v1.0", "one", "1.0+local", "1!1.0"])
def test_what_is_no_version_is_refused_with_what_to_write(forum, version):
    code, said = forum("release", version)
    assert code == 1
    assert "   = hint: write" in said


def test_a_release_is_whole_and_can_be_taken_back_and_done_again(root, forum):
    said = forum("release", "1.0", "--dry-run")[1]
    assert "Would release 1.0" in said
    assert not (root / "build").exists()
    code, said = forum("release", "1.0")
    assert code == 0, said
    assert "warning: not final: example (draft)" in said
    folder = root / "build/release/1.0"
    assert {path.name for path in folder.iterdir()} == FILES
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    attached = attachments((folder / "report.pdf").read_bytes())
    assert attached["manifest.json"] == (folder / "manifest.json").read_bytes()
    manifest = json.loads(attached["manifest.json"])
    assert (manifest["edition"], manifest["commit"]) == ("1.0", git(root, "rev-parse", "HEAD")[:12])
    assert "site/index.html" in zipfile.ZipFile(folder / "site.zip").namelist()
    told = git(root, "cat-file", "tag", "v1.0")
    assert (folder / "SHA256SUMS").read_text().strip() in told
    assert git(root, "status", "--porcelain") == ""
    assert "refused: 1.0 was released already" in forum("release", "1.0")[1]
    assert forum("undo")[0] == 0
    assert git(root, "tag") == ""
    assert forum("undo", "--redo")[0] == 0
    assert git(root, "cat-file", "tag", "v1.0") == told


def test_the_notes_tell_what_changed_since_the_last_release(root, forum):
    assert forum("release", "1.0")[0] == 0
    replace_in(paper_of(root), "Authors should replace", "Authors must replace")
    replace_in(paper_of(root), "status: draft", "status: final")
    commit(root)
    assert forum("release", "1.1", "--final")[0] == 0
    notes = (root / "build/release/1.1/NOTES.md").read_text()
    assert "- `rec-example` (reworded)\n  - Authors ~~should~~**must** replace this example" in notes
    assert "status: draft → final" in notes
    assert (root / "build/release/1.0/report.pdf").exists()


def test_another_clone_with_the_same_results_makes_the_same_bytes(root, forum, tmp_path):
    assert forum("release", "1.0")[0] == 0
    git(root, "tag", "-d", "v1.0")
    clone = tmp_path / "elsewhere" / "and deeper"
    git(tmp_path, "clone", "-q", str(root), str(clone))
    shutil.copytree(root / ".forum/cache/runs", clone / ".forum/cache/runs")
    code, said = forum("release", "1.0", at=clone)
    assert code == 0, said
    assert digests(clone / "build/release/1.0") == digests(root / "build/release/1.0")


def test_a_branch_that_lacks_commits_of_its_upstream_is_not_released(root, forum, tmp_path):
    git(tmp_path, "clone", "-q", str(root), str(tmp_path / "clone"))
    (root / "README.md").write_text("Later.\n")
    commit(root)
    git(tmp_path / "clone", "fetch", "-q")
    said = forum("release", "1.0", at=tmp_path / "clone")[1]
    assert "refused: the branch lacks 1 commit of its upstream\n   = hint: git pull" in said


def test_a_tag_that_a_remote_has_is_not_taken_back(root, forum, tmp_path):
    git(tmp_path, "clone", "-q", "--bare", str(root), str(tmp_path / "hub.git"))
    git(root, "remote", "add", "hub", str(tmp_path / "hub.git"))
    assert forum("release", "1.0")[0] == 0
    git(root, "push", "-q", "hub", "v1.0")
    code, said = forum("undo")
    assert (code, git(root, "tag")) == (2, "v1.0")
    assert "the tag v1.0 is at hub: others may have it\n  hint: release a greater version instead" in said
    git(root, "push", "-q", "hub", ":v1.0")
    git(root, "remote", "set-url", "hub", str(tmp_path / "gone.git"))
    assert "whether a remote has the tag v1.0 cannot be told" in forum("undo")[1]
    git(root, "remote", "remove", "hub")
    assert forum("undo")[0] == 0
    assert git(root, "tag") == ""


def test_a_tag_is_signed_where_git_is_set_up_so(root, forum, tmp_path):
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("tag.gpgSign", "true")):
        git(root, "config", name, value)
    code, said = forum("release", "1.0")
    assert code == 0, said
    assert "(signed)" in said
    assert "-----BEGIN SSH SIGNATURE-----" in git(root, "cat-file", "tag", "v1.0")
    git(root, "config", "user.signingKey", str(tmp_path / "none"))
    commit_now = git(root, "for-each-ref")
    code, said = forum("release", "1.1")
    assert code == 2
    assert "git cannot make the tag" in said
    assert git(root, "for-each-ref") == commit_now
    assert not (root / "build/release/1.1").exists()


def test_a_workspace_without_a_repository_is_told_what_it_needs(root, forum):
    shutil.rmtree(root / ".git")
    assert forum("release", "1.0")[0] == 2


def test_a_release_that_is_killed_leaves_no_tag_or_all_of_it(root, forum):
    arguments = [sys.executable, "-m", "forum", "release", "1.0", "--root", str(root)]
    start = time.monotonic()
    assert subprocess.run([*arguments, "--dry-run"], check=True, capture_output=True).returncode == 0
    whole = time.monotonic() - start
    for part in range(1, 6):
        running = subprocess.Popen(arguments, stdout=-3, stderr=-3, start_new_session=True)
        with suppress(subprocess.TimeoutExpired):
            running.wait(whole * part / 5)
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        folder = root / "build/release/1.0"
        if git(root, "tag"):
            forum("log")  # whoever comes next completes what was cut off
        if folder.exists():
            assert {path.name for path in folder.iterdir()} == FILES
            subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
        assert folder.exists() or not git(root, "tag")
        assert git(root, "status", "--porcelain") == ""
        forum("undo")
        assert git(root, "tag") == ""
    code, said = forum("release", "1.0")
    assert code == 0, said
    assert list((root / ".forum/editions").iterdir()) == []
    assert [path.name for path in (root / "build/release").iterdir()] == ["1.0"]
