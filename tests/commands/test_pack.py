"""``forum pack``: what is mailed out, and what is refused."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from forum.commands.init import init
from forum.commands.pack import pack
from forum.diagnostics import UsageError
from forum.stages.word_in import read_stamp, returned_paper
from forum.tools import pandoc

PAPER = "recommendations/papers/example/paper.md"


def git(root: Path, *arguments: str) -> str:
    person = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *person, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "forum"
    init(folder, "A fictional report")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Start")
    return folder


def test_a_word_file_says_what_it_was_packed_from_and_comes_back_unchanged(root: Path) -> None:
    done = pack(root, "example", "docx").value
    assert [str(path) for path in done.paths] == ["build/pack/example.docx"]
    data = (root / done.paths[0]).read_bytes()
    stamp = read_stamp(data)
    assert stamp is not None
    assert (stamp.slug, stamp.base) == ("example", git(root, "rev-parse", "HEAD"))
    text = (root / PAPER).read_text()
    assert returned_paper(data, text).value.text == text


def test_a_word_file_shows_an_svg_as_a_bitmap(root: Path) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><path d="M0 40L60 0" stroke="#000"/></svg>'
    )
    (root / PAPER).with_name("line.svg").write_text(drawing)
    (root / PAPER).write_text((root / PAPER).read_text() + "\n![A line.](line.svg){#fig-drawn alt='It rises.'}\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Draw")
    with zipfile.ZipFile(root / pack(root, "example", "docx").value.paths[0]) as archive:
        pictures = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    assert any(picture.startswith(b"\x89PNG") for picture in pictures)


def test_pandoc_itself_reads_the_citations_back(root: Path) -> None:
    text = (root / PAPER).read_text() + "\nSee @example2020 [p. 3] and [see @example2020, ch. 7; -@example2020].\n"
    (root / PAPER).write_text(text)
    git(root, "commit", "-qam", "Cite")
    data = (root / pack(root, "example", "docx").value.paths[0]).read_bytes()
    read = pandoc.run(["-f", "docx+citations", "-t", "markdown", "--wrap=none"], data).decode()
    assert "See @example2020 [p. 3] and [see @example2020, ch. 7; -@example2020]." in read


def test_a_zip_holds_the_papers_files_and_their_digests(root: Path) -> None:
    done = pack(root, "example", "zip").value
    with zipfile.ZipFile(io.BytesIO((root / done.paths[0]).read_bytes())) as archive:
        stamp = json.loads(archive.read("forum-pack.json"))
        files = {name: archive.read(name) for name in archive.namelist()}
    assert stamp["base"] == git(root, "rev-parse", "HEAD")
    assert stamp["papers"] == ["example"]
    assert stamp["partner"] is None
    assert stamp["files"][PAPER] == hashlib.sha256((root / PAPER).read_bytes()).hexdigest()
    assert set(files) == {*stamp["files"], "forum-pack.json", "READ-ME.txt"}
    assert {"recommendations/people.yaml", "recommendations/references.bib"} <= set(files)
    assert any(name.startswith("notebooks/") and name.endswith(".ipynb") for name in files)


@pytest.mark.parametrize("to", ["docx", "zip"])
def test_what_is_not_committed_is_not_packed(root: Path, to: str) -> None:
    path = root / PAPER
    path.write_text(path.read_text() + "\nMore.\n")
    with pytest.raises(UsageError, match=f"not committed: {PAPER}") as refused:
        pack(root, "example", to)  # type: ignore[arg-type]  # one of two words
    assert "git add" in refused.value.hints[0]


def test_a_new_file_beside_the_paper_is_not_left_out_of_a_zip_without_a_word(root: Path) -> None:
    (root / PAPER).with_name("references.bib").write_text("")
    with pytest.raises(UsageError, match="not committed"):
        pack(root, "example", "zip")


def test_without_git_there_is_no_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    folder = tmp_path / "forum"
    init(folder, "A fictional report")
    with pytest.raises(UsageError, match="stamped with its commit"):
        pack(folder, "example", "docx")


def test_an_unknown_name_is_answered_with_one_that_is_near(root: Path) -> None:
    with pytest.raises(UsageError, match="no paper and no partner") as refused:
        pack(root, "exmple", "docx")
    assert any("example" in hint for hint in refused.value.hints)
