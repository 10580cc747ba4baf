"""``SHA256SUMS``: the digests of a release's files, as ``sha256sum --check`` reads them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def written(files: Mapping[str, bytes]) -> str:
    """Return the digests of files by name."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))


def read(text: str) -> dict[str, str]:
    """Return the digests that a text lists, by name; other lines are passed over."""
    rows = (_LINE.fullmatch(line.rstrip()) for line in text.splitlines())
    return {row[2]: row[1] for row in rows if row}
