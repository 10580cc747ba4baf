"""What strangers may send: each trick by real git objects, real zips, real mails; each refused by rule and path."""

from __future__ import annotations

import shutil
import stat
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest
from universities import ENVIRONMENT, PAPER, assert_whole, branch, edited, git, head, replacing, zipped

from forum.commands.merge import merge
from forum.commands.settling import Result
from forum.contributions.values import Asked, State

ADDED = replacing("# Recommendations\n", "A paragraph of a stranger.\n\n# Recommendations\n")


def refused(forum: Path, source: object) -> Result:
    """Merge, and assert that nothing at all has happened."""
    before = head(forum), git(forum, "for-each-ref")
    (one,) = merge(forum, [str(source)], Asked(guess=True)).value.results
    assert (head(forum), git(forum, "for-each-ref")) == before
    assert_whole(forum)
    assert one.state is State.REFUSED, one
    assert one.refusal is not None
    assert one.refusal.remedy
    return one


def rule(one: Result) -> tuple[str, str]:
    assert one.refusal is not None
    return one.refusal.rule, one.refusal.where


def commit_with(folder: Path, rows: str, parent: str = "main") -> str:
    """Return a commit on top of main with rows of ``git ls-tree`` put in, whatever git itself thinks of them."""
    tree = git(folder, "ls-tree", parent)
    made = git(folder, "mktree", "--missing", stdin=f"{tree}\n{rows}\n".encode())
    return git(folder, "commit-tree", made, "-p", parent, "-m", "A trick")


def sent(forum: Path, tmp_path: Path, rows: str) -> Path:
    """Return a repository whose branch has the rows."""
    clone = tmp_path / "clone"
    if not clone.exists():
        git(tmp_path, "clone", "-q", str(forum), "clone")
    blob = git(clone, "hash-object", "-w", "--stdin", stdin=b"/etc/passwd")
    git(clone, "branch", "-f", "trick", commit_with(clone, rows.replace("BLOB", blob)))
    return clone


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("120000 blob BLOB\tnotes", ("file-kind", "notes")),
        (f"160000 commit {'1' * 40}\tmodule", ("file-kind", "module")),
        ("100644 blob BLOB\t.gitmodules", ("path-git", ".gitmodules")),
        ("100644 blob BLOB\taux.md", ("path-windows", "aux.md")),
        ("100644 blob BLOB\tRECOMMENDATIONS", ("path-alike", "RECOMMENDATIONS")),
        ('100644 blob BLOB\t"a\\nb.md"', ("path-characters", "a\\nb.md")),
    ],
)
def test_a_branch_with_a_trick_in_its_tree_is_refused(
    forum: Path, tmp_path: Path, rows: str, told: tuple[str, str]
) -> None:
    clone = sent(forum, tmp_path, rows)

    assert rule(refused(forum, f"{clone}#trick")) == told

    git(forum, "fetch", "-q", "--no-tags", str(clone), "trick:trick")  # as somebody might, by hand
    assert rule(refused(forum, "trick")) == told


def test_a_trick_in_an_earlier_commit_is_refused_although_it_is_gone_again(forum: Path, tmp_path: Path) -> None:
    clone = sent(forum, tmp_path, "120000 blob BLOB\tnotes")
    git(clone, "checkout", "-q", "trick")
    git(clone, "rm", "-q", "notes")
    (clone / PAPER).write_text(edited(clone, ADDED))
    git(clone, "commit", "-qam", "Hide it")

    assert rule(refused(forum, f"{clone}#trick")) == ("file-kind", "notes")


