"""One paper as it will be in the report, without the others: for a check of each, and for the preview of one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from forum.documents.ast import Node
from forum.model import Workspace
from forum.report.assemble import Assembler
from forum.report.assembled import Alone, Assembled, Chapter
from forum.report.linking import checked_links
from forum.report.numbering import Register, filled_crossrefs, section_names, unknown_crossrefs
from forum.report.values import ReportMeta


def assemble_alone(workspace: Workspace, chapter: Chapter, meta: ReportMeta) -> Alone:
    """Return what one paper puts into the report, and what is wrong with it there.

    Not what other papers have to do with: links to them, and recommendations that have a double.
    """
    # What partners and panels think of it is no matter of the paper's.
    assembler = Assembler(replace(workspace, positions=(), rounds=()), [chapter], {}, meta)
    paper = assembler.entry(1, chapter)
    assembler.register_recommendations(chapter, paper)
    assembler.problems.clear()
    blocks = [*chapter.abstract, *assembler.body(chapter, paper)]
    numbered = dict(assembler.register.names)
    section_names(blocks, assembler.register, meta.labels)
    unknown = unknown_crossrefs(blocks, assembler.register)
    problems = tuple(one for one in assembler.problems if one.code != "link-relative")
    return Alone(tuple(blocks), numbered, dict(assembler.register.names), unknown, problems)


def assemble_paper(
    workspace: Workspace, chapters: Sequence[Chapter], changed: Chapter, meta: ReportMeta, before: Assembled
) -> Node | None:
    """Return one paper anew, as it stands in a report that was assembled ``before``; None where more has changed.

    Numbers go on from those of the papers before it, and its links lead into the whole report.
    """
    slug = changed.paper.slug
    entry = next((one for one in before.papers if one.slug == slug), None)
    own = {one.id for one in before.recommendations if one.paper == slug}
    if entry is None or own != {block.id for block in changed.manuscript.recommendations}:
        return None
    if _restanding(workspace, before, changed):
        return None
    assembler = Assembler(workspace, chapters, {}, meta)
    assembler.recommendations = list(before.recommendations)
    assembler.register = Register(names=dict(before.names), counts=dict(before.counts[slug]))
    assembler.places[slug] = changed.manuscript.places
    made = [assembler.paper(changed, entry)]
    section_names(made, assembler.register, meta.labels)
    filled, _ = filled_crossrefs(made, assembler.register, assembler.places)
    node: Node = checked_links(filled, before.names)[0]
    return node


def _restanding(workspace: Workspace, before: Assembled, changed: Chapter) -> bool:
    """Tell whether the words of a recommendation have changed on which somebody has a position, or that was rated."""
    rated = {item.recommendation for one in workspace.rounds for item in one.file.items}
    stands = {one.id: one.digest for one in before.recommendations if one.standing is not None or one.id in rated}
    return any(stands.get(one.id, one.digest) != one.digest for one in changed.manuscript.recommendations)
