"""Typst source from strings: every string of a contribution goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forum.documents.ast import Node, raw_block, raw_inline

# What Typst would read as markup at the very start of a content block.
_STARTERS = frozenset("-+/=0123456789")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text: str) -> str:
    """Return a Typst string literal; control characters are dropped."""
    kept = (_ESCAPES.get(character, character) for character in text if character in "\n\r\t" or character >= " ")
    return '"' + "".join(kept) + '"'


def value(argument: object) -> str:
    """Return a Typst literal of a text, number, truth value, None, list or mapping."""
    match argument:
        case None:
            return "none"
        case bool():
            return "true" if argument else "false"
        case int() | float():
            return str(argument)
        case Mapping():
            pairs = ", ".join(f"{quoted(str(key))}: {value(item)}" for key, item in argument.items())
            return f"({pairs})" if argument else "(:)"
        case list() | tuple():
            return "(" + "".join(f"{value(item)}, " for item in argument) + ")"
        case _:
            return quoted(str(argument))


def call(function: str, **arguments: object) -> str:
    """Return a Typst call in markup with named arguments, ``_`` in a name written ``-``."""
    named = ", ".join(f"{name.replace('_', '-')}: {value(argument)}" for name, argument in arguments.items())
    return f"#{function}({named})"


def inline(opening: str, content: Iterable[Node]) -> list[Node]:
    """Return inlines as the content argument of a call."""
    inner = list(content)
    first = inner[0] if inner else None
    guard = "#none;" if first and first["t"] == "Str" and first["c"][:1] in _STARTERS else ""
    return [raw_inline("typst", f"{opening}[{guard}"), *inner, raw_inline("typst", "];")]


def block(opening: str, *contents: Iterable[Node]) -> list[Node]:
    """Return lists of blocks as the content arguments of one call."""
    nodes: list[Node] = []
    for position, content in enumerate(contents):
        nodes.append(raw_block("typst", "][" if position else f"{opening}["))
        nodes.extend(content)
    return [*nodes, raw_block("typst", "]")]
