"""The canonical form of a recommendation's text, and its digest: what a partner agrees to.

The rules are those of the design's section 2, "The recommendation's text". They
make the digest blind to what does not change the words (typographic quotes,
emphasis, line breaks, the spelling of a dash) and sensitive to all that does.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from forum.documents.ast import Node, has_class
from forum.documents.crossrefs import is_crossref

_DASHES = re.compile(r"[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u2060\ufeff]")
_QUOTES = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚‛", "'"), "…": "..."})


def canonical_text(blocks: Iterable[Node], prefixes: frozenset[str] = frozenset()) -> str:
    """Return the canonical form of a recommendation's blocks, rationale and evidence left out.

    ``prefixes`` are the manifest's own prefixes of cross-references.
    """
    return normalised(_blocks(blocks, prefixes))


def normalised(text: str) -> str:
    """Return text in NFC with straight quotes, plain dashes and folded white space."""
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    text = _DASHES.sub("-", _INVISIBLE.sub("", text))
    return re.sub(r"\s+([,.;:!?])", r"\1", " ".join(text.split()))


def digest(text: str, addressees: Iterable[str], strength: str) -> str:
    """Return ``v1:`` and the SHA-256, in hex, over text, sorted addressees and strength."""
    value = {"addressees": sorted(addressees), "strength": strength, "text": text}
    encoded = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return "v1:" + hashlib.sha256(encoded).hexdigest()


def _blocks(blocks: Iterable[Node], prefixes: frozenset[str]) -> str:
    return " ".join(_block(block, prefixes) for block in blocks)


def _block(block: Node, prefixes: frozenset[str]) -> str:  # noqa: PLR0911 (one line a type)
    content: Any = block.get("c")
    match block["t"]:
        case "Para" | "Plain":
            return _inlines(content, prefixes)
        case "Header":
            return _inlines(content[2], prefixes)
        case "Div":
            skipped = has_class(block, "rationale") or has_class(block, "evidence")
            return "" if skipped else _blocks(content[1], prefixes)
        case "BlockQuote":
            return _blocks(content, prefixes)
        case "BulletList":
            return " ".join("- " + _blocks(item, prefixes) for item in content)
        case "OrderedList":
            first = content[0][0]
            return " ".join(f"{number}. " + _blocks(item, prefixes) for number, item in enumerate(content[1], first))
        case "DefinitionList":
            return " ".join(_definition(term, bodies, prefixes) for term, bodies in content)
        case "LineBlock":
            return " ".join(_inlines(line, prefixes) for line in content)
        case "CodeBlock":
            return f"`{content[1]}`"
        case "Figure":
            return _blocks([*content[2], *content[1][1]], prefixes)
        case "Table":
            return " ".join(filter(None, [_table(content, prefixes), _blocks(content[1][1], prefixes)]))
        case _:
            return ""


def _definition(term: list[Node], bodies: list[list[Node]], prefixes: frozenset[str]) -> str:
    return " ".join([_inlines(term, prefixes), *(_blocks(body, prefixes) for body in bodies)])


def _table(content: Any, prefixes: frozenset[str]) -> str:
    rows = [*content[3][1], *(row for body in content[4] for row in [*body[2], *body[3]]), *content[5][1]]
    return " / ".join(" | ".join(_blocks(cell[4], prefixes) for cell in row[1]) for row in rows)


def _inlines(nodes: Iterable[Node], prefixes: frozenset[str]) -> str:
    return "".join(part for node in nodes for part in _inline(node, prefixes))


_WRAPS = {"Strikeout": "~~", "Superscript": "^", "Subscript": "~"}


def _inline(node: Node, prefixes: frozenset[str]) -> Iterator[str]:
    content: Any = node.get("c")
    match node["t"]:
        case "Str":
            yield content
        case "Space" | "SoftBreak" | "LineBreak":
            yield " "
        case "Strikeout" | "Superscript" | "Subscript" as kind:
            yield _WRAPS[kind] + _inlines(content, prefixes) + _WRAPS[kind]
        case "Math":
            yield "$" + content[1] + "$"
        case "Code":
            yield "`" + content[1] + "`"
        case "Quoted":
            mark = '"' if content[0]["t"] == "DoubleQuote" else "'"
            yield mark + _inlines(content[1], prefixes) + mark
        case "Cite":
            yield _cite(content[0], prefixes)
        case "Span" | "Link" | "Image":
            yield _inlines(content[1], prefixes)
        case "Emph" | "Strong" | "Underline" | "SmallCaps":
            yield _inlines(content, prefixes)


def _cite(citations: list[Any], prefixes: frozenset[str]) -> str:
    named = [
        "@" + citation["citationId"]
        for citation in citations
        if citation["citationMode"]["t"] == "AuthorInText" or is_crossref(citation["citationId"], prefixes)
    ]
    return " ".join(named)
