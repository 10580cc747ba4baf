"""Cells that one side split or joined while the other changed what is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from forum.merging.notebooks.cells import merged_source
from forum.merging.notebooks.metadata import same
from forum.merging.notebooks.reading import NotebookCell

Name = tuple[str, int]
_CUT = "\0cut\0\n"  # stands where one cell ends and the next begins


class Side(msgspec.Struct, frozen=True):
    """The cells of a notebook by their names, in order."""

    names: Sequence[Name]
    cells: Sequence[NotebookCell]

    def by_name(self) -> Mapping[Name, NotebookCell]:
        """Return the cells by their names."""
        return dict(zip(self.names, self.cells, strict=True))


def resplit(base: Sequence[NotebookCell], ours: Side, theirs: Side) -> dict[Name, NotebookCell | None]:
    """Return what becomes of cells that were split or joined, where the other side's changes fit into it.

    None: the cell is part of another one now.
    """
    found: dict[Name, NotebookCell | None] = {}
    for side, other in ((ours, theirs), (theirs, ours)):
        cells = other.by_name()
        for position, names in _splits(base, side):
            if _whole(other, position) and _changed(base[position], cells["b", position]):
                found.update(_split(base[position], side.by_name(), cells["b", position], names))
        for kept, gone in _joins(base, side):
            if _whole(other, kept[1]) and _whole(other, gone[1]) and _changed(base[gone[1]], cells[gone]):
                found.update(_joined(base, side.by_name()[kept], cells, kept, gone))
    return found


def _whole(side: Side, number: int) -> bool:
    """Tell whether a cell of the base is one cell still, without a new one beside it that could be a part of it."""
    if ("b", number) not in side.names:
        return False
    at = side.names.index(("b", number))
    return all(letter == "b" for letter, _ in side.names[max(0, at - 1) : at + 2])


def _changed(base: NotebookCell, cell: NotebookCell) -> bool:
    return base is not cell and base.source != cell.source


def _said(*cells: NotebookCell) -> list[str]:
    return "\n".join(cell.source for cell in cells).split()


def _splits(base: Sequence[NotebookCell], side: Side) -> Iterator[tuple[int, list[Name]]]:
    """Yield cells of the base that are several now: one with its name, new ones around it."""
    for position, (letter, number) in enumerate(side.names):
        if letter != "b" or not _changed(base[number], side.cells[position]):
            continue
        first = last = position
        while first > 0 and side.names[first - 1][0] != "b":
            first -= 1
        while last + 1 < len(side.names) and side.names[last + 1][0] != "b":
            last += 1
        for start, end in ((position, last), (first, position), (first, last)):
            if start < end and _said(*side.cells[start : end + 1]) == _said(base[number]):
                yield number, list(side.names[start : end + 1])
                break


def _split(
    base: NotebookCell, cells: Mapping[Name, NotebookCell], other: NotebookCell, names: Sequence[Name]
) -> dict[Name, NotebookCell | None]:
    parts = [cells[name].source for name in names]
    ended = [part if part.endswith("\n") else f"{part}\n" for part in parts[:-1]]
    merged = merged_source(base.source, _CUT.join([*ended, parts[-1]]), other.source, base.kind)
    pieces = merged.text.split(_CUT)
    kinds = {base.kind, other.kind, *(cells[name].kind for name in names)}
    if not merged.clean or len(pieces) != len(names) or len(kinds) > 1 or not _alone(base, other):
        return {}
    return {name: _with(cells[name], piece) for name, piece in zip(names, pieces, strict=True)}


def _joins(base: Sequence[NotebookCell], side: Side) -> Iterator[tuple[Name, Name]]:
    """Yield pairs of names: a cell that has become one with the next or the last, and that one."""
    here = side.by_name()
    for name, cell in here.items():
        if name[0] != "b":
            continue
        for gone in (name[1] + 1, name[1] - 1):
            if 0 <= gone < len(base) and ("b", gone) not in here:
                first, second = sorted((name[1], gone))
                if _said(base[first], base[second]) == _said(cell):
                    yield name, ("b", gone)
                    break


def _joined(
    base: Sequence[NotebookCell], cell: NotebookCell, cells: Mapping[Name, NotebookCell], kept: Name, gone: Name
) -> dict[Name, NotebookCell | None]:
    first, second = sorted((kept, gone))
    was, now = (base[first[1]], base[second[1]]), (cells[first], cells[second])
    texts = [f"{one.source}\n{_CUT}{another.source}" for one, another in (was, now)]
    merged = merged_source(texts[0], cell.source, texts[1], cell.kind)
    if not merged.clean or _CUT in merged.text or not _alone(base[kept[1]], cells[kept]):
        return {}
    return {kept: _with(cell, merged.text), gone: None}


def _alone(base: NotebookCell, other: NotebookCell) -> bool:
    """Tell whether a side changed nothing but the source."""
    return same(base.data.get("metadata"), other.data.get("metadata"))


def _with(cell: NotebookCell, source: str) -> NotebookCell:
    """Return a cell with another source; what it gave is to be computed anew."""
    text = source.removesuffix("\n")
    if text == cell.source:
        return cell
    data = {**cell.data, "source": text.splitlines(keepends=True)}
    return NotebookCell({**data, "outputs": [], "execution_count": None} if cell.kind == "code" else data)
