"""Word files for tests: papers as they are packed, and edits as a person makes them in Word."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

from forum.documents.ast import document
from forum.stages.word_in import returned_paper
from forum.stages.word_units import read_units
from forum.tools import pandoc
from forum.tools.docx_reference import unzipped, with_styles, zipped
from forum.word.outgoing import Outgoing, body
from forum.word.values import Returned

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
FRONT = "---\ntitle: A fictional paper\nkind: case-study\ntheme: example\nauthors: [{person: jane-doe}]\n---\n\n"
WHO = 'w:author="R. Reviewer" w:date="2026-11-20T09:00:00Z"'


def packed(text: str) -> bytes:
    """Return a paper's text as a Word file, without what is shown beside it."""
    parts = unzipped(pandoc.write(document(body(read_units(text), Outgoing())), "docx", "--syntax-highlighting=none"))
    styles = (TEMPLATES / "report" / "docx" / "styles.xml").read_text(encoding="utf-8")
    parts["word/styles.xml"] = with_styles(parts["word/styles.xml"].decode(), styles).encode()
    return zipped(parts, MOMENT)


def edited(data: bytes, edit: Callable[[str], str], part: str = "word/document.xml", **more: str) -> bytes:
    """Return a Word file with one of its parts changed; ``more`` are further parts, by name."""
    parts = unzipped(data)
    before = parts[part].decode()
    after = edit(before)
    assert after != before, "the edit found nothing to change"
    parts[part] = after.encode()
    return zipped({**parts, **{name: text.encode() for name, text in more.items()}}, MOMENT)


def back(text: str, edit: Callable[[str], str]) -> str:
    """Return the source of a paper that was packed, edited in Word, and came back."""
    return returned(text, edit).text


def returned(text: str, edit: Callable[[str], str]) -> Returned:
    """Return what comes back of a paper that was packed and edited in Word."""
    return returned_paper(edited(packed(text), edit), text).value


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(words: str, style: str = "BodyText") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(words)}</w:p>'


def paragraph_of(xml: str, words: str) -> str:
    """Return the paragraph that holds words which no run divides."""
    found = [one for one in re.findall(r"<w:p>.*?</w:p>", xml, re.DOTALL) if words in re.sub("<[^>]*>", "", one)]
    assert len(found) == 1, f"{len(found)} paragraphs hold {words!r}"
    return found[0]


def after(words: str, new: str) -> Callable[[str], str]:
    """Return an edit that puts something behind the paragraph with these words."""
    return lambda xml: xml.replace(paragraph_of(xml, words), paragraph_of(xml, words) + new)


def without(words: str) -> Callable[[str], str]:
    """Return an edit that deletes the paragraph with these words."""
    return lambda xml: xml.replace(paragraph_of(xml, words), "")


def swapped(old: str, new: str) -> Callable[[str], str]:
    """Return an edit that types other words in place of some, the first time that they stand in the text."""
    return lambda xml: re.sub(rf"(<w:t[^>]*>[^<]*?){re.escape(old)}(?=[^<]*</w:t>)", rf"\g<1>{new}", xml, count=1)
