"""The front matter of papers, remembered by their text: reading YAML with the place of every key takes milliseconds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from forum.diagnostics import Diagnostic, Outcome, Span, from_plain, plain
from forum.documents.papers import read_paper, slug_of
from forum.model import Paper, PaperMeta, Text
from forum.stages.memory import recall, remember

_NAME = "fronts"


class _Front(msgspec.Struct, frozen=True, array_like=True):
    """What a paper's front matter says: where each key stands, and where the body begins: offset and line."""

    digest: bytes
    meta: PaperMeta
    spans: list[tuple[list[str | int], int, int]]
    body: int
    line: int
    problems: list[dict[str, Any]]


class Fronts:
    """Reads papers as ``read_paper`` does, those that it has not read before."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._before = recall(root, _NAME, dict[str, _Front]) or {}
        self._now: dict[str, _Front] = {}

    def read(
        self, text: str, path: PurePosixPath, bibliographies: Sequence[PurePosixPath] = ()
    ) -> Outcome[Paper | None]:
        """Return the paper that a Markdown text is."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        front = self._before.get(str(path))
        if front is not None and front.digest == digest:
            self._now[str(path)] = front
            return _paper(front, text, path, bibliographies)
        read = read_paper(text, path, bibliographies)
        if read.value is not None:
            self._now[str(path)] = _front(digest, read.value, text, read.problems)
        return read

    def keep(self) -> None:
        """Remember what was read."""
        if self._now != self._before:
            remember(self._root, _NAME, self._now)


def _front(digest: bytes, paper: Paper, text: str, problems: Sequence[Diagnostic]) -> _Front:
    (body,) = paper.texts
    spans = [(list(name), span.line, span.column) for name, span in paper.spans.items()]
    kept = [{**plain(one), "fatal": one.fatal} for one in problems]
    return _Front(digest, paper.meta, spans, len(text) - len(body.source), body.line, kept)


def _paper(
    front: _Front, text: str, path: PurePosixPath, bibliographies: Sequence[PurePosixPath]
) -> Outcome[Paper | None]:
    spans = {tuple(name): Span(path, line, column) for name, line, column in front.spans}
    body = Text(path, text[front.body :], front.line)
    problems = tuple(replace(from_plain(one), fatal=one["fatal"]) for one in front.problems)
    paper = Paper(slug_of(path), path, front.meta, (body,), spans, None, tuple(bibliographies))
    return Outcome(paper, problems)
