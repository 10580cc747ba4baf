"""``forum verify``: a release proves itself; whatever somebody changed in it, is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from lanterns import commit, git, paper_of, replace_in, with_attachments

from forum.cli import run
from forum.documents.canonical import digest
from forum.tools.pdf_attachments import attachments

PDF = "build/release/1.0/report.pdf"


@pytest.fixture
def verify(root, capsys, tmp_path, monkeypatch):
    """Return a function that verifies a PDF from within the workspace: exit code, and what was printed."""

    def called(pdf: Path | bytes, *arguments: str, at: Path | None = None) -> tuple[int, str]:
        if isinstance(pdf, bytes):
            (tmp_path / "given.pdf").write_bytes(pdf)
            pdf = tmp_path / "given.pdf"
        monkeypatch.chdir(at or root)
        capsys.readouterr()
        code = run(["verify", str(pdf), *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return called


@pytest.fixture
def released(root, forum) -> Path:
    code, said = forum("release", "1.0")
    assert code == 0, said
    return root / PDF


def rows(pdf: bytes) -> dict:
    return json.loads(attachments(pdf)["recommendations.json"])


def test_a_release_is_proved_from_its_words_to_its_bytes(released, verify, root):
    before = git(root, "status", "--porcelain"), git(root, "for-each-ref")
    code, said = verify(released, "--rebuild")
    assert code == 0, said
    assert "\nversion  1.0\ncommit   " in said
    for proved in (
        "1 recommendation: digests are those of texts, addressees and strengths",
        "10 of the 10 files that the SHA256SUMS beside it lists are here, and as it says",
        "2031-05-04 is the date of its commit",
        "is here, in the history of v1.0",
        "files that it was made from: all are those of the commit, and none is missing",
        "1 recommendation: words, grades and positions are those of the commit",
        "1 reference: every field is that of the commit",
        "2 notebook runs: results are those that are stored here",
        "the tag v1.0 names the commit",
        "the tag v1.0 names the SHA-256 of this very file",
        "built again from the commit by forum",
    ):
        assert proved in said, proved
    assert "noted   the tag v1.0 is not signed" in said
    assert said.endswith("All of its 13 claims are proved.\n")
    assert (git(root, "status", "--porcelain"), git(root, "for-each-ref")) == before


def test_a_fresh_clone_proves_all_but_results_that_it_does_not_have(released, verify, root, tmp_path):
    git(tmp_path, "clone", "-q", str(root), str(tmp_path / "clone"))
    shutil.copy(released, tmp_path / "alone.pdf")
    code, said = verify(tmp_path / "alone.pdf", "--rebuild", at=tmp_path / "clone")
    assert code == 1
    assert "unproved  results of 2 of 2 notebook runs are not stored here" in said
    assert "unproved  not built again: results of 2 notebook runs are not stored here" in said
    assert "Of its claims 2 could not be proved here, 10 are proved." in said
    assert "differs" not in said


def test_without_a_workspace_only_what_it_says_of_itself_is_told(released, verify, tmp_path):
    shutil.copy(released, tmp_path / "alone.pdf")
    code, said = verify(tmp_path / "alone.pdf", at=tmp_path)
    assert code == 1
    assert "unproved  its commit, files, words and results were held against nothing: there is no workspace" in said
    assert "Of its claims 1 could not be proved here, 2 are proved." in said
    assert verify(released, "--root", str(tmp_path / "nowhere"), at=tmp_path)[0] == 2


def test_another_repository_does_not_know_the_commit(released, verify, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "forum.toml").write_text('[forum]\ntitle = "Other"\n')
    git(other, "init", "-q")
    commit(other)
    said = verify(released, at=other)[1]
    assert "is not in this repository" in said
    assert "hint: git fetch --all --tags; or run it in another clone" in said


def test_a_forged_recommendation_is_told_word_by_word(released, verify):
    pdf = released.read_bytes()
    listed = rows(pdf)
    one = listed["recommendations"][0]
    one["text"] = one["text"].replace("should", "must never")
    broken = with_attachments(pdf, {"recommendations.json": json.dumps(listed).encode()})
    code, said = verify(broken)
    assert code == 1
    assert "differs  digests of recommendations are not those of their words\n           rec-example" in said
    one["digest"] = digest(one["text"], one["addressees"], one["strength"])
    code, said = verify(with_attachments(pdf, {"recommendations.json": json.dumps(listed).encode()}), "--rebuild")
    assert code == 1
    assert "differs  recommendations are not those of the commit" in said
    assert "Authors [-should-]{+must never+} replace" in said
    assert "the tag v1.0 names the digests of other files" in said
    assert "recommendations.json differs" in said


def test_forged_grades_references_results_and_dates_are_told(released, verify):
    pdf = released.read_bytes()
    listed, files = rows(pdf), attachments(pdf)
    listed["recommendations"][0]["certainty"] = "high"
    references = json.loads(files["references.json"])
    references[0]["title"] = "Another"
    manifest = json.loads(files["manifest.json"])
    manifest["runs"][0]["result"] = "0" * 64
    manifest["date"], manifest["notice"] = "2031-05-05", "Adopted by all States."
    del manifest["inputs"]["recommendations/people.yaml"]
    manifest["inputs"]["recommendations/references.bib"] = "sha256:0"
    forged = {"recommendations.json": listed, "references.json": references, "manifest.json": manifest}
    code, said = verify(with_attachments(pdf, {name: json.dumps(one).encode() for name, one in forged.items()}))
    assert code == 1
    for told in (
        "rec-example: certainty is low in the commit, high in the PDF",
        "@example2020: title",
        "gave another result here",
        "the PDF says 2031-05-05, the commit is of 2031-05-04",
        "notice: “Working draft.",
        "recommendations/people.yaml is in the commit, and the PDF was made without it",
        "recommendations/references.bib has other content in the commit",
    ):
        assert told in said, told


def test_pages_are_not_vouched_for_by_what_is_attached(released, verify, root):
    git(root, "tag", "-d", "v1.0")
    forged = released.read_bytes() + b"\n% more pages\n"
    code, said = verify(forged)
    assert code == 1
    assert "unproved  its pages: whether they print what is attached was not looked at" in said
    assert "hint: --rebuild compares every byte" in said
    assert "what is attached is the same; the pages differ" in verify(forged, "--rebuild")[1]
    assert verify(released, "--rebuild")[0] == 0


def test_a_build_of_what_was_not_committed_is_found_out(verify, root, forum):
    replace_in(paper_of(root), "Authors should replace", "Authors must replace")
    assert forum("build", "--to", "pdf")[0] == 0
    code, said = verify(root / "build/report.pdf")
    assert code == 1
    assert "recommendations/papers/example/paper.md has other content in the commit" in said
    assert "Authors [-should-]{+must+} replace" in said
    commit(root)
    assert forum("build", "--to", "pdf", "--paper", "example")[0] == 0
    code, said = verify(root / "build/papers/example/report.pdf", "--rebuild")
    assert code == 0, said


def test_a_tag_that_was_moved_is_found_out(released, verify, root):
    (root / "README.md").write_text("Later.\n")
    commit(root)
    git(root, "tag", "--force", "v1.0")
    code, said = verify(released)
    assert code == 1
    assert "the tag v1.0 names another commit" in said


def test_a_signature_is_told_with_who_vouches_for_it(verify, root, forum, tmp_path):
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("tag.gpgSign", "true")):
        git(root, "config", name, value)
    assert forum("release", "1.0")[0] == 0
    code, said = verify(root / PDF)
    assert code == 1
    assert "unproved  the tag v1.0 is signed by a key that is not known here" in said
    public = key.with_suffix(".pub").read_text()
    (root / "signers").write_text(f"cora@example.org {public}")
    (root / "forum.toml").write_text(
        (root / "forum.toml").read_text() + '\n[contributions]\nallowed-signers = "signers"\n'
    )
    code, said = verify(root / PDF)
    assert code == 0, said
    assert "proved  the tag v1.0 is signed by cora@example.org" in said
    content = git(root, "cat-file", "tag", "v1.0").replace("Working draft", "Adopted text")
    forged = subprocess.run(
        ["git", "hash-object", "-t", "tag", "-w", "--stdin"],
        cwd=root,
        input=f"{content}\n".encode(),
        stdout=-1,
        check=True,
    ).stdout.decode()
    git(root, "update-ref", "refs/tags/v1.0", forged.strip())
    code, said = verify(root / PDF)
    assert code == 1
    assert "the signature of the tag v1.0 is not of its words" in said


def test_json_has_every_claim(released, verify):
    code, said = verify(released, "--format", "json")
    told = json.loads(said)
    assert (code, told["version"], told["verdict"], told["edition"]) == (0, 1, "proved", "1.0")
    assert {one["verdict"] for one in told["claims"]} == {"proved", "noted"}


# --- files that are no report -------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda _: b"", "the file is no PDF"),
        (lambda _: os.urandom(2000), "the file is no PDF"),
        (lambda _: b"%PDF-1.7\n" + b"(" * 5000, "the PDF is broken"),
        (lambda pdf: pdf[: len(pdf) // 2], "PDF"),
        (
            lambda pdf: with_attachments(pdf, {"manifest.json": None}),
            "the PDF carries no manifest.json: it has recommend",
        ),
        (lambda pdf: with_attachments(pdf, {"manifest.json": b"{"}), "the attached manifest.json cannot be read"),
        (lambda pdf: with_attachments(pdf, {"references.json": b"[" * 100_000}), "references.json cannot be read"),
        (lambda pdf: with_attachments(pdf, {"references.json": b"0" * 70_000_000}), "has more attached to it"),
    ],
)
def test_what_is_no_report_is_told_and_harms_nothing(released, verify, make, said):
    code, told = verify(make(released.read_bytes()))
    assert code == 2
    assert said in told
    assert "hint:" in told


def test_names_in_a_hostile_file_lead_nowhere_and_steer_no_terminal(released, verify, tmp_path):
    pdf = released.read_bytes()
    manifest = json.loads(attachments(pdf)["manifest.json"])
    manifest["commit"] = "--output=/tmp/x"
    manifest["title"] = "\x1b[31mred"
    manifest["inputs"]["../../etc/passwd"] = "sha256:0"
    hostile = with_attachments(pdf, {"manifest.json": json.dumps(manifest).encode()})
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  ../../../etc/passwd\n{'0' * 64}  given.pdf\n")
    code, said = verify(hostile)
    assert code == 1
    assert "\x1b" not in said
    assert "the commit --output=/tmp/x is not in this repository" in said


def test_a_commit_that_was_only_sent_is_not_one_of_the_forum(verify, root, forum):
    git(root, "switch", "-qc", "contrib/somebody")
    replace_in(paper_of(root), "Authors should replace", "Authors must replace")
    commit(root)
    assert forum("build", "--to", "pdf")[0] == 0
    git(root, "switch", "-q", "main")
    code, said = verify(root / "build/report.pdf", "--rebuild")
    assert code == 1
    assert "is here, but neither in the branch that is checked out nor in a release" in said
    assert "nothing is built that the forum has not taken" in said
    assert "built again" not in said.replace("not built again", "")


def test_positions_are_those_of_the_commit(verify, root, forum):
    arguments = ("endorse", "--person", "example-author", "--mandate", "the board")
    assert forum("position", "set", "rec-example", *arguments)[0] == 0
    commit(root)
    assert forum("build", "--to", "pdf")[0] == 0
    pdf = (root / "build/report.pdf").read_bytes()
    assert rows(pdf)["recommendations"][0]["positions"]["decision"] == "agreed"
    assert verify(pdf, "--rebuild")[0] == 0
    listed = rows(pdf)
    listed["recommendations"][0]["positions"] |= {"decision": "not-agreed"}
    said = verify(with_attachments(pdf, {"recommendations.json": json.dumps(listed).encode()}))[1]
    assert "rec-example: how it stands differs (commit: agreed, PDF: not-agreed)" in said
    replace_in(paper_of(root), "Authors should replace", "Authors must replace")
    commit(root)
    stale = "  rec-example\n    Example University (fictional): endorse, stale: the words have changed since\n"
    assert stale in forum("diff", "HEAD~1..HEAD")[1]
    assert verify(pdf, "--rebuild")[0] == 0
