"""All pages' blocks to HTML in one run of pandoc."""

from __future__ import annotations

import re

from markupsafe import Markup

from forum.documents.ast import Node, document, raw_block
from forum.report.html import Edition
from forum.site.clean import cleaned
from forum.tools.pandoc import write

Fragments = dict[tuple[str, str], Markup]
_CUT = re.compile(r"<!--cut-->\n?")


def fragments(edition: Edition) -> Fragments:
    """Return each page's pieces as HTML, by (path, name).

    The marks between pieces are safe: in a text of the report ``<`` comes out escaped.
    """
    keys = [(page.path, name) for page in edition.pages for name in page.pieces]
    blocks: list[Node] = []
    for page in edition.pages:
        for piece in page.pieces.values():
            blocks += [*piece, raw_block("html", "<!--cut-->")]
    options = ("--mathml", "--syntax-highlighting=none", "--wrap=none")
    parts = _CUT.split(write(document(blocks), "html5", *options).decode())
    return {key: Markup(cleaned(part).strip()) for key, part in zip(keys, parts, strict=False)}  # noqa: S704 (cleaned)
