"""Merging bibliographies: by entry, then by field; order, comments and layout stay as they are written.

An entry is known by its key; the same key twice in one file stays twice. What is
not balanced is merged by line, for then nobody knows where an entry ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forum.merging.bib_fields import BibEntry, Field, entry_of
from forum.merging.keyed import merged_order, merged_values, named
from forum.merging.likeness import likeness
from forum.merging.lines import merge_lines
from forum.merging.values import Conflict, Merged, Piece, joined, settled

_START = re.compile(r"^[ \t]*@[ \t]*(\w+)\s*([{(])\s*([^\s,{}()\"=]*)", re.MULTILINE)
_SAME = 0.85  # likeness of titles from which on two entries are of one work
_IDENTIFIERS = ("doi", "isbn", "eprint", "url")


@dataclass(frozen=True)
class Chunk:
    """An entry with what stands before it; the last one has no entry."""

    name: tuple[str, str]
    lead: str
    text: str


def merge_bib(base: str, ours: str, theirs: str) -> Merged:
    """Merge three BibTeX or BibLaTeX files."""
    was, mine, yours = _chunks(base), _chunks(ours), _chunks(theirs)
    if was is None or mine is None or yours is None:
        return merge_lines(base, ours, theirs)
    names = [named(chunk.name for chunk in side) for side in (was, mine, yours)]
    order = merged_order(names[0], names[1], names[2])
    order.sort(key=lambda name: name[0] == _LAST)
    sides = [dict(zip(each, side, strict=True)) for each, side in zip(names, (was, mine, yours), strict=True)]
    found = merged_values(sides[0], sides[1], sides[2], _both, _as_it_is, order)
    return joined(piece for pieces in found for piece in pieces)


_LAST = ("", "")


def _as_it_is(_: tuple[object, int], chunk: Chunk) -> list[Piece]:
    return [chunk.lead, chunk.text]


def _chunks(text: str) -> list[Chunk] | None:
    """Return the entries of a file, or None where braces do not balance."""
    result, at = [], 0
    while found := _START.search(text, at):
        end = _end(text, found.end(2) - 1)
        if end is None:
            return None
        kind, key = found[1].lower(), found[3]
        name = (kind, text[found.start() : end]) if kind in ("comment", "preamble") else ("string", key)
        name = name if kind in ("comment", "preamble", "string") else ("entry", key)
        result.append(Chunk(name, text[at : found.start()], text[found.start() : end]))
        at = end
    return [*result, Chunk(_LAST, text[at:], "")]


def _end(text: str, start: int) -> int | None:
    """Return where an entry ends, with the rest of its line if that is blank; a later entry may not begin inside."""
    depth = 0
    closing = {"{": "}", "(": ")"}[text[start]]
    for found in re.compile(r"\\.|[{}()]", re.DOTALL).finditer(text, start):
        sign = found[0]
        if sign == "{" or (sign == "(" and found.start() == start):
            depth += 1
        elif sign == "}" or (sign == closing and depth == 1):
            depth -= 1
        if depth == 0:
            rest = re.compile(r"[ \t]*,?[ \t]*(?:\n|$)").match(text, found.end())
            return rest.end() if rest else found.end()
    return None


def _both(name: tuple[object, int], base: Chunk | None, ours: Chunk | None, theirs: Chunk | None) -> list[Piece]:
    """Return the pieces of an entry that two sides made different things of."""
    was, mine, yours = (chunk.text if chunk else "" for chunk in (base, ours, theirs))
    leads = [chunk.lead if chunk else "" for chunk in (base, ours, theirs)]
    _, key = name[0] if isinstance(name[0], tuple) else ("", "")
    where = f"entry {key}"
    if ours is None or theirs is None:
        text = settled(was.strip(), mine.strip(), yours.strip())
        if text is not None:  # only what stands before it has changed
            return list(_lead(leads)) if text == "" else [*_lead(leads), mine or yours]
        return [leads[1] or leads[2], Conflict(was, mine, yours, where)]
    return [*_lead(leads), *_entry(was, mine, yours, where)]


def _lead(leads: Sequence[str]) -> Iterator[Piece]:
    base, ours, theirs = leads
    text = settled(base, ours, theirs)
    if text is not None:
        yield text
    elif not (ours.strip() or theirs.strip()):
        yield ours
    else:
        yield from merge_lines(base, ours, theirs).pieces


def _entry(base: str, ours: str, theirs: str, where: str) -> Iterator[Piece]:
    text = settled(base, ours, theirs)
    if text is not None:
        yield text
        return
    entries = [entry_of(one) if one else BibEntry("", (), "") for one in (base, ours, theirs)]
    was, mine, yours = entries
    if was is None or mine is None or yours is None or (not base and not _same_work(mine, yours)):
        yield Conflict(base, ours, theirs, where)
        return
    yield from _fields(was, mine, yours, where)


def _same_work(one: BibEntry, other: BibEntry) -> bool:
    """Tell whether two entries with one key are of one work: by identifier, else by title."""
    mine, yours = ({field.name: field.plain.casefold() for field in each.fields} for each in (one, other))
    for name in _IDENTIFIERS:
        if name in mine and name in yours and mine[name] == yours[name]:
            return True
    return likeness(mine.get("title", "?"), yours.get("title", "!"), _SAME) >= _SAME


def _fields(base: BibEntry, ours: BibEntry, theirs: BibEntry, where: str) -> Iterator[Piece]:
    """Yield an entry merged by field, laid out as ours is."""
    head = settled(base.plain_head, ours.plain_head, theirs.plain_head)
    if head is None:
        yield Conflict(base.head, ours.head, theirs.head, where)
    else:
        yield ours.head if head == ours.plain_head else theirs.head
    names = [named(field.name for field in one.fields) for one in (base, ours, theirs)]
    sides = [dict(zip(each, one.fields, strict=True)) for each, one in zip(names, (base, ours, theirs), strict=True)]

    def both(name: tuple[object, int], was: Field | None, mine: Field | None, yours: Field | None) -> Piece:
        if mine and yours and mine.plain == yours.plain:
            return mine.text
        if was and mine and yours and was.plain in (mine.plain, yours.plain):
            return yours.text if was.plain == mine.plain else mine.text
        if was and (not mine or not yours) and (mine or yours or was).plain == was.plain:
            return ""  # one side took it out, the other only laid it out anew
        texts = [field.text if field else "" for field in (was, mine, yours)]
        return Conflict(texts[0], texts[1], texts[2], f"{where}, {name[0]}")

    order = merged_order(names[0], names[1], names[2])
    yield from _separated(merged_values(sides[0], sides[1], sides[2], both, lambda _, field: field.text, order), ours)
    yield ours.tail


def _separated(pieces: Iterator[Piece], entry: BibEntry) -> Iterator[Piece]:
    """Yield fields with commas between them, and behind the last where ours has one there."""
    listed = [piece for piece in pieces if piece != ""]
    for position, piece in enumerate(listed):
        if isinstance(piece, str):
            yield piece + ("," if position + 1 < len(listed) or entry.comma else "")
        else:
            texts = [f"{text}," if text else "" for text in (piece.base, piece.ours, piece.theirs)]
            if all(text.startswith("\n") for text in texts):  # the line before is no part of it
                yield "\n"
                texts = [text[1:] for text in texts]
            yield Conflict(texts[0], texts[1], texts[2], piece.where)
