"""Merging the line that opens a fenced div or a block of code: what stands in its braces, by key.

Source: pandoc's manual, "Extension: fenced_code_attributes" (``{#id .class key=value}``),
and R Markdown's chunk options (``{r label, key=value}``).
"""

from __future__ import annotations

import re
from itertools import pairwise

from forum.merging.flow_sets import SETS
from forum.merging.keyed import merged_order, named
from forum.merging.notebooks.metadata import merged_set
from forum.merging.values import settled

_LINE = re.compile(r"^(?P<open>\s*(?:`{3,}|~{3,}|:{3,})\s*\{)(?P<inside>.*)(?P<close>\}\s*)$")
_PART = re.compile(r"""(?:[^\s,"'(\[{]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\([^()]*\)|\[[^][]*\]|\{[^{}]*\})+""")
_EQUALS = re.compile(r"\s*=\s*")
Attributes = dict[tuple[object, int], str]


def merged_opening(base: str, ours: str, theirs: str) -> str | None:
    """Return an opening line with the changed attributes of both sides; None where they changed the same one."""
    lines = [_LINE.match(line) for line in (base, ours, theirs)]
    was, mine, yours = lines
    if was is None or mine is None or yours is None:
        return None
    start, end = (settled(was[part], mine[part], yours[part]) for part in ("open", "close"))
    insides = [line["inside"] for line in (was, mine, yours)]
    commas = {_separator(inside) for inside in insides}
    if start is None or end is None or len(commas) > 1 or any(_PART.sub("", one).strip(", \t") for one in insides):
        return None
    sides = [_attributes(inside) for inside in insides]
    parts = []
    for name in merged_order(list(sides[0]), list(sides[1]), list(sides[2])):
        texts = [side.get(name, "") for side in sides]
        text = _value(str(name[0]), texts[0], texts[1], texts[2])
        if text is None:
            return None
        parts += [text] if text else []
    return start + commas.pop().join(parts) + end


def _separator(inside: str) -> str:
    return ", " if "," in _PART.sub("", inside) else " "


def _attributes(inside: str) -> Attributes:
    """Return the attributes by name: ``#`` for the id, a class for itself, ``0`` for what has no name."""
    spaced = _EQUALS.sub("=", inside)
    texts = [one.strip() for one in _split(inside)] if _separator(inside) == ", " else _PART.findall(spaced)
    return dict(zip(named(_name(text) for text in texts), texts, strict=True))


def _split(inside: str) -> list[str]:
    held = _PART.sub(lambda part: "\1" * len(part[0]), inside)
    cuts = [0, *(at + 1 for at, sign in enumerate(held) if sign == ","), len(inside) + 1]
    return [inside[start : end - 1] for start, end in pairwise(cuts)]


def _name(text: str) -> str:
    if text.startswith("#"):
        return "#"
    key, equals, _ = text.partition("=")
    return key.strip() if equals else text if text.startswith(".") else "0"


def _value(name: str, base: str, ours: str, theirs: str) -> str | None:
    text = settled(base, ours, theirs)
    if text is not None or name not in SETS or not (ours and theirs):
        return text
    sets = [one.partition("=")[2].strip().strip("\"'").split() for one in (base, ours, theirs)]
    return f'{name}="{" ".join(merged_set(sets[0], sets[1], sets[2]))}"'
