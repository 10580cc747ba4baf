"""The references of a workspace on a shelf: what is known is remembered, what is new is read on other cores.

Fifty thousand references take seconds; meanwhile the papers are read. Of a change, only the
chunk that it is in is read again, and compared with what it may be alike.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

import msgspec
from msgspec.msgpack import decode, encode

from forum.citations.duplicates import Work
from forum.citations.records import Source
from forum.citations.shelf import Shelf, Shelved
from forum.citations.shelf_checks import Blocks, across, alone, compared
from forum.citations.shelf_chunks import Chunk, Stretch, ends, stretch_of, summarised
from forum.diagnostics import Diagnostic, from_plain, plain
from forum.stages.forked import CAN_FORK, Forked, Line
from forum.stages.memory import recall, remember

_MUCH = 1_000_000  # characters that nothing is known of; for fewer another process is not worth its start
_NAME = "references"
_DEFINES = re.compile(r"@[ \t]*string", re.IGNORECASE)

Plain = dict[str, str | int | tuple[str, ...] | None]
Parts = Sequence[tuple[Source, Stretch]]


class Compared(msgspec.Struct, frozen=True):
    """What was found in the references of a shelf, with its blocks."""

    blocks: Blocks = {}
    found: list[Plain] = []


class Memory(msgspec.Struct, frozen=True):
    """What is known of chunks, and what was found in a whole: ``whole`` is the digest of the shelf, and the day."""

    chunks: list[Chunk]
    whole: str
    compared: Compared


class Shelving:
    """References that are being read: files are added, then the shelf is asked for, then what is wrong in it."""

    def __init__(self, root: Path, today: datetime.date) -> None:
        self._root, self._today = root, today
        self._memory = recall(root, _NAME, Memory) or Memory([], "", Compared())
        day = today.isoformat()
        self._known = {chunk.digest: chunk for chunk in self._memory.chunks if chunk.day <= day}
        self._files: list[tuple[Source, Sequence[Stretch]]] = []
        self._new: list[tuple[Source, Stretch]] = []
        self._aside: list[tuple[Parts, Forked]] = []
        self._works: dict[str, msgspec.Raw] = {}
        self._comparing: Forked | None = None

    def add(self, files: Iterable[Source]) -> None:
        """Begin to read files; by other processes, where much in them is new."""
        new = [part for source in files for part in self._cut(source)]
        shares = min(os.cpu_count() or 1, sum(len(stretch.text) for _, stretch in new) // _MUCH) if CAN_FORK else 0
        for nth in range(shares):
            part = new[nth::shares]
            self._aside.append((part, Forked(partial(_send, part, self._today))))
        self._new += new if not shares else ()

    def _cut(self, source: Source) -> Iterator[tuple[Source, Stretch]]:
        """Put a file on the shelf, and yield the stretches of it of which nothing is known."""
        stretches: list[Stretch] = []
        strings: dict[str, str] = {}
        line = 0
        for at, end in ends(source):
            stretch = stretch_of(source, at, end, line, strings)
            stretches.append(stretch)
            line += stretch.text.count("\n")
            if stretch.digest not in self._known and _DEFINES.search(stretch.text):  # what follows needs its names
                self._known[stretch.digest] = summarised(stretch, source.path.suffix, self._today)[0]
            if stretch.digest not in self._known:
                yield source, stretch
            else:
                strings = {**strings, **self._known[stretch.digest].strings}
        self._files.append((source, stretches))

    @cached_property
    def shelf(self) -> Shelf:
        """The references, as soon as they are read."""
        for part, process in self._aside:
            told = process.receive(list[tuple[Chunk, msgspec.Raw]])
            self._new += part if told is None else ()
            self._known |= {chunk.digest: chunk for chunk, _ in told or ()}
            self._works |= {chunk.digest: works for chunk, works in told or ()}
        for source, stretch in self._new:
            self._known[stretch.digest] = summarised(stretch, source.path.suffix, self._today)[0]
        files = ((source, [(one, self._known[one.digest]) for one in stretches]) for source, stretches in self._files)
        return Shelf([Shelved(source, tuple(parts)) for source, parts in files])

    @cached_property
    def _whole(self) -> str:
        return f"{self.shelf.digest} {self._today.isoformat()}"

    def compare(self) -> None:
        """Begin to hold the references against each other, if that takes a while."""
        much = CAN_FORK and sum(len(source.text) for source, _ in self._files) >= _MUCH
        if much and self._memory.whole != self._whole:
            self._comparing = Forked(lambda answer: answer.send_bytes(encode(self._compared())))

    @cached_property
    def found(self) -> tuple[Diagnostic, ...]:
        """What is wrong in the references, apart from how texts cite them."""
        if self._memory.whole == self._whole:
            return tuple(map(from_plain, self._memory.compared.found))
        told = self._comparing.receive(list[Plain]) if self._comparing is not None else None
        return tuple(map(from_plain, self._compared() if told is None else told))

    def _compared(self) -> list[Plain]:
        """Return what is wrong in the references of the shelf, and remember all that is known of them."""
        shelf = self.shelf
        works: dict[int, Work | None] = {}
        number = 0
        for _, _, chunk in shelf.parts:
            if (at_hand := self._works.get(chunk.digest)) is not None:
                works |= enumerate(decode(at_hand, type=list[Work | None]), number)
            number += len(chunk.keys)
        blocks = compared(shelf, self._memory.compared.blocks, works)
        found = [plain(one) for one in (*alone(shelf, self._today), *across(shelf, blocks))]
        chunks = list({chunk.digest: chunk for _, _, chunk in shelf.parts}.values())
        remember(self._root, _NAME, Memory(chunks, self._whole, Compared(blocks, found)))
        return found


def _send(parts: Parts, today: datetime.date, answer: Line) -> None:
    """Send the summaries of stretches, each with its works at a glance."""
    answer.send_bytes(encode([summarised(stretch, source.path.suffix, today) for source, stretch in parts]))
