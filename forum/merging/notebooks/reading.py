"""A notebook's JSON as values, each cell with the text that it came from.

What nobody changed is written back as it was, byte for byte; nbformat, which
takes a second to import, is not needed.

Source: nbformat's ``v4/nbformat.v4.schema.json`` and ``v4/convert.py`` (format 3).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from forum.merging.values import Unusable

CellData = Mapping[str, Any]
Layout = tuple[str | None, bool]  # indent, ASCII
_DECODED = json.JSONDecoder().raw_decode
_BLANK = re.compile(r"[ \t\r\n]*")
_GUESSES = 10  # that may be wrong
_INDENT = re.compile(r"\{\r?\n([ \t]+)\"")


class Style(msgspec.Struct, frozen=True):
    """How a notebook's JSON is laid out; ``indent`` is None where it is in one line."""

    indent: str | None = " "
    ascii: bool = False
    end: str = "\n"


class NotebookCell(msgspec.Struct, frozen=True, eq=False):
    """A cell, and the text that it was read from, with how that was laid out (indent, ASCII)."""

    data: CellData
    text: str = ""
    style: Layout = (None, False)

    def __eq__(self, other: object) -> bool:
        """Cells are equal if what is in them is."""
        return isinstance(other, NotebookCell) and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def kind(self) -> str:
        """code, markdown or raw."""
        return str(self.data.get("cell_type", "raw"))

    @property
    def id(self) -> str:
        """The cell's id; empty in older notebooks."""
        found = self.data.get("id", "")
        return found if isinstance(found, str) else ""

    @property
    def source(self) -> str:
        """What the cell says, as one text."""
        return source_text(self.data.get("source", ""))


class NotebookText(msgspec.Struct, frozen=True):
    """A notebook: its cells, and the rest (``top``, without cells)."""

    top: Mapping[str, Any]
    cells: tuple[NotebookCell, ...]
    style: Style = msgspec.field(default_factory=Style)


Cells = list[NotebookCell]


def source_text(source: Any) -> str:
    """Return a cell's source, which may be lines or one text."""
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def read(text: str, side: str, like: NotebookText | None = None) -> NotebookText:
    """Read a notebook; an empty text is a notebook without cells.

    Cells that stand in ``like``, another version of it, word for word are taken from there.

    Raises:
        Unusable: it is no notebook of format 3 or 4.
    """
    if not text.strip():
        return NotebookText({}, ())
    indent = _INDENT.match(text)
    plain_ascii = text.isascii() and "\\u" in text
    style = Style(indent[1] if indent else None, plain_ascii, text[len(text.rstrip()) :])
    known = {cell.text: cell for cell in like.cells if cell.text} if like and like.style == style else {}
    try:
        top, cells = _scanned(text, (style.indent, style.ascii), known)
    except (ValueError, StopIteration, IndexError, RecursionError) as wrong:
        raise Unusable(f"{side} is no JSON: {wrong or 'it ends early'}") from wrong
    if top.get("nbformat") == 3:
        top, cells = _upgraded(top, (style.indent, style.ascii))
    if top.get("nbformat") != 4 or not all(cell.text in known or _is_cell(cell.data) for cell in cells):
        raise Unusable(f"{side} is no notebook of format 3 or 4")
    return NotebookText(top, tuple(cells), style)


def _is_cell(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and isinstance(data.get("cell_type"), str)
        and isinstance(data.get("metadata", {}), dict)
        and isinstance(data.get("outputs", []), list)
    )


def _scanned(text: str, laid_out: Layout, known: Mapping[str, NotebookCell]) -> tuple[dict[str, Any], Cells]:
    """Return the top of a JSON object, and its cells with their texts."""
    top: dict[str, Any] = {}
    cells: Cells = []
    at = _expect(text, 0, "{")
    while text[at] != "}":
        _at(text, at, '"')
        key, at = _DECODED(text, at)
        at = _expect(text, at, ":")
        if key == "cells":
            cells, at = _scanned_cells(text, at, laid_out, known)
            top["cells"] = ()
        else:
            top[key], at = _DECODED(text, at)
        at = _skip(text, at)
        if text[at] != "}":
            at = _expect(text, at, ",")
            _at(text, at, '"')
    if text[at + 1 :].strip():
        raise ValueError("something follows its end")
    return top, cells


