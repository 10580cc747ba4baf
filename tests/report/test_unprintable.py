"""A character without a glyph and TeX that is none, told at the line where the author wrote them."""

from __future__ import annotations

from pathlib import PurePosixPath

from forum.documents.places import Places
from forum.model import Text
from forum.report.unprintable import unprintable_problems
from forum.tools import pandoc
from forum.tools.typst import unprintable

SOURCE = "One line.\n\nThe name 中村 and $\\frac{1}{2}$ and\n$\\foo{x}$ stand here, Zoë and Ξ do too.\n"


def test_both_are_told_with_line_and_column() -> None:
    blocks = pandoc.read(SOURCE)
    missing, tex = unprintable(blocks, ())
    assert missing == {"中", "村"}
    assert tex == {"\\foo{x}"}

    found = unprintable_problems(blocks, Places((Text(PurePosixPath("paper.md"), SOURCE),)), missing, tex)

    assert [(one.code, one.span.line, one.span.column) for one in found] == [
        ("glyph-missing", 3, 10),
        ("math-unreadable", 4, 2),
    ]
    assert "U+4E2D 中" in found[0].message
