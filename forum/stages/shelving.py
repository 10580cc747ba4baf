"""The references of a workspace on a shelf: what is known is remembered, what is new is read on another core.

Fifty thousand references take seconds; meanwhile the papers are read. Of a change, only the
chunk that it is in is read again, and compared with what it may be alike.
"""

from __future__ import annotations

import datetime
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from forum.citations.duplicates import Work
from forum.citations.records import Source
from forum.citations.shelf import Shelf, Shelved
from forum.citations.shelf_checks import Blocks, across, alone, compared
from forum.citations.shelf_chunks import Chunk, Stretch, ends, stretch_of, summarised
from forum.diagnostics import Diagnostic, from_plain, plain
from forum.stages.forked import CAN_FORK, Forked
from forum.stages.memory import recall, remember

_MUCH = 1_000_000  # characters that nothing is known of; below, another process is not worth its start
_NAME = "references"
_DEFINES = re.compile(r"@[ \t]*string", re.IGNORECASE)

Plain = dict[str, str | int | tuple[str, ...] | None]
Parts = list[tuple[Source, Stretch]]


class Compared(msgspec.Struct, frozen=True):
    """What was found in the references of a shelf, with its blocks."""

    blocks: Blocks = {}
    found: list[Plain] = []


class Memory(msgspec.Struct, frozen=True):
    """What is known of chunks, and what was found in a whole: ``whole`` is the digest of the shelf, and the day."""

    chunks: list[Chunk]
    whole: str
    compared: Compared


def shelving(root: Path, files: Sequence[Source], today: datetime.date) -> Shelving:
    """Begin to read the references of files, and to look at them."""
    memory = recall(root, _NAME, Memory) or Memory([], "", Compared())
    day = today.isoformat()
    known = {chunk.digest: chunk for chunk in memory.chunks if chunk.day <= day}
    parts: Parts = []
    new: Parts = []
    for source in files:
        line = 0
        strings: dict[str, str] = {}
        for at, end in ends(source):
            stretch = stretch_of(source, at, end, line, strings)
            parts.append((source, stretch))
            line += stretch.text.count("\n")
            if stretch.digest not in known and _DEFINES.search(stretch.text):  # what follows needs its names
                known[stretch.digest] = summarised(stretch, source.path.suffix, today)[0]
            if stretch.digest not in known:
                new.append((source, stretch))
            else:
                strings = {**strings, **known[stretch.digest].strings}
    return Shelving(root, today, memory, known, parts, new)


class Shelving:
    """References that are being read. ``known`` are chunks by digest, ``new`` what is not known of ``parts``."""

    def __init__(
        self, root: Path, today: datetime.date, memory: Memory, known: dict[str, Chunk], parts: Parts, new: Parts
    ) -> None:
        self._root, self._today, self._memory = root, today, memory
        self._known, self._parts, self._new = known, parts, new
        much = CAN_FORK and sum(len(stretch.text) for _, stretch in new) >= _MUCH
        self._aside = Forked(self.tell) if much else None

    @cached_property
    def shelf(self) -> Shelf:
        """The references, as soon as they are read."""
        made = self._aside.receive(list[Chunk]) if self._aside is not None else None
        chunks = made if made is not None else [chunk for chunk, _ in self.read()]
        return self.shelf_with(chunks)

    @cached_property
    def found(self) -> tuple[Diagnostic, ...]:
        """What is wrong in the references, apart from how texts cite them."""
        whole = f"{self.shelf.digest} {self._today.isoformat()}"
        seen = self._memory.compared
        if self._memory.whole != whole:
            told = self._aside.receive(Compared) if self._aside is not None else None
            seen = told if told is not None else self.compare(self.shelf, {})
            chunks = list({chunk.digest: chunk for _, _, chunk in self.shelf.parts}.values())
            remember(self._root, _NAME, Memory(chunks, whole, seen))
        return tuple(map(from_plain, seen.found))

    def read(self) -> list[tuple[Chunk, list[Work | None]]]:
        """Return what is new, as summaries, with the works at a glance."""
        return [summarised(stretch, source.path.suffix, self._today) for source, stretch in self._new]

    def shelf_with(self, chunks: Iterable[Chunk]) -> Shelf:
        """Return the shelf, with the summaries of what is new."""
        known = {**self._known, **{chunk.digest: chunk for chunk in chunks}}
        by_file: dict[int, list[tuple[Stretch, Chunk]]] = {}
        sources: dict[int, Source] = {}
        for source, stretch in self._parts:
            sources[id(source)] = source
            by_file.setdefault(id(source), []).append((stretch, known[stretch.digest]))
        return Shelf([Shelved(sources[name], tuple(parts)) for name, parts in by_file.items()])

    def compare(self, shelf: Shelf, works: Mapping[int, Work | None]) -> Compared:
        """Return what is wrong in the references of the shelf; ``works`` are those at hand, by number."""
        blocks = compared(shelf, self._memory.compared.blocks, works)
        return Compared(blocks, [plain(one) for one in (*alone(shelf, self._today), *across(shelf, blocks))])

    def tell(self, answer: Connection) -> None:
        """Send what is new, and then what was found, from a process of its own."""
        read = self.read()
        chunks = [chunk for chunk, _ in read]
        sending = threading.Thread(target=answer.send_bytes, args=(msgspec.msgpack.encode(chunks),))
        sending.start()
        shelf = self.shelf_with(chunks)
        at_hand = {chunk.digest: works for chunk, works in read}
        works: dict[int, Work | None] = {}
        number = 0
        for _, _, chunk in shelf.parts:
            works |= enumerate(at_hand.get(chunk.digest, ()), number)
            number += len(chunk.keys)
        seen = msgspec.msgpack.encode(self.compare(shelf, works))
        sending.join()
        answer.send_bytes(seen)
