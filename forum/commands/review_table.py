"""``forum review table``: what became of the comments on a paper, as a table to mail to those who wrote them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from forum.commands.review import in_order, seen
from forum.diagnostics import Outcome, UsageError
from forum.documents.nearest import did_you_mean
from forum.documents.sheets import Sheet
from forum.documents.typography import typographic
from forum.report.assembled import ordered_papers
from forum.reviews.labels import labels_for
from forum.reviews.table import Papers, table_blocks, table_csv
from forum.stages.cache import store
from forum.workspace import load

FOLDER = Path("build/reviews")


@dataclass(frozen=True)
class Tabled:
    """A table that was made: its bytes, where it was written (None where it is to be printed), and of how many."""

    content: bytes
    path: Path | None
    comments: int
    open: int


def review_table(
    root: Path, slug: str, form: str, today: datetime.date, *, language: str = "", output: str = ""
) -> Outcome[Tabled]:
    """Write the table of the comments on a paper, or on all where ``slug`` is empty: md, csv, html or docx.

    ``output`` is a file, by default one in ``build/reviews/``; ``-`` writes none.

    Raises:
        UsageError: there is no such paper, or the file cannot be written.
    """
    workspace = load(root).value
    titles = {paper.slug: typographic(paper.meta.title) for paper in ordered_papers(workspace.papers, workspace)}
    titles |= {paper.slug: typographic(paper.meta.title) for paper in workspace.papers if paper.slug not in titles}
    if slug and slug not in titles:
        raise UsageError(f"there is no paper {slug}", *did_you_mean(slug, titles), "forum status lists the papers")
    reviewed = {file.slug for file in workspace.reviews if file.comments}
    wanted = [slug] if slug else [name for name in titles if name in reviewed]
    papers: Papers = [(titles[name], in_order(seen(workspace, name))) for name in wanted]
    settings = workspace.manifest.forum
    spoken = language or settings.language
    labels, names = labels_for(spoken), {partner.id: partner.name for partner in workspace.manifest.partner}
    if form == "csv":
        delimiter = ";" if spoken.startswith("nl") else ","  # as spreadsheets there expect it
        content = table_csv(papers, names, labels, delimiter).encode()
    else:
        from forum.stages.sheets import sheet_file

        title = f"{labels['title']}: {papers[0][0]}" if len(papers) == 1 else labels["title"]
        blocks = table_blocks(papers, names, labels)
        forum, notice = typographic(settings.title), typographic(settings.notice)
        content = sheet_file(root, Sheet(title, blocks, forum, notice, spoken, today, landscape=True), form)
    path = None if output == "-" else Path(output) if output else root / FOLDER / f"{slug or 'comments'}.{form}"
    if path is not None:
        store(path, content)
    every = [one for _, some in papers for one in some]
    return Outcome(Tabled(content, path, len(every), sum(one.thread.is_open for one in every)))
