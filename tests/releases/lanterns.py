"""A fictional forum on lanterns: what its tests do to it."""

from __future__ import annotations

import os
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf

WHO = {
    **{f"GIT_{role}_NAME": "Cora Moss" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "cora@example.org" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_DATE": "2031-05-04T10:00:00Z" for role in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, env={**os.environ, **WHO})
    return done.stdout.decode().strip()


def commit(root: Path, message: str = "so far") -> str:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)
    return git(root, "rev-parse", "HEAD")


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def paper_of(root: Path) -> Path:
    return root / "recommendations/papers/example/paper.md"


def with_attachments(pdf: bytes, changed: dict[str, bytes | None]) -> bytes:
    """Return a PDF with other attachments, as a forger would make it; None takes one away."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        for name, content in changed.items():
            del opened.attachments[name]
            if content is not None:
                opened.attachments[name] = content
        made = BytesIO()
        opened.save(made)
    return made.getvalue()
