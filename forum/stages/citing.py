"""Citeproc over all citations of the report at once, cached by the citations alone."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec.json import encode

from forum.citations.bibliography import References, cited_keys
from forum.diagnostics import Diagnostic, Span, UsageError, error, info, warning
from forum.documents.ast import Node, div, para
from forum.documents.words import packed
from forum.model import Workspace
from forum.report.finish import renumbered_notes
from forum.report.skeleton import skeleton, with_printed
from forum.stages.cache import cached
from forum.tools import pandoc
from forum.tools.templates import template_path

FAST = "author-date.csl"
SLOW = 5.0  # seconds of citeproc; what a coordinator who rebuilds often would want to know of
_MANIFEST = PurePosixPath("forum.toml")
_NUMBER = re.compile(rb'"citation(NoteNum|Hash)":\d+,?')


@dataclass(frozen=True)
class Cited:
    """Blocks with every citation printed; ``printed`` are the stretches around citations, by what they were."""

    blocks: Sequence[Node]
    printed: Mapping[bytes, list[Node]] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()


def cite(workspace: Workspace, blocks: Sequence[Node], references: References, language: str) -> Cited:
    """Return blocks with every citation printed, in the manifest's style, and the list of references."""
    place = workspace.manifest_spans.get(("report", "csl"), Span(_MANIFEST))
    style, problems = citation_style(workspace, place)
    keys = set(cited_keys(blocks))
    items = [dict(item) for key, item in sorted(references.items.items()) if key in keys]
    blocks = renumbered_notes(list(blocks))
    stretches = skeleton(blocks)
    document = [*map(para, stretches), div([], "refs", ["references"])]
    parts: list[str | bytes] = [encode([document, items]), style.read_bytes(), language]

    def run() -> dict[str, Any]:
        start = time.perf_counter()
        return {"blocks": packed(pandoc.cite(document, items, style, language)), "seconds": time.perf_counter() - start}

    try:
        done = cached(workspace.root, "cite", parts, run)
    except pandoc.PandocError as refused:
        message = f"citeproc stopped: {str(refused).splitlines()[-1]}"
        stopped = error("citeproc-failed", message, place, "is the CSL style a valid one?")
        return Cited(blocks, {}, (*problems, stopped))
    if done["seconds"] > SLOW and style.name != FAST:  # with that one it is the text that is long
        message = f"the citation style {style.name} takes {done['seconds']:.0f} s for {len(items)} references"
        problems.append(info("style-slow", message, place, f"templates/csl/{FAST} is fast at any size"))
    *printed, listed = done["blocks"]
    texts = iter(printed)
    whole = with_printed(blocks, lambda _: next(texts)["c"], listed)
    by_what = {key_of(stretch): made["c"] for stretch, made in zip(stretches, printed, strict=True)}
    return Cited(whole, by_what, tuple(problems))


def key_of(stretch: Sequence[Node]) -> bytes:
    """Return what tells a stretch from others, wherever it stands in the report."""
    return _NUMBER.sub(b"", encode(stretch))


def citation_style(workspace: Workspace, place: Span) -> tuple[Path, list[Diagnostic]]:
    """Return the CSL file that the manifest names: the workspace's own, else one that comes with the program."""
    name = workspace.manifest.report.csl
    own = (workspace.root / name).resolve()
    if own.is_file() and own.is_relative_to(workspace.root.resolve()):
        return own, []
    if name.startswith("templates/"):
        with suppress(UsageError):
            return template_path(workspace.root, name.removeprefix("templates/")), []
    hint = "three come with the program: templates/csl/author-date.csl, numeric.csl and note.csl"
    missing = warning("style-missing", f"there is no citation style {name}; author-date is used", place, hint)
    return template_path(workspace.root, f"csl/{FAST}"), [missing]
