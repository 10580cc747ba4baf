"""Merging a value in brackets on one line, of YAML or TOML: a list by its elements, a mapping by its keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from forum.merging.diff3 import regions
from forum.merging.keyed import merged_order
from forum.merging.values import settled

_OPENING = re.compile(
    r"""[ \t]*+(?:-[ \t]++)*+(?:(?:"[^"\n]*"|'[^'\n]*'|[^\s\[\]{}"'#:=][^\[\]{}"'#:=\n]*?)
    [ \t]{0,9}[:=][ \t]*)?(?=[\[{])""",
    re.VERBOSE,
)
_AFTER = re.compile(r"[ \t]*(?:#.*)?\n?$")
_KEY = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s:=]+)[ \t]*[:=][ \t]*(?P<value>.*)$""", re.DOTALL)
_CLOSED_BY = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class Flow:
    """A value in brackets: the sign that opens it, its elements, and the blank inside the brackets."""

    sign: str
    elements: tuple[str, ...]
    pad: str = ""

    def text(self) -> str:
        """The value as it is written."""
        return f"{self.sign}{self.pad}{', '.join(self.elements)}{self.pad}{_CLOSED_BY[self.sign]}"


def merged_flow(base: str, ours: str, theirs: str) -> str | None:
    """Return a line with the changed elements or keys of both sides.

    None where they changed the same one, or where it has no value in brackets.
    """
    was, mine, yours = in_brackets(base), in_brackets(ours), in_brackets(theirs)
    if was is None or mine is None or yours is None:
        return None
    start, end = settled(was[0], mine[0], yours[0]), settled(was[2], mine[2], yours[2])
    value = _merged(was[1], mine[1], yours[1])
    return None if start is None or end is None or value is None else start + value.text() + end


def in_brackets(line: str) -> tuple[str, Flow, str] | None:
    """Return what stands before a value in brackets, the value, and what stands behind it."""
    opening = _OPENING.match(line)
    found = flow_at(line, opening.end()) if opening else None
    if opening is None or found is None or not _AFTER.match(line, found[1]):
        return None
    return opening[0], found[0], line[found[1] :]


def flow_at(text: str, start: int) -> tuple[Flow, int] | None:
    """Return the value in brackets that begins at a place, and where it ends; None if there is none on one line."""
    if text[start : start + 1] not in _CLOSED_BY:
        return None
    open_signs: list[str] = []
    cuts, quote, before = [start], "", ","
    for at in range(start, len(text)):
        sign = text[at]
        if sign == "\n":
            return None
        if quote:
            quote = "" if sign == quote and text[at - 1] != "\\" else quote
        elif sign in "\"'" and before in ",[{:=":
            quote = sign
        elif sign in _CLOSED_BY:
            open_signs.append(sign)
        elif sign in "]}":
            if not open_signs or _CLOSED_BY[open_signs.pop()] != sign:
                return None
            if not open_signs:
                return _flow(text, [*cuts, at]), at + 1
        elif sign == "," and len(open_signs) == 1:
            cuts.append(at)
        before = before if sign in " \t" else sign
    return None


def _flow(text: str, cuts: list[int]) -> Flow:
    elements = tuple(text[a + 1 : b].strip() for a, b in pairwise(cuts))
    pad = " " if text[cuts[0] + 1 : cuts[0] + 2] == " " else ""
    return Flow(text[cuts[0]], tuple(one for one in elements if one), pad)


def _merged(base: Flow, ours: Flow, theirs: Flow) -> Flow | None:
    if len({base.sign, ours.sign, theirs.sign}) > 1:
        return None
    elements = (_mapping if ours.sign == "{" else _list)(base.elements, ours.elements, theirs.elements)
    return None if elements is None else Flow(ours.sign, tuple(elements), ours.pad)


def _list(base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]) -> list[str] | None:
    """Return a list with what both sides added, ours first; None where both put something in place of the same."""
    result: list[str] = []
    for region in regions(base, ours, theirs, lambda _, __: True):
        if region.clash and region.base and region.ours and region.theirs:
            return None
        both = [*region.ours, *(one for one in region.theirs if one not in region.ours)]
        result += (both if not region.base else []) if region.clash else region.result
    return result


def _mapping(base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]) -> list[str] | None:
    sides = [_by_key(elements) for elements in (base, ours, theirs)]
    was, mine, yours = sides
    if was is None or mine is None or yours is None:
        return None
    result = []
    for key in merged_order(list(was), list(mine), list(yours)):
        text = _element(was.get(key, ""), mine.get(key, ""), yours.get(key, ""))
        if text is None:
            return None
        result += [text] if text else []
    return result


def _by_key(elements: tuple[str, ...]) -> dict[str, str] | None:
    found = [_KEY.match(element) for element in elements]
    named = {one["key"]: one[0] for one in found if one}
    return named if len(named) == len(elements) else None


def _element(base: str, ours: str, theirs: str) -> str | None:
    text = settled(base, ours, theirs)
    return merged_flow(base, ours, theirs) if text is None and base and ours and theirs else text
