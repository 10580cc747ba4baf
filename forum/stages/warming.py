"""What Typst lays out anew is little where it has laid out the last report in the same process.

Typst remembers what it did within a process only, and a process ends with its build. So the
source of each report is kept, and the next build lays it out once more on another core while
the new one is being read, assembled and cited. The PDF is the same, byte for byte; where nothing
is kept, or it cannot be laid out any more, it only takes longer.
"""

from __future__ import annotations

import io
import tempfile
import threading
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from forum.diagnostics import UsageError
from forum.stages.cache import CACHE, MANIFEST, store
from forum.tools.templates import template_path


def kept(root: Path, name: str) -> Path:
    """Return where the source of a report, or of a paper by its slug, is kept."""
    return root / CACHE / "typst" / f"{Path(name).name or 'report.whole'}.zip"


def keeper(root: Path, name: str) -> Callable[[Path], None]:
    """Return what keeps the folder that Typst is given, for the next build."""

    def keep(folder: Path) -> None:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for path in sorted(one for one in folder.rglob("*") if one.is_file()):
                archive.write(path, path.relative_to(folder))
        if (root / MANIFEST).is_file():
            with suppress(UsageError):  # a full disk: the outputs would say so
                store(kept(root, name), content.getvalue())

    return keep


def begin(root: Path, name: str) -> Callable[[], None]:
    """Begin to lay out what is kept, and return what waits for its end."""
    place = kept(root, name)
    if not place.is_file():
        return lambda: None
    thread = threading.Thread(target=_lay_out, args=(place, [template_path(root, "fonts")]), name="forum-warming")
    thread.start()
    return thread.join


def _lay_out(place: Path, fonts: list[Path]) -> None:
    from forum.tools.typst import lay_out

    with (
        tempfile.TemporaryDirectory(prefix="forum-typst-") as folder,
        suppress(OSError, ValueError, zipfile.BadZipFile),
    ):
        with zipfile.ZipFile(place) as archive:
            archive.extractall(folder)
        lay_out(Path(folder), fonts)
