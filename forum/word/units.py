"""A paper's source in units: blocks, fences, and what lies between them, not a byte lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forum.documents.ast import Node, iterate
from forum.merging.blocks import Line, kinds
from forum.word.values import Unit, UnitKind

_FRONT = re.compile(r"\A\ufeff?\s*---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^\s*:{3,}\s*$")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:")
_CAPTION = re.compile(r"^ {0,3}(?:Table)?:\s")
_INDENTED = re.compile(r"^(?: {2,}|\t)\S")
_BULLET = re.compile(r"^\s*[-*+]\s")


@dataclass(frozen=True)
class Chunk:
    """Lines that belong together, before pandoc has said what they are."""

    kind: UnitKind
    text: str
    gap: str = ""


def split_paper(text: str) -> tuple[str, list[Chunk]]:
    """Return the front matter, as it stands, and the chunks of the body."""
    front = _FRONT.match(text)
    head = front[0] if front else ""
    chunks = list(_joined(_chunks(text[len(head) :])))
    if chunks and chunks[0].text == "":
        head, chunks = head + chunks[0].gap, chunks[1:]
    return head, chunks


def _chunks(body: str) -> Iterator[Chunk]:
    lines = re.findall(r"[^\n]*\n|[^\n]+\Z", body)
    held: list[str] = []
    depth = 0
    for line, kind in zip(lines, kinds(lines), strict=True):
        if kind is Line.BLANK:
            held.append(line)
            continue
        fresh = not any(one.strip() for one in held) or not held[-1].strip()
        if kind is Line.DIV and ((closing := bool(_CLOSING.match(line))) or fresh):
            if closing and not depth:
                held.append(line)
                continue
            yield from _held(held)
            depth += -1 if closing else 1
            held = []
            yield from _held([line], "close" if closing else "open")
            continue
        if fresh or (len(held) == 1 and held[0].lstrip().startswith("#")):
            yield from _held(held)
            held = []
        held.append(line)
    yield from _held(held)


def _held(lines: list[str], kind: UnitKind = "block") -> Iterator[Chunk]:
    if lines:
        text = "".join(lines)
        bare = text.rstrip() if text.strip() else ""
        yield Chunk(kind, bare, text[len(bare) :])


def _joined(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Yield chunks with blank lines behind what they follow, and the parts of a list, table or note together."""
    last: Chunk | None = None
    for chunk in chunks:
        if last is None:
            last = chunk
        elif not chunk.text and last.text:
            last = replace(last, gap=last.gap + chunk.gap)
        elif last.text and chunk.kind == last.kind == "block" and _belong(last.text, chunk.text):
            last = join(last, chunk)
        else:
            yield last
            last = chunk
    if last is not None:
        yield last


def join(one: Chunk, other: Chunk) -> Chunk:
    """Return two chunks as one."""
    return Chunk("block", one.text + one.gap + other.text, other.gap)


def _belong(before: str, after: str) -> bool:
    first, *_ = kinds([before.split("\n", 1)[0]])
    next_, *_ = kinds([after.split("\n", 1)[0]])
    if first is Line.ITEM:
        return bool(_INDENTED.match(after)) or (
            next_ is Line.ITEM and bool(_BULLET.match(before)) == bool(_BULLET.match(after))
        )
    if _CAPTION.match(before) or _CAPTION.match(after):
        return first is Line.ROW or next_ is Line.ROW or "|" in before + after or "---" in before + after
    return bool(_DEFINITION.match(before) and _INDENTED.match(after)) or (before[0] == after[0] == ">")


def definitions(chunks: Sequence[Chunk]) -> str:
    """Return the definitions of notes and links, which each chunk needs to be read alone."""
    found = [chunk.text for chunk in chunks if chunk.kind == "block" and _DEFINITION.match(chunk.text)]
    return "\n\n".join(found)


def is_definition(chunk: Chunk) -> bool:
    """Tell whether a chunk defines a note or a link, and shows nothing where it stands."""
    return bool(_DEFINITION.match(chunk.text))


def numbered(head: str, chunks: Sequence[Chunk], blocks: Sequence[Sequence[Node]], whole: Sequence[Node]) -> list[Unit]:
    """Return the units of a paper from its chunks and what pandoc read in each."""
    divs = [node["c"][0] for node in iterate(list(whole)) if node["t"] == "Div"]
    units = [Unit(0, "front", head)]
    path: tuple[int, ...] = ()
    for number, (chunk, read) in enumerate(zip(chunks, blocks, strict=True), 1):
        if chunk.kind == "close":
            path = path[:-1]
        shown = any(block["t"] != "RawBlock" for block in read)
        kind: UnitKind = "silent" if chunk.kind == "block" and not shown else chunk.kind
        unit = Unit(number, kind, chunk.text, chunk.gap, path, tuple(read))
        if chunk.kind == "open":
            identifier, classes, pairs = divs.pop(0) if divs else ("", [], [])
            unit = replace(unit, div=(identifier, tuple(classes), tuple((key, value) for key, value in pairs)))
            path = (*path, number)
        units.append(unit)
    return units
