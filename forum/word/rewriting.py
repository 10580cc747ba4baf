"""A unit's source with the edits that were made to it in Word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from forum.word.notes import DEFINITION, REFERENCE, NoteEdits, written_out
from forum.word.tables import drawn_with_caption, edited_table
from forum.word.values import Leaf, Unit
from forum.word.wording import reworded

_HEADING = re.compile(r"(?P<before>#+[ \t]+)(?P<content>.*?)(?P<after>(?:[ \t]+#+)?(?:[ \t]*\{[^{}\n]*\})?[ \t]*)")
_SETEXT = re.compile(r"(?P<content>.*?)(?P<after>(?:[ \t]*\{[^{}\n]*\})?[ \t]*\n[=-]+[ \t]*)", re.DOTALL)
_EQUATION = re.compile(r"\$\$(.*?)\$\$(.*)", re.DOTALL)
_FENCE = re.compile(
    r"(?P<before>(?P<fence>`{3,}|~{3,})[^\n]*\n)(?P<content>.*?)(?P<after>\n?(?P=fence)[`~]*[ \t]*)", re.DOTALL
)
_BULLET = re.compile(r"^(\s*)[-*+](\s+)", re.MULTILINE)
_NUMBER = re.compile(r"^(\s*)(\(?\w{1,4}[.)])\s+", re.MULTILINE)


@dataclass
class Rewriter:
    """Rewrites units, and remembers the edits of notes that are defined elsewhere, by label."""

    notes: NoteEdits = field(default_factory=dict)

    def __call__(self, unit: Unit, shown: Leaf, leaf: Leaf) -> str:
        """Return a unit's source as edited: ``shown`` is the base as Word shows it, ``leaf`` what came back."""
        return written_out(self._unit(unit.text, shown, leaf))

    def _unit(self, text: str, shown: Leaf, leaf: Leaf) -> str:  # noqa: PLR0911 (one line a kind)
        before, after = shown.markdown, leaf.markdown
        if leaf.kind == "table":
            return edited_table(text, shown, leaf)
        if leaf.kind == "heading":
            return self._heading(text, before, after, leaf.level)
        if leaf.kind == "caption":
            return self._caption(text, before, after)
        if leaf.kind == "list":
            before, after = (_in_manner(side, text) for side in (before, after))
        if leaf.kind == "para" and all(line.startswith("| ") for line in text.split("\n")):
            return "\n".join(f"| {line}" for line in after.split("\\\n"))
        if leaf.kind == "code":
            return _code(text, leaf.markdown)
        if (old := _EQUATION.fullmatch(text)) and (new := _EQUATION.fullmatch(after)):
            return f"$${new[1]}$${old[2]}"
        return reworded(before, text, after, self.notes)

    def _heading(self, text: str, shown: str, returned: str, level: int) -> str:
        old, new = (re.sub(r"^#+\s+", "", one) for one in (shown, returned))
        if match := _HEADING.fullmatch(text):
            return f"{'#' * level} " + reworded(old, match["content"], new, self.notes) + match["after"]
        if level < 3 and (match := _SETEXT.fullmatch(text)):
            words = reworded(old, match["content"], new, self.notes)
            underline = match["after"].rstrip()[-1]
            return words + match["after"].replace(underline, "=-"[level - 1])
        return returned

    def _caption(self, text: str, shown: str, returned: str) -> str:
        """Return an image with another caption; its target and attributes stay."""
        end = text.rfind("](")
        if not text.startswith("![") or end < 0:
            return reworded(shown, text, returned, self.notes)
        return "![" + reworded(shown, text[2:end], returned, self.notes) + text[end:]

    def definition(self, text: str) -> str:
        """Return the definition of a note as edited."""
        match = DEFINITION.fullmatch(text)
        if match is None or match["label"] not in self.notes:
            return text
        shown, returned = self.notes[match["label"]]
        return match["before"] + reworded(shown, match["content"], returned)


def labels_in(text: str) -> set[str]:
    """Return the labels of the notes that a text refers to."""
    return {match[0][2:-1] for match in REFERENCE.finditer(text)}


def new_block(leaf: Leaf) -> str:
    """Return the source of a block that is new; a line of ours that was copied is none."""
    if leaf.kind == "marker":
        return ""
    if leaf.kind == "table":
        return drawn_with_caption(leaf)
    return written_out(leaf.markdown)


def _in_manner(markdown: str, source: str) -> str:
    """Return a list as pandoc wrote it, with the bullets and the blanks behind numbers of its source."""
    bullet = _BULLET.search(source)
    if bullet:
        markdown = _BULLET.sub(rf"\1{bullet[0].strip()}\2", markdown)
    return _NUMBER.sub(r"\1\2 ", markdown)


def _code(text: str, markdown: str) -> str:
    """Return a block of code with other lines between its fences."""
    found = _FENCE.fullmatch(markdown)
    lines = found["content"] if found else "\n".join(line.removeprefix("    ") for line in markdown.split("\n"))
    fenced = _FENCE.fullmatch(text)
    if fenced:
        return fenced["before"] + lines + "\n" + fenced["after"].lstrip("\n")
    return "\n".join(f"    {line}" if line else "" for line in lines.split("\n"))


_TYPED = re.compile(r"\\\[((?:[^\]\\]|\\[^\]])*?\\?@[^\]\\]*(?:\\[^\]][^\]\\]*)*)\\\]")
_NEEDLESS = re.compile(r"\\(['\"#>|~])")


def typed(markdown: str) -> str:
    """Return Markdown with citations that were typed as text, ``[@key, p. 3]``, as citations."""
    if "\\" not in markdown:
        return markdown
    cited = _TYPED.sub(lambda match: "[" + re.sub(r"\\([@_*])", r"\1", match[1]) + "]", markdown)
    return _NEEDLESS.sub(r"\1", cited)
