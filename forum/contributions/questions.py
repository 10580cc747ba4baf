"""A contribution's conflicts as questions to a person, and the merge that their answers give."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import msgspec
from msgspec.structs import replace

from forum.merging.notebooks.cells import CellConflict
from forum.merging.notebooks.merging import MergedNotebook
from forum.merging.notebooks.reading import NotebookCell
from forum.merging.tree import Entry, MergedFile, MergedTree, TreeConflict
from forum.merging.values import Conflict, Kind, joined

OURS, THEIRS, BOTH, WORDS, EDIT = "ours", "theirs", "both", "words", "edit"
_WHOLE = "the whole file"
_BY_PLACE = ("content", "add-add")  # where the file has its conflicts in it


class Question(msgspec.Struct, frozen=True):
    """A place that both sides changed: what was there, what each side has, and what can be taken.

    ``key`` stays the same as long as the three texts do. ``words`` has the words of both
    sides, where they fit together. ``takes`` are the answers that are possible: a side,
    both after each other, the words together, or an edited text.
    """

    number: int
    key: str
    path: PurePosixPath
    where: str
    base: str
    ours: str
    theirs: str
    takes: tuple[str, ...]
    words: str | None = None
    prose: bool = False


Read = Callable[[str], bytes]


def questions(merged: MergedTree, read: Read) -> tuple[Question, ...]:
    """Return the conflicts of a merge in the order of files and places; ``read`` gives a blob's content."""
    found = [one for conflict in merged.conflicts for one in _of_file(conflict, merged.files.get(conflict.path), read)]
    return tuple(replace(one, number=number) for number, one in enumerate(found, 1))


def _of_file(conflict: TreeConflict, file: Entry | MergedFile | None, read: Read) -> Iterator[Question]:
    if conflict.reason in _BY_PLACE and isinstance(file, MergedFile):
        for turn, piece in enumerate(file.merged.conflicts):
            yield _of_piece(file, piece, turn)
        return
    base, ours, theirs = (_text(blob, read) for blob in (conflict.base, conflict.ours, conflict.theirs))
    where = {
        "modify-delete": "one side changed it, the other took it out",
        "add-add": "both sides added it",
        "binary": "no text: it is taken whole",
        "rename-rename": f"ours calls it {conflict.names[1]}, theirs {conflict.names[2]}",
    }.get(str(conflict.reason), f"{_WHOLE} ({conflict.reason})")
    key = _key(conflict.path, base, ours, theirs, str(conflict.reason))
    yield Question(0, key, conflict.path, where, base, ours, theirs, (OURS, THEIRS))


def _of_piece(file: MergedFile, piece: Conflict, turn: int) -> Question:
    cell = isinstance(piece, CellConflict)
    data = bool(piece.comment) or (isinstance(file.merged, MergedNotebook) and not cell)
    takes = [OURS, THEIRS]
    takes += [BOTH] if not data and piece.ours and piece.theirs else []
    takes += [WORDS] if piece.choice is not None else []
    takes += [EDIT] if not (data and isinstance(file.merged, MergedNotebook)) else []
    prose = file.kind is Kind.PROSE or (cell and _kind(piece) == "markdown")
    key = _key(file.path, piece.base, piece.ours, piece.theirs, f"{piece.where} {turn}")
    return Question(
        0, key, file.path, piece.where, piece.base, piece.ours, piece.theirs, tuple(takes), piece.choice, prose
    )


def _kind(piece: Conflict) -> str:
    if not isinstance(piece, CellConflict):
        return ""
    return str((piece.our_cell or piece.their_cell or {}).get("cell_type", ""))


