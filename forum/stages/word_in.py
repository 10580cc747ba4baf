"""A paper back from Word: the text of ``paper.md`` as it was edited, in the words of its source."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from forum.diagnostics import Diagnostic, Outcome, Span, warning
from forum.documents.ast import Node, document, para, string
from forum.stages.word_units import read_units
from forum.tools import pandoc
from forum.tools.docx_reference import unzipped, zipped
from forum.word.aligning import aligned
from forum.word.assembling import Assembly
from forum.word.cleaning import cleaned
from forum.word.comments import comments_of
from forum.word.equations import equations, with_known, without
from forum.word.leaves import NOTES, Drafts, drafted, is_boundary, names_of
from forum.word.outgoing import BOUNDARY, Outgoing, body
from forum.word.package import found_stamp, opened
from forum.word.reviews import with_comments
from forum.word.revisions import tracked_changes
from forum.word.rewriting import new_block, rewritten
from forum.word.values import Change, Comment, Leaf, Returned, Unit, WordStamp

__all__ = ["Change", "Comment", "Returned", "WordStamp", "read_stamp", "returned_paper", "review_file"]

PAPER = PurePosixPath("paper.md")  # what places are said to be in: the caller knows the folder

_READER = "docx+citations+styles"
_WRITER = "markdown-raw_tex-raw_attribute-raw_html-latex_macros-simple_tables-multiline_tables-grid_tables"
_SEPARATOR = "\ue0f0"


def read_stamp(data: bytes) -> WordStamp | None:
    """Return what a Word file was packed from; None where it has no stamp of ours.

    Raises:
        UsageError: it is no Word file that can be read.
    """
    return found_stamp(opened(data))


def returned_paper(data: bytes, base: str) -> Outcome[Returned]:
    """Return a paper as edited in Word; ``base`` is the text of ``paper.md`` that it was packed from.

    Raises:
        UsageError: the file is no Word file, or breaks a rule for strangers' input.
    """
    parts = opened(data)
    units = read_units(base)
    names = names_of(base)
    clean, edited = cleaned(parts)
    changes = tracked_changes(parts)
    shown, read = word_blocks(_written(units)), word_blocks(clean)
    drawn, back = equations(shown), equations(read)
    if back or not drawn:
        read = with_known(read, drawn)
    else:  # the program that saved it knows no equations: they are no edit
        shown = without(shown)
    before = _numbered(leaves_of(shown, names))
    after = [leaf for leaf in leaves_of(read, names) if leaf.kind not in ("title", "abstract")]
    text = Assembly(units, before, rewritten).text(after, aligned(before, after), new_block)
    return Outcome(Returned(text, comments_of(parts), changes), tuple(_protected(said) for said in edited))


def review_file(existing: str, returned: Returned, source: str) -> str:
    """Return ``recommendations/reviews/SLUG.yaml`` with the comments that came back added, none twice."""
    return with_comments(existing, returned.comments, source)


def _protected(said: str) -> Diagnostic:
    return warning(
        "word-fixed-edited",
        f"a line that is not to be edited in Word was edited, and is left as it was: “{said[:160]}”",
        Span(PAPER),
        "change it in the paper's source: front matter, attributes of a recommendation, or the notebook",
    )


def _written(units: Sequence[Unit]) -> dict[str, bytes]:
    """Return the base as a Word file shows it, with the number of each unit before it."""
    made = pandoc.write(document(body(units, Outgoing(), boundaries=True)), "docx", "--syntax-highlighting=none")
    return cleaned(unzipped(made))[0]


def _numbered(leaves: Sequence[Leaf]) -> list[tuple[int, Leaf]]:
    found: list[tuple[int, Leaf]] = []
    number = 0
    for leaf in leaves:
        if is_boundary(leaf):
            number = int(leaf.markdown.removeprefix(BOUNDARY))
        else:
            found.append((number, leaf))
    return found


def word_blocks(parts: Mapping[str, bytes]) -> list[Node]:
    """Return what pandoc reads in a cleaned Word file."""
    packed = zipped(dict(parts), datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC))
    return list(json.loads(pandoc.run(["-f", _READER, "-t", "json"], packed))["blocks"])


def leaves_of(blocks: Sequence[Node], names: Mapping[str, str]) -> list[Leaf]:
    """Return the leaves of what pandoc read."""
    return _leaves(drafted(blocks, names))


def _leaves(drafts: Drafts) -> list[Leaf]:
    """Have pandoc write every leaf, note and cell, all at once."""
    pieces = [list(draft.blocks) for draft in drafts.leaves]
    notes = [list(blocks) for blocks in drafts.notes]
    cells = [list(cell) for draft in drafts.leaves for row in draft.rows for cell in row]
    written = markdown_of([*pieces, *notes, *cells])
    said = written[len(pieces) : len(pieces) + len(notes)]
    rest = iter(written[len(pieces) + len(notes) :])
    return [
        Leaf(
            draft.kind,
            _noted(text, said),
            draft.style,
            draft.ids,
            tuple(tuple(_noted(next(rest), said) for _ in row) for row in draft.rows),
            draft.level,
        )
        for draft, text in zip(drafts.leaves, written, strict=False)
    ]


def _noted(text: str, notes: Sequence[str]) -> str:
    """Return a text with its notes in place, as ``^[…]``."""
    return NOTES.sub(lambda match: f"^[{' '.join(notes[int(match[1])].split())}]", text)


def markdown_of(pieces: Sequence[Sequence[Node]]) -> list[str]:
    """Return blocks as Markdown, each piece on its own, by one process."""
    blocks: list[Node] = []
    for piece in pieces:
        blocks += [*piece, para([string(_SEPARATOR)])]
    text = pandoc.write(document(blocks), _WRITER, "--wrap=none", "--markdown-headings=atx").decode()
    return [one.strip("\n") for one in text.split(_SEPARATOR)][: len(pieces)]
