"""Universities (fictional ones) that send something to a forum in a git repository of its own."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

PAPER = "recommendations/papers/example/paper.md"
PARTNERS = "".join(
    f'[[partner]]\nid = "{one}"\nname = "University {one[-1].upper()} (fictional)"\ncountry = "NL"\n\n'
    for one in ("uni-a", "uni-b", "uni-c", "uni-d")
)
ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Jane Doe",
    "GIT_AUTHOR_EMAIL": "jane@example.org",
    "GIT_COMMITTER_NAME": "Coordinator",
    "GIT_COMMITTER_EMAIL": "coordinator@example.org",
}


def git(folder: Path, *arguments: str, stdin: bytes | None = None) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=ENVIRONMENT, input=stdin, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8", "replace").strip()


Edit = Callable[[str], str]


def edited(forum: Path, edit: Edit, path: str = PAPER) -> str:
    """Return a file of the forum's as a university would send it."""
    text = (forum / path).read_text()
    assert edit(text) != text
    return edit(text)


def replacing(old: str, new: str) -> Edit:
    return lambda text: text.replace(old, new)


def branch(forum: Path, name: str, edit: Edit, path: str = PAPER) -> str:
    """Make a branch with one edit, and go back to main."""
    git(forum, "checkout", "-q", "-b", name, "main")
    (forum / path).write_text(edited(forum, edit, path))
    git(forum, "commit", "-qam", f"Edit for {name}")
    git(forum, "checkout", "-q", "main")
    return name


def zipped(files: Mapping[str, bytes | str], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def zip_bytes(files: Mapping[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def head(forum: Path) -> str:
    return git(forum, "rev-parse", "main")


def assert_whole(forum: Path) -> None:
    """Assert that the repository is sound, and that the files are what its branch says."""
    git(forum, "fsck", "--strict")
    assert git(forum, "status", "--porcelain") == ""
    assert not (forum / ".forum/operation.json").exists()
    assert not list((forum / ".forum").glob("merging/*"))
