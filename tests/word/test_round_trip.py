"""The law of Word files: what nobody edits comes back byte for byte."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest
from wordfiles import FRONT, MOMENT, WHO, edited, packed, swapped

from forum.documents.papers import read_paper
from forum.stages.word_in import returned_paper
from forum.stages.word_out import word_file
from forum.word.values import WordStamp
from forum.workspace import load

HERE = Path(__file__).parent
PAPERS = sorted((HERE.parent.parent / "recommendations" / "papers").glob("*/paper.md"))
EVERYTHING = HERE / "everything.md"


@pytest.mark.parametrize("path", [*PAPERS, EVERYTHING], ids=lambda path: path.parent.name)
def test_a_paper_that_nobody_edits_comes_back_byte_for_byte(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert returned_paper(packed(text), text).value.text == text


@pytest.mark.parametrize(
    "text",
    [
        FRONT + "One paragraph.",
        FRONT + "No line end, and blanks   \n\n\n\nbetween.\n\n\n",
        FRONT,
        "No front matter.\n",
        (FRONT + "Lines as\nWindows has them.\n\n- one\n- two\n").replace("\n", "\r\n"),
        "\ufeff" + FRONT + "A byte order mark.\n",
        FRONT + "::: note\nWithout blank lines.\n:::\n::: {.tip}\n\nWith some.\n\n:::\nBehind.\n",
        FRONT + "- a\n\n<!-- apart -->\n\n- b\n\n  of two paragraphs\n- c\n",
        FRONT + "Text[^n].\n\n[^n]: Note.\n\n    With code:\n\n        x = 1\n\nMore text.\n",
        FRONT + "a | b\n--|--\n1 | 2\n\n: Caption {#tbl-x}\n\n+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n",
        FRONT + "Same.\n\nSame.\n\nSame.\n",
        FRONT + "::: never closed\n\nText.\n",
    ],
)
def test_odd_sources_come_back_byte_for_byte(text: str) -> None:
    assert returned_paper(packed(text), text).value.text == text


@pytest.mark.office
@pytest.mark.parametrize("path", [*PAPERS, EVERYTHING], ids=lambda path: path.parent.name)
def test_a_paper_that_libreoffice_only_saved_comes_back_byte_for_byte(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert returned_paper(saved_by_libreoffice(_whole(path, text), tmp_path), text).value.text == text


@pytest.mark.office
def test_tracked_changes_and_comments_come_through_libreoffice(tmp_path: Path) -> None:
    text = EVERYTHING.read_text(encoding="utf-8")
    tracked = (
        f'</w:t></w:r><w:del w:id="901" {WHO}><w:r><w:delText>Because.</w:delText></w:r></w:del>'
        f'<w:ins w:id="902" {WHO}><w:r><w:t>For a reason.</w:t></w:r></w:ins><w:r><w:t xml:space="preserve">'
    )
    marked = (
        '</w:t></w:r><w:commentRangeStart w:id="4"/><w:r><w:t>Last</w:t></w:r><w:commentRangeEnd w:id="4"/>'
        '<w:r><w:commentReference w:id="4"/></w:r><w:r><w:t xml:space="preserve">'
    )
    comment = f'<w:comment w:id="4" {WHO}><w:p><w:r><w:t>Really?</w:t></w:r></w:p></w:comment>'
    data = edited(_whole(EVERYTHING, text), lambda xml: swapped("Because.", tracked)(swapped("Last", marked)(xml)))
    data = edited(data, lambda xml: re.sub(r"\s*/>\s*$", f">{comment}</w:comments>", xml), "word/comments.xml")
    done = returned_paper(saved_by_libreoffice(data, tmp_path), text).value
    assert done.text == text.replace("Because.", "For a reason.")
    assert [(one.author, one.quote, one.text) for one in done.comments] == [("R. Reviewer", "Last", "Really?")]
    assert [(one.person, one.kind, one.words) for one in done.changes] == [
        ("R. Reviewer", "deletion", "Because."),
        ("R. Reviewer", "insertion", "For a reason."),
    ]


def saved_by_libreoffice(data: bytes, folder: Path) -> bytes:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice: apt-get install libreoffice-writer-nogui libreoffice-math-nogui")
    (folder / "paper.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", folder / "saved"]
    subprocess.run([*command, folder / "paper.docx"], check=True, capture_output=True)
    return (folder / "saved" / "paper.docx").read_bytes()


def _whole(path: Path, text: str) -> bytes:
    """Return a paper as ``forum pack`` writes it, with box, styles, locks and references."""
    workspace = load(HERE.parent.parent).value
    paper = read_paper(text, PurePosixPath(f"recommendations/papers/{path.parent.name}/paper.md")).value
    assert paper is not None
    return word_file(workspace, paper, text, WordStamp(paper.slug, "a" * 40), {}, MOMENT)
