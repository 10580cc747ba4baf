"""Title and abstract edited in Word, in the YAML of a paper's front matter."""

from __future__ import annotations

import json
import re
import textwrap

from forum.word.notes import written_out
from forum.word.units import split_paper
from forum.word.wording import reworded

_WIDTH = 78
_PLAIN = re.compile(r"[A-Za-z0-9À-ž][^\n:#{}\[\]\"'`|>%@&*!?]*[^\s:#{}\[\]\"'`|>%@&*!]")


def edited_front(front: str, key: str, shown: str, returned: str) -> str:
    """Return front matter in which a key has other words: ``shown`` is the value as Word had it.

    A folded block keeps its line breaks where the words did not change; any other form is
    written anew, the title on its line and a longer text as a folded block.
    """
    entry = re.search(
        rf"^{key}:(?P<head>[^\n]*)\n?(?P<rest>(?:(?:[ \t]+[^\n]*)?(?:\n|\Z))*?)(?=^\S|\Z)", front, re.MULTILINE
    )
    if entry is None or shown == returned:
        return front
    head, rest = entry["head"].strip(), entry["rest"]
    before, after = shown, written_out(returned)
    if head in (">", ">-", ">+") and rest.strip():
        indent = re.match(r"[ \t]*", rest.lstrip("\n"))
        body = _folded(before, rest, after, indent[0] if indent else "  ")
        new = f"{key}: {head}\n{body}"
    elif key == "title" or (len(after) < _WIDTH and _PLAIN.fullmatch(after)):
        new = f"{key}: {_scalar(after)}\n"
    else:
        new = f"{key}: >-\n{_filled(after, '  ')}"
    return front[: entry.start()] + new + front[entry.end() :]


def _folded(shown: str, rest: str, returned: str, indent: str) -> str:
    source = textwrap.dedent(rest).strip("\n")
    words = reworded(shown, source, returned)
    lines = (f"{indent}{line}" if line.strip() else "" for line in words.split("\n"))
    return "\n".join(lines) + "\n"


def _filled(text: str, indent: str) -> str:
    """Return paragraphs as the lines of a folded block."""
    paragraphs = (
        textwrap.fill(one, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False,
                      break_on_hyphens=False)
        for one in text.split("\n\n")
    )  # fmt: skip
    return "\n\n".join(paragraphs) + "\n"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def with_body(text: str, abstract: str, body: str) -> str:
    """Return a paper with another abstract and body; its other front matter stays."""
    head, _ = split_paper(text)
    said = edited_front(head, "abstract", "", abstract) if abstract else head
    return f"{said.rstrip()}\n\n{body}\n"
