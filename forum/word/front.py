"""What stands before a paper's text in Word: what to do with the file, title, authors, abstract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forum.documents.ast import Node, inlines, para, string
from forum.word.outgoing import Outgoing, fixed, inline_words, styled
from forum.word.values import WordStamp

ASKED: Mapping[str, tuple[str, ...]] = {
    "en": (
        "What to do with this file",
        "Edit title, abstract and text as you like. Track Changes is switched on: please leave it on.",
        "Write what you want to discuss as a comment. Cite with Zotero, or type [@key,\u00a0p.\u00a03].",
        "Numbers that are links, figures and tables below a grey line come from notebooks, and are computed "
        "again: comment on them instead. The words of a recommendation may be edited; the partners then "
        "agree to it anew.",
        "Save it as .docx and mail it back. Nothing else is needed.",
    ),
    "nl": (
        "Wat u met dit bestand doet",
        "Wijzig titel, samenvatting en tekst zoals u wilt. Wijzigingen bijhouden staat aan: laat dat zo.",
        "Schrijf wat u wilt bespreken als opmerking. Citeer met Zotero, of typ [@sleutel,\u00a0p.\u00a03].",
        "Getallen die een link zijn, figuren en tabellen onder een grijze regel komen uit notebooks en worden "
        "opnieuw berekend: geef er commentaar op. De woorden van een aanbeveling mag u wijzigen; de "
        "partners stemmen er dan opnieuw mee in.",
        "Sla het op als .docx en mail het terug. Meer is niet nodig.",
    ),
}


@dataclass(frozen=True)
class Front:
    """What is said before the text. ``byline`` and ``facts`` are not to be edited; ``abstract`` is blocks."""

    title: str
    abstract: Sequence[Node] = ()
    byline: str = ""
    facts: str = ""
    language: str = "en"
    labels: Mapping[str, str] = field(default_factory=dict)


def note(stamp: WordStamp, language: str, out: Outgoing) -> Iterator[Node]:
    """Yield the box that says what to do, and what the file was packed from."""
    first, *rest = ASKED.get(language[:2], ASKED["en"])
    yield fixed(inlines(first), "Forum Note Heading", out.names)
    for number, line in enumerate(rest, 1):
        yield fixed(inlines(f"{number}. {line}"), "Forum Note", out.names)
    yield fixed([string(f"{stamp.slug}@{stamp.base}")], "Forum Stamp", out.names)


def heading(front: Front, out: Outgoing) -> Iterator[Node]:
    """Yield title, authors and abstract."""
    yield from title_and_abstract(front, out)[:1]
    for line, style in ((front.byline, "Byline"), (front.facts, "Forum Status")):
        if line:
            yield fixed(inlines(line), style, out.names)
    yield from title_and_abstract(front, out)[1:]


def title_and_abstract(front: Front, out: Outgoing) -> list[Node]:
    """Return what of the front matter can be edited in Word."""
    blocks = [styled([para(inlines(front.title))], "Title")] if front.title else []
    words: list[Any] = [inline_words(block, out) for block in front.abstract if block["t"] in ("Para", "Plain")]
    return [*blocks, *(styled([para(block["c"])], "Abstract") for block in words)]
