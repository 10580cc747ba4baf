"""Writing a merged notebook: valid for its format, conflicts as cells that JupyterLab shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forum.merging.notebooks.cells import CellConflict
from forum.merging.notebooks.merging import MergedNotebook
from forum.merging.notebooks.reading import NotebookCell, Style
from forum.merging.values import Conflict

TAG = "forum-conflict"
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_ALLOWED = {
    "code": frozenset({"outputs", "execution_count"}),
    "markdown": frozenset({"attachments"}),
    "raw": frozenset({"attachments"}),
}


def written_notebook(merged: MergedNotebook) -> str:
    """Return a merged notebook as the text of its file."""
    with_ids = merged.top.get("nbformat_minor", 0) >= 5
    cells = list(_identified(_shown(merged), with_ids))
    text = _document(merged.top, cells, merged.style)
    return text + merged.style.end


def _shown(merged: MergedNotebook) -> Iterator[NotebookCell]:
    """Yield all cells; before them the conflicts of the notebook's metadata, which have no cell."""
    for conflict in merged.pieces:
        if isinstance(conflict, Conflict) and not isinstance(conflict, CellConflict):
            sides = ((side, _escaped(text)) for side, text in (("ours", conflict.ours), ("theirs", conflict.theirs)))
            told = "".join(f"<br>{side}: <code>{text}</code>" for side, text in sides)
            yield _note("danger", f"<b>CONFLICT</b> in {_escaped(conflict.where)}: ours is kept.{told}")
    for cell in merged.cells:
        if isinstance(cell, NotebookCell):
            yield cell
        else:
            yield from _side_by_side(cell)


def _side_by_side(conflict: CellConflict) -> Iterator[NotebookCell]:
    """Yield both versions of a cell, each under a heading that is coloured."""
    where = _escaped(conflict.where)
    yield _note("danger", f"<b>CONFLICT</b> in {where}. &lt;&lt;&lt;&lt;&lt;&lt;&lt; ours:", "start")
    if conflict.our_cell is not None:
        yield _tagged(conflict.our_cell, f"{TAG}-ours")
    yield _note("warning", "======= theirs:", "middle")
    if conflict.their_cell is not None:
        yield _tagged(conflict.their_cell, f"{TAG}-theirs")
    yield _note("danger", "&gt;&gt;&gt;&gt;&gt;&gt;&gt; Keep one of the two, and delete these three lines.", "end")


def _note(colour: str, text: str, which: str = "metadata") -> NotebookCell:
    source = f'<div class="alert alert-block alert-{colour}">{text}</div>'
    return NotebookCell({"cell_type": "markdown", "metadata": {"tags": [TAG, f"{TAG}-{which}"]}, "source": [source]})


def _tagged(data: Mapping[str, Any], tag: str) -> NotebookCell:
    metadata = dict(data.get("metadata", {}))
    tags = metadata.get("tags", [])
    metadata["tags"] = [*(tags if isinstance(tags, list) else []), TAG, tag]
    return NotebookCell({**data, "metadata": metadata})


def _identified(cells: Iterable[NotebookCell], with_ids: bool) -> Iterator[NotebookCell]:
    """Yield cells that are valid: with ids that differ, or without any."""
    listed = list(cells)
    reserved = {cell.id for cell in listed}
    used: set[str] = set()
    for cell in listed:
        identifier = cell.id
        wrong = with_ids and (not _ID.fullmatch(identifier) or identifier in used)
        if wrong:
            identifier = _new_id(cell, used | reserved)
        used.add(identifier)
        if wrong or (not with_ids and "id" in cell.data) or not _complete(cell):
            yield NotebookCell(_valid(cell, identifier if with_ids else ""))
        else:
            yield cell


def _escaped(text: str) -> str:
    import html  # git starts a driver for each file, and few have a conflict

    return html.escape(text)


def _new_id(cell: NotebookCell, used: set[str]) -> str:
    """Return an id made of what the cell says, so that the same merge gives the same notebook."""
    import hashlib

    seed, turn = f"{cell.kind}\n{cell.source}", 0
    while True:
        digest = hashlib.sha256(f"{turn}\n{seed}".encode("utf-8", "surrogatepass")).hexdigest()[:8]
        if digest not in used:
            return digest
        turn += 1


def _complete(cell: NotebookCell) -> bool:
    data = cell.data
    needed = ("outputs", "execution_count") if cell.kind == "code" else ()
    others = ("attachments",) if cell.kind == "code" else ("outputs", "execution_count")
    return (
        "metadata" in data
        and "source" in data
        and all(key in data for key in needed)
        and not any(key in data for key in others)
    )


def _valid(cell: NotebookCell, identifier: str) -> dict[str, Any]:
    """Return a cell with what its kind must have, and without what it must not have."""
    foreign = {"id", "attachments", "outputs", "execution_count"} - _ALLOWED.get(cell.kind, frozenset())
    data = {key: value for key, value in cell.data.items() if key not in foreign}
    if identifier:
        data["id"] = identifier
    data.setdefault("metadata", {})
    data.setdefault("source", [])
    if cell.kind == "code":
        data.setdefault("execution_count", None)
        data.setdefault("outputs", [])
    return dict(sorted(data.items())) if identifier else data


def _document(top: Mapping[str, Any], cells: list[NotebookCell], style: Style) -> str:
    if style.indent is None:
        whole = {key: [cell.data for cell in cells] if key == "cells" else value for key, value in top.items()}
        return _dumped(whole, style)
    indent = style.indent
    parts = []
    for key, value in top.items():
        if key == "cells" and cells:
            rows = (f"{indent * 2}{_cell_text(cell, style)}" for cell in cells)
            text = "[\n" + ",\n".join(rows) + f"\n{indent}]"
        else:
            text = _nested(_dumped([] if key == "cells" else value, style), indent)
        parts.append(f"{indent}{json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}"


def _cell_text(cell: NotebookCell, style: Style) -> str:
    """Return the text that a cell was read from; a new one where it has none in this style."""
    if cell.text and cell.style == (style.indent, style.ascii):
        return cell.text
    return _nested(_dumped(cell.data, style), (style.indent or "") * 2)


def _nested(text: str, indent: str) -> str:
    return text.replace("\n", "\n" + indent)


def _dumped(value: Any, style: Style) -> str:
    text = json.dumps(value, ensure_ascii=style.ascii, indent=style.indent)
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a character, as only an escape can write it
        return json.dumps(value, ensure_ascii=True, indent=style.indent)
    return text
