"""Make the README's picture from the finished report: ``python docs/picture.py PAGE…``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent


def main(pages: list[int]) -> None:
    """Put pages of build/report.pdf beside each other, with a thin edge."""
    with tempfile.TemporaryDirectory() as folder:
        images = [page_image(number, Path(folder)) for number in pages]
    width, height = images[0].size
    picture = Image.new("RGB", ((width + 16) * len(images) - 16, height), "white")
    for place, image in enumerate(images):
        framed = Image.new("RGB", (width, height), "#b8bec6")
        framed.paste(image.crop((1, 1, width - 1, height - 1)), (1, 1))
        picture.paste(framed, (place * (width + 16), 0))
    picture.quantize(128).save(ROOT / "docs" / "report.png", optimize=True)


def page_image(number: int, folder: Path) -> Image.Image:
    """Return one page as an image."""
    name = folder / f"page-{number}"
    place = ["-f", str(number), "-l", str(number), "-singlefile"]
    subprocess.run(["pdftoppm", "-r", "60", "-png", *place, ROOT / "build/report.pdf", name], check=True)
    return Image.open(name.with_suffix(".png")).convert("RGB")


if __name__ == "__main__":
    main([int(page) for page in sys.argv[1:]] or [1, 2, 12, 13])
