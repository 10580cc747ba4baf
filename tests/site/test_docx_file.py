"""The DOCX as a file: well-formed, whole, accessible, and the same each time."""

from __future__ import annotations

import datetime
import io
import os
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from edition_sample import sample_report

from forum.tools.docx import write_docx
from forum.tools.pandoc import run

TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "report"
WHEN = datetime.datetime(2027, 2, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    outcome = write_docx(sample_report(tmp_path_factory.mktemp("docx")), TEMPLATES, WHEN)
    assert not outcome.problems
    return outcome.value


def part(made: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return archive.read(name).decode()


def names(made: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return archive.namelist()


def test_every_part_is_well_formed_and_declared(made: bytes) -> None:
    types = part(made, "[Content_Types].xml")
    for name in names(made):
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part(made, name))
        assert name.endswith((".rels", ".png")) or name == "[Content_Types].xml" or f"/{name}" in types, name


def test_every_style_that_is_used_is_defined(made: bytes) -> None:
    defined = set(re.findall(r'w:styleId="([^"]+)"', part(made, "word/styles.xml")))
    used = set(re.findall(r'<w:[prt](?:bl)?Style w:val="([^"]+)"', part(made, "word/document.xml")))

    assert used <= defined
    assert {"RecommendationText", "NumberedParagraph", "TableText", "Bibliography", "TOC1", "Equation"} <= used


def test_pictures_are_inside_with_their_description_and_no_address(made: bytes) -> None:
    document = part(made, "word/document.xml")

    assert [name for name in names(made) if name.endswith(".png")]
    assert 'descr="Line chart: accuracy falls' in document
    assert "data:image" not in document


def test_links_lead_to_bookmarks(made: bytes) -> None:
    document = part(made, "word/document.xml")
    marks = set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', document + part(made, "word/footnotes.xml")))
    wanted = set(re.findall(r'w:anchor="([^"]+)"', document))

    assert wanted
    assert wanted <= marks


def test_notes_equations_and_captions_are_words_own(made: bytes) -> None:
    document = part(made, "word/document.xml")

    assert "<w:footnoteReference" in document
    assert "A note in the foreword" in part(made, "word/footnotes.xml")
    assert "<m:oMath>" in document
    assert '<m:chr m:val="∑" /><m:limLoc m:val="undOvr" />' in re.sub(r">\s+<", "><", document)
    assert "SEQ Figure" in document
    assert "SEQ Table" in document
    assert "w:tblHeader" in document


def test_each_page_has_the_notice_and_its_number(made: bytes) -> None:
    assert "It states no position of any university" in part(made, "word/footer1.xml")
    assert " PAGE " in part(made, "word/footer1.xml")
    assert "w:footerReference" in part(made, "word/document.xml")


def test_the_file_says_what_it_is_and_names_no_author(made: bytes) -> None:
    core = part(made, "docProps/core.xml")

    assert "<dc:title>Academic Forum on Responsible AI in the Military Domain</dc:title>" in core
    assert "<dc:language>en-GB</dc:language>" in core
    assert "It states no position of any university" in core
    assert "creator" not in core
    assert 'w:val="en-GB"' in part(made, "word/styles.xml")


def test_what_would_be_markup_in_a_title_is_text(tmp_path: Path) -> None:
    report = sample_report(tmp_path, title="A < B & C", notice="{{ title }} <w:p/>")
    made = write_docx(report, TEMPLATES, WHEN).value

    assert "A &lt; B &amp; C" in part(made, "word/header1.xml")
    assert "{{ title }} &lt;w:p/&gt;" in part(made, "word/footer1.xml")


def test_the_same_report_gives_the_same_bytes_whatever_the_clock(
    made: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    monkeypatch.setitem(os.environ, "TZ", "Asia/Tokyo")

    assert write_docx(sample_report(tmp_path), TEMPLATES, WHEN).value == made


def test_the_pictures_themselves_are_inside_in_their_own_size(tmp_path: Path) -> None:
    report = sample_report(tmp_path)
    made = write_docx(report, TEMPLATES, WHEN).value
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        inside = {archive.read(name) for name in archive.namelist() if name.startswith("word/media/")}

    picture = (tmp_path / "accuracy.png").read_bytes()
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    extents = re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)"', part(made, "word/document.xml"))

    assert picture in inside
    assert any(int(cx) * height == pytest.approx(int(cy) * width, rel=0.01) for cx, cy in extents)


def test_a_picture_without_bitmap_is_said_and_its_description_printed(tmp_path: Path) -> None:
    report = sample_report(tmp_path)
    (tmp_path / "accuracy.png").unlink()

    outcome = write_docx(report, TEMPLATES, WHEN)

    assert [problem.code for problem in outcome.problems] == ["picture-bitmap"]
    assert "Line chart: accuracy falls" in re.sub(r"<[^>]+>", "", part(outcome.value, "word/document.xml"))


def test_pandoc_reads_back_the_headings(made: bytes) -> None:
    text = run(["-f", "docx", "-t", "plain", "--wrap=none"], made).decode()

    for heading in ("Highlights", "Samenvatting", "Background", "References", "Open problems"):
        assert heading in text
