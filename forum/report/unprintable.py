"""What a manuscript holds that the printed report cannot: told with its place, before anything is assembled."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from forum.diagnostics import Diagnostic, error
from forum.documents.ast import Node, iterate
from forum.documents.places import Places
from forum.report.printable import lacking, named_characters

CODES = frozenset({"glyph-missing", "math-unreadable"})


def formulas(blocks: Iterable[Node]) -> frozenset[str]:
    """Return the TeX of every formula."""
    return frozenset(node["c"][1] for node in iterate(list(blocks)) if node["t"] == "Math")


def letters(blocks: Iterable[Node]) -> frozenset[str]:
    """Return every character of text, code and formulas."""
    found: set[str] = set()
    for node in iterate(list(blocks)):
        if node["t"] == "Str":
            found.update(node["c"])
        elif node["t"] in ("Code", "CodeBlock", "Math"):
            found.update(node["c"][1])
    return frozenset(found)


def unprintable_problems(
    blocks: Iterable[Node], places: Places, missing: frozenset[str], unreadable: Collection[str]
) -> list[Diagnostic]:
    """Return an error for each word with a character that no font has, and each formula that is no TeX.

    ``missing`` and ``unreadable`` are what ``forum.tools.typst.unprintable`` returned.
    """
    tree = list(blocks)
    problems = []
    for text, absent in dict.fromkeys(lacking(tree, missing)):
        message = f"no font of the report has {named_characters(absent)}, in “{text[:60]}”"
        hint = "spell it in another script, or add a font that has it to templates/fonts"
        problems.append(error("glyph-missing", message, places.find(absent[0]), hint))
    for tex in sorted(formulas(tree) & frozenset(unreadable)):
        message = f"this TeX cannot be converted: {' '.join(tex.split())[:80]}"
        hint = "write it in the TeX that pandoc knows: no macros or packages of your own"
        problems.append(error("math-unreadable", message, places.find(tex), hint))
    return problems
