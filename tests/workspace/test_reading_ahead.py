"""Many texts by one pandoc: the same blocks as one by one, and no file is read."""

from __future__ import annotations

from msgspec.json import encode

from forum.documents.ast import document
from forum.documents.words import packed
from forum.stages.sources import read_ahead, read_blocks
from forum.tools import pandoc

TEXTS = ["", "One [@a, p. 3].\n\n::: {.x}\nTwo^[Note.]\n:::\n", "é\r\nb", "\0", "| a |\n| --- |\n| b |\n", "x\n" * 3000]
REFUSED = "---\na: [b\n---\nx\n"


def test_many_are_read_as_each_alone():
    assert pandoc.read_many(TEXTS) == [pandoc.read(text) for text in TEXTS]


ALWAYS = "markdown+autolink_bare_uris-raw_tex-raw_attribute-latex_macros"
"""The reader with its extensions in another order: it looks for addresses in every text."""
ADDRESSES = (
    "https://a.b/@user",
    "WWW.a.b",
    "HTTP:x",
    "jane@a.b",
    "ja.ne@a",
    "x:y",
    "a::b",
    "lin\u212a:y",
    "a: b",
    "@a:b",
    "-:b",
    "http-://b",
    "http_:b",
    "z39.50r:b",
)
BROKEN = ("http:\r//a.b x", "jane\r@a.b", "mailto:\n> x", "| http: | //a |\n|--|--|\n| a@ | b |", "a&#58;b&commat;b")


def test_where_no_address_can_be_none_is_looked_for():
    around = [
        (before, after) for before in (" ", "(", "[", "*", "\r", "\u00a0", "") for after in (".", ":", "@", ")", "\r")
    ]
    near = [f"See{before}{address}{after} @doe, [-@roe; @poe]." for address in ADDRESSES for before, after in around]
    table = "| a | b |\n|:--|--:|\n| c | d |\n"
    texts = [*near, *BROKEN, table, "A: b", ":a @b", "(@a) [see @b; -@c]", "::: {.x}\nB:\n:::", *TEXTS]
    assert pandoc.read_many(texts) == pandoc.read_many(texts, ALWAYS)
    without = [text for text in texts if pandoc._ADDRESS.search(text) is None]
    assert table in without
    assert len(without) > 10 and not any("uri" in str(blocks) for blocks in pandoc.read_many(without, ALWAYS))


def test_one_that_pandoc_refuses_costs_no_other():
    assert pandoc.read_many([TEXTS[1], REFUSED, TEXTS[4]]) == [pandoc.read(TEXTS[1]), None, pandoc.read(TEXTS[4])]


def test_no_file_is_included(tmp_path):
    (tmp_path / "secret.txt").write_text("hidden")
    (made,) = pandoc.read_many([f".. include:: {tmp_path}/secret.txt\n"], "rst")
    assert "hidden" not in str(made)


def test_what_was_read_ahead_is_not_read_again(tmp_path, monkeypatch):
    (tmp_path / "forum.toml").write_text("")
    texts = [f"Text {number}.\n" for number in range(20)]
    expected = [packed(pandoc.read(text)) for text in texts]
    read_ahead(tmp_path, [*texts, REFUSED])
    monkeypatch.setattr(pandoc, "read", None)
    assert [read_blocks(tmp_path, text) for text in texts] == expected


def test_many_are_written_as_each_alone():
    documents = [document(pandoc.read(text)) for text in TEXTS]
    options = ("--wrap=none", "--syntax-highlighting=none")
    alone = [pandoc.write(one, "typst-citations-smart", *options).rstrip(b"\n") for one in documents]
    many = pandoc.write_many([encode(one) for one in documents], "typst-citations-smart")
    assert [(one or b"").rstrip(b"\n") for one in many] == alone


def test_what_is_no_document_costs_no_other():
    good = encode(document(pandoc.read("Text.\n")))
    assert [one is not None for one in pandoc.write_many([good, b"{}", good], "typst")] == [True, False, True]
