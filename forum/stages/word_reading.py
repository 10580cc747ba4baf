"""Reading Word files by pandoc: ours as the base shows itself, and those that came back, as the same kind of leaves."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

from forum.diagnostics import UsageError
from forum.documents.ast import Node, document, para, string
from forum.documents.validation import load_yaml, split_front_matter
from forum.model import PaperMeta
from forum.stages.word_units import read_units
from forum.tools import pandoc
from forum.tools.docx_reference import unzipped, with_styles, zipped
from forum.tools.templates import template_path
from forum.word.bookmarks import BOUNDARY
from forum.word.cleaning import cleaned
from forum.word.front import Front, title_and_abstract
from forum.word.leaves import NOTES, Drafts, drafted, is_boundary, names_of
from forum.word.notes import as_word
from forum.word.outgoing import Outgoing, body
from forum.word.rewriting import typed
from forum.word.values import PAPER, Leaf

_READER = "docx+citations+styles"
_WRITER = "markdown-raw_tex-raw_attribute-raw_html-latex_macros-simple_tables-multiline_tables"
_MEMORY = ("+RTS", "-M2g", "-RTS")  # as pandoc's manual advises for what strangers send
_SEPARATOR = "\ue0f0"


def written(text: str) -> dict[str, bytes]:
    """Return a paper as a Word file shows it, with the number of each unit before it."""
    out = Outgoing()
    front = title_and_abstract(read_front(text), out)
    blocks = [*front, *body(read_units(text), out, boundaries=True)]
    parts = unzipped(pandoc.write(document(blocks), "docx", "--syntax-highlighting=none"))
    styles = parts["word/styles.xml"].decode()
    for name in ("report/docx/styles.xml", "word/styles.xml"):  # pandoc knows code, among others, by its style
        styles = with_styles(styles, template_path(None, name).read_text(encoding="utf-8"))
    return cleaned({**parts, "word/styles.xml": styles.encode()})[0]


def read_front(text: str) -> Front:
    """Return what of a paper's front matter is shown in Word and can be edited there."""
    parts = split_front_matter(text, PAPER)
    if parts.problems:
        return Front("")
    meta = load_yaml(parts.yaml, PAPER, PaperMeta, fallback=_NO_META).value
    if meta is None:
        return Front("")
    return Front(meta.title, pandoc.read(meta.abstract.strip()) if meta.abstract.strip() else [])


_NO_META: dict[tuple[str | int, ...], Any] = {("title",): "", ("kind",): "case-study", ("theme",): "", ("authors",): ()}


def numbered(leaves: Sequence[Leaf]) -> list[tuple[int, Leaf]]:
    """Return leaves with the numbers of their units, which the boundaries between them say."""
    found: list[tuple[int, Leaf]] = []
    number = 0
    for leaf in leaves:
        if is_boundary(leaf):
            number = int(leaf.markdown.removeprefix(BOUNDARY))
        else:
            found.append((number, leaf))
    return found


def word_blocks(parts: Mapping[str, bytes]) -> list[Node]:
    """Return what pandoc reads in a cleaned Word file.

    Raises:
        UsageError: pandoc cannot read it.
    """
    packed = zipped(dict(parts), datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC))
    try:
        read = pandoc.run(["-f", _READER, "-t", "json", *_MEMORY], packed)
    except pandoc.PandocError as refused:
        said = (str(refused).splitlines() or ["it is too large"])[-1]
        raise UsageError(f"pandoc cannot read this Word file: {said}", "save it again as .docx in Word") from refused
    return list(json.loads(read)["blocks"])


def leaves_of(blocks: Sequence[Node], text: str) -> list[Leaf]:
    """Return the leaves of what pandoc read; ``text`` is the paper, which has the ids that they refer to."""
    return _leaves(drafted(blocks, names_of(text)))


def _leaves(drafts: Drafts) -> list[Leaf]:
    """Have pandoc write every leaf, note and cell, all at once."""
    pieces = [list(draft.blocks) for draft in drafts.leaves]
    notes = [list(blocks) for blocks in drafts.notes]
    cells = [list(cell) for draft in drafts.leaves for row in draft.rows for cell in row]
    captions = [list(draft.caption) for draft in drafts.leaves]
    written = markdown_of([*pieces, *notes, *captions, *cells])
    said = written[len(pieces) : len(pieces) + len(notes)]
    told = written[len(pieces) + len(notes) :]
    rest = iter(told[len(captions) :])
    return [
        Leaf(
            draft.kind,
            _noted(typed(text), said),
            draft.style,
            draft.ids,
            tuple(tuple(_noted(typed(next(rest)), said) for _ in row) for row in draft.rows),
            draft.level,
            _noted(typed(caption), said),
        )
        for draft, text, caption in zip(drafts.leaves, written, told, strict=False)
    ]


def _noted(text: str, notes: Sequence[str]) -> str:
    """Return a text with its notes in place, each as one word."""
    return NOTES.sub(lambda match: as_word(typed(notes[int(match[1])])), text)


def markdown_of(pieces: Sequence[Sequence[Node]]) -> list[str]:
    """Return blocks as Markdown, each piece on its own, by one process."""
    blocks: list[Node] = []
    for piece in pieces:
        blocks += [*piece, para([string(_SEPARATOR)])]
    text = pandoc.write(document(blocks), _WRITER, "--wrap=none", "--markdown-headings=atx").decode()
    return [one.strip("\n") for one in text.split(_SEPARATOR)][: len(pieces)]
