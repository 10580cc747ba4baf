"""Pages of a PDF as pictures, by PDFium: the only module that imports pypdfium2."""

from __future__ import annotations

import threading
from io import BytesIO

from forum.diagnostics import UsageError

_LOCK = threading.Lock()  # PDFium is not made for two threads


class PdfPages:
    """One PDF, opened until it is closed; pages count from 0."""

    def __init__(self, pdf: bytes) -> None:
        import pypdfium2

        with _LOCK:
            self._document = pypdfium2.PdfDocument(pdf)
            self._closed = False
            count = len(self._document)
            self.sizes = tuple(self._document.get_page_size(number) for number in range(count))
            """Width and height of each page, in points of 1/72 inch."""

    def close(self) -> None:
        """Let go of the PDF."""
        with _LOCK:
            self._closed = True
            self._document.close()

    def png(self, number: int, width: int) -> bytes:
        """Return a page as PNG that is ``width`` pixels wide.

        Raises:
            UsageError: there is no such page, or the PDF was closed.
        """
        with _LOCK:
            if self._closed or not 0 <= number < len(self.sizes):
                raise UsageError(f"the PDF has no page {number + 1}")
            bitmap = self._document[number].render(scale=width / self.sizes[number][0])
            picture = bitmap.to_pil()
        made = BytesIO()
        picture.save(made, "PNG", compress_level=1)  # it goes no further than this machine
        return made.getvalue()
