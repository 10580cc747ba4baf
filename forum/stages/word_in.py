"""A paper back from Word: the text of ``paper.md`` as it was edited, in the words of its source."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Outcome, Span, warning
from forum.documents.ast import Node, document, para, string
from forum.documents.validation import load_yaml, split_front_matter
from forum.merging.sequences import hunks
from forum.model import PaperMeta
from forum.stages.word_units import read_units
from forum.tools import pandoc
from forum.tools.docx_reference import unzipped, with_styles, zipped
from forum.tools.templates import template_path
from forum.word.aligning import aligned
from forum.word.assembling import UNSEEN, Assembly
from forum.word.bookmarks import BOUNDARY
from forum.word.cleaning import Cleaned, cleaned
from forum.word.comments import comments_of
from forum.word.equations import equations, with_known, without
from forum.word.front import Front, title_and_abstract
from forum.word.front_matter import new_front
from forum.word.leaves import NOTES, Drafts, drafted, is_boundary, names_of
from forum.word.notes import as_word, written_out
from forum.word.outgoing import Outgoing, body
from forum.word.package import found_stamp, opened
from forum.word.reviews import with_comments
from forum.word.revisions import tracked_changes
from forum.word.rewriting import new_block, typed
from forum.word.values import Change, Comment, Leaf, Returned, WordStamp

__all__ = [
    "Change",
    "Comment",
    "Returned",
    "WordStamp",
    "new_paper_text",
    "read_stamp",
    "returned_paper",
    "review_file",
]

PAPER = PurePosixPath("paper.md")  # what places are said to be in: the caller knows the folder

_READER = "docx+citations+styles"
_WRITER = "markdown-raw_tex-raw_attribute-raw_html-latex_macros-simple_tables-multiline_tables"
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
    clean, told = cleaned(parts)
    lines = "\r\n" if "\r\n" in base else "\n"
    base = base.replace("\r\n", "\n")
    shown, read = word_blocks(_written(base)), word_blocks(clean)
    problems = list(_cleaning_problems(told))
    shown, read = _drawn_alike(shown, read, problems)
    before = _numbered(leaves_of(shown, base))
    after = [leaf for leaf in leaves_of(read, base) if not is_boundary(leaf)]
    text = merged_back(base, before, after, problems)
    result = Returned(text.replace("\n", lines), comments_of(parts), tracked_changes(parts))
    return Outcome(result, tuple(problems))


def merged_back(
    base: str, before: Sequence[tuple[int, Leaf]], after: Sequence[Leaf], problems: list[Diagnostic]
) -> str:
    """Return a paper's source with the blocks that came back.

    It is read again as Word would show it, and held against what came back: a block whose
    edits did not fit its source is written as pandoc writes it, and told where that differs too.
    """
    units, pairs = read_units(base), aligned(before, after)
    assembly = Assembly(units, before, after, pairs)
    text = assembly.text()
    problems += [_head_edited(said) for said in assembly.heads_edited]
    if text == base or not (wrong := _wrong(text, after)):
        return text
    again = Assembly(units, before, after, pairs, frozenset(wrong)).text()
    left = _wrong(again, after)
    if len(left) >= len(wrong):
        again, left = text, wrong
    problems += [_unsure(after[place].markdown) for place in left]
    return again


def _wrong(text: str, after: Sequence[Leaf]) -> list[int]:
    """Return the places of the blocks that a source does not show as they came back."""
    shown = [leaf for _, leaf in _numbered(leaves_of(word_blocks(_written(text)), text))]
    body = [(place, leaf) for place, leaf in enumerate(after) if leaf.kind not in UNSEEN]
    keys = [leaf.key for leaf in shown if leaf.kind not in UNSEEN]
    found = hunks([leaf.key for _, leaf in body], keys)
    return [body[place][0] for hunk in found for place in range(hunk.start, hunk.end)]


def _drawn_alike(shown: list[Node], read: list[Node], problems: list[Diagnostic]) -> tuple[list[Node], list[Node]]:
    """Return both documents with the base's equations where they are only drawn otherwise, or not at all."""
    drawn = equations(shown)
    if equations(read) or not drawn:
        return shown, with_known(read, drawn)
    problems.append(_without_equations())
    return without(shown), read


def review_file(existing: str, returned: Returned, source: str) -> str:
    """Return ``recommendations/reviews/SLUG.yaml`` with the comments that came back added, none twice."""
    return with_comments(existing, returned.comments, source)


def _cleaning_problems(told: Cleaned) -> Iterator[Diagnostic]:
    for said in told.edited:
        yield warning(
            "word-fixed-edited",
            f"a line that is not to be edited in Word was edited, and is left as it was: “{said[:160]}”",
            Span(PAPER),
            "change it in the paper's source: front matter, attributes of a recommendation, or the notebook",
        )
    if told.pictures:
        yield warning(
            "word-picture-new",
            f"{told.pictures} picture{'s were' if told.pictures > 1 else ' was'} put into the Word file, and not taken",
            Span(PAPER),
            "ask for the picture as a file, put it into the paper's figures/, and write ![caption](figures/NAME.png)",
        )


def _head_edited(said: str) -> Diagnostic:
    return warning(
        "word-fixed-edited",
        f"the head of a recommendation was edited in Word, and is left as it was: “{said[:160]}”",
        Span(PAPER),
        "a recommendation's id never changes; change its attributes in the paper's source",
    )


def _unsure(said: str) -> Diagnostic:
    return warning(
        "word-unsure",
        f"this block may not say in the paper what it says in Word: “{' '.join(written_out(said).split())[:160]}”",
        Span(PAPER),
        "compare it with the Word file before accepting it",
    )


def _without_equations() -> Diagnostic:
    return warning(
        "word-equations-lost",
        "the program that saved the Word file dropped its equations; those of the paper are kept",
        Span(PAPER),
        "if an equation was edited, ask for the file as Word saves it",
    )


def _written(text: str) -> dict[str, bytes]:
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


@dataclass(frozen=True)
class Foreign:
    """A Word file that was not packed by the forum: its title and abstract, where it has some, and its text."""

    title: str
    abstract: str
    body: str


def foreign_paper(data: bytes) -> Outcome[Foreign]:
    """Return what a Word file says, as the source of a paper.

    Raises:
        UsageError: the file is no Word file, or breaks a rule for strangers' input.
    """
    clean, told = cleaned(opened(data))
    leaves = [leaf for leaf in leaves_of(word_blocks(clean), "") if not is_boundary(leaf)]
    title = next((leaf.markdown for leaf in leaves if leaf.kind == "title"), "")
    abstract = "\n\n".join(written_out(leaf.markdown) for leaf in leaves if leaf.kind == "abstract")
    seen = (new_block(leaf) for leaf in leaves if leaf.kind not in UNSEEN and leaf.style != "Abstract Title")
    body = "\n\n".join(block for block in seen if block)
    return Outcome(Foreign(" ".join(written_out(title).split()), abstract, body), tuple(_cleaning_problems(told)))


def new_paper_text(data: bytes, title: str = "") -> Outcome[str]:
    """Return a Word file that was not packed by the forum as the text of a new paper, its front matter to be filled in.

    The title is the file's own where ``title`` is empty.

    Raises:
        UsageError: the file is no Word file, or breaks a rule for strangers' input.
    """
    outcome = foreign_paper(data)
    head = new_front(title or outcome.value.title or "Untitled", outcome.value.abstract)
    return Outcome(f"{head}\n\n{outcome.value.body}\n", outcome.problems)
