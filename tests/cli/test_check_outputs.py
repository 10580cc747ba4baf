"""What ``forum check`` prints: for people, for machines, as a page."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path, PurePosixPath

import jsonschema
import pytest

from forum.cli.check_page import as_page
from forum.cli.machine_formats import as_github, as_sarif
from forum.cli.printing import as_text, show_by_file
from forum.cli.quoting import Quotes
from forum.commands.baseline import fingerprints
from forum.commands.cited import CitedReference
from forum.diagnostics import Diagnostic, Span, error, info, warning

SCHEMA = json.loads((Path(__file__).parent / "sarif" / "schema.json").read_text())
PAPER, NOTE, BIB = PurePosixPath("a paper.md"), PurePosixPath("note.ipynb"), PurePosixPath("refs.bib")
PROBLEMS = (
    error("citation-unknown", "no reference has the key @doe", Span(PAPER, 2, 5), "did you mean @roe?"),
    warning("citation-typed", "“Doe (2020)” is typed", Span(NOTE, 1, 3, cell=2)),
    info("of-another-program", "50% <b>bold</b>,\nwith: a colon", Span(BIB, 1, 1)),
)
CELLS = [{"cell_type": "raw", "source": ""}, {"cell_type": "code", "source": ""},
         {"cell_type": "markdown", "source": ["A Doe (2020)\n", "b"]}]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / PAPER).write_text("# Title\nSee @doe.\n")
    (tmp_path / NOTE).write_text(json.dumps({"cells": CELLS}))
    (tmp_path / BIB).write_text("@misc{roe}\n")
    return tmp_path


def test_text_goes_by_file_with_the_line_and_its_column(folder, capsys):
    show_by_file(PROBLEMS, folder)
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line.endswith("problem")] == [
        "a paper.md: 1 problem",
        "note.ipynb: 1 problem",
        "refs.bib: 1 problem",
    ]
    assert "  2 | See @doe.\n    |     ^\n" in said
    assert "  --> note.ipynb:cell 2:1:3\n  1 | A Doe (2020)\n    |   ^\n" in said


def test_the_column_is_marked_below_wide_letters_and_in_a_long_line(tmp_path):
    (tmp_path / "x.md").write_text("中文 @doe\n" + "a" * 200 + "@doe" + "b" * 200 + "\n\t@doe\n")
    marked = []
    for line, column in ((1, 4), (2, 201), (3, 2)):
        _, _, quote, mark = as_text(error("x", "m", Span(PurePosixPath("x.md"), line, column)), Quotes(tmp_path)).split(
            "\n"
        )
        marked.append((quote, mark))
    assert marked[0] == ("  1 | 中文 @doe", "    |      ^")  # a Chinese letter takes two columns
    assert marked[1][0][marked[1][1].index("^")] == "@" and len(marked[1][0]) < 110
    assert marked[2] == ("  3 |  @doe", "    |  ^")


def test_a_file_cannot_steer_the_terminal(tmp_path):
    (tmp_path / "x.bib").write_bytes(b"\x1b]0;owned\x07\x1b[2J@misc{a}\n")
    text = as_text(error("x", "the key \x1b[2J", Span(PurePosixPath("x.bib"), 1, 1)), Quotes(tmp_path))
    assert "\x1b" not in text and "\x07" not in text


def test_sarif_is_valid_by_the_schema(folder):
    made = as_sarif(PROBLEMS)
    jsonschema.Draft4Validator(SCHEMA).validate(made)
    jsonschema.Draft4Validator(SCHEMA).validate(as_sarif(()))
    first, second, _ = made["runs"][0]["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20paper.md"},
        "region": {"startLine": 2, "startColumn": 5},
    }
    assert "region" not in second["locations"][0]["physicalLocation"]  # a line of a cell is none of the file
    assert second["locations"][0]["logicalLocations"][0]["name"] == "cell 2"
    assert made["runs"][0]["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "citation-unknown"


def test_the_schema_refuses_what_is_wrong():
    broken = as_sarif(PROBLEMS)
    broken["runs"][0]["results"][0]["level"] = "fatal"
    assert not jsonschema.Draft4Validator(SCHEMA).is_valid(broken)


def test_fingerprints_outlive_moved_lines_and_tell_equal_findings_apart():
    one = error("x", "the key a is given twice; the first, in line 3, counts", Span(BIB, 9))
    moved = error("x", "the key a is given twice; the first, in line 7, counts", Span(BIB, 13))
    assert fingerprints([one]) == fingerprints([moved])
    assert len(set(fingerprints([one, moved]))) == 2


def test_github_gets_its_escapes_and_no_line_of_a_cell():
    assert (
        as_github(PROBLEMS[1])
        == "::warning file=note.ipynb,title=citation-typed::cell 2, line 1: “Doe (2020)” is typed"
    )
    assert as_github(PROBLEMS[2]) == (
        "::notice file=refs.bib,line=1,col=1,title=of-another-program::50%25 <b>bold</b>,%0Awith: a colon"
    )
    odd = error("x", "m", Span(PurePosixPath("a,b:c.md")))
    assert as_github(odd).startswith("::error file=a%2Cb%3Ac.md,line=1,col=1,title=x::")


# --- the page ----------------------------------------------------------------------------

ROE = CitedReference(
    "roe", "Roe", "2020", "A <i>title</i>", Span(BIB, 1, 7), (Span(PAPER, 2, 5), Span(NOTE, 1, 1, 2)), ()
)
DOE = CitedReference("doe", "Doe", "", "Another", Span(BIB, 3, 7), (), ("date-missing",))


def page(folder: Path, problems: tuple[Diagnostic, ...] = PROBLEMS) -> str:
    return as_page(problems, (DOE, ROE), folder, "A forum", datetime.date(2030, 1, 2), "One more.")


def text_of(html: str) -> str:
    bare = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(bare.replace("&lt;", "<").replace("&gt;", ">").split())


def test_the_page_says_everything_and_loads_nothing(folder):
    html = page(folder)
    text = text_of(html)
    for words in ("1 error", "1 warning", "1 info ", "2 references", "1 not cited", "2030-01-02", "One more.",
                  "no reference has the key @doe", "did you mean @roe?", "cell 2, line 1, column 3",
                  "a paper.md : line 2", "note.ipynb : cell 2 line 1", "Roe (2020) A <i>title</i>"):  # fmt: skip
        assert words in text.replace("a paper.md:", "a paper.md :").replace("note.ipynb:", "note.ipynb :"), words
    assert "<mark>@</mark>doe." in html
    assert "<b>bold" not in html and "<i>title" not in html  # what files say is text
    assert not re.search(r"(?:src|href)=(?!\"#)|@import|url\(", html)


def test_a_page_without_findings_says_so(folder):
    assert "Nothing was found." in page(folder, ())


@pytest.mark.browser
def test_in_a_browser_the_page_is_accessible_and_its_filters_work(folder, tmp_path):
    if not Path("/usr/bin/chromedriver").exists():
        pytest.skip("needs Debian's chromium and chromium-driver: apt-get install chromium chromium-driver")
    from axe_core_python.selenium import Axe
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By

    (tmp_path / "page.html").write_text(page(folder))
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver")) as browser:
        browser.get((tmp_path / "page.html").as_uri())
        assert browser.get_log("browser") == []
        for scheme in ("light", "dark"):
            features = [{"name": "prefers-color-scheme", "value": scheme}]
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
            assert [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(browser)["violations"]] == []
        browser.find_element(By.CSS_SELECTOR, "[value=warning]").click()
        browser.find_element(By.CSS_SELECTOR, "#words").send_keys("doe")
        shown = [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".finding .message") if one.is_displayed()]
        assert shown == ["no reference has the key @doe"]
        assert browser.find_element(By.ID, "shown").text == "1 of 3 findings, 1 of 2 references"
