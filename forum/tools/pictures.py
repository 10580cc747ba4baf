"""Pictures on their way into the PDF: what Typst would refuse is turned into what it takes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from forum.diagnostics import Diagnostic, Span, error

_WIDEST = 2400  # pixels: 380 dots per inch across the page
_HEAVY = 1_000_000  # bytes: a picture above this is made smaller
_SVG_HEAD = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def store_picture(source: Path, target: Path) -> list[Diagnostic]:
    """Copy a picture, converted where a PDF needs it; a broken one becomes a crossed frame."""
    target.parent.mkdir(parents=True, exist_ok=True)
    place = Span(PurePosixPath(target.name))
    try:
        if target.suffix == ".svg":
            _check_svg(source.read_bytes())
            shutil.copyfile(source, target)
        else:
            _store_bitmap(source, target)
    except (OSError, ValueError, SyntaxError) as broken:
        _FRAMES.get(target.suffix, _bitmap_frame)(target)
        message = f"the picture {source.name} cannot be read: {broken}"
        return [error("image-broken", message, place, "save it again as PNG, JPEG or SVG")]
    return []


def _check_svg(content: bytes) -> None:
    if _SVG_HEAD.search(content[:2000]) and b"<!ENTITY" in content:
        raise ValueError("it declares XML entities")
    root = ElementTree.fromstring(content)  # noqa: S314 (entities were refused above)
    if not root.tag.endswith("svg"):
        raise ValueError("it is no SVG")


def _store_bitmap(source: Path, target: Path) -> None:
    """Copy a PNG or JPEG as it is if it is small and in red, green and blue; else save it anew."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = 100_000_000
    with Image.open(source) as picture:
        picture.load()
        wanted = "JPEG" if target.suffix in (".jpg", ".jpeg") else "PNG"
        plain = picture.mode in ("RGB", "RGBA", "L", "LA", "P", "1")
        small = picture.width <= _WIDEST and source.stat().st_size <= _HEAVY
        if picture.format == wanted and plain and small:
            shutil.copyfile(source, target)
            return
        converted = picture if plain and picture.mode != "P" else picture.convert("RGBA" if wanted == "PNG" else "RGB")
        if wanted == "JPEG" and converted.mode not in ("RGB", "L"):
            converted = converted.convert("RGB")
        converted.thumbnail((_WIDEST, _WIDEST * 2))
        held = BytesIO()
        converted.save(held, wanted, dpi=(300, 300), **({"quality": 88} if wanted == "JPEG" else {"optimize": True}))
        target.write_bytes(held.getvalue())


def _svg_frame(target: Path) -> None:
    lines = '<path d="M0 0H240V80H0ZL240 80M240 0L0 80" fill="none" stroke="#9b1c1c"/>'
    target.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="240" height="80">{lines}</svg>')


def _bitmap_frame(target: Path) -> None:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (480, 160), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 479, 159), outline="#9b1c1c", width=2)
    pen.line((0, 0, 479, 159), fill="#9b1c1c", width=2)
    pen.line((479, 0, 0, 159), fill="#9b1c1c", width=2)
    picture.save(target, "JPEG" if target.suffix in (".jpg", ".jpeg") else "PNG", dpi=(150, 150))


_FRAMES: dict[str, Callable[[Path], None]] = {".svg": _svg_frame}
