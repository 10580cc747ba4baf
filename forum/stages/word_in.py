"""A paper back from Word: the text of ``paper.md`` as it was edited, in the words of its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forum.diagnostics import Diagnostic, Outcome
from forum.documents.ast import Node
from forum.merging.sequences import hunks
from forum.stages.word_reading import leaves_of, numbered, word_blocks, written
from forum.stages.word_units import read_units
from forum.word.aligning import aligned
from forum.word.assembling import UNSEEN, Assembly
from forum.word.cleaning import cleaned
from forum.word.comments import comments_of
from forum.word.equations import equations, with_known, without
from forum.word.leaves import is_boundary
from forum.word.notes import written_out
from forum.word.package import found_stamp, opened
from forum.word.problems import equations_lost, head_edited, of_cleaning, unsure
from forum.word.reviews import with_comments
from forum.word.revisions import tracked_changes
from forum.word.rewriting import new_block
from forum.word.values import Change, Comment, Leaf, Returned, WordStamp

__all__ = [
    "Change",
    "Comment",
    "Foreign",
    "Returned",
    "WordStamp",
    "foreign_paper",
    "read_stamp",
    "returned_paper",
    "review_file",
]


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
    shown, read = word_blocks(written(base)), word_blocks(clean)
    problems = list(of_cleaning(told))
    shown, read = _drawn_alike(shown, read, problems)
    before = numbered(leaves_of(shown, base))
    after = [leaf for leaf in leaves_of(read, base) if not is_boundary(leaf) and not _emptied(leaf, before)]
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
    lost = any(problem.code == "word-equations-lost" for problem in problems)
    assembly = Assembly(units, before, after, pairs)
    text = assembly.text()
    problems += [head_edited(said) for said in assembly.heads_edited]
    if text == base or not (wrong := _wrong(text, after, lost)):
        return text
    again = Assembly(units, before, after, pairs, frozenset(wrong)).text()
    left = _wrong(again, after, lost)
    if len(left) >= len(wrong):
        again, left = text, wrong
    problems += [unsure(after[place].markdown) for place in left]
    return again


def _wrong(text: str, after: Sequence[Leaf], lost: bool) -> list[int]:
    """Return the places of the blocks that a source does not show as they came back, equations aside if ``lost``."""
    blocks = word_blocks(written(text))
    shown = [leaf for _, leaf in numbered(leaves_of(without(blocks) if lost else blocks, text))]
    body = [(place, leaf) for place, leaf in enumerate(after) if leaf.kind not in UNSEEN]
    keys = [leaf.key for leaf in shown if leaf.kind not in UNSEEN]
    found = hunks([leaf.key for _, leaf in body], keys)
    return [body[place][0] for hunk in found for place in range(hunk.start, hunk.end)]


def _emptied(leaf: Leaf, before: Sequence[tuple[int, Leaf]]) -> bool:
    """Tell whether all words of a paragraph were deleted, where the base shows some."""
    shown = [one.markdown for number, one in before if number in leaf.ids]
    return leaf.kind == "para" and not leaf.markdown and all(shown)


def _drawn_alike(shown: list[Node], read: list[Node], problems: list[Diagnostic]) -> tuple[list[Node], list[Node]]:
    """Return both documents with the base's equations where they are only drawn otherwise, or not at all."""
    drawn = equations(shown)
    if equations(read) or not drawn:
        return shown, with_known(read, drawn)
    problems.append(equations_lost())
    return without(shown), read


def review_file(existing: str, returned: Returned, source: str) -> str:
    """Return ``recommendations/reviews/SLUG.yaml`` with the comments that came back added, none twice."""
    return with_comments(existing, returned.comments, source)


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
    return Outcome(Foreign(" ".join(written_out(title).split()), abstract, body), tuple(of_cleaning(told)))
