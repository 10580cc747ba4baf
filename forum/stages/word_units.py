"""A paper's source in units, each with what pandoc reads in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from forum.documents.ast import Node
from forum.tools import pandoc
from forum.word.units import Chunk, definitions, is_definition, join, numbered, split_paper
from forum.word.values import Unit

_TRIES = 12


def read_units(text: str) -> list[Unit]:
    """Return the units of a paper's source.

    Chunks are read one by one, and held against the whole as pandoc reads it; where
    they differ, as in a table with blank lines, two of them are one.
    """
    head, chunks = split_paper(text)
    for _ in range(_TRIES):
        whole, blocks = _read(text[len(head) :], chunks)
        apart = _first_apart(_flat(whole), blocks)
        if apart is None:
            return numbered(head, chunks, blocks, whole)
        chunks = list(_merged(chunks, apart))
    whole, blocks = _read(text[len(head) :], chunks)
    return numbered(head, chunks, blocks, whole)


def _read(body: str, chunks: Sequence[Chunk]) -> tuple[list[Node], list[list[Node]]]:
    defined = definitions(chunks)
    shown = [chunk for chunk in chunks if chunk.kind == "block" and not is_definition(chunk)]
    texts = [f"{chunk.text}\n\n{defined}" if defined else chunk.text for chunk in shown]
    whole, *read = pandoc.read_many([body, *texts])
    by_chunk = {id(chunk): blocks or [] for chunk, blocks in zip(shown, read, strict=True)}
    return whole or [], [by_chunk.get(id(chunk), []) for chunk in chunks]


def _flat(blocks: Sequence[Node]) -> Iterator[Node]:
    for block in blocks:
        if block["t"] == "Div":
            yield from _flat(block["c"][1])
        else:
            yield block


def _first_apart(whole: Iterator[Node], blocks: Sequence[Sequence[Node]]) -> int | None:
    """Return the first chunk that reads otherwise alone than in the whole; None where all agree."""
    for place, chunk in enumerate(blocks):
        for block in chunk:
            if _plain(next(whole, None)) != _plain(block):
                return place
    return None if next(whole, None) is None else len(blocks) - 1


def _plain(tree: Any) -> Any:
    """Return a tree without what depends on its surroundings: automatic ids, running numbers of citations."""
    if isinstance(tree, dict):
        if tree.get("t") == "Header":
            return tree["c"][0], _plain(tree["c"][2])
        return {key: _plain(value) for key, value in tree.items() if key != "citationNoteNum"}
    return [_plain(one) for one in tree] if isinstance(tree, list) else tree


def _merged(chunks: Sequence[Chunk], place: int) -> Iterator[Chunk]:
    """Yield chunks with one joined to the next that is a block, or to the one before."""
    near = [n for n in (place + 1, place - 1) if 0 <= n < len(chunks) and chunks[n].kind == "block"]
    first = min(place, near[0]) if near and chunks[place].kind == "block" else None
    for number, chunk in enumerate(chunks):
        if first is not None and number == first:
            yield join(chunk, chunks[number + 1])
        elif first is None or number != first + 1:
            yield chunk
