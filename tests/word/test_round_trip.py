"""The law of Word files: what nobody edits comes back byte for byte."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest
from wordfiles import FRONT, MOMENT, packed

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
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice: apt-get install libreoffice-writer-nogui")
    text = path.read_text(encoding="utf-8")
    (tmp_path / "paper.docx").write_bytes(_whole(path, text))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", tmp_path / "saved"]
    subprocess.run([*command, tmp_path / "paper.docx"], check=True, capture_output=True)
    saved = (tmp_path / "saved" / "paper.docx").read_bytes()
    assert returned_paper(saved, text).value.text == text


def _whole(path: Path, text: str) -> bytes:
    """Return a paper as ``forum pack`` writes it, with box, styles, locks and references."""
    workspace = load(HERE.parent.parent).value
    paper = read_paper(text, PurePosixPath(f"recommendations/papers/{path.parent.name}/paper.md")).value
    assert paper is not None
    return word_file(workspace, paper, text, WordStamp(paper.slug, "a" * 40), {}, MOMENT)
