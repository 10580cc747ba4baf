"""Where things stand: pandoc tells no positions, so they are looked up in the source."""

from __future__ import annotations

from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from forum.documents.places import Places, blanked
from forum.model import Text

PAPER = PurePosixPath("paper.md")

SOURCE = """\
# One

`@doe2031` is code, and so is

```
@doe2031 [38%](/a.ipynb#miss)
```

<!-- @doe2031 --> Here is @doe2031a, then @doe2031, then [see @{doe2031}].

At most [38%](/a.ipynb#miss-rate), [**38%**](/a.ipynb#miss)
and ![a [b]{.c} d](/a.ipynb#miss).
"""


def places(source=SOURCE, line=1):
    return Places((Text(PAPER, source, line),))


def at(span):
    return span.line, span.column


def test_code_and_comments_are_passed_over_and_a_longer_key_is_another():
    assert at(places().citation("doe2031")) == (9, 43)
    assert at(places().citation("doe2031", 1)) == (9, 63)
    assert at(places().citation("doe2031a")) == (9, 27)


def test_keys_end_where_pandoc_ends_them():
    text = places("@a/b, @a/b/c. @a. @a:b @{a}")
    assert [at(text.citation(key)) for key in ("a/b", "a/b/c", "a", "a:b")] == [(1, 1), (1, 7), (1, 15), (1, 19)]
    assert at(text.citation("a", 1)) == (1, 24)


def test_a_link_is_found_by_its_whole_target_and_number():
    assert at(places().link("/a.ipynb#miss-rate")) == (11, 9)
    assert at(places().link("/a.ipynb#miss")) == (11, 36)
    assert at(places().link("/a.ipynb#miss", 1)) == (12, 6)


def test_the_label_of_a_link_is_given_as_written():
    span, label = places().label("/a.ipynb#miss")
    assert (at(span), label) == ((11, 37), "**38%**")
    assert places().label("/a.ipynb#miss", 1)[1] == "a [b]{.c} d"
    assert places().label("/a.ipynb#miss", 2) is None


def test_what_is_not_found_stands_at_the_last_like_it_or_at_the_start():
    assert at(places().citation("doe2031", 9)) == (9, 63)
    assert at(places(line=5).citation("nobody")) == (5, 1)


def test_lines_count_in_the_file_and_cells_in_the_notebook():
    assert places("a\n@b", line=12).citation("b").line == 13
    notebook = Places(tuple(Text(PAPER, source, 1, cell) for cell, source in ((1, "@a"), (3, "x\n@a"), (4, "@b"))))
    found = notebook.citation("a", 1)
    assert (found.cell, found.line, found.column) == (3, 2, 1)
    assert notebook.citation("b").cell == 4


@given(st.text(alphabet="`~<!->@a \n", max_size=60))
def test_blanking_keeps_every_position(source):
    done = blanked(source)
    assert len(done) == len(source)
    assert [i for i, c in enumerate(done) if c == "\n"] == [i for i, c in enumerate(source) if c == "\n"]


@given(st.text(alphabet="[]()\\a@#{}`\n", max_size=60), st.integers(0, 3))
def test_looking_up_never_fails(source, nth):
    text = places(source)
    for span in (text.citation("a", nth), text.link("a", nth), text.identifier("a", nth)):
        assert 1 <= span.line <= source.count("\n") + 1
    text.label("a", nth)
