"""Which recommendations two versions of a paper word differently: those on which positions become stale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import msgspec

_FENCE = re.compile(r"^[ ]{0,3}:{3,}[ \t]*(.*)$")


class Reworded(msgspec.Struct, frozen=True):
    """Ids of recommendations: changed or gone, and new."""

    changed: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()


def reworded(root: Path, path: PurePosixPath, before: str, after: str, prefixes: frozenset[str]) -> Reworded:
    """Return what happens to the recommendations of a paper's file; the text alone counts, as digests see it."""
    if _blocks(before) == _blocks(after):
        return Reworded()
    was, now = (_digests(root, path, text, prefixes) for text in (before, after))
    changed = {name for name, digest in was.items() if now.get(name) != digest}
    return Reworded(frozenset(changed), frozenset(now) - frozenset(was))


def _blocks(text: str) -> list[str]:
    """Return the lines of a text that lie in recommendations' divs: where these are alike, no text was touched."""
    kept: list[str] = []
    depth = 0
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if depth or (fence and ".recommendation" in fence[1]):
            kept.append(line)
            if fence:
                depth += 1 if fence[1].strip(": \t") else -1
    return kept


def _digests(root: Path, path: PurePosixPath, text: str, prefixes: frozenset[str]) -> Mapping[str, str]:
    if not text:
        return {}
    from forum.documents.notebooks import parse_notebook
    from forum.documents.papers import notebook_paper, read_paper
    from forum.documents.places import Places
    from forum.documents.recommendations import read_recommendations
    from forum.model import ParameterFile
    from forum.stages.sources import paper_markdown, read_blocks
    from forum.tools.pandoc import PandocError

    if path.suffix == ".ipynb":
        notebook = parse_notebook(text, path, ParameterFile(), {}).value
        paper = None if notebook is None else notebook_paper(notebook, ()).value
    else:
        paper = read_paper(text, path, ()).value
    if paper is None:
        return {}
    try:
        blocks = read_blocks(root, paper_markdown(paper))
    except PandocError:
        return {}
    return {one.id: one.digest for one in read_recommendations(blocks, Places(paper.texts), prefixes) if one.id}
