"""What is in a file that came in, before anything of the program reads it: sizes, depths, tricks."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import Any

from forum.contributions.rules import FILE_BYTES
from forum.contributions.values import Refusal

DEPTH = 100
ALIASES = 100
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NO_BRACKET = bytes(set(range(256)) - set(b'[]{}"'))
_ALIAS = re.compile(rb"(?:^|[\s\[{,:-])\*[^\s*,\[\]{}]+", re.MULTILINE)
_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def refused_content(path: PurePosixPath, data: bytes) -> Refusal | None:
    """Return why a file's content is not taken, or None."""
    if len(data) > FILE_BYTES:
        size = f"it has {len(data) / 1e6:.0f} MB; at most {FILE_BYTES / 1e6:.0f} MB"
        return Refusal("file-large", str(path), size, "send a smaller file, or say where the data can be had")
    if path.suffix in (".ipynb", ".json"):
        return _json(path, data)
    if path.suffix in (".yaml", ".yml"):
        return _yaml(path, data)
    if path.suffix == ".md" and (front := _FRONT.match(data)):
        return _yaml(path, front[1])
    return None


def _json(path: PurePosixPath, data: bytes) -> Refusal | None:
    """Refuse what readers of JSON understand differently. What does not parse at all is told by the checks."""
    deep = Refusal("json-deep", str(path), f"its values lie more than {DEPTH} deep", "save it anew from JupyterLab")
    try:
        json.loads(data, object_pairs_hook=_once, parse_constant=_constant)
    except _Ambiguous as wrong:
        return Refusal("json-ambiguous", str(path), str(wrong), "save it anew from JupyterLab")
    except RecursionError:
        return deep
    except ValueError as wrong:
        return Refusal("json-broken", str(path), f"it is no JSON: {wrong}", "save it anew, and send it again")
    return deep if _is_deep(data) else None


class _Ambiguous(Exception):
    """JSON that two programs would read differently."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Ambiguous(f"the key {twice!r} is there twice")
    return found


def _constant(name: str) -> Any:
    raise _Ambiguous(f"{name} is no JSON")


def _is_deep(data: bytes) -> bool:
    """Tell whether the arrays and objects of valid JSON lie deeper than they may: the innermost go, round by round.

    Once what is escaped is out, every second stretch between quotation marks is a string.
    """
    quoted = data.replace(b"\\\\", b"").replace(b'\\"', b"").translate(_BRACKETS, _NO_BRACKET)
    left = b"".join(quoted.split(b'"')[::2])
    for _ in range(DEPTH):
        left = left.replace(b"[]", b"")
        if not left:
            return False
    return True


def _yaml(path: PurePosixPath, data: bytes) -> Refusal | None:
    """Refuse YAML that grows when it is read: many aliases, or one inside another's anchor."""
    count = len(_ALIAS.findall(data)) if b"&" in data else 0
    if count > ALIASES:
        return Refusal("yaml-aliases", str(path), f"it repeats parts {count} times by aliases", "write them out")
    if count and _nested_aliases(data):
        return Refusal("yaml-aliases", str(path), "an alias lies in what another one repeats", "write them out")
    return None


def _nested_aliases(data: bytes) -> bool:
    """Tell whether what an anchor names has aliases in it: how a small file becomes a huge one."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

    open_: list[bool] = []  # whether each collection around has an anchor
    try:
        for event in YAML(typ="safe", pure=True).parse(data.decode("utf-8", "replace")):
            if isinstance(event, CollectionStartEvent):
                open_.append(event.anchor is not None)
            elif isinstance(event, CollectionEndEvent):
                open_.pop()
            elif isinstance(event, AliasEvent) and any(open_):
                return True
    except YAMLError:
        return False  # the checks tell
    return False
