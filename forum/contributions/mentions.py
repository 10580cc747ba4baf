"""Which notebooks a text may show: told from its characters alone, and rather one too many than one too few."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

_SPELLED = re.compile(r"\\(?:[xuU\d]|\r?\n)")  # how YAML and TOML spell a character out, or break a word over lines
_HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)


def may_show(text: str, path: PurePosixPath, stems: Collection[str]) -> bool:
    """Tell whether a text may lead to one of the notebooks that have these names, however it spells them.

    A link can be written with ``%20``, ``&#46;`` or ``\\_``. Where a text spells in a
    way that is not looked through, the answer is yes.
    """
    if path.suffix == ".ipynb":
        try:
            text = json.dumps(json.loads(text), ensure_ascii=False)
        except (ValueError, RecursionError):
            return True
    else:
        head = _HEAD.match(text)
        data = text if path.suffix != ".md" else head[0] if head else ""
        if _SPELLED.search(data):
            return True
    plain = _plain(unquote(html.unescape(text.replace("\\", ""))))
    return any(_plain(stem) in plain for stem in stems)


def _plain(text: str) -> str:
    return normalize("NFC", text).casefold()
