"""One recommendation back through the commits: by its id, over renames of it, from file to file.

The sources are compared, not what they mean: that takes pandoc, and is asked for where a source changed only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from forum.documents.places import blanked
from forum.wordings.values import Home, Point, Source, Version

_ALIKE = 0.6  # of the words of two texts, so that one is taken for the other under another id
_OPENING = re.compile(r"^[ ]{0,3}:{3,}[ \t]*\{[^{}\n]*\.recommendation[^{}\n]*\}.*$", re.MULTILINE)
_FENCE = re.compile(r"[ ]{0,3}:{3,}[ \t]*([^\n]*)")
_FENCED = re.compile(r"^[ ]{0,3}:{3,}", re.MULTILINE)
_ID = re.compile(r"#([^\s}]+)")
_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
# Brackets that say by themselves what they are: links, spans, citations, notes, definitions.
_KNOWN = re.compile(
    r"\[\^[^\]\s]+\]|\[[^\[\]]*@[^\[\]]*\]|!?\[[^\[\]]*\](?:[({]|\[[^\[\]]+\])|^[ ]{0,3}\[[^\]^\n][^\]\n]*\]:",
    re.MULTILINE,
)
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\]^\n][^\]\n]*\]:.*$", re.MULTILINE)

Papers = Mapping[PurePosixPath, Source | None]


def sources(text: str) -> dict[str, str]:
    """Return the source of each recommendation in a paper's Markdown, by id.

    Where links are defined elsewhere, as in ``[x]: https://…``, that is part of every source.
    """
    bare = blanked(text)
    elsewhere = "\n".join(("", *_DEFINITION.findall(bare)))
    found: dict[str, str] = {}
    for opening in _OPENING.finditer(bare):
        named = _ID.search(opening[0])
        if named and named[1] not in found:
            found[named[1]] = text[opening.start() : _end(bare, opening.end())] + elsewhere
    return found


def alone(source: str) -> str | None:
    """Return a source as it can be read without the rest of its paper; None where that may decide what it says.

    A link that is defined by a heading or an abbreviation is such a thing, and a reference to a numbered example.
    """
    left = _KNOWN.sub("", source)
    if "[" in left or "(@" in left:
        return None
    notes = dict.fromkeys(_NOTE.findall(source))  # they are no part of the text
    return "\n\n".join([source, *(f"[^{label}]: x" for label in notes)])


def _end(text: str, at: int) -> int:
    """Return where the block ends that was opened before a place; the end of the text where nothing ends it."""
    depth = 1
    while depth and (line := text.find("\n", at)) >= 0:
        at = text.find("\n", line + 1)
        at = len(text) if at < 0 else at
        fence = _FENCE.match(text, line + 1, at)
        if fence:
            depth += 1 if fence[1].strip(": \t") else -1
    return at if not depth else len(text)


def points(name: str, versions: Sequence[Version]) -> tuple[Point, ...]:
    """Return the commits that changed a recommendation's source, newest first; ``versions`` are oldest first."""
    changed = list(_with_before(versions))
    found: list[Point] = []
    for number in range(len(changed) - 1, -1, -1):
        version, before = changed[number]
        was, now = _home(name, before), _home(name, version.papers)
        if was and now:
            same = _home(name, {was.path: version.papers.get(was.path)}) or now  # it stays where it was, if it can
            if same.path != was.path or was.source != same.source:
                found.append(Point(version.commit, was, same))
        elif now:
            known_before = any(_home(name, earlier) for _, earlier in changed[:number])
            was = _other(now, version.papers, before, exactly=known_before)
            found.append(Point(version.commit, was, now))
            name = was.id if was else name
        elif was:
            other = _other(was, before, version.papers, exactly=False)
            found.append(Point(version.commit, was, None, other.id if other else ""))
    return tuple(found)


def _with_before(versions: Sequence[Version]) -> Iterator[tuple[Version, Papers]]:
    """Yield each version with what the papers that it changes were before."""
    state: dict[PurePosixPath, Source | None] = {}
    for version in versions:
        yield version, {path: state.get(path) for path in version.papers}
        state.update(version.papers)


def _home(name: str, papers: Papers) -> Home | None:
    found = ((path, one) for path, one in papers.items() if one and name in one.blocks)
    return next((Home(name, path, one.blob, one.blocks[name]) for path, one in found), None)


def _other(home: Home, here: Papers, there: Papers, exactly: bool) -> Home | None:
    """Return the recommendation that only the other side of a commit has, and that is this one by another id.

    One with the same words is; unless it has to be ``exactly`` that, the one that is most alike, if it is enough.
    """
    mine = home.source.replace(home.id, "")
    names = {name for one in there.values() if one for name in one.blocks}
    names -= {name for one in here.values() if one for name in one.blocks}
    best, likeness = None, _ALIKE
    for name in sorted(names):
        other = _home(name, there)
        if other is None:
            continue
        yours = other.source.replace(name, "")
        if mine == yours:
            return other
        score = 0.0 if exactly else SequenceMatcher(None, _words(mine), _words(yours), autojunk=False).ratio()
        if score >= likeness:
            best, likeness = other, score
    return best


def own_part(source: str) -> tuple[str, str]:
    """Return of a recommendation's source its head, and its own text: what stands before the first block in it."""
    head, _, rest = source.partition("\n")
    return head, _FENCED.split(rest, maxsplit=1)[0]


def _words(source: str) -> list[str]:
    return words_of(own_part(source)[1])


def words_of(text: str) -> list[str]:
    """Return the words of a text; stops and blanks are none."""
    return re.findall(r"\w+", text)


def names_in(path: PurePosixPath, versions: Sequence[Version]) -> tuple[str, ...]:
    """Return the recommendations that a paper's file ever had, those that it has now first."""
    found: dict[str, None] = {}
    for version in reversed(versions):
        one = version.papers.get(path)
        found |= dict.fromkeys(one.blocks if one else ())
    return tuple(found)
