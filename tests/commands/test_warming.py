"""What Typst is given ahead makes a build quicker, never different."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile

from forum.commands.build import Options, build
from forum.stages import warming

PAPER = "recommendations/papers/example/paper.md"


def reworded(root):
    path = root / PAPER
    path.write_text(path.read_text().replace("This paper is an example", "This text is an example"))


def test_the_pdf_is_the_same_with_and_without_what_was_kept(workspace, tmp_path):
    build(workspace, Options(("pdf",)))
    assert warming.kept(workspace, "").is_file()
    plain = tmp_path / "plain"
    shutil.copytree(workspace, plain)
    warming.kept(plain, "").unlink()
    made = []
    for root in (workspace, plain):
        reworded(root)
        made.append(build(root, Options(("pdf",))).value.outputs["pdf"].read_bytes())
    assert made[0] == made[1]


def test_what_is_kept_and_damaged_is_passed_by(workspace):
    build(workspace, Options(("pdf",)))
    for content in (b"no zip", b"PK\x03\x04 cut"):
        warming.kept(workspace, "").write_bytes(content)
        warming.begin(workspace, "")()
    reworded(workspace)
    assert build(workspace, Options(("pdf",))).value.outputs["pdf"].read_bytes().startswith(b"%PDF")


def test_nothing_is_laid_out_where_no_pdf_is_asked_for(workspace, monkeypatch):
    build(workspace, Options(("pdf",)))
    laid_out = []
    monkeypatch.setattr(warming, "_lay_out", lambda *given: laid_out.append(given))
    reworded(workspace)
    build(workspace, Options(("html",)))
    assert laid_out == []


LONG = "#for i in range(20000) { for j in range(20000) { let x = i } }"  # many seconds for Typst, and no memory


def test_ctrl_c_while_typst_is_at_work_leaves_nothing(workspace, tmp_path):
    build(workspace, Options(("pdf",)))
    before = (workspace / "build/report.pdf").read_bytes()
    with zipfile.ZipFile(warming.kept(workspace, ""), "w") as archive:
        archive.writestr("main.typ", LONG)
    reworded(workspace)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    program = subprocess.Popen(
        [sys.executable, "-m", "forum", "build", "--to", "pdf", "--root", str(workspace)],
        env={**os.environ, "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list(temporary.glob("forum-typst-*/main.typ")):
        assert program.poll() is None
        time.sleep(0.01)
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=60)
    assert (program.returncode, said.strip()[:12]) == (130, "interrupted:")
    assert list(temporary.iterdir()) == []
    assert (workspace / "build/report.pdf").read_bytes() == before
