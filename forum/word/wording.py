"""A changed block in the words of its source: what was edited is taken, the spelling of the rest stays.

Three texts: as Word shows the base (``shown``), as the source writes it (``source``), and
as Word shows what came back (``returned``). What differs between the first two is spelling:
attributes, line breaks, an id. What differs between the first and the third is an edit. Both
are put together word by word; where they meet, the edit wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from forum.merging.diff3 import Region, regions
from forum.merging.sequences import Hunk
from forum.word.notes import NOTE, REFERENCE, NoteEdits, content_of, with_words

_TOKEN = re.compile(rf"\s*(?:{NOTE.pattern}|{REFERENCE.pattern}|(?:(?!{REFERENCE.pattern})[^\s\ue0a0])+)")
_WIDE = 100  # from here on a line was not broken by hand
_SENTENCE = re.compile(r"[.!?:][\"'”’)\]*_]*$")


def reworded(shown: str, source: str, returned: str, notes: NoteEdits | None = None) -> str:
    """Return the source with the edits that lead from ``shown`` to ``returned``.

    Edits of notes that the source defines elsewhere go into ``notes``, by label.
    """
    if shown == returned:
        return source
    sides = [_tokens(text) for text in (shown, with_words(source), returned)]
    bare = [[token.strip() for token in side] for side in sides]
    result: list[str] = []
    for region in regions(bare[0], bare[1], bare[2], touching=_apart):
        result += _words(region, sides[1], sides[2], notes)
    return wrapped("".join(result).strip("\n").lstrip(" "), source)


def _tokens(text: str) -> list[str]:
    """Return words with the blanks before each; the first has one too, for another may come before it."""
    return [match[0] for match in _TOKEN.finditer(text if text[:1].isspace() else f" {text}")]


def _apart(_: Hunk, __: Hunk) -> bool:
    return True


def _words(
    region: Region[str], source: Sequence[str], returned: Sequence[str], notes: NoteEdits | None
) -> Sequence[str]:
    ours = source[region.at[1] : region.at[1] + len(region.ours)]
    theirs = returned[region.at[2] : region.at[2] + len(region.theirs)]
    if not region.changed or region.theirs in (region.base, region.ours):
        return ours
    if not region.base:  # both put something here: the source what Word does not show
        return [*ours, *theirs] if region.ours else theirs
    return _spaced(_with_labels(region, ours, theirs, notes), ours)


def _spaced(theirs: Sequence[str], ours: Sequence[str]) -> list[str]:
    """Return words with the blanks and line ends of those that they replace; of as many, of each."""
    kept = len(ours) if len(ours) == len(theirs) else min(1, len(ours), len(theirs))
    blanks = (old[: len(old) - len(old.lstrip())] for old in ours[:kept])
    return [*(blank + new.lstrip() for blank, new in zip(blanks, theirs, strict=False)), *theirs[kept:]]


def _with_labels(
    region: Region[str], ours: Sequence[str], theirs: Sequence[str], notes: NoteEdits | None
) -> Sequence[str]:
    """Return the words that came back, notes that the source has under a label by that label."""
    labels = [token for token in ours if REFERENCE.fullmatch(token.strip())]
    before = [token for token in region.base if NOTE.fullmatch(token)]
    after = [place for place, token in enumerate(theirs) if NOTE.fullmatch(token.strip())]
    if notes is None or not (len(labels) == len(before) == len(after)):
        return theirs
    result = list(theirs)
    for label, old, place in zip(labels, before, after, strict=True):
        new = theirs[place].strip()
        result[place] = theirs[place].replace(new, label.strip())
        if new != old:
            notes[label.strip()[2:-1]] = (content_of(old), content_of(new))
    return result


def wrapped(text: str, source: str) -> str:
    """Return a text in the manner in which its source breaks lines: a sentence a line, at a width, or not at all."""
    before = source.split("\n")
    width = max(map(len, before))
    if len(before) < 2:
        return text
    if all(_SENTENCE.search(line) for line in before):
        return re.sub(r"(?<=[.!?]) (?=[A-Z])", "\n", text) if _is_prose(source) else text
    if width > _WIDE:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _broken(line, max(width, 60)) if len(line) > width + 2 else [line]
    return "\n".join(lines)


def _is_prose(source: str) -> bool:
    return not re.search(r"^\s*(?:[-*+>|:#]|\d+[.)])", source, re.MULTILINE)


def _broken(line: str, width: int) -> list[str]:
    indent = re.match(r"\s*(?:[-*+>] |\d+[.)] +)?", line)
    hanging = " " * len(indent[0]) if indent and ">" not in indent[0] else "> "
    if line.lstrip().startswith(("|", "#", ":", "![")):
        return [line]
    found: list[str] = []
    while len(line) > width and (cut := line.rfind(" ", len(hanging) + 1, width + 1)) > 0:
        found.append(line[:cut])
        line = hanging + line[cut + 1 :]
    return [*found, line]