def _scanned_cells(text: str, at: int, laid_out: Layout, known: Mapping[str, NotebookCell]) -> tuple[Cells, int]:
    """Return the cells of a list, and the place after it; ``between`` is what stands between two of them.

    A stretch that is a known cell's text is that cell, for JSON that is an object ends where
    it ends. Whoever lays cells out so that this is guessed wrong has them all decoded.
    """
    cells: Cells = []
    between, left = "", _GUESSES if known else 0
    at = _expect(text, at, "[")
    while text[at] != "]":
        guess = text.find(between, at) + 1 if between and left else 0
        cell, end = known.get(text[at:guess]) if guess else None, guess
        if cell is None:
            data, end = _DECODED(text, at)
            cell = NotebookCell(data, text[at:end], laid_out)
            left -= guess != end and left > 0
        cells.append(cell)
        if between and text.startswith(between, end - 1):
            at = end + len(between) - 2
            continue
        at = _skip(text, end)
        if text[at] != "]":
            at = _expect(text, at, ",")
            _at(text, at, "{")
            between = text[end - 1 : at + 1]
    return cells, at + 1


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _expect(text: str, at: int, sign: str) -> int:
    """Return the place after a sign and what is blank around it."""
    at = _skip(text, at)
    _at(text, at, sign)
    return _skip(text, at + 1)


def _at(text: str, at: int, sign: str) -> None:
    if text[at : at + 1] != sign:
        raise ValueError(f"{sign} is missing in line {text.count(chr(10), 0, at) + 1}")


def _upgraded(top: Mapping[str, Any], laid_out: Layout) -> tuple[dict[str, Any], Cells]:
    """Return a notebook of format 3 as one of format 4, as nbformat does it."""
    metadata = {key: value for key, value in top.get("metadata", {}).items() if key not in ("name", "signature")}
    cells = [cell for sheet in top.get("worksheets", ()) for cell in sheet.get("cells", ())]
    made = [NotebookCell(_upgraded_cell(cell), "", laid_out) for cell in cells]
    return {"cells": (), "metadata": metadata, "nbformat": 4, "nbformat_minor": 0}, made


def _upgraded_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    metadata = dict(cell.get("metadata", {}))
    if cell.get("cell_type") == "code":
        metadata["collapsed"] = bool(cell.get("collapsed", False))
        outputs = list(_upgraded_outputs(cell.get("outputs", ())))
        source = source_text(cell.get("input", ""))
        count = cell.get("prompt_number")
        data = {"cell_type": "code", "execution_count": count, "metadata": metadata, "outputs": outputs}
        return {**data, "source": source.splitlines(keepends=True)}
    source = source_text(cell.get("source", ""))
    if cell.get("cell_type") == "heading":
        source = f"{'#' * int(cell.get('level', 1))} {' '.join(source.split())}"
    kind = "raw" if cell.get("cell_type") == "raw" else "markdown"
    return {"cell_type": kind, "metadata": metadata, "source": source.splitlines(keepends=True)}


_MIME = {
    "text": "text/plain",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "latex": "text/latex",
    "json": "application/json",
    "javascript": "application/javascript",
}


def _upgraded_outputs(outputs: Any) -> Iterator[dict[str, Any]]:
    for output in outputs:
        kind = output.get("output_type")
        if kind == "stream":
            name = output.get("stream", "stdout")
            yield {"name": name, "output_type": "stream", "text": output.get("text", "")}
        elif kind == "pyerr":
            error = {key: output.get(key, "") for key in ("ename", "evalue")}
            yield {**error, "output_type": "error", "traceback": output.get("traceback", [])}
        elif kind in ("pyout", "display_data"):
            data = {_MIME[key]: value for key, value in output.items() if key in _MIME}
            made = {"data": data, "metadata": output.get("metadata", {})}
            if kind == "pyout":
                made = {**made, "execution_count": output.get("prompt_number")}
            yield {**made, "output_type": "execute_result" if kind == "pyout" else "display_data"}
