"""The finished PDF, opened with pikepdf: what a reader's software, an archive and a screen reader find in it."""

from __future__ import annotations

import shutil
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from forum.report.printable import characters
from forum.tools.typst import missing_glyphs, svg_to_png, write_pdf
from tests.report.sample import ATTACHMENTS, FONTS, TEMPLATE, sample_report

STAMP = 1795300000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    outcome = write_pdf(sample_report(tmp_path_factory.mktemp("media")), TEMPLATE, FONTS, ATTACHMENTS, STAMP)
    assert [(problem.code, problem.severity) for problem in outcome.problems] == [("glyph-missing", "error")]
    return outcome.value


@pytest.fixture(scope="module")
def pdf(made: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(made))


def tags(pdf: pikepdf.Pdf) -> Counter[str]:
    found: Counter[str] = Counter()

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found[str(node.S)] += 1
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot)
    return found


def test_it_says_that_it_is_pdf_ua_1_and_pdf_a_3a(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == "Academic Forum on Responsible AI in the Military Domain"
        assert metadata["pdf:Keywords"] == "responsible AI, human control"


def test_it_is_tagged_with_headings_tables_figures_formulas_and_notes(pdf: pikepdf.Pdf) -> None:
    found = tags(pdf)
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en"
    for tag in ("/H1", "/H2", "/H3", "/Table", "/THead", "/TH", "/Figure", "/Caption", "/Formula", "/Note", "/TOC"):
        assert found[tag], tag


def test_its_outline_has_parts_papers_and_their_sections(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        parts = {item.title: item for item in outline.root}
        papers = [item.title for item in parts["Development and technical characteristics"].children]
    assert list(parts)[:4] == ["Highlights", "Contents", "Summary", "Samenvatting"]
    assert papers == ["1 Predictability under distribution shift"]


def test_it_carries_its_three_attachments(pdf: pikepdf.Pdf) -> None:
    assert sorted(pdf.attachments) == ["manifest.json", "recommendations.json", "references.json"]
    attached = pdf.attachments["references.json"]
    assert attached.get_file().read_bytes() == b"[]\n"
    assert attached.get_file().mime_type == "application/json"


def test_citations_and_references_link_both_ways(pdf: pikepdf.Pdf) -> None:
    links = [
        annotation
        for page in pdf.pages
        for annotation in page.get("/Annots", [])
        if annotation.Subtype == "/Link" and ("/Dest" in annotation or "/A" in annotation)
    ]
    inside = [link for link in links if "/Dest" in link or link.A.get("/S") == "/GoTo"]
    assert len(inside) > 40


def test_equal_input_gives_equal_bytes_from_any_folder(made: bytes, tmp_path: Path) -> None:
    elsewhere = tmp_path / "a folder elsewhere"
    shutil.copytree(TEMPLATE, elsewhere / "report")
    media = tmp_path / "media"
    media.mkdir()
    again = write_pdf(sample_report(media), elsewhere / "report", FONTS, ATTACHMENTS, STAMP).value
    assert again == made


def test_fonts_have_names_in_many_scripts_but_no_chinese() -> None:
    names = frozenset("Żółć Ξένια Мария محمد अनिता สมชาย Նարե ნინო שרה 中")
    assert missing_glyphs(names, ()) == {"中"}


def test_the_sample_prints_what_only_one_name_lacks(tmp_path: Path) -> None:
    assert missing_glyphs(characters(sample_report(tmp_path)), ()) == {"中", "村"}


def test_an_svg_becomes_a_png_of_the_width_that_was_asked_for() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M0 0H9"/></svg>'
    assert svg_to_png(svg, 400)[16:24] == (400).to_bytes(4) + (200).to_bytes(4)
    with pytest.raises(ValueError, match="SVG"):
        svg_to_png(b"<svg")


def opened(pdf: pikepdf.Pdf) -> list[tuple[int, str]]:
    """Return the bookmarks, each with the page that it opens."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    found: list[tuple[int, str]] = []

    def walk(items: Any) -> None:
        for item in items:
            found.append((pages[item.to_dictionary_object(pdf).Dest[0].objgen], item.title))
            walk(item.children)

    with pdf.open_outline() as outline:
        walk(outline.root)
    return found


def test_what_is_set_while_no_label_is_known_fills_the_same_pages(pdf: pikepdf.Pdf, tmp_path: Path) -> None:
    """Else Typst would set the pages once more than it has to; the result would be the same."""
    template, asked = tmp_path / "report", "#let first-round() = query(<begun>).len() == 0"
    shutil.copytree(TEMPLATE, template)
    rounds = template / "rounds.typ"
    assert asked in rounds.read_text()
    rounds.write_text(rounds.read_text().replace(asked, "#let first-round() = true"))
    made = write_pdf(sample_report(tmp_path), template, FONTS, ATTACHMENTS, STAMP)
    assert [problem.code for problem in made.problems] == ["glyph-missing"]
    first = pikepdf.open(BytesIO(made.value))
    assert len(first.pages) == len(pdf.pages)
    assert opened(first) == [(page, title) for page, title in opened(pdf) if title != "Contents"]
