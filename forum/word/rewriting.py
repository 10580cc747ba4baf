"""A unit's source with the edits that were made to it in Word."""

from __future__ import annotations

import re

from forum.word.values import Leaf, Unit
from forum.word.wording import reworded

_HEADING = re.compile(r"(?P<before>#+[ \t]+)(?P<content>.*?)(?P<after>(?:[ \t]+#+)?(?:[ \t]*\{[^{}\n]*\})?[ \t]*)")
_SETEXT = re.compile(r"(?P<content>.*?)(?P<after>(?:[ \t]*\{[^{}\n]*\})?[ \t]*\n[=-]+[ \t]*)", re.DOTALL)
_EQUATION = re.compile(r"\$\$(.*?)\$\$(.*)", re.DOTALL)
_FENCE = re.compile(
    r"(?P<before>(?P<fence>`{3,}|~{3,})[^\n]*\n)(?P<content>.*?)(?P<after>\n?(?P=fence)[`~]*[ \t]*)", re.DOTALL
)


def new_block(leaf: Leaf) -> str:
    """Return the source of a block that is new; a line of ours that was pasted is none."""
    return "" if leaf.kind in ("marker", "caption") and not leaf.markdown else unescaped(leaf.markdown)


def rewritten(unit: Unit, shown: Leaf, leaf: Leaf) -> str:
    """Return a unit's source as it was edited: ``shown`` is the base as Word shows it, ``leaf`` what came back."""
    text = unit.text
    returned = unescaped(leaf.markdown)
    if leaf.kind == "heading":
        return _heading(text, unescaped(shown.markdown), returned, leaf.level)
    if leaf.kind == "caption":
        return _caption(text, unescaped(shown.markdown), returned)
    if leaf.kind == "code" and (fenced := _FENCE.fullmatch(text)):
        return fenced["before"] + _code(leaf.markdown) + "\n" + fenced["after"].lstrip("\n")
    if (old := _EQUATION.fullmatch(text)) and (new := _EQUATION.fullmatch(returned)):
        return f"$${new[1]}$${old[2]}"
    return reworded(unescaped(shown.markdown), text, returned)


def _heading(text: str, shown: str, returned: str, level: int) -> str:
    old, new = (re.sub(r"^#+\s+", "", one) for one in (shown, returned))
    if match := _HEADING.fullmatch(text):
        return f"{'#' * level} " + reworded(old, match["content"], new) + match["after"]
    if match := _SETEXT.fullmatch(text):
        return reworded(old, match["content"], new) + match["after"]
    return returned


def _caption(text: str, shown: str, returned: str) -> str:
    """Return an image with another caption; its target and attributes stay."""
    end = text.rfind("](")
    if not text.startswith("![") or end < 0:
        return reworded(shown, text, returned)
    return "![" + reworded(shown, text[2:end], returned) + text[end:]


def _code(markdown: str) -> str:
    fenced = _FENCE.fullmatch(markdown)
    if fenced:
        return fenced["content"]
    return "\n".join(line.removeprefix("    ") for line in markdown.split("\n"))


_CITATION = re.compile(r"\\\[((?:[^\]\\]|\\[^\]])*?\\?@[^\]\\]*(?:\\[^\]][^\]\\]*)*)\\\]")


def unescaped(markdown: str) -> str:
    """Return Markdown with the citations that were typed as text, ``[@key, p. 3]``, as citations."""
    typed = _CITATION.sub(lambda match: "[" + match[1].replace("\\@", "@").replace("\\_", "_") + "]", markdown)
    return re.sub(r"\\(['\"#>|~])", r"\1", typed) if "\\" in typed else typed
