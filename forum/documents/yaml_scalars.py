"""A text as YAML writes it, without what reads and writes all of YAML: that takes longer to load than most merges."""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[^\W\d_][\w.' -]*[\w.')]|[^\W\d_]")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


def yaml_scalar(text: str) -> str:
    """Return a text as YAML has it, in quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if quoted.isprintable() else "".join(map(_printable, quoted))


def _printable(sign: str) -> str:
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
