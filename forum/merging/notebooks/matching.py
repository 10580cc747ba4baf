"""Which cell of one notebook is which of another: by id, by content, then by likeness.

Linear where ids or contents tell; only what they leave over is compared pair by
pair, first between neighbours that are sure, then anywhere (a cell that was moved
and changed).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forum.merging.likeness import likely_pairs, likeness
from forum.merging.notebooks.reading import NotebookCell
from forum.merging.sequences import matches

_NEAR = 0.45  # likeness that is enough between sure neighbours
_FAR = 0.75  # and anywhere else
_PAIRS = 4000  # at most so many comparisons in one place
_WORTH = 24  # characters from which on a moved cell is known by its content


def matched(base: Sequence[NotebookCell], side: Sequence[NotebookCell]) -> dict[int, int]:
    """Return for cells of a side, by position, the cell of the base that each comes from."""
    pairs = dict(_by_id(base, side))
    _by_content(base, side, pairs)
    _by_likeness(base, side, pairs)
    _moved(base, side, pairs)
    return pairs


def _by_id(base: Sequence[NotebookCell], side: Sequence[NotebookCell]) -> Iterator[tuple[int, int]]:
    places = _unique([cell.id for cell in base])
    for identifier, j in _unique([cell.id for cell in side]).items():
        if identifier and identifier in places:
            yield j, places[identifier]


def _unique(names: Sequence[str]) -> dict[str, int]:
    seen: dict[str, int] = {}
    for position, name in enumerate(names):
        seen[name] = -1 if name in seen else position
    return {name: position for name, position in seen.items() if position >= 0}


def _left(
    base: Sequence[NotebookCell], side: Sequence[NotebookCell], pairs: dict[int, int]
) -> tuple[list[int], list[int]]:
    taken = set(pairs.values())
    return [i for i in range(len(base)) if i not in taken], [j for j in range(len(side)) if j not in pairs]


def _content(cell: NotebookCell) -> tuple[str, str]:
    return cell.kind, cell.source.strip()


def _by_content(base: Sequence[NotebookCell], side: Sequence[NotebookCell], pairs: dict[int, int]) -> None:
    """Add cells that say the same: in the same order, then moved ones that say it alone."""
    rows, columns = _left(base, side, pairs)
    if not rows or not columns:
        return
    left, right = [_content(base[i]) for i in rows], [_content(side[j]) for j in columns]
    for i, j, size in matches(left, right):
        pairs.update((columns[j + k], rows[i + k]) for k in range(size))
    rows, columns = _left(base, side, pairs)
    places = _unique([base[i].source.strip() for i in rows])
    for source, j in _unique([side[j].source.strip() for j in columns]).items():
        if len(source) >= _WORTH and source in places:
            pairs[columns[j]] = rows[places[source]]


def _by_likeness(base: Sequence[NotebookCell], side: Sequence[NotebookCell], pairs: dict[int, int]) -> None:
    """Add cells that are alike between neighbours that are sure, in order."""
    taken = set(pairs.values())
    for rows, columns in _gaps(base, side, dict(pairs), taken):
        found = dict(_aligned(base, side, rows, columns))
        pairs.update(found)
        taken.update(found.values())


def _gaps(
    base: Sequence[NotebookCell], side: Sequence[NotebookCell], pairs: dict[int, int], taken: set[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield what is left over between two pairs that follow each other; what is paired meanwhile is taken."""
    columns: list[int] = []
    last = -1
    for j in range(len(side) + 1):
        if j < len(side) and j not in pairs:
            columns.append(j)
            continue
        here = pairs[j] if j < len(side) else len(base)
        if columns:
            rows = []
            i = last + 1
            while i < len(base) and i not in taken:
                rows.append(i)
                i += 1
            if not rows:
                i = here - 1
                while i >= 0 and i not in taken:
                    rows.insert(0, i)
                    i -= 1
            if rows:
                yield rows, columns
        columns, last = [], here


def _aligned(
    base: Sequence[NotebookCell], side: Sequence[NotebookCell], rows: list[int], columns: list[int]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of two lists, in order, that are most alike together."""
    if len(rows) * len(columns) > _PAIRS:
        rows, columns = rows[: _PAIRS // 64], columns[:64]
    for m, n in likely_pairs(len(rows), len(columns), lambda m, n: _alike(base[rows[m]], side[columns[n]], _NEAR)):
        yield columns[n], rows[m]


def _alike(one: NotebookCell, other: NotebookCell, least: float) -> float:
    """Return how alike two cells are; cells of one kind a little more."""
    found = likeness(one.source.strip(), other.source.strip(), least)
    return found + 0.1 if found and one.kind == other.kind else found


def _moved(base: Sequence[NotebookCell], side: Sequence[NotebookCell], pairs: dict[int, int]) -> None:
    """Add cells that were moved and changed a little."""
    rows, columns = _left(base, side, pairs)
    if len(rows) * len(columns) > _PAIRS:
        return
    scored = [(_alike(base[i], side[j], _FAR), i, j) for i in rows for j in columns]
    for score, i, j in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if score and j not in pairs and i not in set(pairs.values()) and len(base[i].source.strip()) >= _WORTH:
            pairs[j] = i
