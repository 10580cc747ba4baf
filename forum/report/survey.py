"""One walk through a report, after which no check has to walk again while nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import PurePosixPath
from typing import Any

from forum.diagnostics import Span
from forum.documents.ast import WORDS, Node, attribute, children, has_class, identifier_of, iterate
from forum.report.memo import Memo

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

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character that it prints."""
        return frozenset(self.text) - {"\n"}

    @cached_property
    def identified(self) -> tuple[tuple[str, Node], ...]:
        """The nodes that have an id, with it."""
        return tuple((name, node) for node in self.nodes if (name := identifier_of(node)))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that parts of it are marked as."""
        return tuple(tag for node in self.nodes if (tag := attribute(node, "lang")))

    def those(self, *types: str) -> Sequence[Node]:
        """Return the nodes of some types."""
        if len(types) == 1:
            return [self.nodes[at] for at in self._kinds.get(types[0], ())]
        return [self.nodes[at] for at in sorted(at for kind in types for at in self._kinds.get(kind, ()))]

    @cached_property
    def _kinds(self) -> Mapping[str, Sequence[int]]:
        """Where the nodes of each type are."""
        found: dict[str, list[int]] = {}
        for at, node in enumerate(self.nodes):
            found.setdefault(node["t"], []).append(at)
        return found


@dataclass(frozen=True)
class Survey:
    """What is in a report, in reading order."""

    trees: tuple[Tree, ...]
    outer: tuple[Node, ...]

    def nodes(self, *types: str) -> Iterator[tuple[str, Node]]:
        """Yield the nodes of some types, each with the slug of its paper."""
        for tree in self.trees:
            for node in tree.those(*types):
                yield tree.slug, node

    @property
    def ids(self) -> frozenset[str]:
        """All that can be linked to, the parts themselves included."""
        inner = (name for tree in self.trees for name, _ in tree.identified)
        return frozenset(inner) | {identifier_of(part) for part in self.outer} - {""}

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character that is printed."""
        return frozenset().union(*(tree.characters for tree in self.trees))


def surveyed(blocks: Sequence[Node], memo: Memo | None = None) -> Survey:
    """Return what is in a report's blocks; ``memo`` knows those of the last time."""
    parts = [node for node in blocks if is_part(node)]
    known = memo or Memo()
    trees = (known.of(f"tree {slug}", node, partial(_tree, slug)) for slug, node in located(blocks))
    return Survey(tuple(trees), tuple(parts))


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
        if not is_part(block):
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
        if is_part(node):
            for inner in children(node):
                yield _slug(inner), inner
        else:
            yield "", node


def is_part(node: Node) -> bool:
    """Tell whether a block is a top-level part of the report."""
    return bool(node["t"] == "Div" and has_class(node, "part"))


def _slug(node: Node) -> str:
    """Return the slug of a paper, which is the id of its heading; empty for anything else."""
    if node["t"] != "Div" or not has_class(node, "paper"):
        return ""
    return next((identifier_of(inner) for inner in children(node) if inner["t"] == "Header"), "")


def place_of(slug: str) -> Span:
    """Return the folder of a paper as the place of a problem; of the report's own texts without one."""
    return Span(_PAPERS / slug if slug else PurePosixPath("recommendations/report"))
