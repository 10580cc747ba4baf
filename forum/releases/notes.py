"""The notes of a release, as Markdown: what changed since the last one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from forum.changes.telling import Item, called, sections, summary
from forum.changes.values import Changes, Piece, State
from forum.changes.wording import words_for
from forum.releases.values import Release

_SIGNS = re.compile(r"([\\`*_{}\[\]<>~|#])")
_BLANKS = re.compile(r"\s+")
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
_MARKS = {"gone": "~~", "new": "**"}


def release_notes(release: Release, changes: Changes | None, state: State) -> str:
    """Return the notes; ``changes`` are those since the last release, None for the first one."""
    words = words_for(release.language)
    lines = [f"# {words['release'].format(version=release.version)}", "", f"**{_plain(release.title)}**", ""]
    lines += [f"{release.date.isoformat()}, {release.commit[:12]}", ""]
    lines += [f"*{_plain(release.notice)}*", ""] if release.notice else []
    lines += _first(state, words) if changes is None else _since(changes, words)
    return "\n".join(lines).rstrip() + "\n"


def _first(state: State, words: Mapping[str, str]) -> Iterator[str]:
    """Yield what the first release holds."""
    counts = {"papers": len(state.papers), "recommendations": len(state.recommendations)}
    told = ", ".join(words[f"summary-{kind}"].format(count=count) for kind, count in counts.items())
    yield from (words["first"] + f" {words['holds']}: {told}.", "")
    for title, rows in (
        (words["papers"], [(one.slug, one.title) for one in state.papers.values()]),
        (words["recommendations"], [(one.id, one.text) for one in state.recommendations.values()]),
    ):
        if rows:
            yield from (f"## {title}", "", *(f"- `{name}`: {_plain(text)}" for name, text in rows), "")


def _since(changes: Changes, words: Mapping[str, str]) -> Iterator[str]:
    yield words["from-to"].format(before=called(changes.before, words), after=called(changes.after, words)) + "."
    yield from ("", summary(changes, words).removesuffix(".") + ".", "")
    for section in sections(changes, words):
        yield from (f"## {section.title}", "")
        for item in section.items:
            yield from _item(item, words)
        yield ""


def _item(item: Item, words: Mapping[str, str]) -> Iterator[str]:
    title = f": {_plain(item.title)}" if item.title else ""
    state = f" ({_plain(item.state)})" if item.state else ""
    yield f"- `{item.name}`{title}{state}"
    yield from (f"  - {_plain(note)}" for note in item.notes)
    for one in item.sentences:
        moved = f"({words['moved']}) " if one.moved else ""
        yield f"  - {moved}{_marked(one.pieces)}"


def _marked(pieces: Sequence[Piece]) -> str:
    """Return a sentence, what went struck out and what is new in bold."""
    return "".join(map(_piece, pieces)).strip()


def _piece(one: Piece) -> str:
    found = _EDGES.fullmatch(one.text)
    mark = _MARKS.get(one.mark, "")
    if not mark or found is None or not found[2]:
        return _plain(one.text)
    return f"{found[1]}{mark}{_plain(found[2])}{mark}{found[3]}"


def _plain(text: str) -> str:
    """Return a text so that Markdown prints it as it stands."""
    return _SIGNS.sub(r"\\\1", _BLANKS.sub(" ", text))
