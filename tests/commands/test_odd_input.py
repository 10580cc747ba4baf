"""Odd input that is good, and trouble from outside: any script, 2 MB, a full disk, Ctrl-C."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest

from forum.commands.build import Options, build

EXAMPLE = "recommendations/papers/example/paper.md"
NOTEBOOK = "notebooks/example.ipynb"
PARAMETERS = "notebooks/example.params.yaml"


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_do_not_matter(workspace, newline, mark):
    for path in (
        EXAMPLE,
        PARAMETERS,
        NOTEBOOK,
        "forum.toml",
        "recommendations/people.yaml",
        "recommendations/references.bib",
    ):
        text = (workspace / path).read_text()
        (workspace / path).write_bytes((mark + text.replace("\n", newline)).encode())
    outcome = build(workspace, Options(formats=("html",)))
    assert outcome.problems == ()
    assert not outcome.value.stopped


NAMES = {
    "Arabic": "\u0641\u0627\u0637\u0645\u0629",
    "Cyrillic": "Мария Петрова",
    "Greek": "Μαρία",
    "Vietnamese": "Nguyễn Thị Ánh",
}
UNPRINTABLE = {"Chinese": "\u5f20\u4f1f", "emoji": "Jane \U0001f600 Doe"}


def test_names_in_any_script_are_printed_or_said(workspace):
    people = "".join(
        f"- {{id: p{n}, name: {name}}}\n" for n, name in enumerate([*NAMES.values(), *UNPRINTABLE.values()])
    )
    with (workspace / "recommendations/people.yaml").open("a") as file:
        file.write(people)
    authors = ", ".join(f"{{person: p{n}}}" for n in range(6))
    paper = workspace / EXAMPLE
    paper.write_text(
        paper.read_text().replace("  - {person: example-author", "  - {person: p0}\n  - {person: example-author", 1)
    )
    text = (
        paper.read_text().split("authors:")[0]
        + f"authors: [{authors}]\n"
        + paper.read_text()[paper.read_text().index("editor:") :]
    )
    paper.write_text(text)
    outcome = build(workspace, Options())
    assert sorted(outcome.value.outputs) == ["docx", "html", "pdf"]
    said = {(one.code, str(one.span.path), one.span.line) for one in outcome.problems}
    assert said == {("glyph-missing", "recommendations/people.yaml", line) for line in (7, 8)}
    assert ["such as Noto Sans CJK" in one.hints[0] for one in outcome.problems] == [True, True, False]
    pages = "".join(page.read_text() for page in (workspace / "build/site").rglob("*.html"))
    assert all(name in pages for name in (*NAMES.values(), *UNPRINTABLE.values()))


def test_a_paper_of_two_megabytes_is_built(workspace):
    """A thousand paragraphs of 2 kB, each with a citation, a value, a note and a formula."""
    marked = "Some words [@example2020], [100](/notebooks/example.ipynb#samples), *emphasis*, $x^2$.^[A note.] "
    paragraph = marked + "Words and more words, as they come. " * 53 + "\n\n"
    with (workspace / EXAMPLE).open("a") as file:
        file.write("\n" + paragraph * (2_000_000 // len(paragraph)))
    start = time.process_time()
    outcome = build(workspace, Options(formats=("docx",)))
    assert (outcome.problems, outcome.value.stopped) == ((), False)
    assert time.process_time() - start < 60  # on two cores, 10 s when nothing else runs


# --- trouble from outside ---------------------------------------------------------------------


def outputs(root):
    return {path: path.read_bytes() for path in (root / "build").rglob("*") if path.is_file()}


def left_behind(root):
    return [path for path in root.rglob("*") if path.name.startswith((".new", ".site", ".report"))]


def reword(root):
    paper = root / EXAMPLE
    paper.write_text(paper.read_text().replace("This paper is an example", "This text is an example"))


def test_a_full_disk_is_exit_code_2_and_loses_nothing(built, tmp_path, forum):
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)]
    if not shutil.which("mount") or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        root = shutil.copytree(built, small / "w")
        reword(root)
        before = outputs(root)
        with pytest.raises(OSError, match="No space left"), (small / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(b"x" * 4096)
        code, said = forum("build", "--root", root)
        assert code == 2, said
        assert "No space left on device" in said or "the disk is full" in said
        assert "hint:" in said
        assert outputs(root) == before
        assert left_behind(root) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_file_that_may_not_grow_is_exit_code_2(workspace):
    """As a quota has it: each file may have 20 kB, the PDF needs more."""
    reword(workspace)
    before = outputs(workspace)
    done = subprocess.run(
        [sys.executable, "-m", "forum", "build", "--root", str(workspace)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "cannot be written: File too large" in done.stderr
    assert outputs(workspace) == before
    assert left_behind(workspace) == []


def test_ctrl_c_leaves_no_process_and_no_file(workspace, tmp_path):
    """A terminal sends the signal to the program and to all that it started."""
    started, temporary = tmp_path / "started", tmp_path / "tmp"
    temporary.mkdir()
    text = json.loads((workspace / NOTEBOOK).read_text())
    text["cells"][3]["source"] = f"#| label: samples\nopen({str(started)!r}, 'w').close()\nimport time\ntime.sleep(600)"
    (workspace / NOTEBOOK).write_text(json.dumps(text))
    before, entries = outputs(workspace), sorted((workspace / ".forum/cache/runs").iterdir())
    program = subprocess.Popen(
        [sys.executable, "-m", "forum", "build", "--root", str(workspace)],
        env={**os.environ, "TMPDIR": str(temporary)},
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    for _ in range(1200):
        if started.exists():
            break
        time.sleep(0.1)
    family = psutil.Process(program.pid).children(recursive=True)
    assert family
    os.killpg(program.pid, signal.SIGINT)
    _, said = program.communicate(timeout=60)
    assert program.returncode == 130, said
    assert said.strip().startswith("interrupted: "), said
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    assert outputs(workspace) == before
    assert left_behind(workspace) == []
    assert sorted((workspace / ".forum/cache/runs").iterdir()) == entries
    assert list(temporary.iterdir()) == []