def _key(path: PurePosixPath, *texts: str) -> str:
    hasher = hashlib.sha256(str(path).encode("utf-8", "surrogateescape"))
    for text in texts:
        hasher.update(b"\0" + text.encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()[:16]


def _text(blob: str | None, read: Read) -> str:
    data = read(blob) if blob else b""
    return f"({len(data):,} bytes, no text)" if b"\0" in data[:8000] else data.decode("utf-8", "replace")


# --- answers -------------------------------------------------------------------------------


def allowed(question: Question, answer: str) -> bool:
    """Tell whether an answer fits a question; ``edit:`` is followed by the text."""
    kind, colon, _ = answer.partition(":")
    return kind in question.takes and (kind == EDIT) == bool(colon)


def answered(merged: MergedTree, answers: Mapping[str, str], read: Read) -> MergedTree:
    """Return a merge with the questions that have answers settled; ``answers`` go by the questions' keys."""
    files: dict[PurePosixPath, Entry | MergedFile] = dict(merged.files)
    left = []
    for conflict in merged.conflicts:
        file = files.get(conflict.path)
        asked = tuple(_of_file(conflict, file, read))
        if not all(one.key in answers for one in asked):
            left.append(conflict)
        if conflict.reason in _BY_PLACE and isinstance(file, MergedFile):
            files[conflict.path] = _settled_file(file, asked, answers)
        elif asked[0].key in answers:
            _whole(files, conflict, answers[asked[0].key])
    return MergedTree(files, tuple(left))


def _whole(files: dict[PurePosixPath, Entry | MergedFile], conflict: TreeConflict, answer: str) -> None:
    """Take one side of a file whole: its blob, or nothing where that side took it out; of two names, that side's."""
    if conflict.reason == "rename-rename":
        name = conflict.names[1 if answer == OURS else 2] or conflict.path
        file = files.pop(conflict.path)
        files[name] = replace(file, path=name) if isinstance(file, MergedFile) else file
        return
    blob = conflict.ours if answer == OURS else conflict.theirs
    files.pop(conflict.path, None)
    if blob:
        for path in [one for one in files if conflict.path in one.parents]:
            del files[path]  # of a folder that the other side has in the file's place
        files[conflict.path] = Entry(conflict.mode_of("ours" if answer == OURS else "theirs"), blob)


def _settled_file(file: MergedFile, asked: tuple[Question, ...], answers: Mapping[str, str]) -> MergedFile:
    if isinstance(file.merged, MergedNotebook):
        return replace(file, merged=_settled_notebook(file.merged, asked, answers))
    keys = iter(asked)
    pieces = []
    for piece in file.merged.pieces:
        answer = answers.get(next(keys).key) if isinstance(piece, Conflict) else None
        pieces.append(piece if isinstance(piece, str) or answer is None else taken(piece, answer))
    return replace(file, merged=joined(pieces))


def taken(piece: Conflict, answer: str) -> str:
    """Return the text that an answer gives."""
    kind, _, text = answer.partition(":")
    if kind == BOTH:
        gap = "" if piece.ours.endswith(("\n", " ")) or piece.theirs.startswith(("\n", " ")) else " "
        return f"{piece.ours}{gap}{piece.theirs}"
    return {OURS: piece.ours, THEIRS: piece.theirs, WORDS: piece.choice or "", EDIT: text}[kind]


def _settled_notebook(
    merged: MergedNotebook, asked: tuple[Question, ...], answers: Mapping[str, str]
) -> MergedNotebook:
    given = {id(piece): answers.get(one.key) for piece, one in zip(merged.conflicts, asked, strict=True)}
    top: Mapping[str, Any] = merged.top
    cells: list[NotebookCell | CellConflict] = []
    for cell in merged.cells:
        answer = given.get(id(cell)) if isinstance(cell, CellConflict) else None
        cells += [cell] if isinstance(cell, NotebookCell) or answer is None else _cells(cell, answer)
    for piece in merged.conflicts:
        if given[id(piece)] == THEIRS and not isinstance(piece, CellConflict):
            top = _with_metadata(top, piece)
    left = tuple(piece for piece in merged.conflicts if given[id(piece)] is None)
    return replace(merged, pieces=left, cells=tuple(cells), top=top)


def _cells(conflict: CellConflict, answer: str) -> list[NotebookCell]:
    kind = answer.partition(":")[0]
    sides = {OURS: (conflict.our_cell,), THEIRS: (conflict.their_cell,), BOTH: (conflict.our_cell, conflict.their_cell)}
    if kind in sides:
        return [NotebookCell(side) for side in sides[kind] if side is not None]
    frame = conflict.our_cell or conflict.their_cell or {}
    data = {**frame, "source": taken(conflict, answer).splitlines(keepends=True)}
    if frame.get("cell_type") == "code":
        data |= {"outputs": [], "execution_count": None}
    return [NotebookCell(data)]


def _with_metadata(top: Mapping[str, Any], piece: Conflict) -> Mapping[str, Any]:
    """Return a notebook's frame with theirs for one key of its metadata; ``where`` names the keys on the way."""
    keys = piece.where.split(", ")[1:]

    def put(value: Any, left: list[str]) -> Any:
        if not left:
            return json.loads(piece.theirs)
        inner = value if isinstance(value, Mapping) else {}
        if len(left) == 1 and not piece.theirs:
            return {key: one for key, one in inner.items() if key != left[0]}
        return {**inner, left[0]: put(inner.get(left[0]), left[1:])}

    return {**top, "metadata": put(top.get("metadata", {}), keys)}
