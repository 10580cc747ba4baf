"""Pictures as bitmaps for Word, which shows no SVG of its own; begun while citations are printed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from forum.model import Media
from forum.stages.cache import CACHE, store
from forum.stages.inputs import file_digest


def begin(root: Path, media: Mapping[str, Media]) -> Callable[[], Mapping[str, Media]]:
    """Begin to make a PNG for each SVG that has none beside it; return what waits for them, by their targets."""
    alone = {name: one.path for name, one in media.items() if name.endswith(".svg") and _beside(name) not in media}
    pool = ThreadPoolExecutor(os.cpu_count())
    made = {_beside(name): pool.submit(bitmap, root, path) for name, path in alone.items()}
    pool.shutdown(wait=False)

    def bitmaps() -> dict[str, Media]:
        done = {name: future.result() for name, future in made.items()}
        return {name: Media("image/png", path) for name, path in done.items() if path is not None}

    return bitmaps


def _beside(name: str) -> str:
    return name.removesuffix(".svg") + ".png"


def bitmap(root: Path, picture: Path) -> Path | None:
    """Return an SVG as PNG, from the cache; None where it is none, of which the writer tells."""
    stored = root / CACHE / "pictures" / f"{file_digest(picture)}.png"
    if not stored.exists():
        from forum.tools.typst import svg_to_png

        try:
            store(stored, svg_to_png(picture.read_bytes()))
        except ValueError:
            return None
    return stored
