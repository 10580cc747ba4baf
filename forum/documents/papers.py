"""A paper's text made into a ``Paper``: front matter validated, Markdown untouched."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from forum.diagnostics import Outcome, Span
from forum.documents.trees import Path, Plain
from forum.documents.validation import FrontMatter, Loaded, load_yaml, split_front_matter
from forum.model import Notebook, Paper, PaperMeta, Text


def slug_of(path: PurePosixPath) -> str:
    """Return the slug of ``recommendations/papers/SLUG/paper.md``: the folder's name."""
    return unicodedata.normalize("NFC", path.parent.name)


def read_paper(text: str, path: PurePosixPath, bibliographies: Sequence[PurePosixPath] = ()) -> Outcome[Paper | None]:
    """Return the paper that a Markdown text is; None when its front matter cannot be read."""
    parts = split_front_matter(text, path)
    meta = _meta(parts, path, None)
    if meta.value is None:
        return Outcome(None, meta.problems)
    body = Text(path, parts.body, parts.body_line)
    paper = Paper(slug_of(path), path, meta.value, (body,), meta.spans, None, tuple(bibliographies))
    return Outcome(paper, meta.problems)


def notebook_paper(notebook: Notebook, bibliographies: Sequence[PurePosixPath] = ()) -> Outcome[Paper | None]:
    """Return the paper that a notebook is: front matter in its first cell, a text a Markdown cell.

    The first cell is a raw cell or a Markdown cell, as Quarto and MyST have it.
    """
    path = notebook.path
    first = notebook.cells[0] if notebook.cells else None
    has_matter = first is not None and first.kind != "code"
    parts = split_front_matter(first.source if first and has_matter else "", path, 1)
    meta = _meta(parts, path, 1)
    if first is None or meta.value is None:
        return Outcome(None, meta.problems)
    paper = Paper(slug_of(path), path, meta.value, _texts(notebook, parts), meta.spans, notebook, tuple(bibliographies))
    return Outcome(paper, meta.problems)


def _texts(notebook: Notebook, parts: FrontMatter) -> tuple[Text, ...]:
    """Return the Markdown cells, numbered among Markdown and code cells; the first without its front matter."""
    texts = []
    for cell in notebook.cells:
        if cell.kind == "markdown":
            first = cell is notebook.cells[0]
            source, line = (parts.body, parts.body_line) if first else (cell.source, 1)
            texts.append(Text(notebook.path, source, line, cell.number))
    return tuple(texts)


def _meta(parts: FrontMatter, path: PurePosixPath, cell: int | None) -> Loaded[PaperMeta]:
    if parts.problems:
        return Loaded(None, {(): Span(path)}, parts.problems)
    fallback: dict[Path, Plain] = {
        ("title",): slug_of(path).replace("-", " ").capitalize(),
        ("kind",): "recommendation-paper",
        ("theme",): "",
        ("authors",): (),
    }
    return load_yaml(parts.yaml, path, PaperMeta, line=parts.yaml_line, cell=cell, fallback=fallback)


def report_text(text: str, path: PurePosixPath) -> Outcome[Text]:
    """Return one of the report's own texts; front matter is not needed there, and passed over."""
    parts = split_front_matter(text, path)
    if any("not closed" in problem.message for problem in parts.problems):
        return Outcome(Text(path, text), parts.problems)
    return Outcome(Text(path, parts.body, parts.body_line))
