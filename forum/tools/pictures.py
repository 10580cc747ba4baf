"""Pictures on their way into the PDF: what Typst would refuse is turned into what it takes."""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from forum.diagnostics import Diagnostic, Span, error
from forum.report.printable import shown

if TYPE_CHECKING:
    from PIL import Image

Missing = Callable[[frozenset[str]], frozenset[str]]

_WIDEST = 2400  # pixels: 380 dots per inch across the page
_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
_HEAVY = 1_000_000  # bytes: a picture above this is made smaller


def store_picture(source: Path, target: Path, missing: Missing = lambda _: frozenset()) -> list[Diagnostic]:
    """Copy a picture, converted where a PDF needs it; a broken one becomes a crossed frame.

    ``missing`` tells which of some characters no font has, for the letters in an SVG.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    place = Span(PurePosixPath("media") / target.name)
    try:
        if target.suffix == ".svg":
            target.write_bytes(_checked_svg(source.read_bytes(), missing))
        else:
            _store_bitmap(source, target)
    except (OSError, ValueError, SyntaxError) as broken:
        _FRAMES.get(target.suffix, _bitmap_frame)(target)
        message = f"the picture {target.name} cannot be shown: {_reason(broken)}"
        return [error("image-broken", message, place, "save it again as PNG, JPEG or SVG")]
    return []


def _reason(broken: Exception) -> str:
    """Return what went wrong without the path, which differs from machine to machine."""
    if isinstance(broken, OSError):
        return broken.strerror or "it is no PNG or JPEG that can be read"
    return str(broken)


def _checked_svg(content: bytes, missing: Missing) -> bytes:
    """Return an SVG that reaches for no other file and whose letters all have a glyph."""
    if b"<!ENTITY" in content:
        raise ValueError("it declares XML entities")
    root = ElementTree.fromstring(content)  # noqa: S314 (entities were refused above)
    if not root.tag.endswith("svg"):
        raise ValueError("it is no SVG")
    for element in root.iter():
        links = [link for name, link in element.attrib.items() if name.endswith("href")]
        if str(element.tag).endswith("image") and not all(link.startswith(("data:", "#")) for link in links):
            raise ValueError("it refers to a picture in another file")
    written = content.decode("utf-8", errors="replace") if _is_utf8(content) else ElementTree.tostring(root, "unicode")
    absent = missing(frozenset("".join(root.itertext())))
    return shown(written, absent).encode() if absent or "\ufeff" in written else content


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _store_bitmap(source: Path, target: Path) -> None:
    """Copy a bitmap as it is if it is small and in plain colours; else save it anew."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = 100_000_000
    try:
        with Image.open(source) as picture:
            picture.load()
            wanted = _FORMATS.get(target.suffix, "PNG")
            plain = picture.mode in ("RGB", "RGBA", "L", "LA", "P", "1")
            small = picture.width <= _WIDEST and source.stat().st_size <= _HEAVY
            if picture.format == wanted and plain and small:
                shutil.copyfile(source, target)
            else:
                target.write_bytes(_saved(picture, wanted))
    except Image.DecompressionBombError as bomb:
        raise ValueError("it has more than 200 million pixels") from bomb
    except (struct.error, zlib.error, EOFError) as broken:
        raise ValueError("it is cut short") from broken


def _saved(picture: Image.Image, wanted: str) -> bytes:
    """Return a bitmap in red, green and blue, at most as wide as print needs."""
    opaque = wanted == "JPEG" or picture.mode in ("CMYK", "YCbCr", "RGB", "L", "I;16", "I", "F")
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    converted = picture.convert("RGB" if opaque else "RGBA")
    converted.thumbnail((_WIDEST, _WIDEST * 2))
    held = BytesIO()
    converted.save(held, wanted, dpi=(300, 300), **({"quality": 88} if wanted == "JPEG" else {"optimize": True}))
    return held.getvalue()


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
    picture.save(target, _FORMATS.get(target.suffix, "PNG"), dpi=(150, 150))


_FRAMES: dict[str, Callable[[Path], None]] = {".svg": _svg_frame}
