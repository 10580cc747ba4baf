"""The source of a paper from the blocks that came back: what did not change keeps its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forum.word.front_matter import edited_front
from forum.word.notes import DEFINITION
from forum.word.outgoing import role
from forum.word.rewriting import Rewriter, labels_in, new_block
from forum.word.values import Leaf, Unit

UNSEEN = ("marker", "title", "abstract")
"""Kinds of leaves that are no blocks of the text."""


@dataclass
class _Pieces:
    """Texts in their order, each with the number of its unit, or None for a new one."""

    found: list[tuple[str, int | None]] = field(default_factory=list)

    def add(self, text: str, number: int | None = None) -> None:
        self.found.append((text, number))

    def joined(self, units: Sequence[Unit]) -> str:
        text, last = "", None
        for place, (piece, number) in enumerate(self.found):
            if place:
                follows = last is not None and number == last + 1
                text += units[last].gap if follows and last is not None else self._apart(text)
            text += piece
            last = number
        final = units[-1].gap
        return text if text.endswith("\n\n") else text + final

    @staticmethod
    def _apart(text: str) -> str:
        return "" if text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"


class Assembly:
    """One paper put together from its units and the leaves that came back."""

    def __init__(
        self,
        units: Sequence[Unit],
        base: Sequence[tuple[int, Leaf]],
        returned: Sequence[Leaf],
        pairs: Mapping[int, int],
        plain: frozenset[int] = frozenset(),
    ) -> None:
        """Take what is put together; blocks in ``plain`` are written as pandoc does, for their edits do not fit."""
        self.units, self.base, self.returned, self.pairs, self.plain = units, base, returned, pairs, plain
        self.rewrite = Rewriter()
        self.shut = {number: self._closing(number) for number in self._numbers("open")}
        self.pieces = _Pieces()
        self.path: tuple[int, ...] = ()
        self.opened: set[int] = set()
        self.written: set[int] = set()
        self.kept = {base[place][0] for place in pairs.values()}
        self.heads_edited: list[str] = []

    def text(self) -> str:
        """Return the paper's source."""
        self._front()
        for place, leaf in enumerate(self.returned):
            if leaf.kind in ("title", "abstract"):
                continue
            if place in self.pairs:
                number, shown = self.base[self.pairs[place]]
                self._matched(self.units[number], shown, leaf, place in self.plain)
            elif text := new_block(leaf):
                self._enter(self._place_of(leaf))
                self.pieces.add(text)
        self._enter(())
        self.pieces.found = list(self._defined())
        return self.pieces.joined(self.units)

    def _defined(self) -> Iterator[tuple[str, int | None]]:
        """Yield the pieces with notes as edited; the definition of a note that is gone goes too."""
        used = labels_in("".join(unit.text for unit in self.units if unit.kind != "silent"))
        still = labels_in("".join(text for text, number in self.pieces.found if not self._is_silent(number)))
        for text, number in self.pieces.found:
            match = DEFINITION.fullmatch(text) if self._is_silent(number) else None
            if match is None:
                yield text, number
            elif match["label"] in still or match["label"] not in used:
                yield self.rewrite.definition(text), number

    def _is_silent(self, number: int | None) -> bool:
        return number is not None and self.units[number].kind == "silent"

    # --- blocks ------------------------------------------------------------------------

    def _front(self) -> None:
        """Write the front matter, with title and abstract as edited, and what is not shown behind it."""
        text = self.units[0].text
        for key in ("title", "abstract"):
            before = "\n\n".join(leaf.markdown for _, leaf in self.base if leaf.kind == key)
            after = "\n\n".join(leaf.markdown for leaf in self.returned if leaf.kind == key)
            if before and after:
                text = edited_front(text, key, before, after)
        self._write(0, text)

    def _matched(self, unit: Unit, shown: Leaf, leaf: Leaf, plain: bool) -> None:
        if unit.number in self.written:  # a second leaf of a unit that is written as a whole
            return
        if unit.kind == "open":
            if role(unit) == "recommendation" and unit.div[0] not in leaf.markdown:
                self.heads_edited.append(leaf.markdown)
            self._enter(unit.path if set(unit.path) <= {*self.path, *self.opened} else self.path)
            self._open(unit.number)
        elif unit.kind == "close":
            self._enter(unit.path)
        else:
            self._enter(self._home(unit))
            same = shown.key == leaf.key
            text = unit.text if same else new_block(leaf) if plain else self.rewrite(unit, shown, leaf)
            self._write(unit.number, text)

    def _write(self, number: int, text: str) -> None:
        self.written.add(number)
        self.pieces.add(text, number)
        self._silent(number)

    def _silent(self, number: int) -> None:
        """Write what stands behind a unit and is not shown in Word, what follows deleted units included."""
        following = number + 1
        while following < len(self.units):
            unit = self.units[following]
            gone = unit.kind == "block" and following not in self.kept
            if unit.kind in ("silent", "front") and following not in self.written:
                self.written.add(following)
                self.pieces.add(unit.text, following)
            elif not gone:
                return
            following += 1

    # --- divs --------------------------------------------------------------------------

    def _home(self, unit: Unit) -> tuple[int, ...]:
        """Return the divs that a known block goes into: its own, where they can still be entered."""
        own = unit.path
        if own == self.path or own == self.path[: len(own)]:
            return own
        missing = [number for number in own if number not in self.path]
        if own[: len(self.path)] == self.path and not any(
            number in self.opened or number in self.kept for number in missing
        ):
            return own  # the line at the head of the block was deleted, not the block
        return self.path

    def _place_of(self, leaf: Leaf) -> tuple[int, ...]:
        """Return the divs that a new block goes into, by its style."""
        path = self.path
        if leaf.style.startswith("Recommendation"):
            return path
        while path and any(role(self.units[number]) for number in path):
            path = path[:-1]
        return path

    def _enter(self, path: tuple[int, ...]) -> None:
        """Close and open fences until the blocks around are those of ``path``."""
        while self.path != path[: len(self.path)]:
            number = self.path[-1]
            self.path = self.path[:-1]
            if (closing := self.shut[number]) is not None:
                self._write(closing, self.units[closing].text)
        for number in path[len(self.path) :]:
            self._open(number)

    def _open(self, number: int) -> None:
        if number in self.opened:
            return
        self.opened.add(number)
        self.path = (*self.path, number)
        self._write(number, self.units[number].text)

    def _numbers(self, kind: str) -> list[int]:
        return [unit.number for unit in self.units if unit.kind == kind]

    def _closing(self, number: int) -> int | None:
        path = self.units[number].path
        later = (one for one in self.units[number + 1 :] if one.kind == "close" and one.path == path)
        return next((one.number for one in later), None)
