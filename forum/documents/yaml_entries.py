"""Entries of a YAML list that people keep by hand: what stands there stays, comments and order too."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from forum.diagnostics import Span
from forum.documents.renaming import Edit, applied
from forum.documents.trees import Plain
from forum.documents.yaml_scalars import yaml_scalar
from forum.documents.yaml_trees import read_yaml

_AS_IT_IS = ("date", "decided", "digest", "from")


def with_entry(text: str, entry: Mapping[str, Plain], head: str, here: Span) -> str:
    """Return a list with an entry more at its end; a new file begins with the line ``head``. ``text`` parses."""
    before: list[Plain] = read_yaml(text, here).value or []
    return _appended(text, entry, [*before, entry], head, here)


def with_entry_at(text: str, entry: Mapping[str, Plain], same: Sequence[int], here: Span) -> str:
    """Return a list with an entry in the place of the first of some items; the others of them are taken out."""
    before: list[Plain] = read_yaml(text, here).value or []
    wanted = [entry if number == same[0] else item for number, item in enumerate(before) if number not in same[1:]]
    edited = applied(text, _edits(text, before, entry, same))[0]
    return edited if _says(edited, wanted, here) else _rewritten(text, entry, same)


def _says(text: str, wanted: Sequence[Plain], here: Span) -> bool:
    tree = read_yaml(text, here)
    return not tree.problems and tree.value == wanted


# --- a new one ----------------------------------------------------------------------------


def _appended(text: str, entry: Mapping[str, Plain], wanted: Sequence[Plain], head: str, here: Span) -> str:
    if not text.strip():
        text = f"{head}\n"
    indent = re.search(r"^( *)- ", text, re.MULTILINE)
    inner = (indent[1] if indent else "") + "  "
    lines = "".join(_line(key, value, inner) for key, value in entry.items())
    end = "" if text.endswith("\n") else "\n"
    appended = f"{text}{end}{inner[2:]}- {lines.lstrip(' ')}"
    return appended if _says(appended, wanted, here) else _rewritten(text, entry, [])


def _line(key: str, value: Plain, indent: str) -> str:
    return f"{indent}{key}: {_written(key, value, indent)}\n".replace(": \n", ":\n", 1)


def _written(key: str, value: Plain, indent: str) -> str:
    if isinstance(value, dict):
        inside = "".join(_line(name, item, indent + "  ") for name, item in value.items())
        return "\n" + inside.rstrip("\n")
    return str(value) if key in _AS_IT_IS else yaml_scalar(str(value))


def _flow(value: Plain) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    return yaml_scalar(str(value))


# --- one in the place of another --------------------------------------------------------------


def _edits(text: str, before: Sequence[Plain], entry: Mapping[str, Plain], same: Sequence[int]) -> Iterator[Edit]:
    """Yield the edits that make the first of the same entries the new one, and take out the others."""
    root = YAML(typ="safe", pure=True).compose(text)
    if not isinstance(root, SequenceNode) or root.flow_style:
        return
    first = root.value[same[0]]
    if isinstance(first, MappingNode) and first.flow_style:
        yield first.start_mark.index, first.end_mark.index, _flow(entry)
    elif isinstance(first, MappingNode):
        yield from _changed(text, first, before[same[0]], entry)
    for number in same[1:]:
        node = root.value[number]
        start = text.rindex("\n", 0, text.rindex("-", 0, node.start_mark.index)) + 1
        yield start, _line_end(text, node, node), ""


def _changed(text: str, node: MappingNode, before: Mapping[str, Plain], entry: Mapping[str, Plain]) -> Iterator[Edit]:
    """Yield the edits of one mapping: values that differ, keys that are new, keys that are gone."""
    indent = " " * node.start_mark.column
    found = {str(key.value): (key, value) for key, value in node.value}
    previous, added = next(iter(found)), dict[int, str]()
    for name, value in entry.items():
        if name not in found:
            at = _line_end(text, *found[previous])
            added[at] = added.get(at, "" if text[at - 1] == "\n" else "\n") + _line(name, value, indent)
            continue
        previous, (key, held) = name, found[name]
        if before[name] != value:
            colon = text.index(":", key.end_mark.index) + 1
            new = _written(name, value, indent)
            yield colon, max(colon, _end(text, held)), new if new.startswith("\n") else f" {new}"
    yield from ((at, at, lines) for at, lines in added.items())
    names = list(found)
    for number, name in enumerate(names):
        if name not in entry:
            start = found[name][0].start_mark.index
            if number == 0 and len(names) > 1:  # it stands behind the dash
                yield start, found[names[1]][0].start_mark.index, ""
            else:
                yield text.rindex("\n", 0, start) + 1, _line_end(text, *found[name]), ""


def _line_end(text: str, key: Node, value: Node) -> int:
    """Return where the line ends on which a key with its value has its last character."""
    return text.find("\n", max(_end(text, key), _end(text, value))) + 1 or len(text)


def _end(text: str, node: Node) -> int:
    """Return where a value ends: the mark of one over several lines is where the next thing begins."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    return start + len(text[start:end].rstrip())


def _rewritten(text: str, entry: Mapping[str, Plain], same: Sequence[int]) -> str:
    """Return the list by the slow way that sets it anew: one in brackets, say, or with anchors."""
    yaml: Any = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    said = yaml.load(text) or []
    typed = {key: _typed(key, value) for key, value in entry.items()}
    if same:
        said[same[0]] = typed
        for number in reversed(same[1:]):
            del said[number]
    else:
        said.append(typed)
    out = StringIO()
    yaml.dump(said, out)
    return out.getvalue()


def _typed(key: str, value: Plain) -> Plain:
    """Return a value as the writer of YAML wants it: a date as one, a list as a list."""
    if key in ("date", "decided") and re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return datetime.date.fromisoformat(value)
    return value
