"""Pieces of the report in each format, cached by content: one that did not change is not written again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec.json import encode

from forum.documents.ast import Node
from forum.stages.cache import cached, lookup

_SIZE = 30  # blocks that a piece has at least: about a page
_ENDS = 64  # of 256: how many of the paragraphs after that end it


class Fragments(MutableMapping[bytes, str]):
    """Texts by the digest of what they were made from, kept in the workspace's cache and in memory."""

    def __init__(self, root: Path, stage: str) -> None:
        self._root, self._stage = root, stage
        self._known: dict[bytes, str] = {}

    def __getitem__(self, key: bytes) -> str:
        if key not in self._known:
            found = lookup(self._root, self._stage, [key])
            if found is None:
                raise KeyError(key)
            self._known[key] = found
        return self._known[key]

    def __setitem__(self, key: bytes, text: str) -> None:
        self._known[key] = cached(self._root, self._stage, [key], lambda: text)

    def __delitem__(self, key: bytes) -> None:
        self._known.pop(key, None)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def typst_source(root: Path, blocks: Sequence[Node]) -> str:
    """Return blocks as Typst source, piece by piece from the cache; new pieces are written side by side."""
    from forum.report.typst import PANDOC_ARGUMENTS, WRITER  # a build with nothing to do comes without it
    from forum.tools.typst import typst_text, typst_texts

    def parts(piece: Sequence[Node]) -> list[str | bytes]:
        return [WRITER, *PANDOC_ARGUMENTS, encode(piece)]

    def write(batch: Sequence[Sequence[Node]]) -> None:
        for piece, text in zip(batch, typst_texts(batch), strict=True):
            texts[id(piece)] = cached(root, "typst", parts(piece), lambda: text or typst_text(piece))  # noqa: B023

    every = list(pieces(blocks))
    texts = {id(piece): lookup(root, "typst", parts(piece)) for piece in every}
    new = [piece for piece in every if texts[id(piece)] is None]
    count = min(os.cpu_count() or 1, -(-len(new) // _FEW))
    with ThreadPoolExecutor() as pool:
        list(pool.map(write, (new[start::count] for start in range(count))))
    return "\n\n".join(text.rstrip("\n") for text in (texts[id(piece)] for piece in every) if text) + "\n"


_FEW = 4  # pieces for which another pandoc is worth its start


def pieces(blocks: Sequence[Node]) -> Iterator[Sequence[Node]]:
    """Yield stretches of blocks whose ends are where the content says, so that an insertion moves few of them.

    Each ends in a paragraph, after which pandoc leaves an empty line whatever follows.
    """
    start = 0
    for position, block in enumerate(blocks):
        if position + 1 - start < _SIZE or block["t"] != "Para":
            continue
        if hashlib.sha256(encode(block)).digest()[0] < _ENDS or position + 1 - start >= 4 * _SIZE:
            yield blocks[start : position + 1]
            start = position + 1
    if start < len(blocks):
        yield blocks[start:]
