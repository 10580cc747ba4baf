"""What a paper is made of on either side, and what comes back from Word beside the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from forum.documents.ast import Node

PAPER = PurePosixPath("paper.md")  # what places are said to be in: the caller knows the folder
UnitKind = Literal["front", "block", "open", "close", "silent"]


@dataclass(frozen=True)
class Unit:
    """A stretch of a paper's source: a block, a fence of a div, or what Word does not show.

    ``text`` and ``gap`` (the line ends and blank lines behind it), joined over all units,
    are the file. ``path`` holds the numbers of the open fences around it; ``blocks`` is what
    pandoc reads in a block, ``div`` the attributes (id, classes, pairs) of an open fence.
    """

    number: int
    kind: UnitKind
    text: str
    gap: str = ""
    path: tuple[int, ...] = ()
    blocks: tuple[Node, ...] = ()
    div: tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]] = ("", (), ())


@dataclass(frozen=True)
class Leaf:
    """A block as Word gives it back: what it is, and its content as Markdown.

    ``ids`` are the numbers of the units whose bookmarks stand in it; ``cells`` are the
    rows of a table.
    """

    kind: str
    markdown: str
    style: str = ""
    ids: tuple[int, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    level: int = 0
    caption: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What two leaves share that say the same; formatting noise is no part of it."""
        if self.kind == "table":  # pandoc's drawing of it depends on widths
            return self.kind, self.caption, tuple(tuple(" ".join(cell.split()) for cell in row) for row in self.cells)
        return self.kind, self.level, " ".join(self.markdown.split())


@dataclass(frozen=True)
class Comment:
    """A comment in a Word file. ``author`` is what the file claims; ``quote`` the words that it marks.

    ``thread`` is the ``id`` of the comment that it answers, empty for a first one.
    """

    id: str
    author: str
    date: str
    quote: str
    text: str
    thread: str = ""
    resolved: bool = False


@dataclass(frozen=True)
class Change:
    """A tracked change: who made it, as claimed, when, what kind, and the words."""

    person: str
    date: str
    kind: Literal["insertion", "deletion", "move"]
    words: str


@dataclass(frozen=True)
class WordStamp:
    """What a packed file says of its making: the paper, and the commit that it was packed from."""

    slug: str
    base: str


@dataclass(frozen=True)
class Returned:
    """A paper as it came back: the text of ``paper.md``, comments and tracked changes."""

    text: str
    comments: tuple[Comment, ...] = ()
    changes: tuple[Change, ...] = field(default=())
