"""A commit laid out as files: byte for byte, its links inside, and none of a forged name."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from lanterns import commit, git

from forum.diagnostics import UsageError
from forum.stages.editions import laid_out, repository


def test_files_and_links_are_those_of_the_commit_and_nothing_leads_out(root: Path) -> None:
    (root / "lines.txt").write_bytes(b"one\r\ntwo\n\x00\xff")
    secret = root.parent / "secret"
    secret.write_text("not ours")
    for name, target in {
        "inside": "lines.txt",
        "recommendations/up": "../lines.txt",
        "absolute": str(secret),
        "outside": "../secret",
        "loop": ".",
        "twisted": "loop/../../secret",
    }.items():
        (root / name).symlink_to(target)
    made = commit(root)
    (root / "lines.txt").write_text("edited since")
    with repository(root) as home, laid_out(home, made) as folder:
        assert (folder / "lines.txt").read_bytes() == b"one\r\ntwo\n\x00\xff"
        assert (
            (folder / "inside").read_bytes() == (folder / "recommendations/up").read_bytes() == b"one\r\ntwo\n\x00\xff"
        )
        assert [name for name in ("absolute", "outside", "twisted") if (folder / name).is_symlink()] == []
        there = folder
    assert not there.exists()


def forged(root: Path, name: bytes) -> str:
    """Return a commit whose tree holds a file of a name that git itself would not write."""

    def stored(kind: str, content: bytes) -> str:
        command = ["git", "hash-object", "--literally", "-t", kind, "-w", "--stdin"]
        return subprocess.run(command, cwd=root, input=content, capture_output=True, check=True).stdout.decode().strip()

    blob = stored("blob", b"forged")
    tree = stored("tree", b"100644 " + name + b"\0" + bytes.fromhex(blob))
    return git(root, "commit-tree", "-m", "forged", tree)


@pytest.mark.parametrize("name", [b"../../../forged", b"/tmp/forged-by-a-test", b"a/../../../../forged"])
def test_a_forged_name_is_refused_before_anything_is_written(root: Path, name: bytes) -> None:
    made = forged(root, name)
    refused = pytest.raises(UsageError, match="the commit has a file called")
    with refused, repository(root) as home, laid_out(home, made):
        pass
    assert list(root.parent.rglob("forged")) == []
    assert not Path("/tmp/forged-by-a-test").exists()
