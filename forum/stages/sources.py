"""From Markdown to manuscripts: pandoc reads each text once, by content."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from msgspec.json import decode, encode

from forum.diagnostics import Diagnostic, UsageError, error
from forum.documents.ast import Node, inlines, para
from forum.documents.manuscript import Manuscript, interpret
from forum.documents.places import Places
from forum.documents.words import packed
from forum.model import Paper, Text, Workspace
from forum.stages.cache import cached, keep_encoded, missing
from forum.tools import pandoc

_MARKUP = re.compile(r"[*_@\[\]$`^~<>\\{}\n&'\"]|--|\.\.\.")


@dataclass(frozen=True)
class Sources:
    """Every document of a workspace as understood, nothing resolved yet.

    ``papers`` and ``abstracts`` go by slug, ``texts`` by stem (``summary.nl``).
    """

    papers: Mapping[str, Manuscript]
    abstracts: Mapping[str, Manuscript]
    texts: Mapping[str, Manuscript]

    @property
    def cited(self) -> frozenset[str]:
        """The keys and identifiers that any of them cites, as written."""
        every = (*self.papers.values(), *self.abstracts.values(), *self.texts.values())
        return frozenset(key for manuscript in every for key in manuscript.cited)

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What was noticed while reading all of them."""
        every = (*self.papers.values(), *self.abstracts.values(), *self.texts.values())
        return tuple(problem for manuscript in every for problem in manuscript.problems)


def read_sources(workspace: Workspace, papers: Iterable[Paper] | None = None) -> Sources:
    """Return the manuscripts of papers (default: all), and of the report's own texts."""
    wanted = tuple(workspace.papers if papers is None else papers)
    spoken = (paper.meta.abstract.strip() for paper in wanted)
    read_ahead(
        workspace.root,
        [
            *(paper_markdown(paper) for paper in wanted),
            *(text for text in spoken if _MARKUP.search(text)),
            *(text.source for text in workspace.report_texts.values()),
        ],
    )
    with ThreadPoolExecutor() as pool:
        manuscripts = pool.map(lambda paper: read_paper(workspace, paper), wanted)
        abstracts = pool.map(lambda paper: read_abstract(workspace, paper), wanted)
        texts = pool.map(lambda item: read_text(workspace, *item), workspace.report_texts.items())
        slugs = [paper.slug for paper in wanted]
        return Sources(
            dict(zip(slugs, manuscripts, strict=True)),
            dict(zip(slugs, abstracts, strict=True)),
            dict(zip(workspace.report_texts, texts, strict=True)),
        )


def read_paper(workspace: Workspace, paper: Paper) -> Manuscript:
    """Return a paper as understood."""
    return _understood(workspace, paper_markdown(paper), Places(paper.texts), _language(workspace, paper))


def read_text(workspace: Workspace, stem: str, text: Text) -> Manuscript:
    """Return one of the report's own texts; ``summary.nl`` is in Dutch."""
    language = stem.partition(".")[2] or workspace.manifest.forum.language
    return _understood(workspace, text.source, Places((text,)), language)


def read_abstract(workspace: Workspace, paper: Paper) -> Manuscript:
    """Return a paper's abstract as understood; its places are the front matter's."""
    span = paper.spans.get(("abstract",)) or paper.spans.get(()) or Places(paper.texts).start
    place = Places((Text(paper.path, "", span.line, span.cell),))
    text, language = paper.meta.abstract.strip(), _language(workspace, paper)
    if not text:
        return Manuscript((), place, language)
    if not _MARKUP.search(text):
        return Manuscript((para(inlines(text)),), place, language)
    return _understood(workspace, text, place, language)


def paper_markdown(paper: Paper) -> str:
    """Return a paper's Markdown; in a notebook paper each code cell is a placeholder."""
    if paper.notebook is None:
        return "\n\n".join(text.source for text in paper.texts)
    by_cell = {text.cell: text.source for text in paper.texts}
    pieces = []
    for cell in paper.notebook.cells:
        if cell.kind == "code":
            pieces.append(f'::: {{.cell-output cell="{cell.number}"}}\n:::')
        elif cell.kind == "markdown":
            pieces.append(by_cell[cell.number])
    return "\n\n".join(pieces)


def _language(workspace: Workspace, paper: Paper) -> str:
    return paper.meta.language or workspace.manifest.forum.language


def _understood(workspace: Workspace, markdown: str, places: Places, language: str) -> Manuscript:
    prefixes = frozenset(workspace.manifest.citations.prefixes)
    try:
        blocks = read_blocks(workspace.root, markdown)
    except pandoc.PandocError as refused:
        problem = error("unreadable", f"pandoc cannot read it: {refused}", places.start, "look at what it names")
        return Manuscript((), places, language, (), (problem,))
    return interpret(blocks, places, language, prefixes)


def read_ahead(root: Path, texts: Sequence[str]) -> None:
    """Put many texts that pandoc has not read before into the cache, by few processes.

    Starting pandoc takes longer than reading a paper. A text that it refuses is left to
    ``read_blocks``, which tells why.
    """
    new = {path: text for text in texts if (path := missing(root, "read", [pandoc.MARKDOWN, text])) is not None}
    if len(new) < _FEW:
        return
    items = list(new.items())
    cores = os.cpu_count() or 1
    rounds = -(-len(items) // (cores * _AT_ONCE))
    size = -(-len(items) // (cores * rounds))
    parts = [items[start : start + size] for start in range(0, len(items), size)]

    def read(part: Sequence[tuple[Path, str]]) -> None:
        for (path, _), blocks in zip(part, pandoc.read_many_json([text for _, text in part]), strict=True):
            if blocks is not None:
                keep_encoded(path, encode(packed(decode(blocks))))

    with ThreadPoolExecutor() as pool, suppress(UsageError):  # a full disk: the outputs would say so
        list(pool.map(read, parts))


_FEW, _AT_ONCE = 2, 100


def read_blocks(root: Path, markdown: str) -> list[Node]:
    """Return the blocks of a Markdown text, from the cache where pandoc has read it before."""
    blocks: list[Node] = cached(root, "read", [pandoc.MARKDOWN, markdown], lambda: packed(pandoc.read(markdown)))
    return blocks
