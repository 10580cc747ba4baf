"""Comments in a Word file: who, when, on which words, and in answer to what; and where they are kept."""

from __future__ import annotations

from wordfiles import FRONT, edited, packed, swapped

from forum.stages.word_in import Returned, returned_paper, review_file
from forum.word.values import Comment

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
LISTED = (
    f'<w:comments {W} {W14}><w:comment w:id="4" w:author="R. Reviewer" w:date="2026-11-20T09:00:00Z">'
    '<w:p w14:paraId="00000001"><w:r><w:t>Which States?</w:t></w:r></w:p></w:comment>'
    '<w:comment w:id="5" w:author="J. Doe" w:date="2026-11-21T09:00:00Z">'
    '<w:p w14:paraId="00000002"><w:r><w:t>All of them.</w:t></w:r></w:p></w:comment></w:comments>'
)
THREADS = (
    '<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
    '<w15:commentEx w15:paraId="00000001" w15:done="0"/>'
    '<w15:commentEx w15:paraId="00000002" w15:paraIdParent="00000001" w15:done="0"/></w15:commentsEx>'
)


def commented(text: str) -> Returned:
    marked = (
        '</w:t></w:r><w:commentRangeStart w:id="4"/><w:commentRangeStart w:id="5"/><w:r><w:t>States should</w:t></w:r>'
        '<w:commentRangeEnd w:id="4"/><w:commentRangeEnd w:id="5"/><w:r><w:commentReference w:id="4"/></w:r>'
        '<w:r><w:commentReference w:id="5"/></w:r><w:r><w:t xml:space="preserve">'
    )
    data = edited(
        packed(text),
        swapped("States should", marked),
        **{"word/comments.xml": LISTED, "word/commentsExtended.xml": THREADS},
    )
    return returned_paper(data, text).value


def test_a_comment_comes_with_its_words_and_its_thread_and_leaves_no_trace_in_the_text() -> None:
    text = FRONT + "It is said that States should act.\n"
    done = commented(text)
    assert done.text == text
    first, second = done.comments
    assert (first.author, first.quote, first.text, first.thread) == (
        "R. Reviewer",
        "States should",
        "Which States?",
        "",
    )
    assert (second.author, second.text, second.thread) == ("J. Doe", "All of them.", first.id)


def test_comments_are_added_to_the_review_file_once_and_what_it_holds_stays() -> None:
    text = FRONT + "It is said that States should act.\n"
    done = commented(text)
    existing = "# kept\n- id: c-earlier\n  text: An earlier one   # as typed\n  status: declined\n"
    once = review_file(existing, done, "paper.docx")
    assert once.startswith(existing)
    assert once.count("quote: States should\n") == 2
    assert review_file(once, done, "paper.docx") == once


def test_a_review_file_is_yaml_whatever_a_comment_says() -> None:
    from ruamel.yaml import YAML

    nasty = ("a: b", "- x", "'", '"', "#", "yes", " lead", "two\nlines", "\ttab\n\n- x\n", "{{ x }}", "\x07", "")
    comments = tuple(Comment(f"c-{n}", one, "2026-01-01", one, one) for n, one in enumerate(nasty))
    loaded = YAML(typ="safe").load(review_file("", Returned("", comments), "x.docx"))
    said = [(one.get("author", ""), one.get("text", "")) for one in loaded]
    assert [one for one, _ in said] == [one.replace("\x07", "\ufffd") for one in nasty]
    assert all(one == other for one, other in said)
