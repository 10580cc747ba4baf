"""Picture files of papers: inside the workspace, truly pictures, in a type that every format takes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from forum.documents.manuscript import Manuscript
from forum.documents.results import Trouble, pictures_in
from forum.model import Media

_KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def find_pictures(
    root: Path, manuscripts: Mapping[str, Manuscript]
) -> dict[tuple[str, str], tuple[Media, ...] | Trouble]:
    """Return, for each document and image target, the file or why it cannot be shown."""
    return {
        (slug, target): find_picture(root, manuscript.places.start.path, target)
        for slug, manuscript in manuscripts.items()
        for target in pictures_in(manuscript)
    }


def find_picture(root: Path, document: PurePosixPath, target: str) -> tuple[Media, ...] | Trouble:
    """Return the picture that a document names: relative to itself, or from the workspace's root."""
    if "://" in target:
        return Trouble(
            "image-remote", f"the picture {target} is not fetched", ("put a copy into the paper's figures/",)
        )
    name = unquote(target)
    path = root / name.lstrip("/") if name.startswith("/") else root / document.parent / name
    try:
        real = path.resolve()
        if not real.is_relative_to(root.resolve()):
            hint = "put a copy into the paper's figures/"
            return Trouble("image-outside", f"the picture {target} lies outside the workspace and is not read", (hint,))
        if not real.is_file():
            return Trouble("image-missing", f"there is no picture {target}", (_where(path, root),))
        mime = kind_of(real)
    except (OSError, ValueError) as unread:
        return Trouble("image-unreadable", f"the picture {target} cannot be read: {unread}")
    if not mime:
        hint = "save it as SVG, PNG or JPEG"
        return Trouble("image-unknown", f"{target} is no picture of a known type", (hint,))
    return (Media(mime, real),)


def kind_of(path: Path) -> str:
    """Return a picture's MIME type by its first bytes, whatever its name; empty for none."""
    head = path.open("rb").read(1024)
    for start, mime in _KINDS:
        if head.startswith(start):
            return mime
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return (
        "image/svg+xml" if text.startswith((b"<?xml", b"<svg", b"<!--", b"<!doctype svg")) and b"<svg" in text else ""
    )


def _where(path: Path, root: Path) -> str:
    """Return a hint with what the folder holds."""
    if not path.parent.is_dir():
        return "pictures of a paper go into its folder figures/"
    near = sorted(one.name for one in path.parent.iterdir() if one.is_file())[:6]
    return f"the folder has: {', '.join(near)}" if near else f"the folder {path.parent.relative_to(root)} is empty"
