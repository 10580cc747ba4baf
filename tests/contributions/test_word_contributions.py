"""A paper goes out as Word and comes back edited: merged against what went out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from test_merging_contributions import merged, states
from universities import PAPER, assert_whole, branch, head, replacing, zip_bytes

from forum.commands.log import log
from forum.commands.pack import pack
from forum.commands.review import reviewed
from forum.contributions.values import Asked

TRACKED = (
    '<w:ins w:id="901" w:author="Jane Doe" w:date="2027-01-05T10:00:00Z"><w:r><w:t xml:space="preserve">'
    "A sentence from Word. </w:t></w:r></w:ins>"
)


def packed(forum: Path) -> bytes:
    (path,) = pack(forum, "example", "docx").value.paths
    return (forum / path).read_bytes()


def in_word(data: bytes, edit: Callable[[str], str]) -> bytes:
    """Edit a Word file's text, as a program would save it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts["word/document.xml"].decode()
    parts["word/document.xml"] = edit(before).encode()
    assert parts["word/document.xml"] != before.encode()
    return zip_bytes(parts)


def tracked(xml: str) -> str:
    """Put a tracked insertion before the first paragraph of the paper that begins so."""
    return re.sub(
        r"(<w:r>(?:<w:rPr>.*?</w:rPr>)?<w:t[^>]*>This paper is)", rf"{TRACKED}\1", xml, count=1, flags=re.DOTALL
    )


def test_a_word_file_is_merged_against_what_went_out(forum: Path, tmp_path: Path) -> None:
    went_out = head(forum)
    data = packed(forum)
    merged(forum, branch(forum, "uni-a/one", replacing("a source says the", "one source says the")))
    (tmp_path / "example.docx").write_bytes(in_word(data, tracked))

    report = merged(forum, tmp_path / "example.docx", asked=Asked(partner="uni-d"))

    assert states(report) == {"example": "merged"}
    text = (forum / PAPER).read_text()
    assert "A sentence from Word." in text
    assert "one source says" in text
    record = next(one for one in log(forum).value.merged if one.channel == "word")
    assert (record.partner, record.sender, record.base) == ("uni-d", "Jane Doe", went_out)
    assert record.editors == ("Jane Doe: 1 tracked change, 2027-01-05",)
    assert_whole(forum)


def test_a_word_file_that_nobody_edited_changes_nothing(forum: Path, tmp_path: Path) -> None:
    (tmp_path / "example.docx").write_bytes(packed(forum))

    assert states(merged(forum, tmp_path / "example.docx")) == {"example": "unchanged"}


def test_a_word_file_without_a_stamp_asks_which_paper_it_is(forum: Path, tmp_path: Path) -> None:
    from forum.tools import pandoc

    data = pandoc.run(["-f", "markdown", "-t", "docx"], "Some words.\n")
    (tmp_path / "paper.docx").write_bytes(data)

    (one,) = merged(forum, tmp_path / "paper.docx").results

    assert one.refusal is not None
    assert one.refusal.rule == "word-unstamped"
    assert "--paper SLUG --base REV" in one.refusal.remedy


def test_a_broken_word_file_is_refused(forum: Path, tmp_path: Path) -> None:
    data = packed(forum)
    (tmp_path / "cut.docx").write_bytes(data[: len(data) // 2])
    bomb = in_word(data, lambda xml: xml.replace("<w:body>", "<w:body>" + "<w:p/>" * 3_000_000, 1))
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    for name in ("cut.docx", "bomb.docx"):
        (one,) = merged(forum, tmp_path / name).results
        assert one.refusal is not None, name
        assert one.refusal.rule in ("word-unreadable", "zip-broken", "form-unknown")
    assert_whole(forum)


def commented(data: bytes) -> bytes:
    """Put a comment on the paragraph with the values and the citation, as a program would save it."""

    def edit(xml: str) -> str:
        start = max(match.start() for match in re.finditer(r"<w:p[ >]", xml[: xml.index("In the example")]))
        end = xml.index("</w:p>", start) + len("</w:p>")
        marked = f'<w:commentRangeStart w:id="4"/>{xml[start:end]}<w:commentRangeEnd w:id="4"/>'
        return xml[:start] + marked + xml[end:]

    with zipfile.ZipFile(io.BytesIO(in_word(data, edit))) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    parts["word/comments.xml"] = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:comment w:id="4" w:author="R. Reviewer" w:date="2026-11-20T09:00:00Z">'
        "<w:p><w:r><w:t>Which draws?</w:t></w:r></w:p></w:comment></w:comments>"
    )
    return zip_bytes(parts)


def test_a_comment_in_word_is_listed_at_its_words_though_they_hold_values_and_a_citation(
    forum: Path, tmp_path: Path
) -> None:
    (tmp_path / "example.docx").write_bytes(commented(packed(forum)))

    assert states(merged(forum, tmp_path / "example.docx")) == {"example": "merged"}

    ((slug, (one,)),) = reviewed(forum).value.papers
    text = (forum / PAPER).read_text()
    line = text[: text.index("In the example")].count("\n")
    assert (slug, one.thread.comment.text, one.writer.name) == ("example", "Which draws?", "R. Reviewer")
    assert (one.where.state, [place.line for place in one.where.places]) == ("there", [line + 1])
    assert one.where.section == "Result"
