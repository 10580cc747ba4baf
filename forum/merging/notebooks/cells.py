"""Merging one cell: its source by the rules of its language, metadata by key, outputs never in conflict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forum.merging.ends import dressed_alike
from forum.merging.lines import merge_code
from forum.merging.notebooks.metadata import Metadata, differing, merged_metadata, same
from forum.merging.notebooks.reading import CellData, NotebookCell
from forum.merging.values import Conflict, Merged, joined, settled


class CellConflict(Conflict, frozen=True):
    """A cell that two sides changed differently: its texts, and the cell as each side would have it.

    None: that side took it out. What only one of them changed is in both.
    """

    our_cell: CellData | None = None
    their_cell: CellData | None = None


def merged_cell(
    base: NotebookCell | None, ours: NotebookCell, theirs: NotebookCell, where: str
) -> NotebookCell | CellConflict:
    """Merge a cell that is in both notebooks."""
    was = base.data if base else {}
    kind = differing(base.kind if base else None, ours.kind, theirs.kind)
    source = merged_source(base.source if base else "", ours.source, theirs.source, kind)
    metadata = merged_metadata(was.get("metadata"), ours.data.get("metadata"), theirs.data.get("metadata"), "metadata")
    both_kinds = ours.kind != theirs.kind and base is not None and base.kind not in (ours.kind, theirs.kind)
    pictures = _at_odds(was, ours.data, theirs.data)
    if source.clean and not metadata.conflicts and not both_kinds and not pictures:
        return NotebookCell(_with(was, ours, theirs, metadata, source.text, kind))
    mine, yours = (_side(source, metadata, was, (ours, theirs), kind, first) for first in (True, False))
    texts = (base.source if base else "", ours.source, theirs.source)
    inner = [*(one.where for one in metadata.conflicts), *(f"attachment {name}" for name in pictures)]
    place = f"{where}, {inner[0]}" if inner and source.clean else where
    choice = None if inner or both_kinds else _choice(source)
    return CellConflict(*texts, place, choice, our_cell=mine, their_cell=yours)


def _choice(source: Merged) -> str | None:
    """Return the whole source with the choice of each conflict in it, where all have one."""
    parts = [piece if isinstance(piece, str) else piece.choice for piece in source.pieces]
    return None if None in parts else "".join(part or "" for part in parts)


def taken_out(
    base: NotebookCell | None, ours: NotebookCell | None, theirs: NotebookCell | None, where: str
) -> CellConflict | None:
    """Return the conflict of a cell that one side took out and the other changed; None if it was only computed anew."""
    if base is None or (ours and only_rebuilt(base, ours)) or (theirs and only_rebuilt(base, theirs)):
        return None
    if ours is not None:
        return CellConflict(base.source, ours.source, "", f"{where}, which theirs took out", our_cell=ours.data)
    changed = theirs or base
    return CellConflict(base.source, "", changed.source, f"{where}, which ours took out", their_cell=changed.data)


def merged_source(base: str, ours: str, theirs: str, kind: str) -> Merged:
    """Merge the sources of a cell: code by line, anything else as prose."""
    text = settled(base, ours, theirs)
    if text is not None:
        return joined([text])
    if kind == "code":
        return dressed_alike(base, ours, theirs, merge_code)
    from forum.merging.prose import merge_prose  # of a dozen modules, which most notebooks that merge do without

    return dressed_alike(base, ours, theirs, merge_prose)


def only_rebuilt(base: NotebookCell, side: NotebookCell) -> bool:
    """Tell whether a side changed nothing but what is computed or written by tools, or blanks."""
    if base.kind != side.kind or base.source.split() != side.source.split():
        return False
    was, now = base.data.get("metadata", {}), side.data.get("metadata", {})
    merged = merged_metadata(was, now, {**was, "": None}, "")
    tags = was.get("tags", []) == now.get("tags", [])
    pictures = base.data.get("attachments", {}) == side.data.get("attachments", {})
    return tags and pictures and same(was.get("label"), now.get("label")) and not merged.conflicts


def _side(
    source: Merged, metadata: Metadata, was: CellData, cells: tuple[NotebookCell, NotebookCell], kind: str, mine: bool
) -> CellData:
    """Return the cell with one side's words where the sides are at odds."""
    pieces = source.pieces
    chosen = [one if isinstance(one, str) else one.ours if mine else one.theirs for one in pieces]
    text = "".join(chosen)
    ours, theirs = cells
    kept = ours if mine else theirs
    if metadata.conflicts:
        metadata = Metadata(dict(kept.data.get("metadata", {})))
    data = _with(was, ours, theirs, metadata, text, kept.kind if ours.kind != theirs.kind else kind)
    if "attachments" in data:
        own = {name: kept.data.get("attachments", {}).get(name) for name in _at_odds(was, ours.data, theirs.data)}
        both = {**data["attachments"], **own}
        data["attachments"] = {name: one for name, one in both.items() if one is not None}
    return {**data, "id": kept.id} if kept.id else data


def _with(
    was: CellData, ours: NotebookCell, theirs: NotebookCell, metadata: Metadata, source: str, kind: str
) -> dict[str, Any]:
    """Return a merged cell as nbformat has it, its keys in the order of ours."""
    frame = ours if ours.kind == kind else theirs
    data = dict(frame.data)
    data["cell_type"] = kind
    data["metadata"] = metadata.value
    if ours.id or theirs.id:
        data["id"] = ours.id or theirs.id
    if source != frame.source:
        as_lines = isinstance(frame.data.get("source", []), list)
        data["source"] = source.splitlines(keepends=True) if as_lines else source
    if kind == "code":
        data.update(_outputs(was, ours, theirs, source))
    elif "attachments" in ours.data or "attachments" in theirs.data:
        data["attachments"] = _attachments(was, ours.data, theirs.data)
    return data


def _outputs(was: CellData, ours: NotebookCell, theirs: NotebookCell, source: str) -> dict[str, Any]:
    """Return outputs and execution count: those that belong to the source, none where there are none."""
    if ours.source == theirs.source:
        later = differing(was.get("outputs"), ours.data.get("outputs"), theirs.data.get("outputs"))
        kept = ours if same(later, ours.data.get("outputs")) else theirs
    elif source in (ours.source, theirs.source):
        kept = ours if source == ours.source else theirs
    else:
        return {"outputs": [], "execution_count": None}
    return {"outputs": kept.data.get("outputs", []), "execution_count": kept.data.get("execution_count")}


def _attachments(was: CellData, ours: CellData, theirs: CellData) -> Mapping[str, Any]:
    """Return the attachments of both sides, with ours where they are at odds."""
    base, mine, yours = (one.get("attachments", {}) for one in (was, ours, theirs))
    names = dict.fromkeys([*mine, *yours])
    found = {name: differing(base.get(name), mine.get(name), yours.get(name)) for name in names}
    return {name: one for name, one in found.items() if one is not None}


def _at_odds(was: CellData, ours: CellData, theirs: CellData) -> list[str]:
    """Return the names of the attachments that both sides made different things of."""
    base, mine, yours = (one.get("attachments", {}) for one in (was, ours, theirs))
    names = dict.fromkeys([*mine, *yours])
    return [
        name
        for name in names
        if yours.get(name) not in (mine.get(name), base.get(name)) and mine.get(name) != base.get(name)
    ]