@pytest.mark.parametrize("name", [".git", ".GIT", "git~1", "..", "."])
def test_objects_that_git_itself_calls_unsound_are_refused(forum: Path, tmp_path: Path, name: str) -> None:
    """A tree that no checkout may see; ``git bundle`` sends it, and fetching from a bundle would not look."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(forum), "clone")
    blob = git(clone, "hash-object", "-w", "--stdin", stdin=b"#!/bin/sh\n")
    raw = f"100644 {name}".encode() + b"\0" + bytes.fromhex(blob)
    tree = git(clone, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)
    commit = git(clone, "commit-tree", tree, "-p", "main", "-m", "A trick")
    git(clone, "update-ref", "refs/heads/trick", commit)
    git(clone, "bundle", "create", "-q", str(tmp_path / "trick.bundle"), "main..trick")

    assert rule(refused(forum, tmp_path / "trick.bundle"))[0] in ("objects-unsound", "path-git", "path-outside")


def test_a_bundle_whose_pack_was_tampered_with_is_refused(forum: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(forum), "clone")
    branch(tmp_path / "clone", "more", ADDED)
    path = tmp_path / "more.bundle"
    git(tmp_path / "clone", "bundle", "create", "-q", str(path), "main..more")
    raw = bytearray(path.read_bytes())
    raw[-40] ^= 0xFF
    path.write_bytes(raw)

    assert rule(refused(forum, path))[0] == "objects-unsound"


def test_a_bundle_on_a_commit_that_is_not_here_says_what_to_ask_for(forum: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(forum), "clone")
    clone = tmp_path / "clone"
    branch(clone, "one", ADDED)
    git(clone, "checkout", "-q", "one")
    (clone / PAPER).write_text(edited(clone, replacing("is a finding", "is a result")))
    git(clone, "commit", "-qam", "Two")
    git(clone, "bundle", "create", "-q", str(tmp_path / "two.bundle"), "one~1..one")

    told = refused(forum, tmp_path / "two.bundle")
    assert rule(told)[0] == "bundle-needs"
    assert "does not have" in told.reasons[0]


def test_an_unrelated_history_is_refused(forum: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q", "-b", "main")
    (other / "x.md").write_text("x\n")
    git(other, "add", "-A")
    git(other, "commit", "-qm", "x")

    assert rule(refused(forum, f"{other}#main"))[0] == "base-unrelated"


@pytest.mark.parametrize("address", ["ext::sh -c touch% pwned", "--upload-pack=touch pwned", "http://127.0.0.1:9/x"])
def test_an_address_runs_nothing(forum: Path, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from forum.diagnostics import UsageError

    monkeypatch.chdir(tmp_path)
    try:
        refused(forum, address)
    except UsageError as unknown:
        assert "there is no file, folder or branch" in str(unknown)
    assert not (tmp_path / "pwned").exists()
    assert not (forum / "pwned").exists()


def test_hooks_filters_and_attributes_of_a_contribution_do_nothing(forum: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    hook = forum / ".git/hooks/reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
    hook.chmod(0o755)
    git(forum, "config", "merge.evil.driver", f"touch {mark}")
    git(tmp_path, "clone", "-q", str(forum), "clone")
    clone = tmp_path / "clone"
    git(clone, "checkout", "-q", "-b", "evil")
    (clone / "recommendations/.gitattributes").write_text("*.md merge=evil filter=evil\n")
    (clone / PAPER).write_text(edited(clone, ADDED))
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "Evil attributes")
    mark.unlink(missing_ok=True)

    (one,) = merge(forum, [f"{clone}#evil"], Asked(guess=True)).value.results

    assert one.state is State.HELD
    assert "recommendations/.gitattributes" in one.reasons[0]
    assert not mark.exists()


def test_a_notebook_is_not_run(forum: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    path = "notebooks/example.ipynb"
    old = (forum / path).read_text()
    new = old.replace('"source": [', f'"source": ["open({str(mark)!r}, \'w\')\\n",', 3)
    assert new != old
    sent_zip = zipped({path: new, "notebooks/sitecustomize.py": f"open({str(mark)!r}, 'w')\n"}, tmp_path / "n.zip")

    (one,) = merge(forum, [str(sent_zip)], Asked(guess=True)).value.results

    assert one.state is State.MERGED
    assert not mark.exists()


# --- zips ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../../outside.md", "path-outside"),
        ("/etc/cron.d/x", "path-outside"),
        ("recommendations\\papers\\x.md", "path-outside"),
        ("C:\\x.md", "path-outside"),
        (".git/hooks/post-checkout", "path-git"),
        ("recommendations/.git/config", "path-git"),
        ("recommendations/a\x07.md", "path-characters"),
    ],
)
def test_a_zip_with_a_path_that_leads_out_is_refused(forum: Path, tmp_path: Path, name: str, told: str) -> None:
    path = zipped({PAPER: edited(forum, ADDED), name: "x"}, tmp_path / "x.zip")

    assert rule(refused(forum, path))[0] == told


def test_a_zip_with_a_link_is_refused(forum: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("recommendations/papers/example/figure.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    assert rule(refused(forum, path)) == ("file-kind", "recommendations/papers/example/figure.png")


def test_a_zip_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(forum: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notebooks/data/zeros.csv", b"\0" * 49_000_000)

    assert rule(refused(forum, path)) == ("zip-ratio", "notebooks/data/zeros.csv")


def test_a_zip_that_lies_about_its_sizes_is_refused(forum: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notebooks/data/x.csv", b"1,2\n" * 400_000)
    raw = path.read_bytes()
    size = (1_600_000).to_bytes(4, "little")
    assert raw.count(size) == 2
    path.write_bytes(raw.replace(size, (10).to_bytes(4, "little")))

    assert rule(refused(forum, path))[0] in ("zip-broken", "zip-ratio")


def test_a_zip_with_too_many_members_is_refused(forum: Path, tmp_path: Path) -> None:
    path = zipped({f"notebooks/data/{number}.csv": "" for number in range(10_001)}, tmp_path / "x.zip")

    assert rule(refused(forum, path))[0] == "files-many"


def test_a_zip_that_has_a_name_twice_is_refused(forum: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "w") as archive:
        archive.writestr(PAPER, "one")
        archive.writestr(PAPER, "two")

    assert rule(refused(forum, path)) == ("zip-twice", PAPER)


@pytest.mark.parametrize("cut", [10, 200])
def test_a_zip_that_is_cut_off_is_refused(forum: Path, tmp_path: Path, cut: int) -> None:
    path = zipped({PAPER: edited(forum, ADDED)}, tmp_path / "x.zip")
    path.write_bytes(path.read_bytes()[:-cut])

    assert rule(refused(forum, path))[0] == "zip-broken"


def test_a_locked_zip_is_refused(forum: Path, tmp_path: Path) -> None:
    path = zipped({PAPER: edited(forum, ADDED)}, tmp_path / "x.zip")
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    path.write_bytes(raw)

    assert rule(refused(forum, path)) == ("zip-locked", PAPER)


@pytest.mark.parametrize("name", ["x.tar", "x.pdf", "x.doc", "x.html"])
def test_other_forms_are_refused_with_what_to_send_instead(forum: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"anything\n")

    told = refused(forum, tmp_path / name)
    assert rule(told)[0] == "form-unknown"
    assert told.refusal is not None
    assert ".docx" in told.refusal.remedy


# --- folders -------------------------------------------------------------------------


def test_a_folder_with_a_link_is_refused(forum: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sent/notebooks"
    folder.mkdir(parents=True)
    (folder / "secret.csv").symlink_to("/etc/passwd")

    assert rule(refused(forum, tmp_path / "sent")) == ("file-kind", "notebooks/secret.csv")


def test_a_folder_with_a_linked_folder_is_refused(forum: Path, tmp_path: Path) -> None:
    (tmp_path / "sent/notebooks").mkdir(parents=True)
    (tmp_path / "sent/notebooks/data").symlink_to("/etc", target_is_directory=True)

    assert rule(refused(forum, tmp_path / "sent")) == ("file-kind", "notebooks/data")


# --- mail ----------------------------------------------------------------------------

PATCH = """\
From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: Jane Doe <jane@example.org>
Date: Tue, 5 Jan 2027 10:00:00 +0100
Subject: [PATCH] A trick

