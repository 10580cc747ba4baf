"""``forum preview``: the server's answers, and a browser that sees what is saved."""

from __future__ import annotations

import datetime
import html
import http.client
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest
from test_site_browser import browser  # noqa: F401 (a fixture)

from forum.commands.init import init
from forum.commands.preview import Running, preview
from forum.commands.round_new import new_round
from forum.commands.round_open import open_round
from forum.diagnostics import Outcome
from forum.model import Workspace
from forum.preview.quick import paper_anew
from forum.preview.whole import Results, make_whole
from forum.stages.outputs import Work, make_pdf

PAPER = "recommendations/papers/example/paper.md"
FILLER = "\n\n".join(f"Paragraph number {n} says nothing of note, at some length, in plain words." for n in range(60))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace without notebooks: no kernel is needed to see a page change."""
    root = tmp_path / "forum"
    init(root)
    shutil.rmtree(root / "notebooks")
    (root / PAPER).write_text(paper("The first version."))
    return root


def paper(text: str, title: str = "A paper") -> str:
    return f"""---
title: {title}
kind: recommendation-paper
theme: example-theme
authors: [{{person: example-author}}]
---

# Question

{text}

A source says so [@example2020].

{FILLER}

# Recommendations

::: {{#rec-example .recommendation addressees="authors" strength=conditional certainty=low}}

Authors should write on.

::: rationale

It is an example.

:::

::: evidence

[@example2020].

:::

:::
"""


@pytest.fixture
def running(root: Path) -> Iterator[Running]:
    with preview(root, paper="example") as started:
        over = threading.Event()

        def build() -> None:
            while not over.is_set():
                started.session.wait(0.1)

        thread = threading.Thread(target=build)
        thread.start()
        wait_for(lambda: started.session.board.snapshot.pages)
        try:
            yield started
        finally:
            over.set()
            thread.join()


def wait_for(happens: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (value := happens()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
    return value


def get(address: str, path: str = "", host: str = "", method: str = "GET") -> tuple[int, str]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 0, timeout=10)
    connection.request(method, path or parts.path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(errors="replace")


# --- who may see it ------------------------------------------------------------------------


def test_only_who_knows_the_token_on_this_machine_is_answered(running: Running) -> None:
    address = urlsplit(running.address)
    token = address.path.split("/")[1]
    assert address.hostname == "127.0.0.1"
    assert get(running.address)[0] == 200
    assert get(running.address, "/papers/example.html")[0] == 403
    assert get(running.address, f"/{token[:-1]}x/papers/example.html")[0] == 403
    assert get(running.address, host="rebound.example:80")[0] == 403
    assert get(running.address, host=f"localhost:{address.port}")[0] == 200
    assert get(running.address, method="POST")[0] == 501


@pytest.mark.parametrize("path", ["../forum.toml", "%2e%2e/forum.toml", "/etc/hosts", "-/../forum.toml", "-/pdf/x.png"])
def test_nothing_but_the_report_is_served(running: Running, path: str) -> None:
    token = urlsplit(running.address).path.split("/")[1]
    status, said = get(running.address, f"/{token}/{path}")
    assert status == 404
    assert "Untitled" not in said and "[forum]" not in said


def test_nothing_is_written_into_build(running: Running, root: Path) -> None:
    assert not (root / "build").exists()


# --- what the sources do -------------------------------------------------------------------


def page(running: Running) -> str:
    return get(running.address)[1]


def test_a_syntax_error_leaves_the_last_good_page_until_it_is_mended(running: Running, root: Path) -> None:
    (root / PAPER).write_text(paper("The second version.", title="[broken"))
    problems = wait_for(lambda: running.session.board.snapshot.stale and running.session.board.snapshot.problems)
    assert [(one.code, str(one.span.path)) for one in problems if one.fatal] == [("yaml-syntax", PAPER)]
    assert "The first version." in page(running)
    (root / PAPER).write_text(paper("The third version."))
    wait_for(lambda: "The third version." in page(running))
    assert not running.session.board.snapshot.stale


def test_it_survives_files_that_go_and_come_back(running: Running, root: Path) -> None:
    aside = root.parent / "aside"
    (root / "recommendations").rename(aside)  # as a switch to another branch does
    wait_for(lambda: running.session.board.snapshot.stale)
    assert "The first version." in page(running)
    aside.rename(root / "recommendations")
    wait_for(lambda: not running.session.board.snapshot.stale)
    (root / PAPER).write_text(paper("After the return."))
    wait_for(lambda: "After the return." in page(running))
    (root / "forum.toml").rename(root / "forum.old")
    wait_for(lambda: running.session.board.snapshot.stale)
    (root / "forum.old").rename(root / "forum.toml")
    wait_for(lambda: not running.session.board.snapshot.stale)


def test_the_quick_page_is_the_page_that_the_whole_report_gives(running: Running, root: Path) -> None:
    texts = []
    running.session.board.change = recording(running.session.board.change, texts)  # type: ignore[method-assign]  # a spy
    (root / PAPER).write_text(paper("Another *text*^[With a note, of @rec-example.], and $x^2$."))
    wait_for(lambda: len([one for one in texts if "Another <em>text</em>" in one]) >= 2)
    quick, whole = [one for one in texts if "Another <em>text</em>" in one][:2]
    assert quick == whole


def test_the_quick_pdf_is_the_pdf_that_the_whole_report_gives(root: Path) -> None:
    first = make_whole(root, _no_results).value
    assert first is not None
    (root / PAPER).write_text(paper("Another *text*^[With a note, of @rec-example.], and $x^2$."))
    quick, whole = paper_anew(first, PurePosixPath(PAPER)), make_whole(root, _no_results).value
    assert quick is not None and whole is not None
    made = [
        make_pdf(Work(root, one.workspace, one.report, one.inputs, one.results, root)).value for one in (quick, whole)
    ]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF")


def test_a_recommendation_that_a_panel_rated_is_reworded_in_the_whole_report(root: Path) -> None:
    """Its annex marks ratings of earlier words, so the paper alone is not enough."""
    new_round(root, "first")
    open_round(root, "first", datetime.date(2031, 1, 1), 5)
    first = make_whole(root, _no_results).value
    assert first is not None
    text = (root / PAPER).read_text()

    (root / PAPER).write_text(text.replace("The first version.", "The second version."))
    assert paper_anew(first, PurePosixPath(PAPER)) is not None
    (root / PAPER).write_text(text.replace("Authors should", "Authors must"))
    assert paper_anew(first, PurePosixPath(PAPER)) is None


def _no_results(_: Workspace) -> Outcome[Results]:
    return Outcome({})


def recording(change: Callable[..., Any], texts: list[str]) -> Callable[..., Any]:
    def changed(**parts: Any) -> Any:
        if "pages" in parts:
            texts.append(parts["pages"].get("papers/example.html", ""))
        return change(**parts)

    return changed


def test_a_new_citation_shows_at_once_as_author_and_year(running: Running, root: Path) -> None:
    texts: list[str] = []
    running.session.board.change = recording(running.session.board.change, texts)  # type: ignore[method-assign]  # a spy
    (root / PAPER).write_text(paper("Another text [see @example2020, p. 7]."))
    wait_for(lambda: len([one for one in texts if "Another text" in one]) >= 2)
    found = [html.unescape(one).replace("\xa0", " ") for one in texts if "Another text" in one]
    quick, whole = (re.sub("<[^>]+>", "", one.split("Another text")[1])[:60] for one in found[:2])
    assert quick.startswith(" (see Example and Sample 2020, p. 7).")
    assert "2020, " in whole and "7)" in whole


# --- in a browser --------------------------------------------------------------------------


@pytest.mark.browser
def test_the_browser_shows_what_is_saved_and_keeps_its_place(running: Running, root: Path, browser: Any) -> None:  # noqa: F811
    browser.get(running.address)
    find = lambda script: browser.execute_script(f"return {script}")  # noqa: E731 (short in each use)
    wait_for(lambda: "Up to date" in find("document.querySelector('#preview-bar .state')?.textContent"))
    third = "[...document.querySelectorAll('p')].find((p) => p.textContent.includes('number 30 '))"
    browser.execute_script(f"{third}.scrollIntoView({{behavior: 'instant'}}); window.mark = {third}")
    top = find(f"{third}.getBoundingClientRect().top")
    longer = "\n\n".join(["A new beginning."] * 12)
    (root / PAPER).write_text(paper(longer))
    wait_for(lambda: "A new beginning." in find("document.body.textContent"))
    assert abs(find(f"{third}.getBoundingClientRect().top") - top) < 3
    assert find("window.scrollY") > 500
    assert find(f"window.mark === {third}")


@pytest.mark.browser
def test_the_browser_shows_errors_at_their_place(running: Running, root: Path, browser: Any) -> None:  # noqa: F811
    browser.get(running.address)
    (root / PAPER).write_text(paper("An unusual sentence that cites somebody unknown [@nobody1999]."))
    note = "document.querySelector('.preview-problem.error')"
    wait_for(lambda: browser.execute_script(f"return {note}?.previousElementSibling?.textContent.includes('unusual')"))
    said = browser.execute_script(f"return {note}.textContent")
    assert "@nobody1999" in said and f"{PAPER}:10:" in said
    (root / PAPER).write_text(paper("A text.", title="[broken"))
    wait_for(lambda: "last good page" in browser.execute_script("return document.body.textContent"))
    assert "unusual sentence" in browser.execute_script("return document.querySelector('main').textContent")


@pytest.mark.browser
def test_the_pdf_stands_beside_the_page_and_is_renewed(running: Running, root: Path, browser: Any) -> None:  # noqa: F811
    browser.get(running.address)
    browser.execute_script("window.drawn = 0; window.addEventListener('preview-pdf', () => { window.drawn += 1; })")
    wait_for(lambda: browser.execute_script("return document.querySelectorAll('#preview-bar button').length") == 2)
    browser.execute_script("document.querySelectorAll('#preview-bar button')[1].click()")
    loaded = "[...document.querySelectorAll('#preview-pdf img')].filter((one) => one.naturalWidth > 100).length"
    wait_for(lambda: browser.execute_script(f"return {loaded}") >= 1)
    before = running.session.board.snapshot.pdf
    (root / PAPER).write_text(paper("Another beginning."))
    wait_for(lambda: running.session.board.snapshot.pdf != before)
    browser.execute_script("document.querySelectorAll('#preview-bar button')[1].click()")
    assert running.session.board.snapshot.pdf.startswith(b"%PDF-")


# --- the command ---------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process there")
def test_control_c_ends_it_cleanly(root: Path) -> None:
    import signal
    import subprocess

    command = [sys.executable, "-m", "forum", "preview", "--no-browser", "--port", "0", "--root", str(root)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline().startswith("Preview at http://127.0.0.1:")
    while "report in" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=20)
    assert process.returncode == 0
    assert said.strip().endswith("Preview ended.") and not wrong
