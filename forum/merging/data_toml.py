"""Merging TOML: by table, then by key; comments and layout stay where they are.

Tables of a list (``[[partner]]``) go by their id, name or title, else by order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forum.merging.flow import merged_flow
from forum.merging.flow_sets import SETS, merged_flow_set
from forum.merging.keyed import merged_order, merged_values, named
from forum.merging.lines import merge_lines, split
from forum.merging.values import Conflict, Merged, Piece, joined, settled

_HEADER = re.compile(r"^[ \t]*(\[\[?)\s*([^\]]+?)\s{0,9}\]\]?[ \t]*(?:#.*)?$")
_KEY = re.compile(r"""^[ \t]*((?:"[^"]*"|'[^']*'|[\w-]++)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]++))*+)\s*=""")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')
_IDENTITY = re.compile(r"""^[ \t]*(id|name|title)\s*=\s*(.+?)\s*$""", re.MULTILINE)
Name = tuple[object, int]


@dataclass(frozen=True)
class Part:
    """A table or a key: its name, the comments before it, its first lines, and for a table its keys."""

    name: str
    lead: str
    text: str


def merge_toml(base: str, ours: str, theirs: str) -> Merged:
    """Merge three TOML texts: by line where that is sound, else by table and key."""
    by_line = merge_lines(base, ours, theirs)
    if by_line.clean and not _repeats(by_line.text):
        return by_line
    sides = [_tables(text) for text in (base, ours, theirs)]
    was, mine, yours = sides
    if was is None or mine is None or yours is None:
        return by_line
    return joined(_merged(was, mine, yours, ""))


def _repeats(text: str) -> bool:
    tables = _tables(text) or []
    keys = [_keys(table.text) or [] for table in tables]
    plain = [table.name for table in tables if not table.name.startswith("[[")]
    return len(set(plain)) < len(plain) or any(len({one.name for one in row}) < len(row) for row in keys)


def _tables(text: str) -> list[Part] | None:
    """Return the tables of a text; the first, without a header, has no name."""
    starts: list[tuple[str, list[str], list[str]]] = [("", [], [])]
    waiting: list[str] = []
    depth = 0
    for line in split(text):
        header = _HEADER.match(line.rstrip("\n")) if depth == 0 else None
        if '"""' in line or "'''" in line:
            return None
        if header:
            starts.append((header[1] + header[2], waiting, [line]))
            waiting = []
        elif depth == 0 and (not line.strip() or line.lstrip().startswith("#")):
            waiting.append(line)
            continue
        else:
            starts[-1][2].extend((*waiting, line))
            waiting = []
            depth += _depth(line)
    if depth:
        return None
    parts = [Part(_named(name, lines), "".join(lead), "".join(lines)) for name, lead, lines in starts]
    return [*parts, Part("[]end", "".join(waiting), "")]


def _named(header: str, lines: Sequence[str]) -> str:
    if not header.startswith("[["):
        return header
    identity = _IDENTITY.search("".join(lines))
    return f"{header} {identity[2]}" if identity else header


def _depth(line: str) -> int:
    plain = _STRINGS.sub("", line)
    return sum(plain.count(sign) for sign in "[{") - sum(plain.count(sign) for sign in "]}")


def _keys(text: str) -> list[Part] | None:
    """Return the header and the keys of a table, comments with what follows them."""
    found: list[tuple[str, str, list[str]]] = []
    waiting: list[str] = []
    depth = 0
    for line in split(text):
        key = _KEY.match(line) if depth == 0 else None
        if depth:
            found[-1][2].append(line)
        elif key or _HEADER.match(line.rstrip("\n")):
            found.append((key[1] if key else "[", "".join(waiting), [line]))
            waiting = []
        elif not line.strip() or line.lstrip().startswith("#"):
            waiting.append(line)
            continue
        else:
            return None
        depth += _depth(line) if key or depth else 0
    parts = [Part(name, lead, "".join(lines)) for name, lead, lines in found]
    return [*parts, Part("", "".join(waiting), "")] if waiting else parts


def _merged(base: Sequence[Part], ours: Sequence[Part], theirs: Sequence[Part], where: str) -> list[Piece]:
    names = [named(part.name for part in side) for side in (base, ours, theirs)]
    sides = [dict(zip(each, side, strict=True)) for each, side in zip(names, (base, ours, theirs), strict=True)]

    def both(name: Name, was: Part | None, mine: Part | None, yours: Part | None) -> list[Piece]:
        return _both(was, mine, yours, f"{where}{name[0] or 'the beginning'}")

    order = merged_order(names[0], names[1], names[2])
    order.sort(key=lambda name: (name[0] != "") if not where else False)
    order.sort(key=lambda name: name[0] == "[]end")
    found = merged_values(sides[0], sides[1], sides[2], both, _as_it_is, order)
    return [piece for pieces in found for piece in pieces]


def _as_it_is(_: Name, part: Part) -> list[Piece]:
    return [part.lead + part.text]


def _both(base: Part | None, ours: Part | None, theirs: Part | None, where: str) -> list[Piece]:
    leads = [part.lead if part else "" for part in (base, ours, theirs)]
    lead = settled(leads[0], leads[1], leads[2])
    if lead is None:
        both = merge_lines(leads[0], leads[1], leads[2])
        lead = "".join(one if isinstance(one, str) else one.ours + one.theirs for one in both.pieces)
    texts = [part.text if part else "" for part in (base, ours, theirs)]
    text = settled(texts[0], texts[1], texts[2])
    if text is not None:
        return [lead, text] if text or (ours and theirs) else []
    if ours and theirs:
        deeper = _table(texts, where) if _HEADER.match(texts[1].split("\n")[0]) else None
        in_brackets = merged_flow_set if ours.name in SETS else merged_flow
        united = in_brackets(texts[0], texts[1], texts[2])
        if deeper is not None or united is not None:
            return [lead, *(deeper or [united or ""])]
        if not ours.name and (first := _table(texts, where)):
            return [lead, *first]
    return [lead, Conflict(texts[0], texts[1], texts[2], where, comment="# ")]


def _table(texts: Sequence[str], where: str) -> list[Piece] | None:
    keys = [_keys(text) for text in texts]
    was, mine, yours = keys
    if was is None or mine is None or yours is None:
        return None
    return _merged(was, mine, yours, f"{where}, ")