---
diff --git a/{path} b/{path}
new file mode {mode}
--- /dev/null
+++ b/{path}
@@ -0,0 +1 @@
+/etc/passwd
--
2.39.0
"""


@pytest.mark.parametrize(
    ("path", "mode", "told"),
    [
        ("../outside.md", "100644", {"patch-unfit"}),
        (".git/hooks/post-merge", "100755", {"patch-unfit"}),
        ("/etc/cron.d/x", "100644", {"patch-unfit", "path-outside"}),
        ("notebooks/link", "120000", {"file-kind"}),
        ("notebooks/.g\u200cit/config", "100644", {"patch-unfit", "path-git"}),
    ],
)
def test_a_patch_with_a_path_that_leads_out_is_refused(
    forum: Path, tmp_path: Path, path: str, mode: str, told: set[str]
) -> None:
    (tmp_path / "x.patch").write_text(PATCH.format(path=path, mode=mode))

    assert rule(refused(forum, tmp_path / "x.patch"))[0] in told


def test_a_letter_without_a_patch_is_refused(forum: Path, tmp_path: Path) -> None:
    (tmp_path / "x.eml").write_text("From: Jane Doe <jane@example.org>\nSubject: Hello\n\nNo patch.\n")

    assert rule(refused(forum, tmp_path / "x.eml"))[0] == "mail-empty"


def test_a_patch_that_does_not_apply_says_so(forum: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(forum), "clone")
    branch(tmp_path / "clone", "one", ADDED)
    text = git(tmp_path / "clone", "format-patch", "-1", "--stdout", "one")
    text = text.replace(" # Recommendations", " # Something else").replace("index ", "index 1111111")
    (tmp_path / "x.patch").write_text(text + "\n")

    assert rule(refused(forum, tmp_path / "x.patch"))[0] == "patch-unfit"


@pytest.mark.parametrize(
    ("path", "content", "told"),
    [
        ("notebooks/example.ipynb", '{"cells": [], "cells": []}', "json-ambiguous"),
        ("notebooks/example.ipynb", '{"cells": [], "metadata": {"a": NaN}}', "json-ambiguous"),
        ("notebooks/data/deep.json", "[" * 100_000, "json-deep"),
        ("notebooks/laughs.params.yaml", "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "yaml-aliases"),
    ],
)
def test_files_that_grow_or_read_two_ways_are_refused(
    forum: Path, tmp_path: Path, path: str, content: str, told: str
) -> None:
    sent_zip = zipped({path: content, PAPER: edited(forum, ADDED)}, tmp_path / "x.zip")

    assert rule(refused(forum, sent_zip)) == (told, path)


def test_a_pack_that_is_larger_unpacked_than_it_says_is_gits_to_refuse(forum: Path, tmp_path: Path) -> None:
    broken = (
        b"# v2 git bundle\n" + head(forum).encode() + b" refs/heads/x\n\nPACK\0\0\0\x02\0\0\0\x01" + zlib.compress(b"x")
    )
    (tmp_path / "x.bundle").write_bytes(broken)

    assert rule(refused(forum, tmp_path / "x.bundle"))[0] == "objects-unsound"


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
def test_a_signature_is_checked_against_the_manifests_list_alone(forum: Path, tmp_path: Path) -> None:
    keys = {}
    for name in ("jane", "mallory"):
        keys[name] = tmp_path / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(keys[name])], check=True)
    public = keys["jane"].with_suffix(".pub").read_text()
    (forum / "allowed_signers").write_text(f"jane@example.org {public}")
    manifest = forum / "forum.toml"
    manifest.write_text(manifest.read_text() + '\n[contributions]\nallowed-signers = "allowed_signers"\n')
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "Signers")
    found = {}
    for name, edit in (("jane", ADDED), ("mallory", replacing("is a finding", "is a result"))):
        git(forum, "checkout", "-q", "-b", name, "main")
        (forum / PAPER).write_text(edited(forum, edit))
        options = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={keys[name]}")
        git(forum, *options, "commit", "-qaS", "-m", name)
        git(forum, "checkout", "-q", "main")
        (one,) = merge(forum, [name]).value.results
        assert one.received is not None
        found[name] = one.received.signature

    assert found["jane"] == "good, of jane@example.org"
    assert found["mallory"].startswith("BAD")
    assert ENVIRONMENT["GIT_CONFIG_NOSYSTEM"] == "1"
