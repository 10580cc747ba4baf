"""The program as a whole: what it lists, how it ends, what it loads, what is packed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from ruamel.yaml import YAML

from forum.cli import COMMANDS, _environment, run
from forum.cli.machine_formats import as_github, as_json, as_sarif
from forum.cli.printing import as_text
from forum.cli.quoting import Quotes
from forum.diagnostics import Diagnostic, Severity, Span

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("papermill", "nbformat", "nbclient", "matplotlib", "pypandoc", "typst", "git", "pandas", "numpy", "rich")


def test_every_listed_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        assert run([name, "--help"]) == 0
        assert "Usage:" in capsys.readouterr().out


def test_a_misspelt_command_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["biuld"]) == 2
    assert "did you mean build?" in capsys.readouterr().err


def test_outside_a_workspace_it_says_how_to_start(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["build"]) == 2
    said = capsys.readouterr().err
    assert "forum.toml" in said and "forum init" in said


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from forum.cli import run; run(['--help']); "
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout


def test_a_bug_gives_a_log_file_and_no_traceback(monkeypatch, capsys) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("of all things")

    monkeypatch.setattr("forum.commands.doctor.doctor", broken)
    assert run(["doctor"]) == 3
    said = capsys.readouterr().err
    assert "Traceback" not in said
    log = Path(re.search(r"maintainers: (\S+)", said)[1])
    assert "of all things" in log.read_text()
    log.unlink()


PROBLEM = Diagnostic(
    "citation-unknown",
    Severity.ERROR,
    "no reference has the key @smith2020",
    Span(PurePosixPath("paper.md"), 2, 5),
    ("did you mean @smith2021?",),
)


def test_text_quotes_the_line_and_marks_the_column(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text("# Title\nSee @smith2020.\n")
    assert as_text(PROBLEM, Quotes(tmp_path)).splitlines() == [
        "error[citation-unknown]: no reference has the key @smith2020",
        "  --> paper.md:2:5",
        "  2 | See @smith2020.",
        "    |     ^",
        "   = hint: did you mean @smith2021?",
    ]


def test_json_is_as_the_design_has_it() -> None:
    assert as_json([PROBLEM]) == {
        "version": 1,
        "summary": {"errors": 1, "warnings": 0, "infos": 0},
        "diagnostics": [
            {
                "code": "citation-unknown",
                "severity": "error",
                "message": "no reference has the key @smith2020",
                "path": "paper.md",
                "cell": None,
                "line": 2,
                "column": 5,
                "hints": ["did you mean @smith2021?"],
            }
        ],
    }


def test_sarif_and_github_name_file_line_and_rule() -> None:
    result = as_sarif([PROBLEM])["runs"][0]["results"][0]
    assert result["ruleId"] == "citation-unknown" and result["level"] == "error"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 5}
    assert as_github(PROBLEM).startswith("::error file=paper.md,line=2,col=5,title=citation-unknown::")
    json.dumps(as_sarif([PROBLEM]))


def test_lock_files_have_hashes_and_name_no_host() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert not re.search(r"https?://|file:|--index-url|--find-links", text), lock.name
        assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=[a-z])", text.strip()) if "==" in entry)


def test_the_wheel_brings_its_templates(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env={**os.environ})
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    wanted = {"report/report.typ", "site/base.html", "csl/note.csl", "new/paper.md", "forum.mplstyle"}
    assert {f"forum/_templates/{name}" for name in wanted} <= names
    assert {"forum/_lab/forum/package.json", "forum/_lab/forum/static/remoteEntry.js"} <= names
    assert any(name.startswith("forum/_templates/fonts/") for name in names)
    assert not any(name.startswith(("tests/", "recommendations/")) for name in names)


# --- other ways to start it ---------------------------------------------------------------


def test_the_hooks_for_pre_commit_call_what_there_is(tmp_path: Path, monkeypatch, capsys) -> None:
    """The keys that pre-commit needs (its documentation, "Creating new hooks"), and commands that run."""
    hooks = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (tmp_path / "a.bib").write_text("@misc{doe, title = {T}, doi = {doi:10.1000/x}}\n")
    monkeypatch.chdir(tmp_path)
    codes = {}
    for hook in hooks:
        assert {"id", "name", "entry", "language", "types_or"} <= hook.keys()
        assert hook["language"] == "python" and hook["types_or"] == ["markdown", "jupyter", "bib"]
        program, *arguments = hook["entry"].split()
        assert program == "forum"
        codes[hook["id"]] = run([*arguments, "a.bib"])
    assert codes == {"forum-check": 1, "forum-check-fix": 0}
    capsys.readouterr()


def test_the_script_is_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("@misc{doe, title = {T}, doi = {doi:10.1000/x}}\n")

    def script(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, str(ROOT / "scripts/check_citations.py"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        return done.returncode, done.stdout + done.stderr

    code, said = script("a.bib", "--format", "json")
    assert (code, json.loads(said)["diagnostics"][0]["code"]) == (1, "doi-prefix")
    assert script("none.bib")[0] == 2
    code, said = script("a.bib", "--fix")
    assert (code, "+@misc{doe, title = {T}, doi = {10.1000/x}}" in said) == (0, True)
    assert script("a.bib") == (0, "no problems\n")


def test_a_folder_that_cannot_be_copied_is_told_by_its_first_file(tmp_path, capsys):
    (tmp_path / "from").mkdir()
    (tmp_path / "from/a.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(shutil.Error) as refused:
        shutil.copytree(tmp_path / "from", tmp_path / "to")
    assert _environment(refused.value) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: {tmp_path}/to/a.txt cannot be written: ")
    assert "[(" not in said
