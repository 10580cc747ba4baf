"""Merging JSON, such as CSL bibliographies: by line where the result can be read, else by key and id.

JSON has no comments, so a conflict can only stand between markers, by line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from forum.merging.keyed import merged_order, named
from forum.merging.lines import merge_lines
from forum.merging.notebooks.metadata import same
from forum.merging.values import Conflict, Merged, joined

_ABSENT: Any = object()
_INDENT = re.compile(r"^[\[{]\n([ \t]+)")
_UNREADABLE: Any = object()


class _Clash(Exception):  # no error: two sides differ
    """Both sides changed one value, differently."""


def merge_json(base: str, ours: str, theirs: str) -> Merged:
    """Merge three JSON texts."""
    by_line = merge_lines(base, ours, theirs)
    values = [_read(text) for text in (base, ours, theirs)]
    if any(value is _UNREADABLE for value in values) or (by_line.clean and _read(by_line.text) is not _UNREADABLE):
        return by_line
    try:
        value = _value(values[0], values[1], values[2])
    except _Clash:
        return by_line if not by_line.clean else _whole(base, ours, theirs)
    indent = _INDENT.match(ours)
    ascii_only = ours.isascii() and "\\u" in ours
    text = json.dumps(value, indent=indent[1] if indent else None, ensure_ascii=ascii_only)
    return joined([text + "\n"])


def _whole(base: str, ours: str, theirs: str) -> Merged:
    return Merged((Conflict(base, ours, theirs, "the whole file"),))


def _read(text: str) -> Any:
    """Return the value of a text; none is read where a key is there twice."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return _UNREADABLE


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError("a key is there twice")
    return result


def _value(base: Any, ours: Any, theirs: Any) -> Any:
    if same(ours, theirs) or same(theirs, base):
        return ours
    if same(ours, base):
        return theirs
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping) and (base is _ABSENT or isinstance(base, Mapping)):
        return _mapping({} if base is _ABSENT else base, ours, theirs)
    if all(isinstance(one, list) for one in (base, ours, theirs)):
        return _list(base, ours, theirs)
    raise _Clash


def _mapping(base: Mapping[Any, Any], ours: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> dict[Any, Any]:
    result = {}
    for key in merged_order(list(base), list(ours), list(theirs)):
        value = _value(base.get(key, _ABSENT), ours.get(key, _ABSENT), theirs.get(key, _ABSENT))
        if value is not _ABSENT:
            result[key] = value
    return result


def _list(base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    """Return a list merged by the ids of its objects, or by what its items are."""
    return list(_mapping(_by_name(base), _by_name(ours), _by_name(theirs)).values())


def _by_name(items: Sequence[Any]) -> dict[Any, Any]:
    ids = [item.get("id") if isinstance(item, Mapping) else None for item in items]
    if all(isinstance(one, str) for one in ids) and len(set(ids)) == len(ids):
        return dict(zip([("id", one) for one in ids], items, strict=True))
    return dict(zip(named(json.dumps(item, sort_keys=True) for item in items), items, strict=True))
