"""What is attached to a PDF, read by PDFium in a process of its own: whoever made the file, it is only data.

That process has little memory and little time; a file that makes it fail is told, and harms nothing.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from io import BytesIO

from msgspec import msgpack

from forum.diagnostics import UsageError

MOST = 64  # attachments
LARGEST_FILE, LARGEST = 512_000_000, 64_000_000  # bytes of the PDF, and of all its attachments together
_MEMORY, _SECONDS = 3_000_000_000, 60


def attachments(pdf: bytes) -> dict[str, bytes]:
    """Return the files that are attached to a PDF, by name.

    Raises:
        UsageError: it is no PDF, is broken, or holds more than any report does.
    """
    if len(pdf) > LARGEST_FILE:
        raise UsageError(f"the file has {len(pdf) / 1e6:.0f} MB; a report has at most {LARGEST_FILE / 1e6:.0f}", _OTHER)
    if b"%PDF-" not in pdf[:1024]:
        raise UsageError("the file is no PDF", _OTHER)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "forum.tools.pdf_attachments"],
            input=pdf,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as slow:
        raise UsageError("the PDF takes too long to read", _OTHER) from slow
    if done.returncode:
        raise UsageError(_SAID.get(done.returncode, "the PDF is broken: its attachments cannot be read"), _OTHER)
    return msgpack.decode(done.stdout, type=dict[str, bytes])


_OTHER = "take the report.pdf that forum build or forum release made"
_TOO_MUCH, _TWICE = 4, 5
_SAID = {
    _TOO_MUCH: f"the PDF has more attached to it than a report: over {MOST} files, or {LARGEST / 1e6:.0f} MB",
    _TWICE: "the PDF has two attachments of one name: which one a reader sees cannot be told",
}


def _limit() -> None:
    """Take little memory and time, where the system knows of limits."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(pdf: bytes) -> dict[str, bytes] | int:
    """Return what is attached, or what is wrong with it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(BytesIO(pdf))
    count, size = document.count_attachments(), 0
    if count > MOST:
        return _TOO_MUCH
    found: dict[str, bytes] = {}
    for number in range(count):
        one = document.get_attachment(number)
        content = bytes(one.get_data())
        size += len(content)
        if size > LARGEST:
            return _TOO_MUCH
        if (name := one.get_name()) in found:
            return _TWICE
        found[name] = content
    return found


def _main() -> int:
    _limit()
    found = _read(sys.stdin.buffer.read())
    if isinstance(found, int):
        return found
    sys.stdout.buffer.write(msgpack.encode(found))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
