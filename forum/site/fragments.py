"""All pages' blocks to HTML in one run of pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping, Sequence
from hashlib import sha256

from markupsafe import Markup
from msgspec.json import encode

from forum.documents.ast import Node, document, raw_block
from forum.report.html import Page
from forum.site.clean import cleaned
from forum.tools.pandoc import write

Fragments = dict[tuple[str, str], Markup]
_CUT = re.compile(r"<!--cut-->\n?")


def fragments(pages: Iterable[Page], known: MutableMapping[bytes, str] | None = None) -> Fragments:
    """Return each page's pieces as HTML, by (path, name).

    ``known`` holds what pieces became before, by the digest of their blocks; new ones are added.
    """
    store = {} if known is None else known
    pieces = {(page.path, name): piece for page in pages for name, piece in page.pieces.items()}
    keys = {place: sha256(encode(piece)).digest() for place, piece in pieces.items()}
    new = {key: pieces[place] for place, key in keys.items() if key not in store}
    store.update(zip(new, _written(list(new.values())), strict=True))
    return {place: Markup(store[key]) for place, key in keys.items()}  # noqa: S704 (cleaned)


def _written(pieces: Sequence[Sequence[Node]]) -> list[str]:
    """Return pieces as HTML, by one process.

    The marks between pieces are safe: in a text of the report ``<`` comes out escaped.
    """
    if not pieces:
        return []
    blocks: list[Node] = []
    for piece in pieces:
        blocks += [*piece, raw_block("html", "<!--cut-->")]
    options = ("--mathml", "--syntax-highlighting=none", "--wrap=none")
    parts = _CUT.split(write(document(blocks), "html5", *options).decode())
    return [cleaned(part).strip() for part in parts[: len(pieces)]]
