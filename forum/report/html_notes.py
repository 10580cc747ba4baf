"""Notes for the web: numbered over the whole report, printed at the end of each page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forum.documents.ast import SPACE, Node, div, has_class, iterate, link, para, span, string, transform

Notes = Mapping[int, list[Node]]


def take_notes(blocks: Iterable[Node], before: int = 0) -> tuple[list[Node], dict[int, list[Node]]]:
    """Return the blocks with a mark for each Note, and the notes by number, after so many ``before``.

    A piece that is shown on two pages carries its marks, and so its numbers, along.
    """
    notes: dict[int, list[Node]] = {}

    def take(node: Node) -> Node | None:
        if node["t"] != "Note":
            return None
        number = before + len(notes) + 1
        notes[number] = node["c"]
        return _mark(number)

    return transform(list(blocks), take, {"Note"}), notes


def _mark(number: int) -> Node:
    inner = {"t": "Superscript", "c": [string(str(number))]}
    return link([inner], f"#fn-{number}", ["note-ref"], f"fnref-{number}", {"role": "doc-noteref"})


def without_marks(tree: Any) -> Any:
    """Return a tree without the marks of notes, for contents and for copies."""
    return transform(tree, lambda node: [] if has_class(node, "note-ref") else None, {"Link"})


def notes_of(tree: Any, notes: Notes, back: str) -> list[Node]:
    """Return the notes whose marks stand in a tree, each with a link back called ``back``."""
    marks = [node for node in iterate(tree, words=False) if node["t"] == "Link" and has_class(node, "note-ref")]
    numbers = dict.fromkeys(int(node["c"][2][0].removeprefix("#fn-")) for node in marks)
    return [_note(number, notes[number], back) for number in numbers]


def _note(number: int, blocks: list[Node], back: str) -> Node:
    first = [span([string(f"{number}.")], classes=["note-number"]), SPACE]
    last = [
        SPACE,
        link([string("↩\ufe0e")], f"#fnref-{number}", ["note-back"], "", {"role": "doc-backlink", "aria-label": back}),
    ]
    inside = [*blocks] if blocks and blocks[0]["t"] in ("Para", "Plain") else [para([]), *blocks]
    inside[0] = para([*first, *inside[0]["c"]])
    if inside[-1]["t"] == "Para":
        inside[-1] = para([*inside[-1]["c"], *last])
    else:
        inside.append(para(last[1:]))
    return div(inside, f"fn-{number}", ["note"])
