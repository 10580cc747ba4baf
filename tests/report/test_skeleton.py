"""Citing over the skeleton gives what citing over the whole text gives, in each style."""

from __future__ import annotations

from pathlib import Path

import pytest

from forum.documents.ast import div
from forum.documents.words import packed
from forum.report.finish import renumbered_notes
from forum.report.skeleton import skeleton, with_printed
from forum.tools import pandoc

STYLES = Path(__file__).parent.parent.parent / "templates" / "csl"
TEXT = """
# A heading that cites [@one]

A word before. Another says so [@one, p. 3], and again [@one, p. 4]. @two [p. 5] differs; the
first agrees.[^a] Somebody "quotes [@three]." And **strongly [see @two, ch. 1; @three]**, as in
a [link [@one]](https://example.org).

[^a]: A note with a citation [@two], and a second one, @three.

A paragraph^[An own note without citation.] without anything else, long enough to lose its words.

> Quoted, [-@one], at the beginning of *emphasis [@two]*.

- an item [@three; @one]
- [@two] begins an item

Term [@one]
:   Its definition.[^b]

[^b]: See @one.

| Head [@two] | Other |
|---|---|
| cell | [@three] |

: A caption with a source [@one].

The last one is @four, who is nowhere, and @two's own.
"""


def item(key: str, family: str, year: int) -> dict:
    return {
        "id": key,
        "type": "book",
        "title": f"On {key}",
        "author": [{"family": family, "given": "Ann"}],
        "issued": {"date-parts": [[year]]},
        "publisher": "Example Press",
    }


ITEMS = [item("one", "Doe", 2030), item("two", "Doe", 2030), item("three", "Roe", 2031)]


@pytest.mark.parametrize("style", ["author-date", "numeric", "note"])
def test_the_skeleton_is_cited_as_the_whole(style: str) -> None:
    blocks = renumbered_notes([*pandoc.read(TEXT), div([], "refs", ["references"])])
    whole = pandoc.cite(blocks, ITEMS, STYLES / f"{style}.csl", "en")

    stretches = [{"t": "Para", "c": stretch} for stretch in skeleton(blocks)]
    *printed, listed = pandoc.cite([*stretches, blocks[-1]], ITEMS, STYLES / f"{style}.csl", "en")
    texts = iter(printed)

    assert packed(with_printed(blocks, lambda _: next(texts)["c"], listed)) == packed(whole)


def test_a_word_far_from_citations_is_not_in_the_skeleton() -> None:
    before, after = (pandoc.read(TEXT.replace("long enough", words)) for words in ("long enough", "of new words"))
    assert before != after
    assert skeleton(before) == skeleton(after)


def test_a_block_without_a_citation_stays_the_very_same() -> None:
    blocks = pandoc.read("A paragraph.\n\nOne that cites [@one].\n")
    done = with_printed(blocks, lambda stretch: [*stretch], div([], "refs"))
    assert done[0] is blocks[0]
    assert packed(done) == packed(blocks)
