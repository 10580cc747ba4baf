"""One name for another in the files of a workspace: where it names the thing, and nowhere else.

Each function takes a file's text and returns it with the number of places that
changed. Code, comments, web addresses and the words of a sentence stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import quote

from forum.documents.filling import json_indent
from forum.documents.places import blanked
from forum.documents.trees import Path
from forum.documents.validation import split_front_matter
from forum.documents.yaml_trees import written_scalars

Kind = Literal["paper", "recommendation", "person", "reference"]
Edited = tuple[str, int]
Edit = tuple[int, int, str]
Cited = Callable[[str], Collection[str]]
"""Tells the keys that a Markdown text cites, as its reader sees them."""

_BARE_KEY = re.compile(r"\w(?:\w|[:.#$%&\-+?<>/](?=\w))*")
# Unique letters for asking the reader which of many candidates is a citation; all of them narrow.
_MARKS = "".join(map(chr, range(0x12000, 0x12300)))
# Nothing that goes on the name may follow: @doe2031 is not in @doe2031-b, and is in "@doe2031."
_TAIL = r"(?!\w)(?!(?:[:.#$%&\-+?<>~]|/+)\w)"
_ADDRESS = re.compile(r"(?<![\w:{@])(?:https?://|www\.)[^\s<>]*|<(?:https?|mailto):[^>]*>")
_DESTINATION = re.compile(
    r"(?<=\]\()\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)|^ {0,3}\[[^\]\n]+\]:\s*(\S+)", re.MULTILINE
)
_ATTRIBUTES = re.compile(r"(?<!@)\{[^{}]*\}")
_CAPTION = re.compile(r"^#\|\s*(?:fig|tbl)-cap:[^\n]*(?:\n#\|\s{2,}[^\n]*)*", re.MULTILINE)


@dataclass(frozen=True)
class Rename:
    """What is renamed: its kind, its old and its new name."""

    kind: Kind
    old: str
    new: str


# --- Markdown ------------------------------------------------------------------------


def in_markdown(text: str, rename: Rename, cited: Cited | None = None) -> Edited:
    """Return a Markdown file with the name replaced: in its front matter, and in its body.

    ``cited`` is asked what is a citation; without it, that is told by its shape.
    """
    parts = split_front_matter(text, PurePosixPath("text.md"))
    if parts.problems:
        return applied(text, _markdown_edits(text, rename, cited))
    start = line_starts(text)[parts.yaml_line - 1]
    end = len(text) - len(parts.body)
    yaml, body = text[start : start + len(parts.yaml)], text[end:]
    new_yaml, in_yaml_count = applied(yaml, [*_front_matter_edits(yaml, rename), *_markdown_edits(yaml, rename)])
    new_body, in_body_count = applied(body, _markdown_edits(body, rename, cited))
    return text[:start] + new_yaml + text[start + len(yaml) : end] + new_body, in_yaml_count + in_body_count


def _front_matter_edits(yaml: str, rename: Rename) -> Iterator[Edit]:
    if rename.kind == "person":
        yield from scalar_edits(yaml, rename, lambda path: path[-1:] == ("person",) or path == ("editor",))


def _markdown_edits(source: str, rename: Rename, cited: Cited | None = None) -> Iterator[Edit]:
    plain = blanked(source)
    if rename.kind in ("reference", "recommendation"):
        yield from _citation_edits(source, rename.old, rename.new, cited)
    if rename.kind == "paper":
        for start, destination in _destinations(plain):
            yield from path_edits(destination, start, rename)
    elif rename.kind == "recommendation":
        old, new = (name.replace("rec-", "rec:", 1) for name in (rename.old, rename.new))
        yield from _citation_edits(source, old, new, cited)
        prose = _without_addresses(plain)
        given = [(found.start(), found[0], r"[\s{]") for found in _ATTRIBUTES.finditer(prose)]
        linked = [(start, destination, r"^[^#]*") for start, destination in _destinations(plain)]
        for start, zone, before in (*given, *linked):
            for found in re.finditer(rf"{before}#({re.escape(rename.old)}){_TAIL}", zone):
                yield start + found.start(1), start + found.end(1), rename.new


def _citation_edits(source: str, old: str, new: str, cited: Cited | None) -> Iterator[Edit]:
    """Yield the edits of ``@old`` and ``@{old}``; braces come where the new key needs them."""
    bare = new if _BARE_KEY.fullmatch(new) else f"{{{new}}}"
    for found in _by_shape(source, old) if cited is None else _by_reading(source, old, cited):
        which = 1 if found[1] else 2
        yield found.start(which), found.end(which), new if which == 1 else bare


def _by_shape(source: str, key: str) -> Iterator[re.Match[str]]:
    """Yield what looks like a citation, and is not in code, a comment or an address."""
    plain = _without_addresses(blanked(source))
    pattern = rf"(?<![^\W_])(?<![.\\])@(?:\{{({re.escape(key)})\}}|({re.escape(key)}){_TAIL})"
    yield from re.finditer(pattern, plain)


def _by_reading(source: str, key: str, cited: Cited) -> Iterator[re.Match[str]]:
    """Yield what the reader takes for a citation: each candidate is marked, and looked for in what it read."""
    candidates = list(re.finditer(rf"@(?:\{{({re.escape(key)})\}}|({re.escape(key)}))", source))
    for first in range(0, len(candidates), len(_MARKS)):
        marked = dict(zip(_MARKS, candidates[first : first + len(_MARKS)], strict=False))
        edits = [(found.start(1 if found[1] else 2), mark) for mark, found in marked.items()]
        seen = cited(applied(source, [(start, start + 1, mark) for start, mark in edits])[0])
        yield from (found for mark, found in marked.items() if mark + key[1:] in seen)


def _destinations(plain: str) -> Iterator[tuple[int, str]]:
    """Yield where links and images of the workspace lead, with the place of each."""
    for found in _DESTINATION.finditer(plain):
        which = 1 if found[1] is not None else 2
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", found[which]):
            yield found.start(which), found[which]


def _without_addresses(plain: str) -> str:
    """Return the text with web addresses and link destinations blank, every position kept."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    return _DESTINATION.sub(blank, _ADDRESS.sub(blank, plain))


