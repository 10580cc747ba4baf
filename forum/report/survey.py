"""One walk through a report, after which no check has to walk again while nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from forum.diagnostics import Span
from forum.documents.ast import WORDS, Node, children, has_class, identifier_of, iterate

_PAPERS = PurePosixPath("recommendations/papers")


@dataclass(frozen=True)
class Tree:
    """A paper or another block of a part: its slug (empty for none), its nodes but words, the texts in it."""

    slug: str
    node: Node
    nodes: tuple[Node, ...]
    texts: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """All that it prints, a line a text."""
        return "\n".join(self.texts)


@dataclass(frozen=True)
class Survey:
    """What is in a report, in reading order."""

    trees: tuple[Tree, ...]
    outer: tuple[Node, ...]

    def nodes(self, *types: str) -> Iterator[tuple[str, Node]]:
        """Yield the nodes of some types, or all but words, each with the slug of its paper; parts come without one."""
        for tree in self.trees:
            for node in tree.nodes:
                if not types or node["t"] in types:
                    yield tree.slug, node

    def everything(self) -> Iterator[Node]:
        """Yield all nodes but words, the parts themselves included."""
        yield from self.outer
        for tree in self.trees:
            yield from tree.nodes

    @property
    def text(self) -> str:
        """All that is printed, a line a text."""
        return "\n".join(tree.text for tree in self.trees)


def surveyed(blocks: Sequence[Node]) -> Survey:
    """Return what is in a report's blocks."""
    parts = [node for node in blocks if _is_part(node)]
    return Survey(tuple(_tree(slug, node) for slug, node in located(blocks)), tuple(parts))


def _tree(slug: str, tree: Node) -> Tree:
    nodes, texts = [], []
    for node in iterate(tree):
        kind = node["t"]
        if kind == "Str":
            texts.append(node["c"])
        elif kind not in WORDS:
            nodes.append(node)
            if kind in ("Code", "CodeBlock", "Math"):
                texts.append(node["c"][1])
    return Tree(slug, tree, tuple(nodes), tuple(texts))


def each_tree(blocks: Iterable[Node], survey: Survey, rewrite: Callable[[Tree], Any]) -> list[Node]:
    """Return blocks with every tree as rewritten, to the very same where nothing changes; a list takes its place."""
    trees = iter(survey.trees)
    result: list[Node] = []
    for block in blocks:
        if not _is_part(block):
            result += _as_list(rewrite(next(trees)))
            continue
        inside = [rewrite(next(trees)) for _ in children(block)]
        if all(new is old for new, old in zip(inside, children(block), strict=True)):
            result.append(block)
        else:
            result.append({"t": "Div", "c": [block["c"][0], [one for new in inside for one in _as_list(new)]]})
    return result


def _as_list(made: Any) -> list[Node]:
    return made if type(made) is list else [made]


def located(blocks: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """Yield the blocks of each part in reading order, a paper with its slug."""
    for node in blocks:
        if _is_part(node):
            for inner in children(node):
                yield _slug(inner), inner
        else:
            yield "", node


def _is_part(node: Node) -> bool:
    return bool(node["t"] == "Div" and has_class(node, "part"))


def _slug(node: Node) -> str:
    """Return the slug of a paper, which is the id of its heading; empty for anything else."""
    if node["t"] != "Div" or not has_class(node, "paper"):
        return ""
    return next((identifier_of(inner) for inner in children(node) if inner["t"] == "Header"), "")


def place_of(slug: str) -> Span:
    """Return the folder of a paper as the place of a problem; of the report's own texts without one."""
    return Span(_PAPERS / slug if slug else PurePosixPath("recommendations/report"))
