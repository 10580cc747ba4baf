"""Pictures of a document: the names under which the report keeps them, and their alternative text."""

from __future__ import annotations

import hashlib
import re

from forum.documents.ast import Node, attribute, string, stringify
from forum.model import Media

_SUFFIXES = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg"}  # the best for print first


def name_of(*parts: str) -> str:
    """Return a file's name for something that several words name, each its own.

    What a file name should not hold is left out, and a digest tells apart what
    would be equal then.
    """
    words = [re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-") for part in parts]
    name = "--".join(word for word in words if word)
    if words == list(parts):
        return name
    return f"{name}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:6]}".lstrip("-")


class Album:
    """The pictures that one document shows, by the target that its images have."""

    def __init__(self) -> None:
        self.media: dict[str, Media] = {}

    def add(self, name: str, media: tuple[Media, ...]) -> str:
        """Keep the forms of one picture under ``media/NAME``, and return the target of the best for print."""
        while any(self.media.get(f"media/{name}{_SUFFIXES[one.mime]}", one) != one for one in media):
            name += "-2"
        for one in media:
            self.media[f"media/{name}{_SUFFIXES[one.mime]}"] = one
        best = min(media, key=lambda one: list(_SUFFIXES).index(one.mime))
        return f"media/{name}{_SUFFIXES[best.mime]}"


def alternative(image: Node, computed: str, caption: str) -> list[Node]:
    """Return an image's alternative text: as written, else the computed one, else the caption."""
    given = attribute(image, "alt") or stringify(image["c"][1])
    return [string(given if given and given != caption else computed or given or caption)]
