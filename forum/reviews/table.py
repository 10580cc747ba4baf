"""The disposition of comments: a table that is mailed to those who wrote them.

Its columns are those of the ISO/IEC template for comments and secretariat observations: who (member body), line,
clause, paragraph, type, comment, proposed change, observations of the secretariat.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import get_args

from forum.documents.ast import Node, emph, header, inlines, para, strong, table
from forum.model import Disposition, ReviewComment
from forum.reviews.comments import Seen

_COLUMNS = ("from", "line", "section", "passage", "type", "comment", "proposed", "disposition")
_WIDTHS = (0.11, 0.05, 0.11, 0.13, 0.08, 0.2, 0.14, 0.18)
_BREAK: Node = {"t": "LineBreak"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Papers = Sequence[tuple[str, Sequence[Seen]]]
"""Papers, each with its title and the comments on it in order."""


def table_blocks(papers: Papers, names: Mapping[str, str], labels: Mapping[str, str]) -> tuple[Node, ...]:
    """Return the tables of one paper or several, each below its title; ``names`` are the partners' by id."""
    blocks: list[Node] = []
    for title, some in papers:
        blocks += [header(2, inlines(title))] if len(papers) > 1 else []
        blocks.append(para(inlines(summary(some, labels))))
        if some:
            heads = [inlines(labels[name]) for name in _COLUMNS]
            blocks.append(table(heads, [list(_cells(one, names, labels)) for one in some], widths=_WIDTHS))
    return tuple(blocks) or (para(inlines(labels["none"])),)


def summary(some: Sequence[Seen], labels: Mapping[str, str]) -> str:
    """Return how many comments there are, and what became of how many."""
    if not some:
        return labels["none"]
    states = [one.thread.comment.status for one in some]
    told = [f"{states.count(state)} {labels[f'is-{state}'].lower()}" for state in _ORDER if state in states]
    return f"{labels['one'] if len(some) == 1 else labels['many'].format(len(some))}: {', '.join(told)}."


_ORDER: tuple[Disposition, ...] = (*get_args(Disposition)[1:], "open")


def _cells(one: Seen, names: Mapping[str, str], labels: Mapping[str, str]) -> Iterator[list[Node]]:
    comment = one.thread.comment
    yield _lines([[one.writer.name], _partner(one, names), [comment.date[:10]]])
    yield inlines(_line(one, labels))
    yield inlines(one.where.block or one.where.section)
    yield inlines(f"“{comment.quote}”" if comment.quote else labels["whole"])
    yield inlines(labels[f"type-{comment.type}"] if comment.type else "")
    yield _said(one)
    yield _lines([comment.proposed.split("\n")])
    yield _became(comment, labels)


def _partner(one: Seen, names: Mapping[str, str]) -> list[str]:
    return [names.get(one.writer.partner, one.writer.partner)]


def _line(one: Seen, labels: Mapping[str, str]) -> str:
    lines = [f"{place.cell}:{place.line}" if place.cell else str(place.line) for place in one.where.places]
    if one.where.state == "changed":
        return labels["near"].format(lines[0])
    return labels["gone"] if one.where.state == "gone" else ", ".join(lines)


def _said(one: Seen) -> list[Node]:
    """Return a comment, and below it those that answer it, each with who wrote it."""
    said = _lines([one.thread.comment.text.split("\n")])
    for answer in one.thread.answers:
        who = answer.author or answer.person
        said += [_BREAK, emph(inlines(f"{who}:")), {"t": "Space"}, *_lines([answer.text.split("\n")])]
    return said


def _became(comment: ReviewComment, labels: Mapping[str, str]) -> list[Node]:
    decided = [strong(inlines(labels[f"is-{comment.status}"]))]
    more = [comment.answer.split("\n"), [labels["in-commit"].format(comment.commit[:12])] if comment.commit else []]
    lines = _lines(more)
    return [*decided, _BREAK, *lines] if lines else decided


def _lines(parts: Iterable[Sequence[str]]) -> list[Node]:
    """Return lines of text, those that are empty left out."""
    lines = [inlines(line) for line in chain.from_iterable(parts) if line.strip()]
    return [node for number, line in enumerate(lines) for node in ([_BREAK, *line] if number else line)]


def table_csv(papers: Papers, names: Mapping[str, str], labels: Mapping[str, str], delimiter: str) -> str:
    """Return the tables as one, as a spreadsheet reads it; nothing in it is taken for a formula."""
    out = io.StringIO()
    heads = [labels["paper"], "ID", *(labels[name] for name in _COLUMNS)]
    lines = [heads, *([title, *_row(one, names, labels)] for title, some in papers for one in some)]
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [[_harmless(cell) for cell in row] for row in lines]
    )
    return "\ufeff" + out.getvalue()


def _row(one: Seen, names: Mapping[str, str], labels: Mapping[str, str]) -> Iterator[str]:
    comment = one.thread.comment
    replies = [f"{answer.author or answer.person}: {answer.text}" for answer in one.thread.answers]
    yield comment.id
    yield ", ".join(filter(None, (one.writer.name, *_partner(one, names), comment.date[:10])))
    yield _line(one, labels)
    yield one.where.block or one.where.section
    yield comment.quote or labels["whole"]
    yield labels[f"type-{comment.type}"] if comment.type else ""
    yield "\n".join([comment.text, *replies])
    yield comment.proposed
    yield ". ".join(filter(None, (labels[f"is-{comment.status}"], comment.answer)))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