def path_edits(path: str, start: int, rename: Rename) -> Iterator[Edit]:
    """Yield the edits of ``papers/old/`` and ``../old/`` in a path."""
    for old, new in dict.fromkeys([(rename.old, rename.new), (quote(rename.old), quote(rename.new))]):
        for found in re.finditer(rf"(?:(?:^|/)papers/|^\.\./)({re.escape(old)})(?=/|$|#|\?)", path):
            yield start + found.start(1), start + found.end(1), new


# --- notebooks -------------------------------------------------------------------------


def in_notebook(text: str, rename: Rename, cited: Cited | None = None) -> Edited:
    """Return a notebook's file with the name replaced in Markdown cells, front matter and captions."""
    content = json.loads(text)
    total = 0
    for number, cell in enumerate(content.get("cells", [])):
        old = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        new, count = _in_cell(old, cell["cell_type"], number, rename, cited)
        if count:
            cell["source"] = new if isinstance(cell["source"], str) else new.splitlines(keepends=True)
            total += count
    return (_like(text, content), total) if total else (text, 0)


def _in_cell(source: str, kind: str, number: int, rename: Rename, cited: Cited | None) -> Edited:
    if kind == "code":
        zones = [(found.start(), found[0]) for found in _CAPTION.finditer(source)]
        edits = [(start + a, start + b, new) for start, zone in zones for a, b, new in _markdown_edits(zone, rename)]
        return applied(source, edits)
    if kind == "markdown" or number == 0:
        return in_markdown(source, rename, cited)
    return source, 0


def _like(text: str, content: object) -> str:
    """Return JSON written as it was: with its indent, its escapes and its last line end."""
    ascii_only = text.isascii() and "\\u" in text
    end = "\n" if text.endswith("\n") else ""
    return json.dumps(content, indent=json_indent(text), ensure_ascii=ascii_only) + end


# --- edits ---------------------------------------------------------------------------


def applied(text: str, edits: Iterable[Edit]) -> Edited:
    """Return the text with edits made, each place once, and how many."""
    ordered = sorted(set(edits), reverse=True)
    for start, end, new in ordered:
        text = text[:start] + new + text[end:]
    return text, len(ordered)


def line_starts(text: str) -> list[int]:
    """Return where each line of a text starts."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def scalar_edits(text: str, rename: Rename, wanted: Callable[[Path], bool], *, keys: bool = False) -> Iterator[Edit]:
    """Yield the edits of the YAML texts, and of ``keys``, that are the name, where their path is ``wanted``."""
    for one in written_scalars(text):
        if one.value == rename.old and wanted(one.path) and (keys or not one.is_key):
            at = text.find(rename.old, one.start, one.end)
            if at < 0:  # written with escapes
                yield one.start, one.end, json.dumps(rename.new, ensure_ascii=False)
            else:
                yield at, at + len(rename.old), rename.new
